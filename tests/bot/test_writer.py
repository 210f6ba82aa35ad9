"""The one writing thread: shared commits, and nobody suffers for another's fault."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from datetime import UTC, datetime

import pytest

from bot import writer as writing
from bot.writer import Writer
from storage import updates
from storage.failures import Outage
from storage.store import Store, Tx

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.fixture
def writer(store: Store) -> Iterator[Writer]:
    writer = Writer(store)
    yield writer
    writer.close()


def seen(store: Store) -> set[str]:
    with store.begin() as tx:
        known = {str(number) for number in range(20)}
        return known - updates.fresh(tx, "1", sorted(known), NOW)


def test_a_result_comes_after_the_commit(writer: Writer, store: Store) -> None:
    fresh = writer.submit(lambda tx: updates.fresh(tx, "1", ["7"], NOW)).result(10)
    assert fresh == {"7"}
    assert seen(store) == {"7"}


def test_jobs_that_wait_share_the_next_transaction(writer: Writer) -> None:
    held, release = threading.Event(), threading.Event()

    def hold(tx: Tx) -> object:
        held.set()
        release.wait(10)
        return tx.connection

    first = writer.submit(hold)
    held.wait(10)
    others = [writer.submit(lambda tx: tx.connection) for _ in range(5)]
    release.set()
    wait([first, *others], 10)
    assert len({id(job.result()) for job in others}) == 1
    assert all(job.result() is not first.result() for job in others)


def test_what_stands_aside_goes_alone_after_what_came_later(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, release, order = threading.Event(), threading.Event(), list[str]()
    monkeypatch.setattr(writing, "LONGEST_ASIDE", 60.0)

    def hold(tx: Tx) -> None:
        held.set()
        release.wait(10)

    def job(name: str) -> Callable[[Tx], object]:
        def run(tx: Tx) -> object:
            order.append(name)
            return tx.connection

        return run

    writer.submit(hold)
    held.wait(10)
    asides = [writer.submit(job(f"aside {number}"), aside=True) for number in range(2)]
    others = [writer.submit(job("turn")) for _ in range(2)]
    release.set()
    wait([*asides, *others], 10)
    assert sorted(order[-2:]) == ["aside 0", "aside 1"]
    assert len({id(one.result()) for one in (*asides, *others)}) == 3


def test_what_stands_aside_comes_also_where_there_is_always_something_else(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    over, runs = threading.Event(), list[int]()

    def again(tx: Tx) -> None:
        runs.append(1)
        if not over.is_set():
            writer.submit(again)

    monkeypatch.setattr(writing, "LONGEST_ASIDE", 0.02)
    writer.submit(again)
    aside = writer.submit(lambda tx: over.set(), aside=True)
    assert aside.result(10) is None
    assert len(runs) > 1


def test_what_stands_aside_is_done_before_the_end(store: Store) -> None:
    writer, done = Writer(store), list[int]()
    for number in range(5):
        writer.submit(lambda tx, number=number: done.append(number), aside=True)  # type: ignore[misc]
    writer.close()
    assert done == [0, 1, 2, 3, 4]


def test_a_job_that_fails_takes_no_other_with_it(writer: Writer, store: Store) -> None:
    held, release = threading.Event(), threading.Event()

    def hold(tx: Tx) -> None:
        held.set()
        release.wait(10)

    def fail(tx: Tx) -> None:
        updates.fresh(tx, "1", ["13"], NOW)
        raise ZeroDivisionError

    writer.submit(hold)
    held.wait(10)
    before = writer.submit(lambda tx: updates.fresh(tx, "1", ["1"], NOW))
    bad = writer.submit(fail)
    after = writer.submit(lambda tx: updates.fresh(tx, "1", ["2"], NOW))
    release.set()
    assert before.result(10) == {"1"}
    assert after.result(10) == {"2"}
    with pytest.raises(ZeroDivisionError):
        bad.result(10)
    assert seen(store) == {"1", "2"}


def test_an_outage_is_told_to_every_job_of_the_transaction(writer: Writer, store: Store) -> None:
    def out(tx: Tx) -> None:
        raise Outage("the disk is full")

    with pytest.raises(Outage, match="full"):
        writer.submit(out).result(10)
    assert writer.submit(lambda tx: 1).result(10) == 1


def test_closing_finishes_what_was_submitted(store: Store) -> None:
    writer = Writer(store)
    jobs = [writer.submit(lambda tx, n=n: updates.fresh(tx, "1", [str(n)], NOW)) for n in range(10)]
    writer.close()
    assert all(job.done() for job in jobs)
    assert len(seen(store)) == 10


def test_a_job_whose_caller_gave_up_is_not_done_and_the_others_are(writer: Writer, store: Store) -> None:
    held, release = threading.Event(), threading.Event()

    def hold(tx: Tx) -> None:
        held.set()
        release.wait(10)

    first = writer.submit(hold)
    held.wait(10)
    given_up = writer.submit(lambda tx: updates.fresh(tx, "1", ["8"], NOW))
    other = writer.submit(lambda tx: updates.fresh(tx, "1", ["9"], NOW))
    assert given_up.cancel()
    assert not first.cancel(), "what has begun is finished"
    release.set()
    assert other.result(10) == {"9"}
    assert writer.submit(lambda tx: 4711).result(10) == 4711
    assert seen(store) == {"9"}


def test_what_can_wait_goes_along_with_what_comes_next(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOMENT", 10.0)
    waits = writer.submit(lambda tx: tx.connection, can_wait=True)
    hurries = writer.submit(lambda tx: tx.connection)
    assert waits.result(5) is hurries.result(5)


def test_what_can_wait_waits_for_a_moment_and_no_longer(
    writer: Writer, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOMENT", 0.001)
    fresh = writer.submit(lambda tx: updates.fresh(tx, "1", ["8"], NOW), can_wait=True).result(10)
    assert fresh == {"8"}
    assert seen(store) == {"8"}


def test_what_can_wait_is_written_before_the_end(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOMENT", 60.0)
    writer = Writer(store)
    waits = writer.submit(lambda tx: updates.fresh(tx, "1", ["9"], NOW), can_wait=True)
    writer.close()
    assert waits.result(0) == {"9"}
    assert seen(store) == {"9"}
