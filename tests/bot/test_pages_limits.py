"""What stands around every page: who asks too much waits, and no page may do what none needs."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.pages.limits import KEPT, Buckets, household
from bot.pages.proxies import client_address, is_own_origin, is_secure
from bot.settings import Settings
from storage.models import Update
from tests.bot.browsing import Site, browsed
from tests.bot.test_pages_chat import rows


class Ticks:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def scope(**headers: str) -> dict[str, Any]:
    named = {name.replace("_", "-").lower().encode(): value.encode() for name, value in headers.items()}
    client = ("10.0.0.9", 1234)
    return {"type": "http", "headers": list(named.items()), "client": client, "scheme": "http"}


def test_a_bucket_gives_its_burst_then_its_rate() -> None:
    ticks = Ticks()
    buckets = Buckets(2, 5, ticks)
    assert [buckets.take("a") for _ in range(7)] == [0, 0, 0, 0, 0, 1, 1]
    ticks.at = 1.0
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 1]
    assert buckets.take("b") == 0
    ticks.at = 1000.0
    assert sum(buckets.take("a") == 0 for _ in range(20)) == 5


def test_what_costs_more_waits_longer() -> None:
    ticks = Ticks()
    buckets = Buckets(0.5, 5, ticks)
    assert (buckets.take("a", 5), buckets.take("a", 5)) == (0, 10)


def test_the_buckets_of_a_million_addresses_take_no_more_room_than_those_of_some_thousand() -> None:
    buckets = Buckets(1, 1, Ticks())
    for number in range(KEPT + 500):
        buckets.take(str(number))
    assert len(buckets._buckets) == KEPT


@pytest.mark.parametrize(
    ("address", "counts_as"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("2001:db8:1:2:3:4:5:6", household("2001:db8:1:2::1")),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("", ""),
        ("x" * 100, "x" * 64),
    ],
)
def test_a_household_counts_as_one(address: str, counts_as: str) -> None:
    assert household(address) == counts_as
    assert household("2001:db8:1:2::1") != household("2001:db8:1:3::1")


@pytest.mark.parametrize(
    ("forwarded", "hops", "address"),
    [
        ("1.1.1.1, 2.2.2.2", 0, "10.0.0.9"),
        ("1.1.1.1, 2.2.2.2", 1, "2.2.2.2"),
        ("1.1.1.1, 2.2.2.2", 2, "1.1.1.1"),
        ("1.1.1.1, 2.2.2.2", 3, "10.0.0.9"),
        ("", 1, "10.0.0.9"),
    ],
)
def test_only_as_many_proxies_are_believed_as_are_ours(forwarded: str, hops: int, address: str) -> None:
    assert client_address(scope(X_Forwarded_For=forwarded), hops) == address


def test_tls_is_what_our_proxy_or_our_public_address_says() -> None:
    assert is_secure(scope(), 0, "https://suara.example")
    assert is_secure(scope(X_Forwarded_Proto="https"), 1, None)
    assert not is_secure(scope(X_Forwarded_Proto="https"), 0, None)
    assert not is_secure(scope(X_Forwarded_Proto="https, http"), 1, None)
    assert is_secure({**scope(), "scheme": "https"}, 0, None)


def test_the_public_address_is_an_origin_of_ours_and_an_empty_host_is_none() -> None:
    public = "https://suara.example"
    assert is_own_origin(scope(Origin=public, Host="10.0.0.1"), public)
    assert not is_own_origin(scope(Origin="null", Host=""), None)
    assert not is_own_origin(scope(Origin="https://suara.example.evil", Host="x"), public)


def test_an_address_that_asks_too_much_waits_and_hears_when_to_come_back(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        statuses = [(await browser.client.get("/chat")).status_code for _ in range(8)]
        assert statuses[:6] == [200] * 6
        assert statuses[-1] == 429
        answer = await browser.client.get("/chat", headers={"X-Suara": "1"})
        assert int(answer.headers["Retry-After"]) >= 1
        assert "tunggu" in answer.json()["words"]
        assert (await browser.client.get("/health")).status_code == 200  # others are not held up

    browsed(settings, act, address_rate=1)


def test_thousands_of_messages_at_once_from_one_browser_are_turned_away_cheaply(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        await browser.opens()
        fields = {"token": browser.token, "text": "/menu"}

        async def post(number: int) -> int:
            given = {**fields, "id": f"flood-{number:06}"}
            return (await browser.client.post("/chat", data=given, headers={"X-Suara": "1"})).status_code

        statuses = await asyncio.gather(*(post(number) for number in range(300)))
        assert set(statuses) == {200, 429}
        assert rows(site, Update) == statuses.count(200)
        assert 20 <= statuses.count(200) <= 40

    browsed(settings, act)


def test_every_answer_forbids_what_no_page_needs(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        for path in ("/chat", "/chat/code", "/chat/file/1/0", "/static/style.css", "/static/none.css"):
            headers = (await browser.client.get(path)).headers
            policy = headers["Content-Security-Policy"]
            assert "unsafe" not in policy
            assert "default-src 'none'" in policy
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Referrer-Policy"] == "same-origin"
            assert "camera=()" in headers["Permissions-Policy"]
        page = await browser.opens()
        assert "<style" not in page
        assert " style=" not in page
        assert "<script>" not in page
        assert not [word for word in page.split() if word.startswith("on") and "=" in word]

    browsed(settings, act)


def test_what_is_personal_stays_in_no_cache_and_what_never_changes_does(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        page = await browser.opens()
        assert (await browser.client.get("/chat")).headers["Cache-Control"] == "no-store"
        path = "/static/" + page.split('"/static/style')[1].join(["style", ""]).split('"')[0]
        first = await browser.client.get(path)
        assert "immutable" in first.headers["Cache-Control"]
        assert first.headers["Content-Encoding"] == "gzip"
        again = await browser.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert "immutable" not in (await browser.client.get("/static/style.css")).headers["Cache-Control"]
        plain = await browser.client.get(path, headers={"Accept-Encoding": "identity"})
        assert plain.content == first.content

    browsed(settings, act)


@pytest.mark.parametrize("name", ["..%2f..%2fchat.html", "chat.html", "%2e%2e/base.html", "style.css%00"])
def test_there_is_no_way_from_the_statics_to_another_file(settings: Settings, name: str) -> None:
    async def act(site: Site) -> None:
        assert (await site.browser().client.get(f"/static/{name}")).status_code == 404

    browsed(settings, act)


def test_without_the_chat_there_is_no_page(settings: Settings) -> None:
    off = settings.model_copy(update={"web": settings.web.model_copy(update={"chat": False})})
    from bot.wiring import browsers

    assert browsers(off, None, None, None) == {}  # type: ignore[arg-type]  # none of them is looked at
