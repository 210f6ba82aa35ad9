"""The commands for reports, posters and pictures: arguments, nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import printing
from bot.commands.deciding import settled
from bot.commands.handover import As, Why
from bot.commands.officials import AsFormat, Format

report = typer.Typer(
    help="What is to look at: the index of a period, the picture of a week.", no_args_is_help=True
)
GROUPS = {"report": report}
PeriodName = Annotated[str, typer.Option(help="2026, 2026-S2, 2026-Q4, 2026-11 or 2026-W47")]
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


@report.command("skm")
def skm(
    unit: UnitKey,
    period: PeriodName,
    to: Annotated[Path, typer.Option(help="a directory; made where there is none")],
    as_official: As = None,
    why: Why = None,
) -> None:
    """The official SKM report as PDF and DOCX, with its annex as XLSX; quotes only with --as and --why."""
    from bot.outside import looking
    from bot.outside.report import write_report
    from bot.wiring import build_house, opened

    with settled() as settings, opened(settings) as store:
        now, asked = datetime.now(UTC), looking.Asked(as_official, why)
        words = looking.may_look(store, build_house(settings), asked, "report", now)
        today = now.astimezone(settings.zone).date()
        for path in write_report(store, settings, unit, period, to, today, words=words):
            printing.line(path.name)


@report.command("poster")
def poster(
    unit: UnitKey, period: PeriodName, to: Annotated[Path, typer.Option(help="a .pdf or .png file")]
) -> None:
    """The public summary of a period on one page."""
    from bot.outside.report import write_poster
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        today = datetime.now(UTC).astimezone(settings.zone).date()
        write_poster(store, settings, unit, period, to, today)
        printing.line(f"poster written: {to.name}")


@report.command("index")
def index(
    unit: UnitKey,
    period: PeriodName,
    by: Annotated[
        str | None, typer.Option(help="service, channel, sex, age, education or occupation")
    ] = None,
    as_format: AsFormat = Format.text,
) -> None:
    """The index of a unit and period: how sure, out of how many, weighted beside it, and by group."""
    from bot.outside.index import index_of
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.told(index_of(store, settings, unit, period, by), as_format)
