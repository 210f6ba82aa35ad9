"""The commands for officials, cases, forums and what was set aside: arguments, nothing else."""

from __future__ import annotations

import asyncio
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from bot import printing
from bot.deciding import settled

official = typer.Typer(help="Officials: invite, list, move, end.", no_args_is_help=True)
forum = typer.Typer(help="Public forums: create, invite, report.", no_args_is_help=True)
case = typer.Typer(help="Cases: numbers and dates.", no_args_is_help=True)
aside = typer.Typer(help="Messages that could not be dealt with.", no_args_is_help=True)
GROUPS = {"official": official, "forum": forum, "case": case, "aside": aside}


class Format(StrEnum):
    text = "text"
    json = "json"


AsFormat = Annotated[Format, typer.Option("--format", help="text for people, json for programs")]
Unit = Annotated[str | None, typer.Option("--unit", help="a unit's key in config.yaml")]


@official.command("invite")
def official_invite(
    role: Annotated[str, typer.Option(help="officer, head, coordinator, overseer or operator")],
    name: Annotated[str, typer.Option(help="how the official is called; stored sealed")],
    unit: Unit = None,
) -> None:
    """A one-time code and a deep link, for the official alone."""
    from bot import office
    from bot.wiring import opened, public_name

    with settled() as settings, opened(settings) as store:
        number, code, expires = office.invite_official(store, settings, role, unit, name)
        printing.invite(number, code, expires.astimezone(settings.zone), asyncio.run(public_name(settings)))


@official.command("list")
def official_list(as_format: AsFormat = Format.text) -> None:
    """Every official whose office has not ended."""
    from bot import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(office.list_officials(store), as_format)


@official.command("move")
def official_move(official_id: int, unit: Annotated[str, typer.Option()]) -> None:
    """The official answers for another unit from now on."""
    from bot import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        office.move_official(store, settings, official_id, unit)
        printing.line(f"official {official_id} now answers for {unit}")


@official.command("end")
def official_end(official_id: int) -> None:
    """The office ends at once: the chat gets nothing more."""
    from bot import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        office.end_official(store, official_id)
        printing.line(f"official {official_id} gets nothing more")


@case.command("list")
def case_list(state: str | None = None, as_format: AsFormat = Format.text) -> None:
    """Numbers and dates of cases."""
    from bot import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(office.list_cases(store, state), as_format)


@case.command("show")
def case_show(number: str, as_format: AsFormat = Format.text) -> None:
    """A case's dates and steps, without its words."""
    from bot import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        dates, steps = office.show_case(store, number)
        printing.document({**dates, "steps": steps}, as_format)


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
    from bot import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        row = office.create_forum(store, settings, topic, unit, starts.replace(tzinfo=settings.zone), place)
        printing.line(f"forum {row.code} created; invite with: suara forum invite {row.code}")


@forum.command("invite")
def forum_invite(code: str, as_format: AsFormat = Format.text) -> None:
    """Invite everybody who agreed to invitations and was not invited yet; prints the account."""
    from bot import office
    from bot.wiring import build_house, opened

    with settled() as settings, opened(settings) as store:
        printing.document(office.invite_to_forum(store, build_house(settings), code), as_format)


@forum.command("report")
def forum_report(code: str, as_format: AsFormat = Format.text) -> None:
    """Each broadcast's account (selected = sent + failed + skipped + unknown + pending), and the answers."""
    from bot import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.document(office.report_forum(store, code), as_format)


@forum.command("list")
def forum_list(as_format: AsFormat = Format.text) -> None:
    """Every forum announced."""
    from bot import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(office.list_forums(store), as_format)


@aside.command("list")
def aside_list(as_format: AsFormat = Format.text) -> None:
    """What our own code could not deal with: where it failed, not what it says."""
    from bot import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(office.list_aside(store), as_format)


@aside.command("retry")
def aside_retry() -> None:
    """Take every message that was set aside once more, after the program was mended."""
    from bot import running

    with settled() as settings:
        printing.line(f"{asyncio.run(running.retry_aside(settings))} messages taken")
