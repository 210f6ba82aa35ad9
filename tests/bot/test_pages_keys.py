"""Who a browser is: nobody can be guessed, nobody's form can be sent for them, and a code goes anywhere."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pages.keys import ALPHABET, LENGTH, Keys, new_key, read_code
from bot.settings import Settings
from storage.models import Handle, Update
from storage.vault import Vault
from tests.bot.browsing import Browser, Site, browsed
from tests.bot.test_pages_chat import at_the_counter, ratings, rows

KEYS = Keys(Vault(bytes(32)))
CODE = re.compile(r"<output>([0-9A-Z-]+)</output>")


async def code_of(browser: Browser) -> str:
    found = CODE.search(await browser.opens("/chat/code"))
    assert found is not None
    return found[1]


@given(st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH))
def test_a_code_is_read_however_it_is_written(key: str) -> None:
    code = KEYS.of(key).code
    assert read_code(code) == read_code(code.lower()) == read_code(code.replace("-", " ")) == key
    assert read_code(code.replace("0", "o").replace("1", "l")) == key
    assert read_code(code.replace("1", "i").replace("-", "")) == key


@pytest.mark.parametrize("text", ["", "ABCD", "U" * LENGTH, "A" * 25, "é" * LENGTH, "A" * 10_000_000])
def test_what_is_no_code_is_none(text: str) -> None:
    assert read_code(text) == ""


def test_a_key_its_address_and_its_token_tell_nothing_of_each_other() -> None:
    visitor, other = KEYS.of(new_key()), KEYS.of(new_key())
    told = {visitor.key.lower(), visitor.address, visitor.token, other.address, other.token}
    assert len(told) == 5
    assert not any(a != b and (a[:8] in b) for a in told for b in told)


def test_the_key_itself_is_stored_nowhere(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = await at_the_counter(site)
        key = browser.client.cookies["suara"]
        assert rows(site, Handle) == 1
        for file in site.engine.store.file.parent.glob("suara.db*"):
            assert key.encode() not in file.read_bytes()

    browsed(settings, act)


def test_the_code_goes_on_with_the_conversation_on_another_device(settings: Settings) -> None:
    async def act(site: Site) -> None:
        phone, tablet = await at_the_counter(site), site.browser()
        code = await code_of(phone)
        assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}", code)
        await tablet.opens("/chat/code")
        answer = await tablet.posts({"code": f" {code.lower()} "}, "/chat/code")
        assert answer.headers["location"] == "/chat#last"
        await tablet.taps("Baik")
        assert ratings(site) == [("disdukcapil", 3)]
        await phone.opens()
        assert phone.history == tablet.history

    browsed(settings, act)


def test_a_code_that_nobody_has_opens_nothing_and_cannot_be_tried_quickly(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        await browser.opens("/chat/code")
        codes = [KEYS.of(new_key()).code, "wrong", "", "0" * 24, KEYS.of(new_key()).code]
        answers = [(await browser.posts({"code": code}, "/chat/code")).status_code for code in codes]
        assert answers == [422, 422, 422, 422, 429]

    browsed(settings, act)


def test_a_conversation_that_is_left_is_open_again_with_its_code_alone(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = await at_the_counter(site)
        code, before = await code_of(browser), browser.history
        answer = await browser.posts({}, "/chat/leave")
        assert answer.headers["Clear-Site-Data"] == '"storage"'
        assert [m.ref for m in browser.history] == [0]
        await browser.opens("/chat/code")
        await browser.posts({"code": code}, "/chat/code")
        assert browser.history == before

    browsed(settings, act)


@pytest.mark.parametrize("cookie", ["x", "A" * 24, "..", "A" * 4000, "0" * 24])
def test_a_forged_cookie_shows_nobodys_conversation(settings: Settings, cookie: str) -> None:
    async def act(site: Site) -> None:
        await at_the_counter(site)
        forger = site.browser(Cookie=f"suara={cookie}")
        await forger.opens()
        assert [m.ref for m in forger.history] == [0]

    browsed(settings, act)


def test_a_token_of_another_browser_sends_nothing(settings: Settings) -> None:
    async def act(site: Site) -> None:
        victim, attacker = await at_the_counter(site), site.browser()
        await attacker.opens()
        tap, before = victim.tap("Buruk"), rows(site, Update)
        for token in (attacker.token, "", "0" * 32, "é"):
            assert (await victim.posts({**tap, "token": token})).status_code == 403
        assert rows(site, Update) == before
        assert ratings(site) == []

    browsed(settings, act)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({}, 303),
    ],
)
def test_a_form_on_another_site_sends_nothing(
    settings: Settings, headers: dict[str, str], status: int
) -> None:
    async def act(site: Site) -> None:
        browser = await at_the_counter(site)
        assert (await browser.posts(browser.tap("Buruk"), headers=headers)).status_code == status
        assert len(ratings(site)) == (status == 303)

    browsed(settings, act)


def test_our_own_origin_is_no_other_site(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = await at_the_counter(site)
        answer = await browser.posts(browser.tap("Buruk"), headers={"Origin": site.address})
        assert answer.status_code == 303

    browsed(settings, act)


def test_a_browser_without_cookies_is_told_what_is_wrong(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        await browser.opens()
        browser.client.cookies.clear()
        answer = await browser.posts({"text": "halo"})
        assert answer.status_code == 403
        assert "kuki" in answer.text

    browsed(settings, act)


def test_buttons_and_ids_of_another_person_do_nothing(settings: Settings) -> None:
    async def act(site: Site) -> None:
        victim, attacker = await at_the_counter(site), site.browser()
        await attacker.opens()
        stolen = {**victim.tap("Buruk"), "id": "stolen-id"}
        await attacker.posts(stolen)
        assert ratings(site) == []
        assert not [m for m in attacker.history if "Buruk" in m.words or "Disdukcapil" in m.words]
        # Nor does it keep the person themselves from using that id.
        await victim.posts(stolen)
        assert ratings(site) == [("disdukcapil", 1)]

    browsed(settings, act)


def test_over_tls_the_cookie_is_tied_to_this_host(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = site.browser(**{"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.5"})
        answer = await browser.client.get("/chat")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-suara=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=")

    browsed(settings, act, trusted_hops=1)


def test_without_a_proxy_of_ours_nobody_is_believed_to_speak_tls(settings: Settings) -> None:
    async def act(site: Site) -> None:
        answer = await site.browser(**{"X-Forwarded-Proto": "https"}).client.get("/chat")
        assert answer.headers["set-cookie"].startswith("suara=")
        assert "Secure" not in answer.headers["set-cookie"]
        assert "Strict-Transport-Security" not in answer.headers

    browsed(settings, act)
