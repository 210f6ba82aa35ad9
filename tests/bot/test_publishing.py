"""A period that is over is counted once: whatever comes later, its numbers stay."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete

from bot.outside.exports import open_data
from bot.outside.grid import PAGE, closed_periods, next_day
from bot.outside.publishing import publish, publish_in_child
from bot.settings import Settings
from bot.wiring import open_store
from storage import figures, schema
from storage.models import Survey
from storage.store import Store
from tests.bot.published import BUSY, fill

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
LAST = f"{PAGE}2026-10"


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    made = open_store(settings)
    schema.upgrade(made)
    fill(made, settings, NOW)
    yield made
    made.dispose()


def kept(store: Store, name: str) -> str | None:
    with store.reading() as tx:
        return figures.frozen(tx, name)


def test_what_is_published_stays_when_its_rows_go(store: Store, settings: Settings) -> None:
    assert "index 2026-10" in publish(settings, NOW)
    before = kept(store, LAST)
    assert before is not None
    assert json.loads(before)["units"][BUSY]["n"] > 50
    with store.begin() as tx:
        tx.connection.execute(delete(Survey))
    assert publish(settings, NOW) == []
    assert kept(store, LAST) == before


def test_the_running_month_is_never_told_of(store: Store, settings: Settings) -> None:
    assert not any("2026-11" in name for name in publish(settings, NOW))


def test_the_child_process_publishes_the_same(store: Store, settings: Settings) -> None:
    new = asyncio.run(publish_in_child(settings, NOW))
    assert "index 2026-10" in new
    assert kept(store, LAST) is not None


def test_a_period_that_shares_days_with_a_published_one_is_left_out(
    store: Store, settings: Settings, tmp_path: object
) -> None:
    open_data(store, settings, "2026-Q3", tmp_path, NOW)  # type: ignore[arg-type] # it is a Path
    new = publish(settings, NOW)
    assert "index 2026-10" in new
    assert not any(name in new for name in ("index 2026-07", "index 2026-08", "index 2026-09"))


@pytest.mark.parametrize(
    ("every", "count", "last", "then"),
    [
        ("month", 12, "2026-10", date(2026, 12, 1)),
        ("quarter", 4, "2026-Q3", date(2027, 1, 1)),
        ("half", 2, "2026-S1", date(2027, 1, 1)),
        ("off", 0, "", None),
    ],
)
def test_the_last_twelve_months_are_divided_once(
    settings: Settings, every: str, count: int, last: str, then: date | None
) -> None:
    chosen = settings.figures.model_copy(update={"publish": every})
    changed = settings.model_copy(update={"figures": chosen})
    periods = closed_periods(changed, date(2026, 11, 24))
    assert len(periods) == count
    assert not periods or periods[-1].name == last
    assert next_day(changed, date(2026, 11, 24)) == then
