"""The command that writes tables: arguments, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import printing
from bot.commands.deciding import settled

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


class What(StrEnum):
    ratings = "ratings"
    surveys = "surveys"
    cases = "cases"
    all = "all"
    open = "open"


class Files(StrEnum):
    csv = "csv"
    xlsx = "xlsx"
    parquet = "parquet"


def export(
    what: What,
    to: Annotated[Path, typer.Option(help="a .csv, .xlsx or .parquet file; a directory for all and open")],
    since: Day = None,
    until: Day = None,
    files: Annotated[Files, typer.Option(help="what `all` writes")] = Files.csv,
    period: Annotated[str | None, typer.Option(help="of the open data: 2026-S2 and the like")] = None,
) -> None:
    """Tables without texts and identities; `all` with a dictionary, `open` for everybody outside."""
    from bot.outside import exports
    from bot.wiring import opened

    if what is What.open and period is None:
        raise typer.BadParameter("is needed for the open data, like 2026-S2", param_hint="--period")
    with settled() as settings, opened(settings) as store:
        if what is What.open:
            _counted(exports.open_data(store, settings, period or "", to, datetime.now(UTC)), to)
        elif what is What.all:
            _counted(exports.everything(store, settings, to, files.value, since, until), to)
        else:
            rows = exports.one(store, settings, what.value, to, since, until)
            printing.line(f"{rows} rows written to {to.name}")


def _counted(tables: Mapping[str, int], to: Path) -> None:
    for name, rows in tables.items():
        printing.line(f"{name}: {rows} rows")
    printing.line(f"written to {to}")
