"""Backups: made while the database is used, checked before they are called one, put back when it rests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage import saving_postgresql, saving_sqlite
from storage.archive import Archive, opened_archive, sha256_of, write_archive
from storage.engines import make_place
from storage.failures import BackupRefused
from storage.manifest import Manifest
from storage.schema import refuse_newer
from storage.store import Store

_SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True)
class Restored:
    """What is in place now; `kept`: where that is which was there before; `photos` that were put back."""

    manifest: Manifest | None
    kept: Path | None
    photos: int


def backup(store: Store, media: Path, to: Path, now: datetime, tools: Path | None = None) -> Manifest:
    """One consistent copy with its photos in a new file; others go on writing meanwhile.

    BackupRefused when `to` exists, when the copy does not pass its checks, or without PostgreSQL's tools
    (`tools`: where they are). What could not be saved with it stands in the manifest's `missing`.
    """
    if to.exists():
        raise BackupRefused(f"{to} is there already: name a file that is not")
    with _drafts(to, "draft", "database") as (draft, database):
        revision, tables, photos = _saved(store, database, tools)
        there = {name: (media / name).stat().st_size for name in photos if (media / name).is_file()}
        manifest = Manifest(
            made_at=now,
            database=store.url.get_backend_name(),
            revision=revision,
            key=store.vault.ring.id.hex(),
            sha256=sha256_of(database),
            tables=tables,
            media=there,
            missing=tuple(name for name in photos if name not in there),
        )
        write_archive(draft, database, media, manifest)
        os.link(draft, to)  # appears whole or not at all, and never over another file
        saving_sqlite.sync(to.parent)
    return manifest


def verify(file: Path) -> tuple[Manifest, list[str]]:
    """What a backup says of itself, and what about it is not so. BackupRefused when it is none."""
    with opened_archive(file) as archive:
        problems = list(archive.problems())
        if archive.manifest.database == "sqlite":
            with _drafts(file, "verify") as (database,):
                archive.take_database(database)
                problems += _differences(database, archive.manifest)
        return archive.manifest, problems


def restore(
    store: Store, media: Path, file: Path, now: datetime, *, force: bool = False, tools: Path | None = None
) -> Restored:
    """Put a backup in the place of the database and its photos.

    BackupRefused, with everything as it was, when a process runs; when the file is missing, damaged, none of
    ours or of the other database; and, unless `force` is said, when the database has tables or the backup was
    sealed with a key that is not here. FromNewerVersion when it was made by one.
    """
    store.dispose()
    _refuse_running(store)
    if store.is_sqlite and _is_plain(file):
        return Restored(None, _put_sqlite(store, file, None, now, force=force), 0)
    with opened_archive(file) as archive:
        manifest = archive.manifest
        _refuse_unfit(store, manifest, file, force=force)
        if store.is_sqlite:
            kept = _put_sqlite(store, file, archive, now, force=force)
        else:
            kept = _put_postgresql(store, media, file, archive, now, force=force, tools=tools)
        return Restored(manifest, kept, archive.take_media(media, manifest.media))


def _saved(store: Store, database: Path, tools: Path | None) -> tuple[str, dict[str, int], list[str]]:
    if not store.is_sqlite:
        return saving_postgresql.dump(store, database, tools)
    saving_sqlite.copy(store.file, database)
    saving_sqlite.check(database)
    return saving_sqlite.counted(database)


def _refuse_running(store: Store) -> None:
    if store.is_sqlite:
        saving_sqlite.refuse_running(store.file)
    else:
        saving_postgresql.refuse_running(store)


def _refuse_unfit(store: Store, manifest: Manifest, file: Path, *, force: bool) -> None:
    if manifest.database != store.url.get_backend_name():
        raise BackupRefused(
            f"{file} is of {manifest.database}, and storage.url names {store.url.get_backend_name()}"
        )
    refuse_newer(manifest.revision)
    if bytes.fromhex(manifest.key) not in store.vault.ring.seals and not force:
        raise BackupRefused(
            f"what is in {file} was sealed with the key {manifest.key}, which is not here: put it into "
            "storage.key_file (or SUARA_SECRET_KEY) first; --force puts it in place unreadable"
        )


def _put_sqlite(
    store: Store, file: Path, archive: Archive | None, now: datetime, *, force: bool
) -> Path | None:
    with _drafts(store.file, "restored") as (new,):
        if archive is None:
            saving_sqlite.copy(file, new)
            saving_sqlite.check(new)
        else:
            archive.take_database(new)
            _refuse_different(new, archive.manifest, file)
        _refuse_used(store, force=force)
        return saving_sqlite.put_in_place(new, store.file, now)


def _put_postgresql(
    store: Store,
    media: Path,
    file: Path,
    archive: Archive,
    now: datetime,
    *,
    force: bool,
    tools: Path | None,
) -> Path | None:
    """What is there is saved first, as it is dropped before the other comes in."""
    kept = None
    with _drafts(file, "restored") as (new,):
        archive.take_database(new)
        if sha256_of(new) != archive.manifest.sha256:
            raise BackupRefused("the database within is not the one that was saved")
        _refuse_used(store, force=force)
        if saving_postgresql.is_used(store):
            kept = file.with_name(f"before-{now:%Y%m%d-%H%M%S}.suara")
            backup(store, media, kept, now, tools)
        saving_postgresql.load(store, new, tools)
    if saving_postgresql.counted(store)[1] != archive.manifest.tables:
        raise BackupRefused("not as many rows came in as were saved: do not start, restore again")
    return kept


def _refuse_used(store: Store, *, force: bool) -> None:
    used = saving_sqlite.is_used(store.file) if store.is_sqlite else saving_postgresql.is_used(store)
    if used and not force:
        raise BackupRefused(f"{store.url!r} is not empty: say --force to replace what is in it")


def _refuse_different(database: Path, manifest: Manifest, file: Path) -> None:
    if differences := _differences(database, manifest):
        raise BackupRefused(f"{file}: {differences[0]}")


def _differences(database: Path, manifest: Manifest) -> list[str]:
    """In what a saved SQLite database is not what was saved."""
    if sha256_of(database) != manifest.sha256:
        return ["the database within is not the one that was saved"]
    try:
        saving_sqlite.check(database)
    except BackupRefused as refused:
        return [str(refused)]
    revision, tables, _ = saving_sqlite.counted(database)
    same = revision == manifest.revision and tables == manifest.tables
    return [] if same else ["not as many rows are in it as were counted"]


def _is_plain(file: Path) -> bool:
    """A bare SQLite database, as earlier versions saved it."""
    if not file.is_file():
        return False
    with file.open("rb") as content:
        return content.read(len(_SQLITE)) == _SQLITE


@contextmanager
def _drafts(beside: Path, *suffixes: str) -> Iterator[list[Path]]:
    """Names of files that do not outlive the block."""
    drafts = [beside.with_name(f"{beside.name}.{suffix}") for suffix in suffixes]
    for draft in drafts:
        draft.unlink(missing_ok=True)
    make_place(drafts[0])  # the directory, for nobody but its owner
    drafts[0].unlink()
    try:
        yield drafts
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)
