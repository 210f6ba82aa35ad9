"""`suara check`: configuration, database, token, clock and calendar; what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.house import House
from bot.networks.base import Finding
from bot.settings import Settings
from bot.templates import account
from storage import schema
from storage.failures import FromNewerVersion, NotUpgraded, Outage
from storage.store import Store

CLOCK_TOLERANCE = 120.0  # seconds our clock may differ from the network's


def database(store: Store) -> Finding:
    """Reachable, upgraded, and not from a newer version."""
    try:
        store.ping()
        schema.check(store)
    except Outage as outage:
        return Finding("database", f"{outage}: is storage.url right, and may we write there?")
    except (NotUpgraded, FromNewerVersion) as error:
        return Finding("database", str(error))
    return Finding("database")


def calendar(house: House, now: datetime) -> Finding:
    """Deadlines need the working days of the coming months."""
    longest = house.deadlines.outer_working_days.examined
    if years := house.working_days.unknown_years(house.today(now), longest):
        listed = ", ".join(map(str, years))
        return Finding(
            "calendar",
            f"collective leave of {listed} is not known: add it under deadlines.holidays.add",
            True,
        )
    return Finding("calendar")


def clock(zone: ZoneInfo, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Finding:
    """The city's zone must be on this machine, and the clock must tell a zone."""
    now = clock()
    if now.tzinfo is None:
        return Finding("clock", "tells no time zone: set the machine's clock to UTC")
    if now.year < 2026:
        return Finding("clock", f"says it is {now.year}: set the machine's clock (timedatectl set-ntp true)")
    return Finding(f"clock ({now.astimezone(zone):%Y-%m-%d %H:%M %Z})")


def tokens(settings: Settings) -> Iterator[Finding]:
    """Networks that nobody has connected yet."""
    if settings.telegram.token is None:
        told = "no token is set: talk to @BotFather, then set SUARA_TELEGRAM__TOKEN"
        yield Finding("telegram", told, warning=True)


def told(store: Store) -> Sequence[Finding]:
    """What networks said of our account by themselves, as long as it holds."""
    with store.reading() as tx:
        return account.told(tx)
