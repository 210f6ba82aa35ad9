"""A city with a year of answers in two offices, a few of a third, and a forum to come."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert

from bot.settings import Settings
from bot.wiring import sync_units
from storage import forums
from storage.models import Rating
from storage.store import Store
from tests.bot.made_up import a_year

BUSY, ALSO_BUSY, QUIET = "disdukcapil", "dishub", "dinsos"
TOPIC = "Pasar; parkir <b>"


def fill(store: Store, settings: Settings, now: datetime) -> None:
    """The rows alone; nothing is published yet. The database is brought up already."""
    sync_units(settings, store)
    today = now.astimezone(settings.zone).date()
    a_year(store, today, BUSY, forms=1500, given=2500)
    a_year(store, today, ALSO_BUSY, forms=700, given=900)
    with store.begin() as tx:
        tx.connection.execute(insert(Rating), [_rating(today, n) for n in range(3)])
        forums.create(tx, TOPIC, None, now + timedelta(days=5), "Aula, lantai 2", "abc123", now)


def _rating(today: date, n: int) -> dict[str, object]:
    at = datetime.combine(today - timedelta(days=40), datetime.min.time(), UTC)
    return {"talk": f"few{n}", "unit": QUIET, "score": 4, "channel": "telegram", "given_at": at}
