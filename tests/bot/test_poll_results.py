"""What came of a poll: small numbers hidden with all they follow from, a picture, told and shared once."""

from __future__ import annotations

import asyncio
import io
from datetime import datetime
from functools import partial

import pytest
from PIL import Image

from bot.forums import poll_results, poll_telling
from bot.forums.poll_telling import PollTelling
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.talk import Say
from storage import citizens, documents, officials, outbox
from storage.store import Store
from tests.bot.delivering import PlainWriter
from tests.bot.polled import ASKS, OTHER, QUESTION, Polled


class Killed(BaseException):
    """The process ends in the middle of it."""


class At:
    """A clock that stands where the scene stands."""

    def __init__(self, polled: Polled) -> None:
        self.polled = polled

    def now(self) -> datetime:
        return self.polled.now

    def ticks(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        """Nothing here waits."""


@pytest.fixture
def polled(settings: Settings, store: Store, now: datetime) -> Polled:
    sync_units(settings, store)
    return Polled(store, build_house(settings), settings, now)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[poll_telling.Picture]:
    """Pictures are drawn here, and not in a child that takes seconds to begin."""
    asked: list[poll_telling.Picture] = []

    async def here(picture: poll_telling.Picture) -> bytes:
        asked.append(picture)
        return b"PNG"

    monkeypatch.setattr(poll_telling, "drawn_in_child", here)
    return asked


def looks(polled: Polled) -> int:
    """What the process does every few seconds."""
    woken: list[bool] = []
    store = polled.store
    wakes = partial(woken.append, True)
    telling = PollTelling(store, PlainWriter(store), polled.house, At(polled), wakes)
    told = asyncio.run(telling.look())
    assert len(woken) == told
    return told


def closed(polled: Polled, *counts: int) -> None:
    """A poll of as many as answer, closed."""
    polled.crowd(sum(counts) + 2)
    polled.opens()
    polled.gives(*counts)
    polled.sends()
    polled.steps("close")


def result_to(polled: Polled, address: str = ASKS) -> Say:
    return polled.told(address)[-1]


def test_when_its_time_is_over_the_organiser_has_the_result_with_its_picture(
    polled: Polled, drawn: list[poll_telling.Picture]
) -> None:
    polled.crowd(20)
    polled.opens()
    polled.gives(12, 6, 0)
    polled.sends()
    assert looks(polled) == 0
    polled.passes(minutes=5)
    assert looks(polled) == 1
    say = result_to(polled)
    assert "Pagi: 12 (67%)\nSore: 6 (33%)\nSabtu: 0 (0%)" in say.words
    assert "18 dari 20 orang ikut menjawab" in say.words
    with polled.store.reading() as tx:
        kept = documents.read(tx, say.media[0].ref)
    assert kept is not None
    assert (kept.mime, kept.content) == ("image/png", b"PNG")
    ((bars, words),) = drawn
    assert bars[0] == ("Pagi", 12, "12 (67%)")
    assert words["title"] == QUESTION
    assert looks(polled) == 0


def test_the_picture_is_drawn_in_a_process_that_ends(polled: Polled) -> None:
    closed(polled, 12, 7)
    assert looks(polled) == 1
    with polled.store.reading() as tx:
        kept = documents.read(tx, result_to(polled).media[0].ref)
    assert kept is not None
    assert Image.open(io.BytesIO(kept.content)).width == 1080


@pytest.mark.parametrize(
    ("counts", "shown", "rest", "leading"),
    [
        ((12, 6, 0), {"Pagi": 12, "Sore": 6, "Sabtu": 0}, 0, ""),
        ((20, 7, 2), {"Pagi": 20, "Sore": None, "Sabtu": None}, 9, ""),
        ((25, 3, 0), {"Pagi": None, "Sore": None, "Sabtu": None}, 0, "Pagi"),
        ((6, 3, 2), {"Pagi": 6, "Sore": None, "Sabtu": None}, 5, ""),
        ((5, 5, 2), {"Pagi": None, "Sore": 5, "Sabtu": None}, 7, ""),
        ((4, 4, 4), {"Pagi": None, "Sore": None, "Sabtu": None}, 0, ""),
        ((5, 1, 0), {"Pagi": None, "Sore": None, "Sabtu": None}, 0, ""),
        ((3, 2, 1), {"Pagi": None, "Sore": None, "Sabtu": None}, 0, ""),
        ((2, 1, 0), {"Pagi": None, "Sore": None, "Sabtu": None}, 0, ""),
    ],
)
def test_numbers_that_would_point_at_somebody_are_hidden(
    polled: Polled, counts: tuple[int, ...], shown: dict[str, int | None], rest: int, leading: str
) -> None:
    closed(polled, *counts)
    seen = polled.result()
    assert (dict(seen.counts), seen.rest, seen.leading) == (shown, rest, leading)
    assert seen.answered == sum(counts)


def test_where_too_few_took_part_there_is_no_picture_and_nothing_to_share(
    polled: Polled, drawn: list[poll_telling.Picture]
) -> None:
    closed(polled, 2, 1)
    assert looks(polled) == 1
    say = result_to(polled)
    assert "menebak siapa menjawab apa" in say.words
    assert (say.media, drawn) == ((), [])
    assert polled.steps("share").problem == "too_few"


def test_a_picture_that_fails_leaves_the_numbers(polled: Polled, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(picture: poll_telling.Picture) -> bytes:
        raise ValueError("no room")

    monkeypatch.setattr(poll_telling, "drawn_in_child", fails)
    closed(polled, 12, 7)
    assert looks(polled) == 1
    say = result_to(polled)
    assert "Pagi: 12" in say.words
    assert say.media == ()


def test_a_result_that_cannot_be_told_is_tried_again_in_a_while_and_holds_up_nothing(
    polled: Polled, monkeypatch: pytest.MonkeyPatch, drawn: list[poll_telling.Picture]
) -> None:
    def fails(*_given: object) -> list[object]:
        raise ValueError("unheard of")

    closed(polled, 12, 7)
    telling = PollTelling(polled.store, PlainWriter(polled.store), polled.house, At(polled), lambda: None)
    with monkeypatch.context() as broken:
        broken.setattr(poll_results, "tell", fails)
        assert asyncio.run(telling.look()) == 0
    assert asyncio.run(telling.look()) == 0
    polled.passes(minutes=1)
    assert asyncio.run(telling.look()) == 1


def test_a_kill_while_it_is_drawn_loses_nothing_and_doubles_nothing(
    polled: Polled, monkeypatch: pytest.MonkeyPatch, drawn: list[poll_telling.Picture]
) -> None:
    async def dies(picture: poll_telling.Picture) -> bytes:
        raise Killed

    closed(polled, 12, 7)
    with monkeypatch.context() as broken:
        broken.setattr(poll_telling, "drawn_in_child", dies)
        with pytest.raises(Killed):
            looks(polled)
    assert polled.told(ASKS) == []
    assert looks(polled) == 1
    assert looks(polled) == 0
    assert len(polled.told(ASKS)) == 1


def test_two_processes_tell_it_once(polled: Polled, drawn: list[poll_telling.Picture]) -> None:
    closed(polled, 12, 7)
    poll, row = polled.poll, polled.row
    with polled.store.begin() as tx:
        for _ in range(2):
            outbox.add(tx, poll_results.tell(tx, poll, row, polled.house, None, polled.now), polled.now)
    assert len(polled.told(ASKS)) == 1


def test_those_who_took_part_get_it_on_a_tap_and_once(
    polled: Polled, drawn: list[poll_telling.Picture]
) -> None:
    closed(polled, 12, 7)
    assert polled.steps("share").problem == "early"
    looks(polled)
    polled.sends()
    silent = polled.person("1")
    with polled.store.begin() as tx:
        citizens.set_stopped(tx, silent, True, polled.now)
    assert polled.steps("share").done
    say = result_to(polled, "2")
    assert "Pagi: 12 (63%)" in say.words
    assert len(say.media) == 1
    assert polled.told("1") == []
    assert polled.told("20") == [], "they were asked and did not answer"
    assert polled.steps("share").problem == "shared"


def test_without_whoever_opened_it_all_coordinators_hear(
    polled: Polled, drawn: list[poll_telling.Picture]
) -> None:
    polled.desks.official("coordinator", None, OTHER)
    closed(polled, 12, 7)
    gone = polled.desks.ids[ASKS]
    with polled.store.begin() as tx:
        officials.end(tx, gone, polled.now)
    looks(polled)
    assert "Pagi: 12" in result_to(polled, OTHER).words
    assert polled.told(ASKS) == []


def test_who_has_not_got_the_question_when_it_closes_never_gets_it(
    polled: Polled, drawn: list[poll_telling.Picture]
) -> None:
    polled.crowd(2)
    polled.opens()
    polled.passes(minutes=5)
    looks(polled)
    assert polled.told("1") == []
