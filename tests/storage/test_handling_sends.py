"""Who is asked how a report was handled: once a report, and nobody who said so or wants nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from storage import broadcasts, case_moves, cases, handling_sends, outbox, responses
from storage.handling_sends import Closed
from storage.models import Case
from storage.outbox import Message
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW


def closed(tx: Tx, citizen: int | None = None, at: datetime = NOW - DAY, **values: Any) -> cases.CaseRow:
    case = given.case(tx, citizen or given.citizen(tx))
    given.change(tx, Case, case.id, **{"state": "fixed", "closed_at": at, **values})
    return case


def asked(tx: Tx) -> list[Closed]:
    return handling_sends.to_ask(tx, NOW - 10 * DAY, NOW)


def test_whose_report_was_closed_in_this_time_is_asked_the_newest_first(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        first, second = closed(tx, at=NOW - 3 * DAY), closed(tx, at=NOW - DAY, state="silent")
        for at in (NOW - 10 * DAY, NOW + DAY):
            closed(tx, at=at)
        assert [one.case_id for one in asked(tx)] == [second.id, first.id]
        assert [one.citizen_id for one in asked(tx)] == [second.citizen_id, first.citizen_id]


@pytest.mark.parametrize(
    "values", [{"handling": 3}, {"state": "archived"}, {"citizen_id": None}, {"closed_at": None}]
)
def test_who_said_so_who_is_nobody_and_what_was_put_before_nobody_is_not(
    store: Store, values: dict[str, Any]
) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        closed(tx, **values)
        assert asked(tx) == []


@pytest.mark.parametrize("person", ["stopped_at", "blocked_at", "forgotten_at"])
def test_who_wants_nothing_any_more_is_not_asked(store: Store, person: str) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        citizen = given.citizen(tx, **{person: NOW})
        closed(tx, citizen)
        assert asked(tx) == []
        assert handling_sends.may_still(tx, [citizen]) == frozenset()


def test_once_a_case_and_rather_not_say_is_an_answer(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        row = broadcasts.create(tx, "handling", made_by="system", now=NOW)
        one, other, third = (closed(tx) for _ in range(3))
        handling_sends.keep(tx, [one.id], row.id, NOW)
        handling_sends.keep(tx, [one.id], row.id, NOW)
        handling_sends.declined(tx, other.id, NOW)
        assert [found.case_id for found in asked(tx)] == [third.id]
        handling_sends.keep(tx, [], row.id, NOW)


def test_a_message_names_what_was_not_rated_meanwhile(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        row = broadcasts.create(tx, "handling", made_by="system", now=NOW)
        citizen = given.citizen(tx)
        mine = [closed(tx, citizen) for _ in range(3)]
        handling_sends.keep(tx, [one.id for one in mine], row.id, NOW)
        rated = cases.by_number(tx, mine[1].number, lock=True)
        assert rated is not None
        case_moves.rate(tx, rated, 4, NOW)
        assert handling_sends.numbers(tx, row.id, [citizen]) == {citizen: [mine[0].number, mine[2].number]}
        assert handling_sends.numbers(tx, row.id + 1, [citizen]) == {}


def test_whoever_it_reached_and_has_rated_since_has_answered(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        row = broadcasts.create(tx, "handling", made_by="system", now=NOW)
        rows = [closed(tx) for _ in range(3)]
        handling_sends.keep(tx, [one.id for one in rows], row.id, NOW)
        letters = [
            Message("bulk", "telegram", one.citizen_id or 0, "handling", "{}", broadcast_id=row.id)
            for one in rows
        ]
        ids = [one for one in outbox.add(tx, letters, NOW) if one]
        outbox.sent(tx, dict.fromkeys(ids[:2], "1"), NOW)
        for one in (rows[0], rows[2]):
            given.change(tx, Case, one.id, handling=2)
        found = responses.of_broadcast(tx, row.id, handling_sends.answered(row.id))
        assert [(one.sent, one.answered) for one in found] == [(2, 1)]
