"""The commands for broadcasts: looking at, sending and stopping them; arguments, nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands import printing
from bot.commands.deciding import settled
from bot.commands.forum import As, at_office
from bot.commands.officials import AsFormat, Format

broadcast = typer.Typer(help="Broadcasts: list, show, send, agree, pause ...", no_args_is_help=True)


@broadcast.command("list")
def broadcast_list(as_format: AsFormat = Format.text) -> None:
    """Every broadcast, by its number."""
    from bot.broadcasting import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(office.listing(store), as_format)


@broadcast.command("show")
def broadcast_show(number: int, as_format: AsFormat = Format.text) -> None:
    """Its account: selected = sent + failed + skipped + unknown + pending, also on each network."""
    from bot.broadcasting import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.document(office.show(store, number), as_format)


@broadcast.command("send")
def broadcast_send(number: int, as_official: As = None) -> None:
    """Send one that is ready, or have a second person asked."""
    _steer(number, "send", as_official)


@broadcast.command("agree")
def broadcast_agree(number: int, as_official: As = None) -> None:
    """A second person's yes."""
    _steer(number, "agree", as_official)


@broadcast.command("pause")
def broadcast_pause(number: int, as_official: As = None) -> None:
    """Nothing more leaves until it is resumed."""
    _steer(number, "pause", as_official)


@broadcast.command("resume")
def broadcast_resume(number: int, as_official: As = None) -> None:
    """It goes on where it was."""
    _steer(number, "resume", as_official)


@broadcast.command("stop")
def broadcast_stop(number: int, as_official: As = None) -> None:
    """Who has not got it gets it never."""
    _steer(number, "stop", as_official)


@broadcast.command("reasons")
def broadcast_reasons(number: int, to: Annotated[Path, typer.Option(help="a file .xlsx or .csv")]) -> None:
    """How many got it and how many did not, network by network and reason by reason; nobody is named."""
    from bot.broadcasting import reasons
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.line(f"{reasons.write(store, number, to)} lines written to {to}")


def _steer(number: int, act: str, official: int | None) -> None:
    from bot.broadcasting import office

    with at_office(official) as (here, _settings):
        row = office.steer(here, number, act)
        printing.line(f"broadcast {row.id} is {row.state}: {row.selected} selected")
