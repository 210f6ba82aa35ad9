"""What templates cost: a price a category, the month they count for, and the ceiling of a month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.settings import Settings


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


def tariff_of(settings: Settings) -> Tariff:
    """What these settings say of prices and ceilings."""
    whatsapp = settings.whatsapp
    prices = whatsapp.prices.model_dump()
    return Tariff(prices, whatsapp.monthly_ceiling_idr, whatsapp.new_people_a_day, settings.zone)
