"""The commands for the templates of WhatsApp: arguments, nothing else."""

from __future__ import annotations

import asyncio

import typer

from bot.commands import printing
from bot.commands.deciding import settled
from bot.commands.officials import AsFormat, Format

whatsapp = typer.Typer(help="WhatsApp: its templates.", no_args_is_help=True)
templates = typer.Typer(help="The wordings that go out at any time.", no_args_is_help=True)
whatsapp.add_typer(templates, name="templates")
GROUPS = {"whatsapp": whatsapp}


@templates.command("push")
def templates_push(as_format: AsFormat = Format.text) -> None:
    """Hand in every template that the account has not got; prints how all of them stand."""
    from bot.templates import account, comparing
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        lines = asyncio.run(account.push(settings, store))
        printing.table(comparing.as_rows(lines), as_format)


@templates.command("status")
def templates_status(as_format: AsFormat = Format.text) -> None:
    """Every template here beside the account's: missing, pending, approved, rejected, paused, other words."""
    from bot.templates import account, comparing
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        lines = asyncio.run(account.status(settings, store))
        printing.table(comparing.as_rows(lines), as_format)
    raise typer.Exit(0 if all(line.good for line in lines) else 1)
