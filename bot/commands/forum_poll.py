"""The commands for quick polls during a forum: arguments, nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands import printing
from bot.commands.officials import AsFormat, Format

poll = typer.Typer(help="Quick polls while a forum is held: open, close, show, share.", no_args_is_help=True)
As = Annotated[int | None, typer.Option("--as", help="an official's id: it is done in their name")]


def add_to(forum: typer.Typer) -> None:
    """These commands join those of `suara forum`."""
    forum.add_typer(poll, name="poll")


@poll.command("open")
def poll_open(
    code: str,
    question: Annotated[str, typer.Option(help="at most 300 characters")],
    answer: Annotated[list[str], typer.Option(help="once for each of two to six answers")],
    minutes: Annotated[int | None, typer.Option(min=1, help="instead of forum.poll_minutes")] = None,
    until_closed: Annotated[bool, typer.Option("--until-closed")] = False,
    as_official: As = None,
) -> None:
    """Ask those who have checked in, at once; of a forum on the net those who said that they come."""
    from bot.commands.forum import at_office
    from bot.forums import poll_office as office

    with at_office(as_official) as (here, _settings):
        asked = office.open_(here, code, question, answer, 0 if until_closed else minutes)
        printing.line(f"{asked} people are asked; close it with: suara forum poll close {code}")


@poll.command("close")
def poll_close(code: str, as_official: As = None) -> None:
    """No answer counts any more; the result goes to whoever opened it, or to all coordinators."""
    from bot.commands.forum import at_office
    from bot.forums import poll_office as office

    with at_office(as_official) as (here, _settings):
        office.close(here, code)
        printing.line(f"closed; see it with: suara forum poll show {code}")


@poll.command("show")
def poll_show(
    code: str,
    as_format: AsFormat = Format.text,
    to: Annotated[Path | None, typer.Option("--to", help="where the newest result is drawn (PNG)")] = None,
) -> None:
    """The polls of a forum in numbers; small ones are hidden."""
    from bot.commands.forum import at_office
    from bot.forums import poll_office as office

    with at_office(None) as (here, _settings):
        if to is None:
            printing.table(office.show(here, code), as_format)
        else:
            office.write_picture(here, code, to)
            printing.line(f"wrote {to}")


@poll.command("share")
def poll_share(code: str, as_official: As = None) -> None:
    """The newest result to those who took part, once."""
    from bot.commands.forum import at_office
    from bot.forums import poll_office as office

    with at_office(as_official) as (here, _settings):
        printing.line(f"{office.share(here, code)} people get it")
