"""The commands for officials, from their invitation to their leaving: arguments, nothing else."""

from __future__ import annotations

import asyncio
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from bot.commands import printing
from bot.commands.deciding import settled
from bot.settings import Settings

official = typer.Typer(help="Officials: invite, renew, leave, back, move, end, list.", no_args_is_help=True)


class Format(StrEnum):
    text = "text"
    json = "json"


class Acting(StrEnum):
    plt = "plt"
    plh = "plh"


AsFormat = Annotated[Format, typer.Option("--format", help="text for people, json for programs")]
DAY = ["%Y-%m-%d"]
Unit = Annotated[str | None, typer.Option("--unit", help="a unit's key in config.yaml")]
LastDay = Annotated[datetime | None, typer.Option(formats=DAY, help="the last day of an acting office")]


@official.command("invite")
def official_invite(
    role: Annotated[str, typer.Option(help="officer, head, coordinator, overseer or operator")],
    name: Annotated[str, typer.Option(help="how the official is called; stored sealed")],
    unit: Unit = None,
    acting: Annotated[Acting | None, typer.Option(help="for a vacant (plt) or an absent (plh) one")] = None,
    until: LastDay = None,
) -> None:
    """A one-time code and a deep link, for the official alone."""
    from bot.offices import appointing
    from bot.wiring import opened

    last = until.date() if until else None
    with settled() as settings, opened(settings) as store:
        code = appointing.invite(store, settings, role, unit, name, acting.value if acting else "", last)
        _print(code, settings)


@official.command("renew")
def official_renew(official_id: int) -> None:
    """A new phone: a new one-time code for the same office, which keeps its cases."""
    from bot.offices import appointing
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        _print(appointing.renew(store, settings, official_id), settings)


@official.command("list")
def official_list(
    as_format: AsFormat = Format.text,
) -> None:
    """Every official whose office has not ended."""
    from bot.offices import appointing
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(appointing.listing(store), as_format)


@official.command("leave")
def official_leave(
    official_id: int,
    since: Annotated[datetime, typer.Option("--from", formats=DAY, help="the first day away")],
    until: Annotated[datetime, typer.Option("--until", formats=DAY, help="the last day away")],
    stand_in: Annotated[int | None, typer.Option(help="id of who sees to everything meanwhile")] = None,
) -> None:
    """Away for some days; without a stand-in the open cases get another owner on the first of them."""
    from bot.offices import appointing
    from bot.wiring import build_house, opened

    with settled() as settings, opened(settings) as store:
        house = build_house(settings)
        given = appointing.leave(store, house, official_id, since.date(), until.date(), stand_in)
        _tell(f"official {official_id} is away", given, appointing.without_owner(store))


@official.command("back")
def official_back(official_id: int) -> None:
    """Not away any more."""
    from bot.offices import appointing
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        appointing.back(store, official_id)
        printing.line(f"official {official_id} is back")


@official.command("move")
def official_move(official_id: int, unit: Annotated[str, typer.Option()]) -> None:
    """The official answers for another unit from now on; the cases of the old one get another owner."""
    from bot.offices import appointing
    from bot.wiring import build_house, opened

    with settled() as settings, opened(settings) as store:
        given = appointing.move(store, settings, build_house(settings), official_id, unit)
        _tell(f"official {official_id} now answers for {unit}", given, appointing.without_owner(store))


@official.command("end")
def official_end(official_id: int) -> None:
    """The office ends at once: the chat gets nothing more, and every open case gets another owner."""
    from bot.offices import appointing
    from bot.wiring import build_house, opened

    with settled() as settings, opened(settings) as store:
        given = appointing.end(store, build_house(settings), official_id)
        _tell(f"official {official_id} gets nothing more", given, appointing.without_owner(store))


def _print(code: tuple[int, str, datetime], settings: Settings) -> None:
    from bot.networks.telegram import public_name

    number, one_time, expires = code
    bot_name, phone = asyncio.run(public_name(settings)), settings.whatsapp.number or ""
    page = settings.web.address if settings.web.chat else ""
    printing.invite(number, one_time, expires.astimezone(settings.zone), bot_name, phone, page)


def _tell(done: str, given: int, nobodys: int) -> None:
    printing.line(f"{done}; {given} cases have another owner")
    if nobodys:
        printing.line(
            f"{nobodys} open cases have no owner: nobody is bound who may read them; invite somebody"
        )
