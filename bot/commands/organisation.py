"""The commands for organisations: arguments, nothing else."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands import printing
from bot.commands.deciding import settled
from bot.commands.officials import AsFormat, Format

organisation = typer.Typer(help="Registered organisations: list, show, end.", no_args_is_help=True)


@organisation.command("list")
def organisation_list(as_format: AsFormat = Format.text) -> None:
    """Every organisation that registered or asked to, and where it stands."""
    from bot.organisations import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(office.listing(store), as_format)


@organisation.command("show")
def organisation_show(number: int, as_format: AsFormat = Format.text) -> None:
    """What is known of one, and what happened to it; never who writes for it."""
    from bot.organisations import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.document(office.show(store, number), as_format)


@organisation.command("end")
def organisation_end(
    number: int, why: Annotated[str, typer.Option("--why", help="its contact person reads it")]
) -> None:
    """It is registered no more; its contact person hears why."""
    from bot.organisations import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        row = office.end(store, number, why)
        printing.line(f"{row.name} is registered no more")
