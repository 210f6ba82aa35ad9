"""The commands for forums and what was set aside, and all groups of commands: arguments, nothing else."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

import typer

from bot.commands import audit as cli_audit
from bot.commands import cases as cli_cases
from bot.commands import officials as cli_officials
from bot.commands import printing
from bot.commands.deciding import settled
from bot.commands.officials import AsFormat, Format, Unit

forum = typer.Typer(help="Public forums: create, invite, report.", no_args_is_help=True)
aside = typer.Typer(help="Messages that could not be dealt with.", no_args_is_help=True)
GROUPS = {
    "official": cli_officials.official,
    "forum": forum,
    "case": cli_cases.case,
    "aside": aside,
    "audit": cli_audit.audit,
}


@forum.command("create")
def forum_create(
    topic: Annotated[str, typer.Option()],
    starts: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"], help="in the city's time")
    ],
    place: Annotated[str, typer.Option(help="an address or a link")],
    unit: Unit = None,
) -> None:
    """Announce a forum; nobody is invited yet."""
    from bot.offices import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        row = office.create_forum(store, settings, topic, unit, starts.replace(tzinfo=settings.zone), place)
        printing.line(f"forum {row.code} created; invite with: suara forum invite {row.code}")


@forum.command("invite")
def forum_invite(
    code: str,
    as_format: AsFormat = Format.text,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="only say how many people on which network, and what it costs")
    ] = False,
) -> None:
    """Invite everybody who agreed to invitations and was not invited yet; prints the account."""
    from bot import estimating
    from bot.offices import office
    from bot.wiring import build_house, opened

    with settled() as settings, opened(settings) as store:
        if dry_run:
            printing.document(estimating.invitation(store, settings, code), as_format)
            return
        printing.document(office.invite_to_forum(store, build_house(settings), code), as_format)


@forum.command("report")
def forum_report(code: str, as_format: AsFormat = Format.text) -> None:
    """Each broadcast's account (selected = sent + failed + skipped + unknown + pending), and the answers."""
    from bot.offices import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.document(office.report_forum(store, code), as_format)


@forum.command("list")
def forum_list(as_format: AsFormat = Format.text) -> None:
    """Every forum announced."""
    from bot.offices import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(office.list_forums(store), as_format)


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
