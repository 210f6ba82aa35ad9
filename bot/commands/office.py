"""The commands for what was set aside, and all groups of commands: arguments, nothing else."""

from __future__ import annotations

import asyncio

import typer

from bot.commands import audit as cli_audit
from bot.commands import broadcast as cli_broadcast
from bot.commands import cases as cli_cases
from bot.commands import forum as cli_forum
from bot.commands import officials as cli_officials
from bot.commands import organisation as cli_organisation
from bot.commands import printing
from bot.commands import survey as cli_survey
from bot.commands.deciding import settled
from bot.commands.officials import AsFormat, Format

aside = typer.Typer(help="Messages that could not be dealt with.", no_args_is_help=True)
GROUPS = {
    "official": cli_officials.official,
    "forum": cli_forum.forum,
    "broadcast": cli_broadcast.broadcast,
    "organisation": cli_organisation.organisation,
    "survey": cli_survey.survey,
    "case": cli_cases.case,
    "aside": aside,
    "audit": cli_audit.audit,
}


@aside.command("list")
def aside_list(as_format: AsFormat = Format.text) -> None:
    """What our own code could not deal with: where it failed, not what it says."""
    from bot.offices import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(office.list_aside(store), as_format)


@aside.command("retry")
def aside_retry() -> None:
    """Take every message that was set aside once more, after the program was mended."""
    from bot import running

    with settled() as settings:
        printing.line(f"{asyncio.run(running.retry_aside(settings))} messages taken")
