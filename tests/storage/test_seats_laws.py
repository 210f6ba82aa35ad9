"""Whatever people do in whatever order: never more seats than there are, and the line keeps its order."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import forums, seats
from storage.seats import HELD
from storage.store import Store, Tx
from tests.storage import given as rows
from tests.storage.given import DAY, NOW

PEOPLE, GROUPS, SEATS = range(6), ("citizens", "users"), {"citizens": 4, "users": 2}
_FORUMS = count(1)

takes = st.tuples(
    st.just("take"), st.sampled_from(PEOPLE), st.sampled_from(GROUPS), st.integers(min_value=1, max_value=4)
)
says = st.tuples(st.just("say"), st.sampled_from(PEOPLE), st.sampled_from(("perhaps", "cannot")), st.just(0))
passes = st.tuples(st.sampled_from(("offer", "lapse")), st.just(0), st.just(""), st.integers(0, 30))
acts = st.lists(takes | says | passes, max_size=40)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts)
def test_no_order_of_wishes_gives_a_seat_too_many(
    store: Store, acts: list[tuple[str, int, str, int]]
) -> None:
    with store.begin() as tx:
        code = f"law{next(_FORUMS)}"
        at = forums.create(tx, "x", None, NOW + 10 * DAY, "y", code, NOW, state="announced").id
        forums.set_seats(tx, at, SEATS)
        people = [rows.citizen(tx) for _ in PEOPLE]
        forums.invited(tx, at, people, "", NOW)
        for kind, person, word, number in acts:
            before = {group: places(tx, at, group) for group in GROUPS}
            _does(tx, at, kind, people[person], word, number)
            _holds(tx, at, people, before)


def _does(tx: Tx, at: int, kind: str, person: int, word: str, number: int) -> None:
    hours = NOW + timedelta(hours=number)
    if kind == "take":
        seats.take(tx, at, person, word, number, NOW)
    elif kind == "say":
        seats.say(tx, at, person, word, NOW)
    elif kind == "offer":
        seats.offer(tx, at, hours, by_link=bool(number % 2))
    else:
        seats.lapse(tx, at, hours)


def _holds(tx: Tx, at: int, people: list[int], before: dict[str, list[int]]) -> None:
    taken = seats.taken(tx, at)
    assert all(taken.get(group, 0) <= SEATS[group] for group in GROUPS)
    words = [word for one in people if (word := seats.of(tx, at, one))]
    held = {group: sum(w.party for w in words if w.answer in HELD and w.group == group) for group in GROUPS}
    assert held == {group: taken.get(group, 0) for group in GROUPS}
    assert all((word.place is None) == (word.answer != "waiting") for word in words)
    assert all((word.offered_until is None) == (word.answer != "offered") for word in words)
    for group in GROUPS:
        now = places(tx, at, group)
        still = [one for one in before[group] if one in now]
        assert [one for one in now if one in still] == still  # nobody overtakes anybody


def places(tx: Tx, at: int, group: str) -> list[int]:
    return [word.citizen_id for word in seats.line(tx, at, group)]
