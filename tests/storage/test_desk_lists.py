"""What lies on a desk: whose cases, in which order, how many, and found how."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from storage import case_moves, cases, desk_lists
from storage.cases import CaseRow
from storage.desk_lists import DeskCounts, DeskRow, Reach, Which
from storage.models import Case
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW
from tests.storage.plans import counted, many_times, plan_of

TODAY = date(2026, 12, 3)
UNIT = (Reach(frozenset({"disdukcapil"}), frozenset({"unit"})),)
ALL = (Reach(None, frozenset({"unit", "overseers", "coordinator"})),)


def case(tx: Tx, day: int = 3, **values: Any) -> CaseRow:
    """A case whose next step is due on this day of December."""
    opened = given.case(tx, given.citizen(tx), next_at=date(2026, 12, day))
    if values:
        given.change(tx, Case, opened.id, **values)
    found = cases.by_id(tx, opened.id)
    assert found is not None
    return found


def numbers(rows: Sequence[DeskRow | CaseRow]) -> list[str]:
    return [row.number for row in rows]


def test_an_empty_desk_has_nothing_on_it(store: Store) -> None:
    with store.reading() as tx:
        assert desk_lists.desk_rows(tx, Which(ALL)) == []
        assert desk_lists.counts(tx, ALL, owners=[1], today=TODAY) == DeskCounts(0, 0, 0)


def test_a_row_says_what_a_desk_shows(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        official = given.official(tx)
        one = case(tx, owner_id=official)
        (row,) = desk_lists.desk_rows(tx, Which(UNIT))
    assert row == DeskRow(
        id=one.id,
        number=one.number,
        kind="complaint",
        unit="disdukcapil",
        category="slow",
        state="received",
        route="unit",
        opened_at=NOW,
        next_step="verify",
        next_at=TODAY,
        owner_id=official,
        reports=1,
        version=0,
    )


def test_overdue_comes_first_then_due_soon_and_what_waits_for_its_reporter_last(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        later, overdue = case(tx, 9), case(tx, 1)
        asked, proposed = case(tx, 1, state="needs_data"), case(tx, 2, state="proposed")
        soon, also_soon = case(tx, 4), case(tx, 4)
        wanted = [overdue, soon, also_soon, later, asked, proposed]
        assert numbers(desk_lists.desk_rows(tx, Which(UNIT))) == numbers(wanted)


def test_a_desk_reaches_its_units_and_routes_and_no_further(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil", "dishub")
        mine, theirs = case(tx, 1), case(tx, 2, unit="dishub")
        secret, nobodys = case(tx, 3, route="overseers"), case(tx, 4, unit=None, route="coordinator")
        assert numbers(desk_lists.desk_rows(tx, Which(UNIT))) == [mine.number]
        assert numbers(desk_lists.desk_rows(tx, Which(ALL))) == numbers([mine, theirs, secret, nobodys])
        overseers = desk_lists.desk_rows(tx, Which((Reach(None, frozenset({"overseers"})),)))
        assert numbers(overseers) == [secret.number]
        assert desk_lists.desk_rows(tx, Which((Reach(frozenset(), frozenset({"unit"})),))) == []
        assert desk_lists.desk_rows(tx, Which((Reach(None, frozenset()),))) == []
        assert desk_lists.desk_rows(tx, Which(())) == []


def test_a_desk_can_be_of_some_owners(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        official = given.official(tx)
        mine, _ = case(tx, owner_id=official), case(tx)
        assert numbers(desk_lists.desk_rows(tx, Which(UNIT, owners=frozenset({official})))) == [mine.number]
        assert desk_lists.desk_rows(tx, Which(UNIT, owners=frozenset({official + 1}))) == []


def test_closed_cases_lie_on_no_desk_but_are_found_by_state_or_number_the_last_closed_first(
    store: Store,
) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        ended: dict[str, Any] = {"state": "fixed", "next_at": None, "next_step": ""}
        late, early = case(tx, **ended, closed_at=NOW + 2 * DAY), case(tx, **ended, closed_at=NOW + DAY)
        last, still_open = case(tx, **ended, closed_at=NOW + 3 * DAY), case(tx)
        assert numbers(desk_lists.desk_rows(tx, Which(UNIT))) == [still_open.number]
        fixed = desk_lists.desk_rows(tx, Which(UNIT, state="fixed"))
        assert numbers(fixed) == numbers([last, late, early])
        assert numbers(desk_lists.desk_rows(tx, Which(UNIT, number=late.number))) == [late.number]
        everything = desk_lists.desk_rows(tx, Which(UNIT, number="KS-"))
        assert numbers(everything) == numbers([still_open, last, late, early])


def test_a_number_is_found_as_people_type_it_and_never_beyond_the_desk(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil", "dishub")
        mine = case(tx, number="KS-2611-70F3")
        case(tx, number="KS-2611-70F4", unit="dishub")
        for typed in ("ks-2611-7of3", " KS-2611-70 ", "KS-2611-70F3"):
            assert numbers(desk_lists.desk_rows(tx, Which(UNIT, number=typed))) == [mine.number]
        for guessed in ("KS-2611-70F4", "%", "_S-2611-70F3", "KS-2611-____", "'; DROP TABLE cases; --"):
            assert desk_lists.desk_rows(tx, Which(UNIT, number=guessed)) == []


def test_a_desk_can_be_of_a_time(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        first, second, third = (case(tx, opened_at=NOW + day * DAY) for day in range(3))
        assert numbers(desk_lists.desk_rows(tx, Which(UNIT, since=NOW + DAY))) == numbers([second, third])
        assert numbers(desk_lists.desk_rows(tx, Which(UNIT, until=NOW + DAY))) == [first.number]


def test_a_desk_shows_so_many_at_once(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        last, first, second = case(tx, 9), case(tx, 1), case(tx, 2)
        assert numbers(desk_lists.desk_rows(tx, Which(UNIT), limit=2)) == numbers([first, second])
        assert last.number not in numbers(desk_lists.desk_rows(tx, Which(UNIT), limit=2))


def test_what_follows_another_case_is_counted_with_it(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        main, alone = case(tx, 1), case(tx, 2)
        followers = [case(tx, 3) for _ in range(36)]
        for follower in followers:
            case_moves.merge(tx, follower, main, actor="official:7", now=NOW)
        rows = desk_lists.desk_rows(tx, Which(UNIT))
        assert [(row.number, row.reports) for row in rows] == [(main.number, 37), (alone.number, 1)]
        assert len(desk_lists.desk_rows(tx, Which(UNIT, merged=True))) == 38
        assert desk_lists.counts(tx, UNIT, owners=[], today=TODAY).open == 2


def test_late_is_what_should_have_been_done_before_today_by_the_desk(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil", "dishub")
        official = given.official(tx)
        case(tx, 2, owner_id=official)
        case(tx, 2)
        case(tx, 3, owner_id=official)
        case(tx, 1, state="proposed", owner_id=official)
        case(tx, 1, unit="dishub")
        case(tx, 1, state="fixed", closed_at=NOW, owner_id=official)
        found = desk_lists.counts(tx, UNIT, owners=[official], today=TODAY)
        assert found == DeskCounts(open=4, late=2, mine=3)
        assert desk_lists.counts(tx, UNIT, owners=[], today=TODAY).mine == 0


def test_alike_are_open_recent_cases_about_the_same_the_newest_first(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil", "dishub")
        one, twin = case(tx), case(tx)
        newer = case(tx, opened_at=NOW + DAY)
        case(tx, unit="dishub")
        case(tx, category="rude")
        case(tx, kind="praise")
        case(tx, route="overseers")
        case(tx, state="fixed", closed_at=NOW)
        case(tx, opened_at=NOW - 61 * DAY)
        follower = case(tx)
        case_moves.merge(tx, follower, twin, actor="official:7", now=NOW)
        assert numbers(desk_lists.alike(tx, one)) == numbers([newer, twin])
        assert [row.reports for row in desk_lists.alike(tx, one)] == [1, 2]
        assert numbers(desk_lists.alike(tx, one, limit=1)) == [newer.number]


def test_cases_of_no_unit_are_alike_among_themselves(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        one, twin = case(tx, unit=None), case(tx, unit=None)
        case(tx)
        assert numbers(desk_lists.alike(tx, one)) == [twin.number]


def test_a_list_of_a_desk_opens_nothing_sealed(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        one = case(tx)
        given.change(tx, Case, one.id, details=b"not to be opened")
        assert numbers(desk_lists.desk_rows(tx, Which(UNIT))) == [one.number]


LISTS: dict[str, Callable[[Tx], object]] = {
    "a desk of all": lambda tx: desk_lists.desk_rows(tx, Which(ALL)),
    "a desk of one unit": lambda tx: desk_lists.desk_rows(tx, Which(UNIT)),
    "a desk of one official": lambda tx: desk_lists.desk_rows(tx, Which(UNIT, owners=frozenset({1}))),
    "what is late": lambda tx: desk_lists.desk_rows(tx, Which(UNIT, late=TODAY)),
    "how much is late": lambda tx: desk_lists.how_many(tx, Which(ALL, late=TODAY)),
    "the reporter's turn": lambda tx: desk_lists.desk_rows(tx, Which(ALL, waiting=True)),
    "a second office": lambda tx: desk_lists.desk_rows(tx, Which((*UNIT, *ALL)), offset=6),
    "units of all": lambda tx: desk_lists.units_of(tx, ALL),
    "counts of all": lambda tx: desk_lists.counts(tx, ALL, owners=[1], today=TODAY),
    "counts of one unit": lambda tx: desk_lists.counts(tx, UNIT, owners=[1], today=TODAY),
    "what is due": lambda tx: cases.due(tx, TODAY),
    "what is open": cases.still_open,
}


def test_years_of_closed_cases_do_not_make_a_desk_slower(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil", "dishub")
        official = given.official(tx)
        ended: dict[str, Any] = {"state": "fixed", "closed_at": NOW, "next_at": None, "owner_id": official}
        closed, elsewhere = case(tx, **ended), case(tx, unit="dishub", **ended)
        for row_id in (closed.id, elsewhere.id):
            many_times(
                tx, Case, row_id, 2000, number=f"OLD-{row_id}-{{}}".format, talk=f"{row_id}.{{}}".format
            )
        for day in range(1, 20):
            case(tx, day, owner_id=official)
    counted(store)
    plans = {name: plan_of(store, call) for name, call in LISTS.items()}
    slow = {name: plan for name, plan in plans.items() if "ix_cases_open_" not in plan}
    assert slow == {}


def test_a_young_database_that_has_counted_nothing_lists_open_cases_by_their_index(store: Store) -> None:
    if not store.is_sqlite:
        pytest.skip("PostgreSQL chooses by the size of the tables")
    plans = {name: plan_of(store, call) for name, call in LISTS.items()}
    slow = {name: plan for name, plan in plans.items() if "ix_cases_open_" not in plan}
    assert slow == {}


def test_a_desk_of_a_thousand_is_counted_filtered_and_paged_by_the_database(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        official = given.official(tx)
        late, mine = case(tx, 2), case(tx, 9, owner_id=official)
        waits = case(tx, 1, state="needs_data")
        for row, name in ((late, "LATE"), (mine, "MINE"), (waits, "WAIT")):
            copies = {"number": f"{name}-{{:04d}}".format, "talk": f"{name}.{{}}".format}
            many_times(tx, Case, row.id, 400, **copies)
        found = desk_lists.counts(tx, UNIT, owners=[official], today=TODAY)
        assert found == DeskCounts(open=1203, late=401, mine=401)
        whose = Which(UNIT, owners=frozenset({official}))
        for which in (whose, Which(UNIT, late=TODAY), Which(UNIT, waiting=True)):
            assert desk_lists.how_many(tx, which) == 401
            pages = [desk_lists.desk_rows(tx, which, limit=100, offset=start) for start in range(0, 500, 100)]
            assert [len(page) for page in pages] == [100, 100, 100, 100, 1]
            assert len({row.id for page in pages for row in page}) == 401
        assert desk_lists.how_many(tx, Which(UNIT)) == 1203
        assert len(desk_lists.desk_rows(tx, Which(UNIT), limit=None)) == 1203
        assert {row.state for row in desk_lists.desk_rows(tx, Which(UNIT), offset=802)} == {"needs_data"}


def test_two_reaches_are_one_desk_and_a_unit_narrows_it_but_never_widens_it(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil", "dishub", "dlh")
        second, first = case(tx, 2), case(tx, 1, unit="dishub")
        secret = case(tx, 3, route="overseers")
        case(tx, 1, unit="dlh")
        both = (*UNIT, Reach(frozenset({"dishub"}), frozenset({"unit"})))
        assert numbers(desk_lists.desk_rows(tx, Which(both))) == numbers([first, second])
        assert numbers(desk_lists.desk_rows(tx, Which(both, unit="dishub"))) == [first.number]
        assert desk_lists.desk_rows(tx, Which(both, unit="dlh")) == []
        assert desk_lists.counts(tx, both, owners=[], today=TODAY).open == 2
        assert desk_lists.units_of(tx, both) == ["disdukcapil", "dishub"]
        assert desk_lists.units_of(tx, ALL) == ["disdukcapil", "dishub", "dlh"]
        twice = (*UNIT, Reach(frozenset({"disdukcapil"}), frozenset({"unit", "overseers"})))
        assert numbers(desk_lists.desk_rows(tx, Which(twice))) == numbers([second, secret])
