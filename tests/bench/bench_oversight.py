"""More random city halls than a test has time for: nothing about somebody reaches them in any way."""

from __future__ import annotations

from bot.settings import Settings
from bot.wiring import build_house, open_store, sync_units
from storage import schema
from tests.bot.days import TUESDAY, Days
from tests.bot.test_oversight_trees import looked_through

HALLS = range(100, 125)  # seeds that no test uses


def bench_nothing_leaks_over_random_city_halls(settings: Settings) -> None:
    store = open_store(settings)
    schema.upgrade(store)
    sync_units(settings, store)
    pairs, barred = looked_through(Days(store, build_house(settings), TUESDAY), settings, HALLS)
    store.dispose()
    print(f"\n{len(HALLS)} city halls, seeds {HALLS.start} to {HALLS.stop - 1}, one database")
    print(f"{pairs} pairs of a person and a case, {barred} of them closed")
    print("shown, counted, told or read of these: 0")
    assert barred > 100
