"""The commands about those who come to a forum: seats, the shared link, the door, attendance."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import printing
from bot.commands.deciding import settled
from bot.commands.officials import AsFormat, Format


def add_to(forum: typer.Typer) -> None:
    """These commands join those of `suara forum`."""
    forum.command("seats")(seats)
    forum.command("attendance")(attendance)
    forum.command("link")(link)
    forum.command("door")(door)


def seats(code: str, as_format: AsFormat = Format.text) -> None:
    """Seats by group, who comes, who waits, what they need, and when they are reminded."""
    from bot.attending import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.document(office.taken(store, code), as_format)


def attendance(code: str, as_format: AsFormat = Format.text) -> None:
    """How many people came, by group."""
    from bot.attending import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.document(office.came(store, code), as_format)


def link(code: str, gives: Annotated[str, typer.Option(help="interest or waiting")]) -> None:
    """What a link that was passed on gives to who was not invited: interest, or the end of the line."""
    from bot.attending import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        office.set_shared_link(store, code, gives)
        printing.line(f"a shared link to {code} gives {gives}")


def door(
    code: str, to: Annotated[Path, typer.Option(help="where the pictures are written")] = Path()
) -> None:
    """The code at the door, and its QR code for each network."""
    from bot.attending import office
    from bot.networks.telegram import public_name
    from bot.wiring import build_house, opened

    with settled() as settings, opened(settings) as store:
        house = build_house(settings)
        if name := asyncio.run(public_name(settings)):
            house.names["telegram"] = name
        at_door, written = office.door(store, house, code, to)
        printing.line(f"code at the door: {at_door.upper()} (who is there sends /hadir {at_door.upper()})")
        for path in written:
            printing.line(f"wrote {path}")
