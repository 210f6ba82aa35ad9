"""The commands for the log that shows tampering: arguments, nothing else."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands import printing
from bot.commands.deciding import FAILED, settled
from bot.commands.officials import AsFormat, Format

audit = typer.Typer(help="The log that shows tampering: check it, list its heads.", no_args_is_help=True)
Head = Annotated[
    list[str] | None, typer.Option("--head", help="a code that an overseer kept; may be given several times")
]


@audit.command("verify")
def verify(head: Head = None, as_format: AsFormat = Format.text) -> None:
    """Everything changed, removed, slipped in, moved or cut; with --head also what was built anew."""
    from bot.audit import verifying

    with settled() as settings, verifying.only_read(settings) as store:
        checked = verifying.verify(store, head or [])
        if as_format is Format.json:
            printing.document(checked, as_format)
        else:
            for line in verifying.in_lines(checked):
                printing.line(line)
    if not checked["clean"]:
        raise typer.Exit(FAILED)


@audit.command("heads")
def heads(as_format: AsFormat = Format.text) -> None:
    """The head after each day with its code, the newest first."""
    from bot.audit import verifying

    with settled() as settings, verifying.only_read(settings) as store:
        printing.table(verifying.heads(store), as_format)
