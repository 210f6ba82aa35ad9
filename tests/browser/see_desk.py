"""The desk in a browser: for an official without another chat, and for one who comes over from Telegram."""

from __future__ import annotations

import re
from datetime import datetime

from playwright.sync_api import Browser

from tests.browser.see_chat import reports
from tests.browser.see_looks import pictured
from tests.browser.visitors import Visitor, visiting
from tests.end_to_end.acts import joins, says
from tests.end_to_end.conftest import JAKARTA
from tests.end_to_end.product import Product

WITHIN = 15


def see_an_official_without_another_chat_work_a_case_and_get_the_digest(
    chromium: Browser, product: Product
) -> None:
    told = product.suara("official", "invite", "--role", "coordinator", "--name", "Ibu Rina")
    (link,) = re.findall(r"in a browser: (\S+)", told)
    with visiting(chromium, product.base) as official, visiting(chromium, product.base) as citizen:
        official.page.goto(link)
        official.has_read("Selamat datang")  # cases that wait for somebody may follow at once
        number = reports(citizen)
        official.reads(number)  # the notice comes by itself
        answered(official, number)
        citizen.reads("Sudah kami periksa")
        pictured(official, "desk-in-browser")
        week = f"{datetime.now(JAKARTA):%G-W%V}"
        product.suara("digest", "--week", week, "--send")
        official.reads("Ringkasan pekan")
        pictured(official, "digest-in-browser")
        assert official.violations() == []


def see_an_official_come_over_from_telegram_and_leave_without_a_trace(
    chromium: Browser, with_telegram: Product
) -> None:
    rina = with_telegram.api.person(501, "Ibu Rina")
    joins(with_telegram, rina, "coordinator")
    screen = says(rina, "/peramban")
    (link,) = re.findall(r"http\S+/desk/\S+", screen.text)
    with visiting(chromium, with_telegram.base) as official:
        official.page.goto(link)
        official.page.get_by_role("button", name="Buka meja saya").click()
        official.reads("🗂")
        rina.hears("dibuka di peramban", within=WITHIN)
        official.opens("/desk")
        official.page.get_by_role("button", name="Keluar").click()
        official.page.get_by_role("heading", name="Meja petugas").wait_for()
        official.opens("/chat")
        assert "🗂" not in official.page.locator("#log").inner_text()


def answered(official: Visitor, number: str) -> None:
    """Opens the case from the desk and answers it."""
    official.writes("/meja", then=number)
    official.taps(number, then="Lampu jalan mati")
    official.taps("Jawab", then="?")
    official.writes("Sudah kami periksa, besok diperbaiki.", then="Sudah kami periksa")
    official.taps("Selesai", then="Sudah kami periksa")
    official.taps("✅ Kirim", then="dikirim")
