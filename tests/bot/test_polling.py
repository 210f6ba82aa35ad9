"""Quick polls during a forum: who is asked, whose answer counts, and what cannot be asked or told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.channels.whatsapp_layout import interactive
from bot.forums import poll_opening
from bot.quiet import quiet_of
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers import poll_words
from handlers.poll_events import PollOpened
from handlers.talk import Input, speaking
from storage import attendance, citizens, fatigue, polls
from storage.store import Store
from tests.bot.polled import ANSWERS, ASKS, CODE, OTHER, QUESTION, Polled

DAY = timedelta(days=1)


@pytest.fixture
def polled(settings: Settings, store: Store, now: datetime) -> Polled:
    sync_units(settings, store)
    return Polled(store, build_house(settings), settings, now)


def at_night(polled: Polled) -> None:
    """In the quiet hours of the evening."""
    polled.house = replace(polled.house, quiet=quiet_of(polled.settings))
    polled.desks.house = polled.house
    polled.now = polled.now.astimezone(polled.house.zone).replace(hour=23)
    polled.desks.now = polled.now
    polled.changes(starts_at=polled.now)


def test_it_goes_at_once_to_those_who_checked_in_and_to_nobody_else(polled: Polled) -> None:
    polled.invites("1", "2", "3", answer="come")
    polled.checks_in("1", "2", "77")
    assert polled.opens().name == "3"
    (say,) = polled.told("1")
    assert QUESTION in say.words
    assert [one.label for one in say.choices] == list(ANSWERS)
    assert len(polled.told("77")) == 1
    assert polled.told("3") == []
    assert polled.poll.asked == 3


def test_of_a_forum_on_the_net_those_are_asked_who_said_that_they_come(polled: Polled) -> None:
    polled.changes(place="", link="https://meet.example/x")
    assert polled.opens().problem == "nobody_online"
    polled.invites("1", answer="come")
    polled.invites("2", answer="perhaps")
    assert polled.opens().name == "1"
    assert polled.answers("1", 0).done
    assert polled.answers("2", 0).problem == "uninvited"


def test_who_wants_no_news_is_not_asked_and_may_answer_all_the_same(polled: Polled) -> None:
    polled.crowd(2)
    silent = polled.person("2")
    with polled.store.begin() as tx:
        citizens.set_stopped(tx, silent, True, polled.now)
    assert polled.opens().name == "1"
    assert QUESTION in polled.chat("2").types("/jajak").words
    assert polled.answers("2", 0).done


def test_one_answer_each_that_can_be_changed_until_it_closes(polled: Polled) -> None:
    polled.crowd(2)
    polled.opens()
    for answer in (0, 1, 1):
        assert polled.answers("1", answer).done
    polled.answers("2", 1)
    assert polled.counts == {1: 2}
    polled.passes(minutes=5)
    late = polled.answers("1", 0)
    assert (late.done, late.problem) == (False, "closed")
    assert polled.counts == {1: 2}


def test_a_fresh_browser_cannot_vote_however_well_it_knows_the_door(polled: Polled) -> None:
    polled.crowd(1)
    polled.checks_in("f1", "f2", channel="web")
    polled.invites("w1", channel="web")
    polled.checks_in("w1", channel="web")
    assert polled.opens().name == "2", "the one who was invited in a browser, and the one on Telegram"
    assert polled.answers("f1", 0, "web").problem == "browser"
    assert polled.answers("fresh", 0, "web").problem == "uninvited"
    assert polled.answers("w1", 0, "web").done
    assert polled.counts == {0: 1}


def test_a_personal_code_takes_the_answer_along_and_votes_no_second_time(polled: Polled) -> None:
    polled.crowd(1)
    polled.opens()
    polled.answers("1", 0)
    one, other = polled.person("1"), polled.person("new", "web")
    with polled.store.begin() as tx:
        code = attendance.code_of(tx, polled.row.id, one)
        assert attendance.take_along(tx, polled.row.id, code, other)
    assert polled.answers("1", 1).problem == "uninvited"
    assert polled.answers("new", 2, "web").done
    assert polled.counts == {2: 1}


def test_somebody_who_was_not_at_the_door_cannot_answer_a_button_that_was_passed_on(polled: Polled) -> None:
    polled.crowd(1)
    polled.invites("2", answer="come")
    polled.opens()
    assert polled.answers("2", 0).problem == "uninvited"
    assert "/hadir" in _taps(polled, "3", f"go.vote:{polled.poll.id}.0")


def _taps(polled: Polled, address: str, button: str) -> str:
    chat = polled.chat(address)
    chat.does(chat.incoming(Input(tap=button)))
    return chat.says[-1].words


@pytest.mark.parametrize(
    ("question", "answers", "minutes", "problem"),
    [
        (" ", ANSWERS, 5, "question"),
        ("x" * 301, ANSWERS, 5, "question"),
        ("Hubungi 0812 3456 7890?", ANSWERS, 5, "numbers"),
        (QUESTION, ("Pagi",), 5, "few"),
        (QUESTION, (), 5, "few"),
        (QUESTION, tuple("abcdefg"), 5, "many"),
        (QUESTION, ("Pagi", "PAGI"), 5, "doubled"),
        (QUESTION, ("Pagi", "x" * 61), 5, "long"),
        (QUESTION, ("Pagi", ""), 5, "long"),
        (QUESTION, ANSWERS, 241, "minutes"),
        (QUESTION, ANSWERS, -1, "minutes"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_reason(
    polled: Polled, question: str, answers: tuple[str, ...], minutes: int, problem: str
) -> None:
    polled.crowd(1)
    assert polled.opens(question, answers, minutes).problem == problem
    assert polled.told("1") == []


def test_a_forum_that_is_not_on_today_is_not_asked(polled: Polled) -> None:
    polled.crowd(1)
    for state in ("draft", "cancelled", "minuted"):
        polled.changes(state=state)
        assert polled.opens().problem == "not_on", state
    polled.changes(state="held")
    polled.passes(days=1)
    assert polled.opens().problem == "not_on"
    polled.passes(days=-2)
    assert polled.opens().problem == "not_on"
    gone = polled.desks.records(ASKS, PollOpened("nowhere", QUESTION, ANSWERS, 5))
    assert gone.problem == "gone"


def test_before_anybody_is_there_nobody_can_be_asked(polled: Polled) -> None:
    assert polled.opens().problem == "nobody"


def test_there_is_one_open_poll_and_the_next_one_when_its_time_is_over(polled: Polled) -> None:
    polled.crowd(1)
    assert polled.opens().done
    assert polled.opens().problem == "open"
    polled.passes(minutes=5)
    assert polled.opens("Berapa loket?").done
    with polled.store.reading() as tx:
        first, second = polls.of_forum(tx, polled.row.id)
    assert first.closed_at == polled.now
    assert second.is_open(polled.now)


def test_only_who_organises_opens_closes_and_shares(polled: Polled) -> None:
    polled.crowd(1)
    polled.desks.official("officer", "disdukcapil", OTHER)
    assert polled.opens(by=OTHER).problem == "forbidden"
    polled.opens()
    assert polled.steps("close", by="1").problem == "forbidden"
    assert polled.steps("share", by=OTHER).problem == "forbidden"
    assert "saya temukan" in _taps(polled, OTHER, f"go.poll:{CODE}")


def test_nothing_is_asked_in_quiet_hours(polled: Polled) -> None:
    polled.crowd(1)
    at_night(polled)
    assert polled.opens().problem == "quiet"


def test_one_that_stays_open_ends_with_the_door_and_can_be_closed_once(polled: Polled) -> None:
    polled.crowd(1)
    polled.opens(minutes=0)
    assert polled.poll.closes_at == poll_opening._end(polled.row, polled.house)
    assert polled.steps("close").done
    assert polled.steps("close").problem == "none"
    assert polled.answers("1", 0).problem == "closed"


def test_a_poll_of_another_forum_is_not_stepped_with(polled: Polled) -> None:
    assert polled.steps("close", 99).problem == "gone"
    polled.crowd(1)
    polled.opens()
    assert polled.answers("1", 3).problem == "gone"
    assert polled.answers("1", 0, poll=99).problem == "gone"


def test_a_cancelled_forum_takes_no_answers(polled: Polled) -> None:
    polled.crowd(1)
    polled.opens()
    polled.changes(state="cancelled")
    assert polled.answers("1", 0).problem == "closed"
    assert "terlambat" in _taps(polled, "1", f"go.vote:{polled.poll.id}.0")


def test_buttons_that_somebody_made_up_find_no_poll(polled: Polled) -> None:
    for button in ("go.vote:x.1", "go.vote:99.1", f"go.vote:{'9' * 20}", "go.vote"):
        assert "tidak ada jajak pendapat" in _taps(polled, "1", button)


def test_a_question_that_is_open_stays_on_the_screen_after_an_answer(polled: Polled) -> None:
    polled.crowd(1)
    polled.opens()
    chat = polled.chat("1")
    chat.types("/lapor")
    chat.does(chat.incoming(Input(tap=f"go.vote:{polled.poll.id}.0")))
    assert "Jawaban Anda: Pagi" in chat.says[-2].words
    assert "Apa yang ingin Anda sampaikan?" in chat.says[-1].words


def test_a_poll_is_no_push_that_is_counted(polled: Polled) -> None:
    (person,) = (polled.person(one) for one in polled.crowd(1))
    for _ in range(5):
        polled.opens()
        polled.sends()
        polled.passes(minutes=5)
    with polled.store.reading() as tx:
        assert fatigue.capped(tx, [person], polled.now, polled.settings) == set()


@pytest.mark.parametrize(("answers", "kind"), [(ANSWERS, "button"), ((*ANSWERS, "Minggu"), "list")])
def test_up_to_three_answers_are_buttons_and_more_a_list_on_whatsapp(
    polled: Polled, answers: tuple[str, ...], kind: str
) -> None:
    polled.crowd(1)
    polled.opens(answers=answers)
    with speaking("id"):
        say = poll_words.asked(poll_opening.ballot(polled.poll, polled.row, polled.house))
    shown = interactive(say)
    assert shown is not None
    assert shown["type"] == kind
