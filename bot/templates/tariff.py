"""What templates cost: a price a category, the month they count for, and the ceiling of a month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Tariff:
    """Prices in rupiah by category; `ceiling` in rupiah a month, `people` that are new in 24 hours."""

    prices: Mapping[str, int]
    ceiling: int
    people: int
    zone: ZoneInfo

    def price(self, category: str) -> int:
        return self.prices[category]

    def month(self, now: datetime) -> str:
        """The month in the city in which something sent now is paid."""
        return f"{now.astimezone(self.zone):%Y-%m}"

    def next_month(self, now: datetime) -> datetime:
        """When the next one begins."""
        first = now.astimezone(self.zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return (first + timedelta(days=32)).replace(day=1)
