"""Lists of cases: by time and state, and not a word of them."""

from __future__ import annotations

from dataclasses import fields, replace

from storage import cases
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import A_CASE, DAY, NOW


def three_days(tx: Tx) -> list[cases.CaseRow]:
    """A case a day; the second one is answered."""
    given.units(tx, "disdukcapil", "dishub")
    new = replace(A_CASE, citizen_id=given.citizen(tx))
    opened = [cases.open_case(tx, replace(new, talk=f"t{day}"), NOW + day * DAY) for day in range(3)]
    given.answered(tx, opened[1], "Sudah", NOW + 5 * DAY)
    return opened


def numbers(listed: list[cases.CaseDates]) -> list[str]:
    return [case.number for case in listed]


def test_a_list_is_cut_at_its_start_and_before_its_end(store: Store) -> None:
    with store.begin() as tx:
        all_three = [case.number for case in three_days(tx)]
        assert numbers(cases.listing(tx)) == all_three
        assert numbers(cases.listing(tx, since=NOW + DAY)) == all_three[1:]
        assert numbers(cases.listing(tx, until=NOW + DAY)) == all_three[:1]
        assert numbers(cases.listing(tx, since=NOW + DAY, until=NOW + 2 * DAY)) == all_three[1:2]


def test_a_list_can_be_of_one_state(store: Store) -> None:
    with store.begin() as tx:
        opened = three_days(tx)
        (answered,) = cases.listing(tx, state="in_progress")
        assert answered.number == opened[1].number
        assert answered.answered_at == NOW + 5 * DAY


def test_a_list_shows_no_word_and_nobody(store: Store) -> None:
    shown = {field.name for field in fields(cases.CaseDates)}
    assert not shown & {"details", "citizen_id", "known_as", "category", "about", "kind"}
    with store.begin() as tx:
        three_days(tx)
        assert "KTP" not in repr(cases.listing(tx))
