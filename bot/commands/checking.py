"""`suara check`: configuration, database, token, clock and calendar; what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.house import House
from bot.networks.base import Finding
from bot.settings import Settings
from bot.templates import account
from storage import audit_rows, schema, seal_keys
from storage.failures import FromNewerVersion, NotUpgraded, Outage, Tampered, WrongKey
from storage.store import Store

SEALED_WITHIN = timedelta(hours=1)
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


def keys(store: Store) -> Iterator[Finding]:
    """The key must be this database's; a change of keys should come to its end."""
    ring = store.vault.ring
    try:
        with store.reading() as tx:
            seal_keys.look(tx)
    except (WrongKey, Tampered) as error:
        yield Finding("key", str(error))
        return
    yield Finding(f"key ({ring.id.hex()})")
    if ring.older:
        yield Finding(
            "key", "a former one still opens: `suara key reseal`, then `suara key retire`", warning=True
        )
    elif ring.coming:
        yield Finding("key", "another one is known and waits: `suara key rotate`", warning=True)


def log(store: Store, now: datetime) -> Finding:
    """Rows get their seal within minutes; without one, a change of them would not be seen."""
    with store.reading() as tx:
        waiting, since = audit_rows.unsealed(tx)
    if waiting and since is not None and now - since > SEALED_WITHIN:
        told = (
            f"{waiting} rows wait for their seal since {since:%Y-%m-%d %H:%M %Z}: does `suara schedule` run?"
        )
        return Finding("log", told, warning=True)
    return Finding("log")


def told(store: Store) -> Sequence[Finding]:
    """What networks said of our account by themselves, as long as it holds."""
    with store.reading() as tx:
        return account.told(tx)
