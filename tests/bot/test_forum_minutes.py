"""What comes out of a forum: minutes by two people, N promises as N cases, and who hears of them."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from sqlalchemy import func, select

from bot.broadcasting import feeding, selecting
from bot.broadcasting.kinds import Around
from bot.broadcasting.purposes import KINDS
from bot.days import redating, retiming
from bot.forums import agreed, minutes
from bot.forums.life import WrongStep
from bot.forums.minutes import BadMinutes
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.desk_events import CaseArchived, CaseTaken, ClosingProposed
from handlers.talk import Say, Words
from handlers.talk.stored import say_from_json
from storage import attendance, broadcasts, cases, citizens, forum_steps
from storage import minutes as written
from storage.models import Case, ForumAgreement, Outbox
from storage.outbox_claims import BODY
from storage.store import Store
from tests.bot.held import CODE, HEAD, REVIEWS, WRITES, Held


@pytest.fixture
def held(settings: Settings, store: Store, now: datetime) -> Held:
    sync_units(settings, store)
    return Held(store, build_house(settings), settings, now)


def went_out(held: Held, purpose: str) -> list[tuple[int, Say]]:
    """The newest broadcast of this purpose, selected and fed: citizen and message."""
    around = Around(held.settings, held.house)
    with held.store.begin() as tx:
        row = [one for one in broadcasts.of_forum(tx, held.row.id) if one.purpose == purpose][-1]
        selection = selecting.select(tx, row, KINDS[purpose], around, held.now)
        selecting.keep(tx, row.id, selection, KINDS[purpose], held.now)
        feeding.feed(tx, row.id, KINDS[purpose], around, {"telegram": 30}, held.now)
    pending = (
        select(Outbox).where(Outbox.broadcast_id == row.id, Outbox.state == "pending").order_by(Outbox.id)
    )
    with held.store.reading() as tx:
        return [
            (one.citizen_id, say_from_json(tx.vault.open(one.body, BODY))[0])
            for one in tx.connection.execute(pending)
        ]


def closes(held: Held, number: str, outcome: str = "fixed", words: str = "Sudah dibuka.") -> None:
    reason = next(iter(held.house.city.cannot_reasons)) if outcome == "cannot" else ""
    event = ClosingProposed(number, held.desks.version(number), outcome, Words(words), reason)
    recorded = held.desks.records(HEAD, event)
    assert recorded.done, recorded.problem


def killed(held: Held) -> None:
    """Everything was done, and before the commit the process was gone."""
    with held.store.begin() as tx:
        minutes.publish(held.step(tx), held.house, CODE)
        raise RuntimeError("killed")


def test_minutes_are_written_by_one_reviewed_by_another_and_published(held: Held) -> None:
    held.writes(held.agreement("Loket kedua dibuka"))
    with pytest.raises(WrongStep, match="reviews them first"):
        held.publishes()
    with pytest.raises(WrongStep, match="another person"):
        held.reviews(WRITES)
    held.reviews(REVIEWS)
    held.publishes()
    assert held.row.state == "minuted"
    with held.store.reading() as tx:
        kinds = [step.kind for step in forum_steps.of(tx, held.row.id)]
    assert kinds == ["minutes_written", "minutes_reviewed", "minuted"]


def test_minutes_that_are_written_anew_are_reviewed_anew(held: Held) -> None:
    held.writes(held.agreement("Loket kedua dibuka"))
    held.reviews()
    held.writes(held.agreement("Loket kedua dan ketiga dibuka"), held.agreement("Papan nama"))
    with pytest.raises(WrongStep):
        held.publishes()
    assert [one.words for one in held.agreements()] == ["Loket kedua dan ketiga dibuka", "Papan nama"]


def test_n_promises_are_n_cases_of_their_office_due_on_the_day_that_was_agreed(held: Held) -> None:
    numbers = held.published("Loket kedua dibuka", "Papan nama", "Nomor antrean daring")
    assert len(set(numbers)) == 3
    for number, words in zip(
        numbers, ("Loket kedua dibuka", "Papan nama", "Nomor antrean daring"), strict=True
    ):
        row = held.desks.row(number)
        assert (row.unit, row.kind, row.state) == ("disdukcapil", "suggestion", "assigned")
        assert row.details["words"] == words
        assert row.owner_id == held.desks.ids[HEAD]
        assert (row.next_step, row.next_at) == ("answer", held.today(30))
    assert len([say for say in held.told(HEAD) if "Loket kedua" in say.words]) == 1


def test_published_twice_and_at_once_there_are_no_more_cases_than_promises(held: Held) -> None:
    held.published("Loket kedua dibuka")
    with pytest.raises(WrongStep, match="minuted"):
        held.publishes()
    with held.store.reading() as tx:
        assert tx.connection.execute(select(func.count()).select_from(Case)).scalar_one() == 1


def test_a_crash_in_the_middle_leaves_nothing_or_everything(held: Held) -> None:
    held.writes(held.agreement("Loket kedua dibuka"), held.agreement("Papan nama"))
    held.reviews()
    with pytest.raises(RuntimeError, match="killed"):
        killed(held)
    assert held.row.state == "held"
    assert len(held.publishes()) == 2
    with held.store.reading() as tx:
        linked = select(func.count(ForumAgreement.case_id.distinct()))
        assert tx.connection.execute(linked).scalar_one() == 2
        assert tx.connection.execute(select(func.count()).select_from(Case)).scalar_one() == 2


def test_the_agreed_day_stays_however_dates_are_counted_and_is_explained(held: Held) -> None:
    (number,) = held.published("Loket kedua dibuka", days=60)
    held.passes(days=20)
    with held.store.begin() as tx:
        retiming.retime(tx, held.house, held.desks.row(number).id, held.now)
        assert redating.moved(tx, held.house, held.now) == []
    row = held.desks.row(number)
    assert (row.answer_due, row.next_at) == (held.today(40), held.today(40))
    with held.store.reading() as tx:
        clock = retiming.clock_of(tx, held.house, row, held.now)
    assert (clock.rule, clock.due) == ("agreed", held.today(40))


@pytest.mark.parametrize(
    ("problem", "change"),
    [
        ("summary", {"summary": " "}),
        ("summary", {"summary": "x" * 2001}),
        ("numbers", {"summary": "Hubungi 0812 3456 7890"}),
        ("many", {"times": 51}),
        ("words", {"words": " "}),
        ("numbers", {"words": "Hubungi 0812-3456-7890"}),
        ("unit", {"unit": "nowhere"}),
        ("due", {"days": 0}),
        ("due", {"days": 800}),
        ("question", {"question": 77}),
    ],
)
def test_what_cannot_be_minutes_is_refused_with_its_reason(
    held: Held, problem: str, change: dict[str, object]
) -> None:
    one = written.NewAgreement(
        str(change.get("words", "Loket kedua dibuka")),
        str(change.get("unit", "disdukcapil")),
        held.today(int(str(change.get("days", 30)))),
        change.get("question"),  # type: ignore[arg-type]  # a number or nothing
    )
    with pytest.raises(BadMinutes) as why:
        held.writes(*[one] * int(str(change.get("times", 1))), summary=str(change.get("summary", "Antrean.")))
    assert why.value.problem == problem


def test_a_day_that_passed_between_writing_and_publishing_is_refused(held: Held) -> None:
    held.writes(held.agreement("Loket kedua dibuka", days=2))
    held.reviews()
    held.passes(days=3)
    with pytest.raises(BadMinutes, match="after today"):
        held.publishes()


def test_all_who_came_or_were_invited_get_the_minutes_once_but_who_wants_no_news(held: Held) -> None:
    held.invites("1", "2", "3")
    walked_in, silent = held.person("4"), held.person("2")
    with held.store.begin() as tx:
        attendance.check_in(tx, held.row.id, walked_in, "citizens", 1, "citizen", held.now, walked_in=True)
        citizens.set_stopped(tx, silent, True, held.now)
    held.published("Loket kedua dibuka")
    got = went_out(held, "minutes")
    assert [citizen for citizen, _say in got] == [held.person("1"), held.person("3"), walked_in]
    assert "1. Loket kedua dibuka" in got[0][1].words


def test_those_who_raised_it_hear_first_that_it_moves_then_everybody(held: Held) -> None:
    held.invites("1", "2", "3")
    first = held.asks("1", "Kapan ada loket kedua?")
    held.asks("2", "Kapan loket kedua dibuka?", into=first)
    held.writes(held.agreement("Loket kedua dibuka", question=first))
    held.reviews()
    (number,) = held.publishes()
    assert held.follows() == 0
    closes(held, number)
    assert held.follows() == 2
    assert ["Anda bilang" in say.words for say in held.told("1")] == [True]
    assert len(held.told("2")) == 1
    assert held.told("3") == []
    with held.store.reading() as tx:
        assert [one.purpose for one in broadcasts.of_forum(tx, held.row.id)] == ["minutes"]
    assert held.follows() == 0
    held.passes(hours=1)
    assert held.follows() == 1
    got = went_out(held, "followup")
    assert {citizen for citizen, _say in got} == {held.person(one) for one in ("1", "2", "3")}
    assert "selesai tepat waktu" in got[0][1].words
    assert held.follows() == 0


def test_a_forum_is_followed_up_when_all_is_closed(held: Held) -> None:
    one, other = held.published("Loket kedua dibuka", "Parkir gratis")
    closes(held, one)
    held.follows()
    assert held.row.state == "minuted"
    closes(held, other, "cannot", "Perda belum membolehkan.")
    held.follows()
    assert held.row.state == "followed_up"


def test_a_forum_in_which_nothing_was_agreed_is_followed_up_at_once(held: Held) -> None:
    held.published()
    held.follows()
    assert held.row.state == "followed_up"


def test_what_is_late_and_what_was_dropped_is_told_with_its_reason(held: Held) -> None:
    held.invites("1")
    late, dropped = held.published("Loket kedua dibuka", "Parkir gratis", days=5)
    held.passes(days=6)
    closes(held, dropped, "cannot", "Perda belum membolehkan.")
    held.follows()
    held.passes(hours=2)
    held.follows()
    ((_citizen, say),) = went_out(held, "followup")
    assert "terlambat" in say.words
    assert "Perda belum membolehkan" in say.words
    closes(held, late)
    held.follows()
    held.passes(hours=2)
    assert held.follows() == 0  # what moves within a day is one message
    held.passes(days=1)
    assert held.follows() == 1
    with held.store.reading() as tx:
        newest = broadcasts.of_forum(tx, held.row.id)[-1]
    assert json.loads(newest.audience) == [1]
    assert [one.told for one in held.agreements()] == ["done_late", "dropped"]


def test_standings_follow_from_the_case_and_the_day(held: Held) -> None:
    begun, archived = held.published("Loket kedua dibuka", "Salah catat")
    reason = next(iter(held.house.city.archive_reasons))
    recorded = held.desks.records(WRITES, CaseArchived(archived, held.desks.version(archived), reason))
    assert recorded.done, recorded.problem
    seen = [agreed.standing(one, held.house, held.today()) for one in held.agreements()]
    assert seen == ["open", "dropped"]
    assert held.desks.row(begun).closed_at is None


def test_who_asked_hears_that_it_is_being_worked_on_and_nobody_else_does(held: Held) -> None:
    held.invites("1", "2")
    question = held.asks("1", "Kapan ada loket kedua?")
    held.writes(held.agreement("Loket kedua dibuka", question=question))
    held.reviews()
    (number,) = held.publishes()
    assert held.desks.records(HEAD, CaseTaken(number, held.desks.version(number))).done
    held.follows()
    held.passes(hours=2)
    held.follows()
    assert "sedang dikerjakan" in held.told("1")[-1].words
    assert held.told("2") == []


def test_whoever_is_forgotten_hears_nothing_and_their_question_stays(held: Held) -> None:
    question = held.asks("1", "Kapan ada loket kedua?")
    held.writes(held.agreement("Loket kedua dibuka", question=question))
    held.reviews()
    (number,) = held.publishes()
    person = held.person("1")
    with held.store.begin() as tx:
        citizens.forget(tx, person, held.now)
    closes(held, number)
    assert held.follows() == 0
    with held.store.reading() as tx:
        assert cases.by_number(tx, number) is not None


def test_a_week_of_nothing_tells_nobody_anything(held: Held) -> None:
    held.published("Loket kedua dibuka")
    for _ in range(7):
        held.passes(days=1)
        assert held.follows() == 0
