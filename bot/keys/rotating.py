"""Changes the key while all goes on: first known everywhere, then sealing, then everything sealed again."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.keyfile import encode_key, new_key, write_ring
from bot.keys.files import old_files
from bot.keys.resealing import Told, reseal
from bot.keys.telling import key_changed, key_retired
from bot.offices.office import Mistaken
from bot.settings import Settings
from storage import resealing, seal_keys
from storage.barrier import patiently, wait_for_earlier
from storage.store import Store, Tx
from storage.vault import Keyring

GIVEN = (
    "the key comes from SUARA_SECRET_KEY: change it there, with the former one in SUARA_SECRET_KEY_OLD, as "
    "docs/keys.md says; then `suara key reseal`"
)
EVERYWHERE = (
    "on PostgreSQL other machines may run suara, each with its own copy of the key file: `suara key new`, "
    "copy the file to all of them, then `suara key rotate --everywhere` (at once where there is no other)"
)
UNDER_WAY = "a former key is still there: finish with `suara key reseal` and `suara key retire` first"


def prepare(settings: Settings, store: Store) -> str:
    """A key that opens and does not seal yet, so that every machine knows it before it does; its id."""
    with alone(settings):
        ring = store.vault.ring
        if ring.older:
            raise Mistaken(UNDER_WAY)
        coming = ring.coming or (new_key(),)
        _write(settings, store, Keyring(ring.key, (), coming))
        return Keyring(coming[0]).id.hex()


def rotate(settings: Settings, store: Store, why: str, told: Told, *, everywhere: bool) -> dict[str, int]:
    """A new key seals from now on and everything is sealed again; what is left, by column. Turns go on.

    Interrupted at any moment it can be begun again. Raises Mistaken, Outage.
    """
    if not store.is_sqlite and not everywhere:
        raise Mistaken(EVERYWHERE)
    prepare(settings, store)
    with alone(settings):
        wait_for_earlier(store)  # from here on everybody opens and finds by both
        ring = store.vault.ring
        _write(settings, store, Keyring(ring.coming[0], (ring.key,)))
        patiently(store, lambda tx: _noted(tx, why))
        wait_for_earlier(store)  # and seals by the new one alone
        return reseal(store, settings.storage.media_dir, told)


def go_on(settings: Settings, store: Store, told: Told) -> dict[str, int]:
    """Seal again what is not yet: after an interruption, or when the keys come from the environment."""
    with alone(settings):
        return reseal(store, settings.storage.media_dir, told)


def retire(settings: Settings, store: Store, why: str, save: Path | None) -> None:
    """The former key is taken away, once every sealed column and file was looked at and none needs it.

    `save`: a new file for it, as backups of before need it. Raises Mistaken, OSError.
    """
    with alone(settings):
        ring = store.vault.ring
        if not ring.older:
            raise Mistaken("there is no former key")
        wait_for_earlier(store)
        _nothing_needs_it(settings, store)
        if save is not None:
            _save(save, ring)
        patiently(store, lambda tx: _retired(tx, why))
        if not settings.key_is_given:
            _write(settings, store, Keyring(ring.key, (), ring.coming))


def status(store: Store, directory: Path) -> list[dict[str, Any]]:
    """Every key by its id: since when, what it does, how many values and files wait to be sealed again."""
    ring = store.vault.ring
    doing = {one.hex(): "opens" for one in ring.seals} | {ring.id.hex(): "seals"}
    doing |= {Keyring(each).id.hex(): "is coming" for each in ring.coming}
    with store.reading() as tx:
        known, waiting = seal_keys.rows(tx), sum(resealing.left(tx).values())
    waiting += sum(1 for _ in old_files(directory, store.vault))
    rows = {row.id: ("retired" if row.retired_at else "MISSING", row.since) for row in known}
    ids = list(dict.fromkeys([*rows, *doing]))
    shown = [(one, doing.get(one) or rows[one][0], rows.get(one, ("", None))[1]) for one in ids]
    return [
        {"key": one, "does": does, "since": since, "waiting": waiting if does == "seals" else None}
        for one, does, since in shown
    ]


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Nobody else changes keys on this machine meanwhile. Raises Mistaken."""
    path = settings.storage.key_file.with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # goes with us, however we end
        yield
    except BlockingIOError:
        raise Mistaken("another `suara key` is at work") from None
    finally:
        os.close(descriptor)


def _noted(tx: Tx, why: str) -> None:
    if seal_keys.note(tx, now := datetime.now(UTC)):
        key_changed(tx, now, why)


def _retired(tx: Tx, why: str) -> None:
    seal_keys.retire(tx, now := datetime.now(UTC))
    key_retired(tx, now, why)


def _write(settings: Settings, store: Store, ring: Keyring) -> None:
    if settings.key_is_given:
        raise Mistaken(GIVEN)
    write_ring(settings.storage.key_file, ring)
    store.vault.refresh()


def _nothing_needs_it(settings: Settings, store: Store) -> None:
    with store.reading() as tx:
        left = dict(resealing.left(tx))
    if files := sum(1 for _ in old_files(settings.storage.media_dir, store.vault)):
        left["files"] = files
    if left:
        listed = ", ".join(f"{count} in {place}" for place, count in left.items())
        raise Mistaken(f"the former key is still needed: {listed}; run `suara key reseal`")


def _save(path: Path, ring: Keyring) -> None:
    text = "".join(f"{encode_key(each)}\n" for each in ring.older)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:  # noqa: PTH123 - the mode
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
