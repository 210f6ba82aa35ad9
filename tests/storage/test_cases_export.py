"""A copy of one's cases: what was said to and by their reporter, nothing that officials told each other."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from storage import case_moves, cases, citizens, promises
from storage.cases import CaseRow
from storage.cases_export import cases_of
from storage.models import Official
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW

OFFICIAL = "official:7"


def opened(tx: Tx) -> tuple[int, CaseRow]:
    given.units(tx, "disdukcapil", "dishub")
    person = given.citizen(tx)
    return person, given.case(tx, person, owner_id=given.official(tx))


def steps(tx: Tx, person: int) -> list[tuple[str, str | None]]:
    (case,) = cases_of(tx, person)
    return [(step["kind"], step["words"]) for step in case["events"]]


INSIDE = ("noted", "explained", "declined", "reminded", "proof_refused", "something_new")


@pytest.mark.parametrize("kind", INSIDE)
def test_what_officials_tell_each_other_is_not_in_it(store: Store, kind: str) -> None:
    with store.begin() as tx:
        person, case = opened(tx)
        case_moves.happen(tx, case, kind, actor=OFFICIAL, words="Orang ini bodoh", now=NOW)
        assert steps(tx, person) == [("opened", None)]
        assert "bodoh" not in json.dumps(citizens.export(tx, person))


def test_a_case_that_was_passed_on_says_where_to_and_not_with_which_words(store: Store) -> None:
    with store.begin() as tx:
        person, case = opened(tx)
        passed: dict[str, Any] = {"route": "unit", "actor": OFFICIAL, "now": NOW, "words": "Urus yang ini"}
        case = case_moves.pass_to(tx, case, unit="dishub", owner_id=None, **passed)
        case_moves.pass_to(tx, case, unit="dishub", owner_id=case.owner_id or given.official(tx), **passed)
        (copy,) = cases_of(tx, person)
        told = [(step["words"], step["actor"], step["target"]) for step in copy["events"][1:]]
        assert told == [(None, "official", "unit:dishub"), (None, "official", "official")]


def test_what_was_said_to_the_reporter_and_by_them_is_in_it(store: Store) -> None:
    with store.begin() as tx:
        person, case = opened(tx)
        told: dict[str, Any] = {"actor": OFFICIAL, "now": NOW}
        case = case_moves.move(tx, case, "needs_data", kind="asked", words="Nomornya?", **told)
        case = case_moves.happen(tx, case, "supplemented", actor="citizen", words="Tujuh", now=NOW)
        case = case_moves.answered(tx, case, words="Baik", **told)
        case = case_moves.move(tx, case, "proposed", kind="proposed", words="Sudah", reason="fixed", **told)
        case_moves.reopen(tx, case, words="Belum", owner_id=None, now=NOW + DAY)
        assert steps(tx, person) == [
            ("opened", None),
            ("asked", "Nomornya?"),
            ("supplemented", "Tujuh"),
            ("answered", "Baik"),
            ("proposed", "Sudah"),
            ("reopened", "Belum"),
        ]


def test_a_proposal_is_in_it_once_the_head_has_let_it_out(store: Store) -> None:
    with store.begin() as tx:
        person, case = opened(tx)
        waits: dict[str, Any] = {"kind": "proposed", "actor": OFFICIAL, "reason": "no_budget", "now": NOW}
        case = case_moves.happen(tx, case, words="Belum bisa", target="2027-01-04", **waits)
        assert steps(tx, person) == [("opened", None)]
        case_moves.move(tx, case, "proposed", kind="approved", actor="official:8", now=NOW + DAY)
        (copy,) = cases_of(tx, person)
        assert copy["events"][1:] == [
            {
                "kind": "proposed",
                "actor": "official",
                "words": "Belum bisa",
                "at": (NOW + DAY).isoformat(),
                "state": "proposed",
                "reason": "no_budget",
                "target": "2027-01-04",
            }
        ]


def test_a_proposal_that_the_head_refused_stays_inside_for_good(store: Store) -> None:
    with store.begin() as tx:
        person, case = opened(tx)
        inside: dict[str, Any] = {"actor": OFFICIAL, "now": NOW}
        case = case_moves.happen(tx, case, "proposed", words="Tidak mau", **inside)
        case = case_moves.happen(tx, case, "declined", words="Ulangi", **inside)
        case = case_moves.happen(tx, case, "proposed", words="Menunggu suku cadang", **inside)
        case_moves.move(tx, case, "proposed", kind="approved", actor="system", now=NOW)
        assert steps(tx, person) == [("opened", None), ("proposed", "Menunggu suku cadang")]


def test_nobody_elses_number_is_in_it(store: Store) -> None:
    with store.begin() as tx:
        person, case = opened(tx)
        main = given.case(tx, given.citizen(tx))
        case_moves.merge(tx, case, main, actor=OFFICIAL, now=NOW)
        (copy,) = cases_of(tx, person)
        assert (copy["events"][-1]["kind"], copy["events"][-1]["target"]) == ("merged", "case")
        assert main.number not in json.dumps(copy)
        assert not {"id", "citizen_id", "owner_id", "merged_into"} & copy.keys()
        assert copy["number"] == case.number


def test_promises_are_in_it_and_not_who_made_them(store: Store) -> None:
    with store.begin() as tx:
        person, case = opened(tx)
        promises.make(tx, case.id, case.owner_id or 0, date(2026, 12, 1), NOW)
        promises.kept(tx, case.id, NOW + DAY)
        (copy,) = cases_of(tx, person)
        assert copy["promises"] == [
            {
                "due": "2026-12-01",
                "made_at": NOW.isoformat(),
                "told_at": None,
                "kept_at": (NOW + DAY).isoformat(),
            }
        ]


def test_each_case_has_its_own_steps_and_others_cases_are_not_in_it(store: Store) -> None:
    with store.begin() as tx:
        person, first = opened(tx)
        second = given.case(tx, person)
        other = given.case(tx, given.citizen(tx))
        for number, case in enumerate((first, second, other)):
            case_moves.answered(tx, case, actor=OFFICIAL, words=f"Jawaban {number}", now=NOW)
        told = {copy["number"]: copy["events"][-1]["words"] for copy in cases_of(tx, person)}
        assert told == {first.number: "Jawaban 0", second.number: "Jawaban 1"}
        cases.cut(tx, person, NOW)
        assert cases_of(tx, person) == []


def test_an_officials_copy_has_their_office_and_not_the_number_of_who_stands_in(store: Store) -> None:
    with store.begin() as tx:
        person, stand_in = given.citizen(tx), given.official(tx)
        office = given.official(tx, citizen_id=person)
        given.change(tx, Official, office, stand_in_id=stand_in, away_from=date(2026, 12, 1))
        (copy,) = citizens.export(tx, person)["offices"]
        assert (copy["role"], copy["away_from"]) == ("officer", "2026-12-01")
        assert "stand_in_id" not in copy
