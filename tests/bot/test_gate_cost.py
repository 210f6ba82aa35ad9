"""What a claim costs: as many statements for a hundred rows as for ten, and none more without a gate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import delete, event

from storage import outbox
from storage.models import Outbox
from storage.store import Store, Tx
from tests.bot.windows import CHANNEL, Windowed

LEASE = timedelta(seconds=30)


@contextmanager
def counted(tx: Tx) -> Iterator[list[str]]:
    """The statements that run in the block."""
    seen: list[str] = []

    def note(*args: object) -> None:
        seen.append(str(args[2]))

    event.listen(tx.connection, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(tx.connection, "before_cursor_execute", note)


def every_sort(office: Windowed, people: int, first: int) -> None:
    """For each of so many people an answer, an invitation, a digest and a nudge; half of them are outside."""
    ids = [office.citizen(str(first + n), agrees=n % 3 > 0) for n in range(people // 2)]
    office.clock.jump(25 * 3600)
    ids += [office.citizen(str(first + people + n), agrees=n % 3 > 0) for n in range(people // 2)]
    for one in ids:
        office.push(one, "jawaban", number="KS-2611-7F3K")
        office.push(one, "ringkasan", purpose="digest")
        office.push(one, "lanjutkan?", purpose="reminder")
    office.invite(*ids, code=f"F{first}")


def statements_of(office: Windowed, rows: int) -> tuple[int, int]:
    """How many statements the claim takes, and how many the gate after it."""
    with office.store.begin() as tx:
        with counted(tx) as of_claim:
            claimed = outbox.claim(tx, "bulk", office.clock.now(), LEASE, 1000, channel=CHANNEL)
        with counted(tx) as of_gate:
            office.gate.admit(tx, claimed, office.clock.now())
    assert len(claimed) == rows
    # SQLite gives the ids of many new rows one by one; it is in this process, so that is no journey.
    added = [one for one in of_gate if one.startswith("INSERT INTO outbox")]
    return len(of_claim), len(of_gate) - len(added) + bool(added)


def test_a_claim_takes_as_many_statements_for_a_hundred_rows_as_for_eight(store: Store) -> None:
    office = Windowed(store, people=20)
    every_sort(office, 2, 1000)
    few = statements_of(office, 8)
    with store.begin() as tx:
        tx.connection.execute(delete(Outbox))
    every_sort(office, 26, 2000)
    many = statements_of(office, 104)
    assert many[0] == few[0]
    assert many[1] <= few[1] + 2, "a second reason to hold, a second to skip"
    assert many[1] <= 20


def test_people_inside_their_window_cost_what_is_looked_up_and_nothing_is_written(store: Store) -> None:
    office = Windowed(store)
    for number in range(20):
        office.push(office.citizen(str(number)), "jawaban", number="KS-2611-7F3K")
    with office.store.begin() as tx:
        claimed = outbox.claim(tx, "bulk", office.clock.now(), LEASE, 100, channel=CHANNEL)
        with counted(tx) as seen:
            admitted = office.gate.admit(tx, claimed, office.clock.now())
    assert (len(admitted.rows), admitted.ways) == (20, {})
    assert {statement.split()[0] for statement in seen} == {"SELECT"}
    assert len(seen) <= 7


def test_where_no_gate_stands_a_claim_is_what_it_was(store: Store) -> None:
    office = Windowed(store)
    for number in range(5):
        office.push_elsewhere(office.citizen(str(number), "telegram"))
    with office.store.begin() as tx, counted(tx) as seen:
        outbox.claim(tx, "bulk", office.clock.now(), LEASE, 100, channel="telegram")
    tables = ("windows", "template_sends", "network_facts")
    assert not [statement for statement in seen if any(table in statement for table in tables)]
    assert len(seen) == 4
