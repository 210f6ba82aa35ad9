"""`suara check`: configuration, database, token, clock and calendar; what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.channels.base import Undelivered
from bot.channels.telegram import TelegramChannel
from bot.hearing import webhook_url
from bot.house import House
from bot.settings import Settings
from storage import schema
from storage.failures import FromNewerVersion, NotUpgraded, Outage
from storage.store import Store

CLOCK_TOLERANCE = 120.0  # seconds our clock may differ from the network's


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `wrong` says what to do, and is empty when all is well."""

    what: str
    wrong: str = ""
    warning: bool = False  # worth knowing, but it runs


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


async def telegram(channel: TelegramChannel | None) -> Finding:
    """The token is accepted, and no update is stuck."""
    if channel is None:
        return Finding(
            "telegram", "no token is set: talk to @BotFather, then set SUARA_TELEGRAM__TOKEN", True
        )
    try:
        me = await channel.me()
    except Undelivered as error:
        return Finding("telegram", f"{error.reason}: see SUARA_TELEGRAM__TOKEN and SUARA_TELEGRAM__API_BASE")
    return Finding(f"telegram (@{me})")


async def updates(channel: TelegramChannel | None, settings: Settings) -> Finding:
    """Where the network takes its updates, and what it says went wrong on the way to us."""
    if channel is None:
        return Finding("updates (no token)")
    try:
        hook = await channel.webhook_info()
    except Undelivered as error:
        return Finding("updates", error.reason)
    expected = webhook_url(settings)
    if hook.url != expected:
        told = f"Telegram brings them to {hook.url or 'nobody'}: `suara run` tells it anew when it starts"
        return Finding("updates", told, warning=True)
    if hook.last_error:
        return Finding("updates", f"{hook.pending} wait; Telegram says: {hook.last_error}", warning=True)
    return Finding(f"updates ({settings.telegram.mode}, {hook.pending} wait)")


def printed(findings: Iterator[Finding] | list[Finding]) -> Iterator[str]:
    """One line a finding."""
    for finding in findings:
        mark = "ok  " if not finding.wrong else "note" if finding.warning else "BAD "
        yield f"{mark}  {finding.what}" + (f": {finding.wrong}" if finding.wrong else "")
