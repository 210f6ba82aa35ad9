"""The commands for surveys by broadcast: arguments, nothing else."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from bot.commands import printing
from bot.commands.deciding import settled
from bot.commands.forum import As, at_office
from bot.commands.officials import AsFormat, Format

survey = typer.Typer(help="Surveys by broadcast: send to a sample, show the response.", no_args_is_help=True)


@survey.command("send")
def survey_send(
    unit: Annotated[str, typer.Option(help="a unit's key in config.yaml")],
    sample: Annotated[int, typer.Option(help="so many people, drawn by lot", min=1)],
    days: Annotated[int, typer.Option(help="of those who wrote in so many days", min=1)] = 90,
    seed: Annotated[str, typer.Option(help="of the lot; drawn and printed when left out")] = "",
    as_official: As = None,
    as_format: AsFormat = Format.text,
) -> None:
    """Ask a random sample of those who had to do with an office how it was; prints the account."""
    from bot.broadcasting import survey_office as office

    with at_office(as_official) as (here, _settings):
        printing.document(office.send(here, unit, sample, days, seed), as_format)


@survey.command("show")
def survey_show(number: int, as_format: AsFormat = Format.text) -> None:
    """Its account, and how many answered of those whom it reached."""
    from bot.broadcasting import survey_office as office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.document(office.show(store, settings, number), as_format)


@survey.command("lot")
def survey_lot(number: int) -> None:
    """Every ticket of its lot as CSV, with the seed: anybody can check it; no ticket tells whose it is."""
    from bot.broadcasting import survey_office as office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        sys.stdout.write(office.lot_csv(store, number))
