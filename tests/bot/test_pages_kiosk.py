"""The tablet at a counter, over HTTP: what it kept arrives once, with true times, from our pages alone."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import select

from bot.pages.kiosk import APART, HELD_UP, PATH
from bot.pages.kiosk_voices import AT_ONCE, NoVoices, plain_voice, voices_of
from bot.settings import Settings
from storage.models import KioskRating, Rating
from tests.bot.test_pages_desk import House, played, ready

__all__ = ["ready"]  # a fixture
NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
PAGE = f"{PATH}/disdukcapil"
TOKEN = re.compile(r'name="token" value="([0-9a-f]+)"')
SCRIPT = {"X-Suara": "1", "Origin": "http://suara.example"}
MINUTE = 60_000


def ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def sent(*ages: float, clock: timedelta = timedelta(), **more: object) -> tuple[str, str]:
    """Ratings given so many minutes before they are sent, by a clock that is off by `clock`."""
    device = ms(NOW + clock)
    rows = [
        {"id": f"voice-{n:04}", "score": 3, "at": device - int(age * MINUTE), **more}
        for n, age in enumerate(ages)
    ]
    return json.dumps(rows), str(device)


@pytest.mark.parametrize("off", [timedelta(days=365), timedelta(days=-365), timedelta(hours=7)])
def test_a_clock_that_is_off_is_corrected_by_what_it_is_off_at_sending(off: timedelta) -> None:
    first, last = voices_of(*sent(60, 1, clock=off), NOW)
    assert (first.given_at, last.given_at) == (NOW - timedelta(hours=1), NOW - timedelta(minutes=1))
    assert (first.clock, first.counts) == ("corrected", True)


def test_a_good_clock_is_believed() -> None:
    (voice,) = voices_of(*sent(30, words="  Antrean\u202e "), NOW)
    assert (voice.given_at, voice.words, voice.clock) == (NOW - timedelta(minutes=30), "Antrean", "")


def test_a_clock_set_back_in_between_is_marked_and_never_later_than_now() -> None:
    (voice,) = voices_of(*sent(-600), NOW)
    assert (voice.given_at, voice.clock, voice.counts) == (NOW, "ahead", True)


def test_what_was_kept_for_a_month_counts_no_more() -> None:
    (voice,) = voices_of(*sent(60 * 24 * 30), NOW)
    assert (voice.clock, voice.counts) == ("too_old", False)


@pytest.mark.parametrize(
    "voices",
    ["", "{}", "[]", "[1]", '[{"id": "x"}]', "[" * 5000, json.dumps([{"id": "a" * 8, "score": 5, "at": 1}]),
     json.dumps([{"id": "../../etc", "score": 3, "at": 1}]),
     json.dumps([{"id": "a" * 8, "score": 3, "at": 1e400}]),
     json.dumps([{"id": "a" * 8, "score": True, "at": 1}]), sent(*range(AT_ONCE + 1))[0]],
)  # fmt: skip
def test_what_is_no_list_of_ratings_is_refused(voices: str) -> None:
    with pytest.raises(NoVoices):
        voices_of(voices, str(ms(NOW)), NOW)


@pytest.mark.parametrize("device", ["", "now", "9" * 4000, "-" + "9" * 30])
def test_a_clock_that_says_nothing_is_refused(device: str) -> None:
    with pytest.raises(NoVoices):
        voices_of(sent(1)[0], device, NOW)


def test_a_plain_rating_has_four_faces() -> None:
    assert plain_voice("a" * 8, "4", "x" * 900, NOW).words == "x" * 500
    with pytest.raises(NoVoices):
        plain_voice("a" * 8, "0", "", NOW)


def seen(house: House) -> list[tuple[int, datetime, str]]:
    with house.engine.store.reading() as tx:
        rows = tx.connection.execute(
            select(Rating.score, Rating.given_at, Rating.channel).order_by(Rating.given_at)
        )
        return [tuple(row) for row in rows]  # type: ignore[misc] # three columns


async def opened(browser: httpx.AsyncClient) -> str:
    (token, *_) = TOKEN.findall((await browser.get(PAGE)).text)
    return str(token)


def at_a_tablet(settings: Settings, act: Callable[[House, httpx.AsyncClient, str], Awaitable[None]]) -> None:
    async def run(house: House) -> None:
        async with house.browser() as browser:
            await act(house, browser, await opened(browser))

    played(settings, run)


def hour(now: datetime, count: int = 60, prefix: str = "hour") -> dict[str, str]:
    rows = [
        {
            "id": f"{prefix}-{n:04}",
            "score": n % 4 + 1,
            "words": "",
            "at": ms(now - timedelta(minutes=count - n)),
        }
        for n in range(count)
    ]
    return {"voices": json.dumps(rows), "sent": str(ms(now))}


def test_sixty_ratings_of_an_outage_arrive_once_in_one_transaction(ready: Settings) -> None:
    async def act(house: House, browser: httpx.AsyncClient, token: str) -> None:
        body = {"token": token, **hour(datetime.now(UTC))}
        for _ in range(2):
            answer = await browser.post(PAGE, data=body, headers=SCRIPT)
            assert (answer.status_code, len(answer.json()["kept"])) == (200, 60)
        rated = seen(house)
        assert len(rated) == 60
        assert {channel for *_, channel in rated} == {"kiosk"}
        with house.engine.store.reading() as tx:
            assert len(set(tx.connection.execute(select(KioskRating.came_at)).scalars())) == 1
        assert rated[-1][1] - rated[0][1] == timedelta(minutes=59)

    at_a_tablet(ready, act)


def test_one_device_has_one_voice_a_minute(ready: Settings) -> None:
    async def act(house: House, browser: httpx.AsyncClient, token: str) -> None:
        for number in range(5):
            await browser.post(PAGE, data={"token": token, "id": f"plain-{number:03}", "score": "4"})
        assert len(seen(house)) == 1
        assert timedelta(seconds=50) < APART <= timedelta(minutes=1)

    at_a_tablet(ready, act)


def test_a_form_without_a_script_asks_why_and_goes_back_by_itself(ready: Settings) -> None:
    async def act(house: House, browser: httpx.AsyncClient, token: str) -> None:
        form = {"token": token, "id": "plain-0001", "score": "1"}
        why = await browser.post(PAGE, data=form, follow_redirects=True)
        assert why.headers["Refresh"] == f"15; url={PAGE}"
        assert 'value="plain-0001"' in why.text
        thanks = await browser.post(PAGE, data={**form, "why": "Antrean"}, follow_redirects=True)
        assert "thanks" in str(thanks.url)
        with house.engine.store.reading() as tx:
            (words,) = tx.connection.execute(select(Rating.words)).scalars()
        assert words is not None

    at_a_tablet(ready, act)


def test_forms_of_others_and_rubbish_are_refused_and_leave_nothing(ready: Settings) -> None:
    async def act(house: House, browser: httpx.AsyncClient, token: str) -> None:
        good = {"token": token, **hour(datetime.now(UTC), 1)}
        foreign = await browser.post(PAGE, data=good, headers={**SCRIPT, "Origin": "https://evil.example"})
        forged = await browser.post(PAGE, data={**good, "token": "0" * 32}, headers=SCRIPT)
        rubbish = await browser.post(PAGE, data={**good, "voices": "[]"}, headers=SCRIPT)
        nowhere = await browser.post(f"{PATH}/nowhere", data=good, headers=SCRIPT)
        codes = [answer.status_code for answer in (foreign, forged, rubbish, nowhere)]
        assert codes == [403, 403, 400, 404]
        assert (await browser.get(f"{PATH}/nowhere")).status_code == 404
        assert seen(house) == []

    at_a_tablet(ready, act)


def test_new_tablets_from_one_address_do_not_add_up_for_ever(ready: Settings) -> None:
    async def act(house: House, browser: httpx.AsyncClient, token: str) -> None:
        codes = []
        for number in range(HELD_UP // 60 + 1):
            async with house.browser() as another:
                form = {"token": await opened(another), **hour(datetime.now(UTC), prefix=f"tablet-{number}")}
                codes.append((await another.post(PAGE, data=form, headers=SCRIPT)).status_code)
        assert codes == [200] * (HELD_UP // 60) + [429]

    at_a_tablet(ready, act)


def test_the_page_keeps_itself_with_a_script_of_its_own_place(ready: Settings) -> None:
    async def act(house: House, browser: httpx.AsyncClient, token: str) -> None:
        worker = await browser.get(f"{PATH}/worker.js")
        assert worker.headers["Content-Type"].startswith("text/javascript")
        assert worker.headers["Cache-Control"] == "no-cache"
        page = (await browser.get(PAGE)).text
        assert "kiosk.js" in page
        assert "<script>" not in page

    at_a_tablet(ready, act)
