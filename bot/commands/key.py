"""The commands for keys: arguments, nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands import printing
from bot.commands.deciding import settled
from bot.commands.officials import AsFormat, Format

key = typer.Typer(
    help="The keys that seal everything personal: change them, never show them.", no_args_is_help=True
)
GROUPS = {"key": key}
Why = Annotated[str, typer.Option("--why", help="stands in the log, and the oversight team is told")]


@key.command("status")
def key_status(as_format: AsFormat = Format.text) -> None:
    """Each key by its id: since when, what it does, how much waits to be sealed again."""
    from bot.keys import rotating
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(rotating.status(store, settings.storage.media_dir), as_format)


@key.command("new")
def key_new() -> None:
    """A key for the next change, known and not used yet: then copy the key file to every machine."""
    from bot.keys import rotating
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        made = rotating.prepare(settings, store)
        printing.line(f"key {made} is known from now on; copy {settings.storage.key_file} to every machine")


@key.command("rotate")
def key_rotate(
    why: Why,
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="PostgreSQL: every machine has the key file as it is now")
    ] = False,
) -> None:
    """A new key, while all goes on: it seals from now on, and everything is sealed again by it."""
    from bot.keys import rotating
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        _left(rotating.rotate(settings, store, why, _progress, everywhere=everywhere))


@key.command("reseal")
def key_reseal() -> None:
    """Go on after an interruption, or when the keys come from the environment."""
    from bot.keys import rotating
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        _left(rotating.go_on(settings, store, _progress))


@key.command("retire")
def key_retire(
    why: Why,
    save: Annotated[
        Path | None, typer.Option(help="a new file for the former key: older backups open with it alone")
    ] = None,
    forget: Annotated[
        bool, typer.Option("--forget", help="no older backup will ever be needed: do not save it")
    ] = False,
) -> None:
    """Take the former key away, after a look at every sealed column and file."""
    from bot.keys import rotating
    from bot.wiring import opened

    if (save is None) is not forget:
        raise typer.BadParameter(
            "say one of them: older backups open with the former key alone", param_hint="--save or --forget"
        )
    with settled() as settings, opened(settings) as store:
        rotating.retire(settings, store, why, save)
        printing.line(
            "nothing needs the former key any more: every sealed column and every file was looked at"
        )
        if settings.key_is_given:
            printing.line("take SUARA_SECRET_KEY_OLD out of the environment of every process now")


def _progress(place: str, count: int) -> None:
    typer.echo(f"\r{count} sealed again, in {place}        ", nl=False, err=True)


def _left(left: dict[str, int]) -> None:
    typer.echo("", err=True)
    for place, count in left.items():
        printing.line(f"{place}: {count} wait, others were at work on them")
    if left:
        printing.line("say `suara key reseal` once more")
        raise typer.Exit(1)
    printing.line("everything is sealed by the new key; take the former one away with: suara key retire")
