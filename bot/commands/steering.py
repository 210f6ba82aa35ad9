"""The command for ratings that look steered: arguments, nothing else."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands import printing
from bot.commands.deciding import settled
from bot.commands.officials import AsFormat, Format, Unit


def steering(
    week: Annotated[str, typer.Option(help="such as 2026-W47")],
    unit: Unit = None,
    as_format: AsFormat = Format.text,
) -> None:
    """Which ratings look steered and why, with the figure beside it that leaves them out. No identities."""
    from bot.outside import steering as looked
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.told(looked.told(store, settings, week, unit), as_format)
