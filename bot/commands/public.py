"""The command that publishes the numbers of the public page."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.commands import printing
from bot.commands.deciding import settled


def publish() -> None:
    """Publish now what the timetable would publish at night: periods that are over, once and for all."""
    from bot.outside import publishing
    from bot.wiring import opened

    with settled() as settings, opened(settings):
        new = publishing.publish(settings, datetime.now(UTC))
        printing.line("\n".join(new) or "nothing new is over")
