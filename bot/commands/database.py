"""The commands for the database: bring it up to date, save it, look at what was saved, put it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import printing
from bot.commands.deciding import settled
from bot.commands.officials import AsFormat, Format

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.manifest import Manifest
    from storage.store import Store

db = typer.Typer(help="The database.", no_args_is_help=True)
GROUPS = {"db": db}


@db.command()
def upgrade() -> None:
    """Bring the tables up to this version. Safe to repeat."""
    with settled() as settings:
        from bot.wiring import as_it_is
        from storage import schema

        with as_it_is(settings) as store:
            schema.upgrade(store)
        printing.line("the database is up to date")


@db.command()
def backup(
    to: Annotated[Path | None, typer.Option(help="a new file; default in storage.backups")] = None,
) -> None:
    """A consistent copy with its photos, also while the program runs; old ones go as the settings say."""
    with settled() as settings:
        from bot.wiring import as_it_is
        from storage import backup as saving
        from storage.backup_retention import name_at, thin_out

        now, kept = datetime.now(UTC), settings.storage
        target = to or kept.backups / name_at(now.astimezone(settings.zone))
        with as_it_is(settings) as store:
            _note(store, now)
            saved = saving.backup(store, kept.media_dir, target, now, kept.postgresql_tools)
        printing.line(f"backup written: {target.name} (keep the secret key apart from it)")
        _say(saved, saving.verify(target)[1])
        if to is None:
            for gone in thin_out(
                kept.backups, now.astimezone(settings.zone), keep=kept.backups_keep, days=kept.backups_days
            ):
                printing.line(f"deleted, as it is old: {gone.name}")


@db.command()
def verify(
    source: Annotated[Path, typer.Argument(help="a backup")], as_format: AsFormat = Format.text
) -> None:
    """Whether a backup is whole: its database, its photos, its version, its key. Status 1 when it is not."""
    with settled() as settings:
        from storage import backup as saving

        manifest, problems = saving.verify(source)
        known = bytes.fromhex(manifest.key) in settings.ring().seals
        if not known:
            problems.append(f"it was sealed with the key {manifest.key}, which is not on this machine")
        if as_format is Format.json:
            whole = {"whole": not problems, "problems": problems, "revision": manifest.revision}
            counts = {"made_at": manifest.made_at, "tables": manifest.tables, "files": len(manifest.media)}
            printing.document(whole | counts, as_format)
        else:
            _say(manifest, problems)
    raise typer.Exit(1 if problems else 0)


@db.command()
def restore(
    source: Path,
    force: Annotated[bool, typer.Option(help="replace what is there; it is kept beside")] = False,
) -> None:
    """Put a backup in place. Stop the program first, on every machine."""
    with settled() as settings:
        from bot.audit import restored
        from bot.subjects import forgotten_file
        from bot.wiring import as_it_is
        from storage import backup as saving

        _need_key(settings)
        kept, now = settings.storage, datetime.now(UTC)
        with as_it_is(settings) as store:
            forgotten_file.keep_before_restore(store, kept.forgotten_file, now)
            done = saving.restore(
                store, kept.media_dir, source, now, force=force, tools=kept.postgresql_tools
            )
            noted = restored.note(store, done.manifest, settings.zone, now)
        printing.line(f"the backup is in place, {done.photos} photos put back")
        if done.kept:
            printing.line(f"what was there before is kept in {done.kept}")
        if not noted:
            printing.line("its log does not say so: tell the oversight team that it was put back")
        printing.line("whoever was forgotten since it was made is forgotten again at the next start")
        printing.line("run `suara db upgrade`, then `suara check`, before you start")


def _note(store: Store, now: datetime) -> None:
    """It stands in the log that everything was copied; what has no log yet is copied all the same."""
    from storage import audit, schema
    from storage.failures import FromNewerVersion, NotUpgraded

    try:
        schema.check(store)
    except (NotUpgraded, FromNewerVersion):
        return
    with store.begin() as tx:
        audit.add(tx, "backup_made", "operator", now)


def _need_key(settings: Settings) -> None:
    """A new key would be made for an empty database, and could open nothing of what comes into it."""
    from storage.failures import BackupRefused

    if not settings.key_is_given and not settings.storage.key_file.exists():
        raise BackupRefused(
            f"the secret key is not here: put it into {settings.storage.key_file} (mode 0600) or set "
            "SUARA_SECRET_KEY, then restore; without it nobody can read what is in the backup"
        )


def _say(manifest: Manifest, problems: Sequence[str]) -> None:
    printing.line(
        f"{manifest.rows} rows in {len(manifest.tables)} tables, {len(manifest.media)} files, "
        f"version {manifest.revision}, key {manifest.key}, of {manifest.made_at:%Y-%m-%d %H:%M:%S %Z}"
    )
    for problem in problems:
        printing.line(f"BAD   {problem}")
    printing.line("not whole" if problems else "whole")
