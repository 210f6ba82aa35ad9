"""A city with a year of answers and reports in two offices, a few of a third, and a forum to come."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert

from bot.settings import Settings
from bot.wiring import sync_units
from storage import forums
from storage.case_events import happened
from storage.models import Case, Rating
from storage.store import Store, Tx
from tests.bot.made_up import a_year
from tests.storage import given

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
        then = (now - timedelta(days=90)).replace(day=15)  # in the middle of a month that is long over
        for n in range(44):
            _report(tx, BUSY if n % 4 else ALSO_BUSY, then, n)
        _report(tx, QUIET, then, 44)
        forums.create(
            tx, TOPIC, None, now + timedelta(days=5), "Aula, lantai 2", "abc123", now, state="announced"
        )


def _rating(today: date, n: int) -> dict[str, object]:
    at = datetime.combine(today - timedelta(days=40), datetime.min.time(), UTC)
    return {"talk": f"few{n}", "unit": QUIET, "score": 4, "channel": "telegram", "given_at": at}


def _report(tx: Tx, unit: str, opened_at: datetime, n: int) -> None:
    """Two of three are finished after a few days; the others wait for an answer."""
    case, days = given.case(tx, given.citizen(tx), unit=unit), timedelta(days=3 + n % 9)
    said: dict[str, object] = {"opened_at": opened_at}
    if n % 3:
        said |= {"answered_at": opened_at + days / 2, "state": "fixed", "closed_by": "reporter"}
        said |= {"closed_at": opened_at + 2 * days}
        happened(tx, [case.id], "moved", "official:1", "", opened_at + days, state="proposed")
    given.change(tx, Case, case.id, **said)
