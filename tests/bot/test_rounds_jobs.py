"""The jobs that ask by themselves, on a whole engine: whatever is due is made once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.broadcasting import rounds, selecting
from bot.broadcasting.kinds import Around
from bot.broadcasting.purposes import KINDS
from bot.config.surveys import Periodic
from bot.settings import Settings
from bot.wiring import build_engine, open_store, sync_units
from storage import broadcasts, ratings, schema
from storage.models import Case
from tests.bot import offices
from tests.storage import given
from tests.storage.given import DAY

NOW = datetime(2026, 12, 8, 3, 0, tzinfo=UTC)
UNIT = "disdukcapil"


@pytest.fixture
def ready(settings: Settings) -> Settings:
    asking = settings.survey.model_copy(update={"visit_share": 1.0, "periodic": Periodic(units=(UNIT,))})
    settings = settings.model_copy(update={"survey": asking})
    store = open_store(settings)
    schema.upgrade(store)
    sync_units(settings, store)
    with store.begin() as tx:
        for days in (3, 8):  # one visitor whose turn it is, and one whom only the office asks
            one = offices.person(tx)
            given.consent(tx, one, given=True)
            ratings.give(tx, one, f"r{days}", UNIT, "", 4, "telegram", NOW - days * DAY)
        case = given.case(tx, offices.person(tx))
        given.change(tx, Case, case.id, state="fixed", closed_at=NOW - 2 * DAY)
    store.dispose()
    return settings


def test_each_job_makes_what_is_due_and_a_second_run_nothing(ready: Settings) -> None:
    async def day() -> list[tuple[str, str, int]]:
        engine = build_engine(ready)
        try:
            for _ in range(2):
                for job in rounds.jobs(engine):
                    await job.run(NOW, NOW)
            around, found = Around(ready, engine.house), []
            with engine.store.begin() as tx:
                for row in broadcasts.listing(tx):  # as the feeder does it, at this moment
                    selection = selecting.select(tx, row, KINDS[row.purpose], around, NOW)
                    kept = selecting.keep_and_send(tx, row.id, selection, KINDS[row.purpose], 100, NOW)
                    assert kept is not None
                    found.append((kept.purpose, kept.state, kept.selected))
            return found
        finally:
            engine.writer.close()
            engine.store.dispose()

    made = asyncio.run(day())
    # The visitor who was asked about the visit is not asked by the office as well.
    assert made == [("handling", "going", 1), ("visit", "going", 1), ("survey", "going", 1)]
