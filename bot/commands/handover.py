"""The commands with which cases leave the house, as tables and as documents: arguments, nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import printing
from bot.commands.deciding import settled
from bot.commands.officials import AsFormat, Format, Unit

As = Annotated[int | None, typer.Option("--as", help="id of the official who reads the words; it is logged")]
Why = Annotated[
    str | None, typer.Option("--why", help="the official's reason, which the oversight team gets")
]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


class To(StrEnum):
    inspektorat = "inspektorat"
    ombudsman = "ombudsman"


def show(number: str, as_official: As = None, why: Why = None, as_format: AsFormat = Format.text) -> None:
    """A case's dates and steps; its words only with --as and --why."""
    from bot.offices import office
    from bot.outside import reading
    from bot.wiring import build_house, opened

    with settled() as settings, opened(settings) as store:
        house = build_house(settings)
        words = reading.read_case(store, house, number, as_official, why, datetime.now(UTC))
        dates, steps = office.show_case(store, number)
        printing.document({**dates, "steps": steps, **words}, as_format)


def export(
    to: Annotated[Path, typer.Option(help="a .csv or .xlsx file")],
    since: Day = None,
    until: Day = None,
    unit: Unit = None,
    as_official: As = None,
    why: Why = None,
) -> None:
    """Cases in the terms of SP4N-LAPOR!; words only with --as and --why, and never a name."""
    from bot.outside import handover
    from bot.wiring import build_house, opened

    with settled() as settings, opened(settings) as store:
        wanted = handover.Wanted(since, until, unit)
        house, now = build_house(settings), datetime.now(UTC)
        done = handover.export(store, settings, house, to, wanted, as_official, why, now)
        printing.line(f"{done.rows} rows written to {to.name}, {done.with_words} of them with words")
        printing.line("praise stays here: SP4N-LAPOR! has no such kind")
        if done.bypassing:
            printing.line(f"{done.bypassing} that bypass the units stay here: an overseer may export them")


def import_(
    file: Annotated[Path, typer.Argument(help="an exported .csv or .xlsx with the tracking ids")],
) -> None:
    """Take the tracking ids of SP4N-LAPOR! back in: the whole file, or nothing of it."""
    from bot.outside import handed_back
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        done = handed_back.import_ids(store, file, datetime.now(UTC))
        printing.line(f"{done.new} cases have a tracking id now, {done.unchanged} had it before")


def lapor(number: str, tracking_id: str) -> None:
    """Give one case its tracking id in SP4N-LAPOR!, or correct it."""
    from bot.outside import handed_back
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        handed_back.set_id(store, number, tracking_id, datetime.now(UTC))
        printing.line(f"{number} is {tracking_id} in SP4N-LAPOR!")


def hand_over(
    number: str,
    to: Annotated[To, typer.Option(help="who gets it")],
    as_official: Annotated[int, typer.Option("--as", help="id of the official who hands it over")],
    why: Annotated[str, typer.Option("--why", help="the reason; it stands in the document")],
    out: Annotated[Path, typer.Option(help="a .docx file")],
) -> None:
    """A case as a document for the Inspektorat or the Ombudsman, with what its reporter agreed to."""
    from bot.outside import handed_on
    from bot.wiring import build_house, opened

    with settled() as settings, opened(settings) as store:
        house, now = build_house(settings), datetime.now(UTC)
        letter = handed_on.Wanted(number, to.value, out)
        handed_on.hand_over(store, settings, house, letter, as_official, why, now)
        printing.line(f"{number} written to {out.name}; its reporter and the oversight team are told")


def inspektorat(
    to: Annotated[Path, typer.Option(help="a .csv or .xlsx file")],
    as_official: Annotated[
        int, typer.Option("--as", help="id of the official who takes it out; it is logged")
    ],
    why: Annotated[str, typer.Option("--why", help="the reason, which the oversight team gets")],
    since: Day = None,
    until: Day = None,
) -> None:
    """Complaints about discipline as one table, with the articles of PP 94/2021; never a name."""
    from bot.outside import inspektorat as breaches
    from bot.wiring import build_house, opened

    with settled() as settings, opened(settings) as store:
        house, now = build_house(settings), datetime.now(UTC)
        rows = breaches.export(store, settings, house, to, (since, until), as_official, why, now)
        printing.line(f"{rows} rows written to {to.name}; the oversight team is told")


def add_to(case: typer.Typer) -> None:
    """These commands join those of `suara case`."""
    case.command("show")(show)
    case.command("export")(export)
    case.command("import")(import_)
    case.command("lapor")(lapor)
    case.command("handover")(hand_over)
    case.command("inspektorat")(inspektorat)
