"""What happened to cases: read for one or for many, in order; and how they moved."""

from __future__ import annotations

from storage import case_moves, cases
from storage.case_events import MoveRow, events_of, moves
from storage.cases import CaseRow
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW

OFFICIAL = "official:7"


def three(tx: Tx) -> list[CaseRow]:
    given.units(tx, "disdukcapil")
    return [given.case(tx, given.citizen(tx)) for _ in range(3)]


def test_moves_tell_when_a_case_came_into_which_state_case_by_case(store: Store) -> None:
    with store.begin() as tx:
        first, second, quiet = three(tx)
        for case, at in ((first, NOW), (second, NOW + DAY)):
            case_moves.move(tx, case, "verified", kind="verified", actor=OFFICIAL, now=at)
            case_moves.happen(tx, case, "noted", actor=OFFICIAL, now=at)
            case_moves.move(tx, case, "needs_data", kind="asked", actor=OFFICIAL, now=at + DAY)
        assert moves(tx, [first.id, second.id, quiet.id]) == {
            first.id: [MoveRow("verified", NOW), MoveRow("needs_data", NOW + DAY)],
            second.id: [MoveRow("verified", NOW + DAY), MoveRow("needs_data", NOW + 2 * DAY)],
        }
        assert moves(tx, []) == {}


def test_events_of_many_cases_come_at_once_each_in_order(store: Store) -> None:
    with store.begin() as tx:
        first, second, _ = three(tx)
        case_moves.happen(tx, second, "noted", actor=OFFICIAL, now=NOW, words="Dua")
        case_moves.happen(tx, first, "noted", actor=OFFICIAL, now=NOW, words="Satu")
        found = events_of(tx, [first.id, second.id])
        assert {key: [(e.kind, e.words) for e in steps] for key, steps in found.items()} == {
            first.id: [("opened", ""), ("noted", "Satu")],
            second.id: [("opened", ""), ("noted", "Dua")],
        }
        assert cases.events(tx, first.id) == found[first.id]
        assert cases.events(tx, 0) == []
