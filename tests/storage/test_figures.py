"""Public numbers: what was published for a period is what is published for it, always."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from storage import figures
from storage.models import Figures
from storage.store import Store
from tests.storage import given
from tests.storage.given import DAY, NOW


def test_a_period_without_numbers_has_none(store: Store) -> None:
    with store.reading() as tx:
        assert figures.frozen(tx, "2026-Q4") is None


def test_frozen_numbers_are_never_overwritten(store: Store) -> None:
    with store.begin() as tx:
        assert figures.freeze(tx, "2026-Q4", '{"reports": 100}', NOW) == '{"reports": 100}'
        assert figures.freeze(tx, "2026-Q4", '{"reports": 101}', NOW + DAY) == '{"reports": 100}'
        assert figures.frozen(tx, "2026-Q4") == '{"reports": 100}'
        assert given.count(tx, Figures) == 1


def test_each_period_has_its_own_numbers(store: Store) -> None:
    with store.begin() as tx:
        for period in ("2026-Q4", "2026-S2", "2026"):
            figures.freeze(tx, period, period, NOW)
        assert [figures.frozen(tx, period) for period in ("2026", "2026-Q4", "2026-S2")] == [
            "2026",
            "2026-Q4",
            "2026-S2",
        ]


def test_two_who_freeze_at_once_publish_the_same(store: Store) -> None:
    both_ready = Barrier(2)

    def freeze(numbers: str) -> str:
        both_ready.wait()
        with store.begin() as tx:
            return figures.freeze(tx, "2026-Q4", numbers, NOW)

    with ThreadPoolExecutor(2) as pool:
        published = set(pool.map(freeze, ["one", "other"]))
    assert len(published) == 1
