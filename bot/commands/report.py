"""The commands for reports, posters and pictures: arguments, nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands import printing
from bot.commands.deciding import settled

report = typer.Typer(
    help="What is to look at: the SKM report, its poster, the digest's picture.", no_args_is_help=True
)
GROUPS = {"report": report}
UnitKey = Annotated[str, typer.Option(help="a unit's key in config.yaml")]


@report.command("picture")
def picture(
    unit: UnitKey,
    week: Annotated[str, typer.Option(help="like 2026-W47")],
    to: Annotated[Path, typer.Option(help="a .png file")],
) -> None:
    """One unit's picture of a week, as its digest carries it."""
    from bot.outside import pictures
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        pictures.write_picture(store, settings, unit, week, to)
        printing.line(f"picture written: {to.name}")
