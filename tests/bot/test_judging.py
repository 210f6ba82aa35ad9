"""The survey of a forum: asked once of those who came, at an allowed time, told in numbers that hide few."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.broadcasting.purposes import KINDS
from bot.forums import judging
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.poll_events import ForumJudged
from handlers.poll_views import Opinions
from handlers.talk import Input, Words
from storage import attendance, broadcasts, citizens, forum_steps, forums, outbox
from storage.broadcasts import BroadcastRow
from storage.outbox import Message
from storage.store import Store
from tests.bot.forum_scene import DAYS, ForumOffice, a_wish, staged
from tests.bot.moved_clock import NOON
from tests.bot.polled import ASKS, CODE, Polled

HOUR = timedelta(hours=1)


@pytest.fixture
def polled(settings: Settings, store: Store, now: datetime) -> Polled:
    """A forum that was said to be held half an hour after it began."""
    sync_units(settings, store)
    here = Polled(store, build_house(settings), settings, now)
    here.changes(state="held")
    with store.begin() as tx:
        forum_steps.note(tx, here.row.id, "held", "operator", now)
    return here


def asks(polled: Polled) -> int:
    with polled.store.begin() as tx:
        return judging.ask(tx, polled.house, polled.now)


def judges(
    polled: Polled, address: str, useful: int, heard: int = 0, words: str = "", channel: str = ""
) -> str:
    event = ForumJudged(CODE, useful, heard, Words(words))
    return polled.desks.records(address, event, channel).problem


def opinions(polled: Polled, *, words: bool = False) -> Opinions:
    row = polled.row
    with polled.store.reading() as tx:
        return judging.opinions(tx, row, polled.house, words=words)


def test_it_is_asked_once_some_hours_after_the_end_and_not_long_after(polled: Polled) -> None:
    polled.checks_in("1")
    assert asks(polled) == 0
    polled.passes(hours=2)
    assert asks(polled) == 0, "it has not been over for so long"
    polled.passes(hours=3)
    assert asks(polled) == 1
    assert asks(polled) == 0


def test_a_forum_of_last_month_is_not_asked_about(polled: Polled) -> None:
    polled.passes(days=8)
    assert asks(polled) == 0


def test_who_came_says_what_they_think_and_the_last_word_counts(polled: Polled) -> None:
    polled.checks_in("1")
    assert judges(polled, "1", 4) == ""
    assert judges(polled, "1", 3, 2) == ""
    assert judges(polled, "2", 4) == "uninvited"
    assert opinions(polled).answered == 1


def test_a_fresh_browser_says_nothing_of_a_forum(polled: Polled) -> None:
    polled.checks_in("f1", channel="web")
    assert judges(polled, "f1", 1, channel="web") == "browser"


def test_after_a_month_nothing_is_taken_any_more(polled: Polled) -> None:
    polled.checks_in("1")
    polled.passes(days=31)
    assert judges(polled, "1", 4) == "over"
    assert polled.desks.records("1", ForumJudged("nowhere", 4)).problem == "over"


def test_in_the_chat_a_tap_two_taps_and_a_sentence(polled: Polled) -> None:
    polled.checks_in("1")
    chat = polled.chat("1")
    chat.does(chat.incoming(Input(tap=f"go.fsur:{CODE}.4")))
    assert opinions(polled).answered == 1, "who leaves here has answered"
    chat.taps("Sebagian besar")
    chat.types("Waktunya terlalu singkat")
    assert "Terima kasih" in chat.says[-1].words
    assert "untuk yang hadir" in _taps(polled, "9")


def _taps(polled: Polled, address: str) -> str:
    chat = polled.chat(address)
    chat.does(chat.incoming(Input(tap=f"go.fsur:{CODE}.4")))
    return chat.says[-1].words


def test_few_opinions_are_hidden_and_enough_are_told_in_means(polled: Polled) -> None:
    people = [str(number) for number in range(1, 6)]
    polled.checks_in(*people)
    for address in people[:4]:
        judges(polled, address, 4, 3, "Hubungi Pak Budi di 081234567890")
    assert opinions(polled, words=True) == Opinions(0, 4)
    judges(polled, people[4], 2)
    seen = opinions(polled, words=True)
    assert (seen.answered, seen.useful, seen.heard) == (5, 3.6, None)
    assert len(seen.words) == 4
    assert "081234567890" not in seen.words[0]
    assert "Budi" not in seen.words[0]
    judges(polled, people[4], 2, 3)
    assert opinions(polled).heard == 3.0
    assert opinions(polled).words == ()


def test_the_organiser_reads_it_on_the_sheet(polled: Polled) -> None:
    people = [str(number) for number in range(1, 7)]
    polled.checks_in(*people)
    for address in people:
        judges(polled, address, 4, 4, "Bagus sekali")
    chat = polled.chat(ASKS)
    chat.types("/forum")
    assert "Bagus sekali" not in chat.taps("Antrean KTP").words
    assert "• Bagus sekali" in chat.taps("Yang ditulis peserta").words


# --- as a broadcast ------------------------------------------------------------------------------------


def held(here: ForumOffice, people: list[int]) -> BroadcastRow:
    """A forum of this morning, at which these people were, and whose survey is due."""
    row = here.announced(a_wish())
    starts = here.clock.now() - 6 * HOUR
    with here.store.begin() as tx:
        forums.change(tx, row.id, starts_at=starts, ends_at=starts + 2 * HOUR, state="held")
        forum_steps.note(tx, row.id, "held", "operator", starts + 2 * HOUR)
        for one in people:
            attendance.check_in(tx, row.id, one, "citizens", 1, "citizen", starts, walked_in=False)
        assert judging.ask(tx, here.house, here.clock.now()) == 1
        (made,) = [one for one in broadcasts.of_forum(tx, row.id) if one.purpose == "forum_survey"]
    return made


def test_everybody_who_came_gets_it_but_who_stopped_and_who_had_enough(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        people = here.agreeing(4)
        now = here.clock.now()
        with here.store.begin() as tx:
            citizens.set_stopped(tx, people[1], True, now)
            ids = outbox.add(tx, [_push(people[2], n) for n in range(4)], now - DAYS)
            outbox.sent(tx, {one: f"r{one}" for one in ids if one}, now - DAYS)
        made = held(here, people)
        await here.goes(4)
        account = here.account(made)
        assert (account["selected"], account["sent"]) == (4, 2)
        assert account["skipped"] == {"wants no news any more": 1, "enough for this month": 1}
        with here.store.reading() as tx:
            row = forums.listing(tx)[0]
            assert judging.opinions(tx, row, here.house).asked == 2

    staged(tmp_path)(scene)


def _push(citizen: int, number: int) -> Message:
    return Message("bulk", "telegram", citizen, "invitation", "{}", dedupe_key=f"{citizen}:{number}")


def test_at_night_it_waits(tmp_path: Path) -> None:
    night = NOON.replace(hour=15)  # ten in the evening in the city

    async def scene(here: ForumOffice) -> None:
        made = held(here, here.agreeing(2))
        await here.goes(3)
        assert here.account(made)["pending"] == 2
        kind, row = KINDS["forum_survey"], here.again(made)
        with here.store.reading() as tx:
            assert kind.waits(tx, row, here.around, here.clock.now()) == night.replace(hour=0) + DAYS
            assert kind.waits(tx, row, here.around, night.replace(hour=0) + DAYS) is None

    staged(tmp_path, now=night)(scene)


def test_a_kill_in_the_middle_asks_nobody_twice(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        made = held(here, here.agreeing(12))
        await here.feeder.look()
        await here.feeder.look()
        here.feeder = here.new_feeder()
        with here.store.begin() as tx:
            assert judging.ask(tx, here.house, here.clock.now()) == 0
        await here.goes(5)
        assert here.account(made)["sent"] == 12

    staged(tmp_path)(scene)
