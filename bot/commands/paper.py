"""The commands for forms on paper: arguments, nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import printing
from bot.commands.deciding import settled
from bot.commands.officials import AsFormat, Format

paper = typer.Typer(help="Forms on paper: take a recap sheet in, list, undo.", no_args_is_help=True)
GROUPS = {"import": paper}


@paper.command("survey")
def import_survey(
    file: Annotated[Path, typer.Argument(help="a .csv or .xlsx recap with U1..U9")],
    unit: Annotated[str, typer.Option(help="a unit's key in config.yaml")],
    period: Annotated[str | None, typer.Option(help="2026-10 and the like, for sheets without dates")] = None,
    as_format: AsFormat = Format.text,
) -> None:
    """Take in a whole sheet, or say by row and column what is wrong with it."""
    from bot.outside import paper as sheets
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        came = sheets.take_in(store, settings, file, unit, period, datetime.now(UTC))
        printing.document(came, as_format)


@paper.command("list")
def import_list(as_format: AsFormat = Format.text) -> None:
    """Every sheet that was taken in, and which were undone."""
    from bot.outside import paper as sheets
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(sheets.listed(store), as_format)


@paper.command("undo")
def import_undo(number: int) -> None:
    """The forms of a sheet count no more."""
    from bot.outside import paper as sheets
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        gone = sheets.undo(store, number, datetime.now(UTC))
        printing.line(f"import {number} undone: {gone} forms count no more")
