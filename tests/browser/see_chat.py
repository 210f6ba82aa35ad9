"""The conversation in a browser: rating, survey, report, on the real engine and without any token."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, FilePayload, expect

from tests.browser.visitors import Visitor, visiting
from tests.doubles.pictures import tiny_jpeg
from tests.end_to_end.product import Product

ELEMENTS = 9


def see_a_rating_in_two_taps(chromium: Browser, product: Product) -> None:
    before = product.rows.one("SELECT count(*) FROM ratings")
    with visiting(chromium, product.base) as visitor:
        visitor.opens("/chat?start=u-disdukcapil")
        visitor.reads("Bagaimana layanan di Disdukcapil?")
        visitor.taps("Sangat baik", then="Sudah dicatat")
        assert product.rows.one("SELECT count(*) FROM ratings") == before + 1


def see_the_nine_elements_of_the_survey(chromium: Browser, product: Product) -> None:
    with visiting(chromium, product.base) as visitor:
        visitor.opens()
        visitor.writes("/survei", then="Kantor mana")
        visitor.writes("Disdukcapil", then="?")
        for _ in range(30):
            if product.rows.one("SELECT count(*) FROM surveys"):
                break
            _answers_whatever_is_asked(visitor)
        assert product.rows.one("SELECT count(*) FROM surveys WHERE unit = 'disdukcapil'") == 1


def see_a_report_with_a_photo_up_to_its_number(chromium: Browser, product: Product) -> None:
    with visiting(chromium, product.base) as visitor:
        number = reports(visitor)
        assert product.rows.one("SELECT count(*) FROM cases WHERE number = ?", number) == 1
        kept = "SELECT count(*) FROM media WHERE owner = 'case' AND state = 'kept'"
        assert product.rows.until(kept, lambda count: count == 1) == 1
        visitor.page.reload()
        visitor.reads(number)  # after a reload everything is still there
        expect(visitor.page.locator("#log img").first).to_be_visible()


def see_two_tabs_show_one_conversation(chromium: Browser, product: Product) -> None:
    with visiting(chromium, product.base) as visitor:
        visitor.opens("/chat?start=u-disdukcapil")
        visitor.reads("Bagaimana layanan di Disdukcapil?")
        other = Visitor(visitor.page.context.new_page(), product.base)
        other.opens()
        other.reads("Bagaimana layanan di Disdukcapil?")
        visitor.taps("Baik", then="Sudah dicatat")
        other.reads("Sudah dicatat")  # without doing anything there


def see_what_is_written_without_a_connection_goes_out_once_it_is_back(
    chromium: Browser, product: Product
) -> None:
    with visiting(chromium, product.base) as visitor:
        visitor.opens("/chat?start=u-disdukcapil")
        visitor.reads("Bagaimana layanan di Disdukcapil?")
        before = product.rows.one("SELECT count(*) FROM ratings")
        visitor.page.context.set_offline(True)
        visitor.page.locator("#log button", has_text="Buruk").last.click()
        expect(visitor.page.locator("body")).to_contain_text("Menunggu dikirim", timeout=15_000)
        assert product.rows.one("SELECT count(*) FROM ratings") == before
        visitor.page.context.set_offline(False)
        visitor.reads("Sudah dicatat")
        assert product.rows.one("SELECT count(*) FROM ratings") == before + 1
        visitor.faults.clear()  # the console complains of the connection, and rightly


def see_plain_forms_where_scripts_are_off(chromium: Browser, product: Product) -> None:
    before = product.rows.one("SELECT count(*) FROM ratings")
    with visiting(chromium, product.base, java_script_enabled=False) as visitor:
        visitor.opens("/chat?start=u-disdukcapil")
        visitor.page.locator("form.start button").click()
        visitor.reads("Bagaimana layanan di Disdukcapil?")
        visitor.taps("Sangat baik", then="Sudah dicatat")
        visitor.page.reload()
        visitor.reads("Sudah dicatat")
    assert product.rows.one("SELECT count(*) FROM ratings") == before + 1


def see_the_keyboard_alone_is_enough(chromium: Browser, product: Product) -> None:
    with visiting(chromium, product.base) as visitor:
        visitor.opens("/chat?start=u-disdukcapil")
        visitor.reads("Bagaimana layanan di Disdukcapil?")
        for _ in range(30):
            visitor.page.keyboard.press("Tab")
            if "Sangat baik" in str(visitor.page.evaluate("document.activeElement.innerText || ''")):
                break
        visitor.page.keyboard.press("Enter")
        visitor.reads("Sudah dicatat")
        visitor.page.locator("#text").focus()
        visitor.page.keyboard.type("KTP-el")
        visitor.page.keyboard.press("Tab")
        visitor.page.locator("#say .send").press("Enter")
        visitor.reads("apa yang masih bisa lebih baik")


def see_english_with_one_tap(chromium: Browser, product: Product) -> None:
    with visiting(chromium, product.base) as visitor:
        visitor.opens("/chat?start=u-disdukcapil")
        visitor.reads("Bagaimana layanan di Disdukcapil?")
        visitor.page.locator("nav button", has_text="English").click()
        visitor.reads("How was the service at Disdukcapil?")
        visitor.page.reload()
        assert visitor.page.locator("html").get_attribute("lang") == "en"


def reports(visitor: Visitor) -> str:
    """A complaint with a photo, sent; its number."""
    visitor.opens()
    visitor.writes("/lapor", then="Apa yang ingin Anda sampaikan?")
    for _ in range(25):
        if number := re.search(r"KS-\d{4}-[0-9A-Z]{4}", visitor.newest):
            return number[0]
        if "Ada fotonya?" in visitor.newest:
            _sends_a_photo(visitor)
        _answers_whatever_is_asked(visitor)
    raise AssertionError(f"no number at the end: {visitor.newest}")


def _sends_a_photo(visitor: Visitor) -> None:
    file: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": tiny_jpeg()}
    visitor.page.locator("#photo").set_input_files(files=[file])
    visitor.page.locator("#say .send").click()
    visitor.reads("1 lampiran")


def _answers_whatever_is_asked(visitor: Visitor) -> None:
    """The first answer on the newest message, or words where there is none."""
    page, before = visitor.page, visitor.page.locator("#log .message").count()
    answers = page.locator("#log .message.ours").last.locator("button:not(.nav):not(.command)")
    if answers.count():
        answers.first.click()
    else:
        page.locator("#text").fill("Lampu jalan mati sejak kemarin")
        page.locator("#say .send").click()
    expect(page.locator("#log .message")).not_to_have_count(before)
    page.wait_for_timeout(300)
