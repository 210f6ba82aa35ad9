"""The command for posters at counters: arguments, nothing else."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import printing
from bot.commands.deciding import settled
from bot.commands.officials import Unit
from bot.settings import Settings


def poster(
    unit: Unit = None,
    every: Annotated[bool, typer.Option("--all", help="every unit that is open")] = False,
    to: Annotated[Path, typer.Option(help="a directory; made where there is none")] = Path("var/posters"),
) -> None:
    """The poster at a counter, A4 and A5, with the codes that open a conversation about its unit."""
    from bot.offices.office import Mistaken
    from bot.outside.counter_poster import write_posters
    from bot.wiring import build_house

    with settled() as settings:
        if every == (unit is not None):
            raise Mistaken("say either --unit KEY or --all")
        city = build_house(settings).city
        units = list(city.open_units()) if unit is None else [unit]
        for path in write_posters(settings, city, _bot_name(settings), units, to):
            printing.line(path.name)


def _bot_name(settings: Settings) -> str:
    from bot.networks.telegram import public_name
    from bot.offices.office import Mistaken

    name = asyncio.run(public_name(settings))
    if settings.telegram.token and not name:
        # A poster hangs for years: better none today than one without the code.
        raise Mistaken("Telegram could not be asked for the bot's name; try again")
    return name
