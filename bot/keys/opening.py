"""Opens the database with its keys: never with a new one where one is missing, never with a wrong one."""

from __future__ import annotations

import os
import sys
from datetime import datetime

from bot.keyfile import KeyFile, create
from bot.keys.telling import key_changed
from bot.settings import BadSettings, Settings
from storage import seal_keys
from storage.engines import full_url, sqlite_file
from storage.store import Store
from storage.vault import KEY_BYTES, Vault

MADE = """A new key was made: {path}
  It opens every text and every identity in this database. Key lost = texts and identities lost, for ever.
  Keep a copy of it apart from the backups, now (docs/keys.md)."""
MISSING = (
    "storage.key_file: {path} is missing, and the database holds what was sealed with it. Put the file back "
    "from where it is kept (mode 0600), or set SUARA_SECRET_KEY. No new key is made: it could read nothing "
    "of what is there. If the key is lost for ever, see docs/keys.md"
)


def store_of(settings: Settings) -> Store:
    """The database of these settings, whatever state it is in. Raises BadSettings, Outage."""
    return Store(settings.storage.url, vault_of(settings))


def vault_of(settings: Settings) -> Vault:
    """The vault with the keys that are given or kept; a first key is made for an empty database only."""
    if settings.key_is_given:
        return Vault.of(settings.ring())
    path = settings.storage.key_file
    if not path.exists():
        _begin(settings)
    try:
        file = KeyFile(path)
    except (OSError, ValueError) as error:
        raise BadSettings(f"storage.key_file: {error}") from error
    return Vault.of(file.ring, file.newer)


def meet(store: Store, now: datetime) -> None:
    """Ours is this database's key; where it took another's place, overseers hear of it. Raises WrongKey."""
    seal_keys.meet(store, now, lambda tx: key_changed(tx, now))


def _begin(settings: Settings) -> None:
    path = settings.storage.key_file
    if _holds_anything(settings.storage.url):
        raise BadSettings(MISSING.format(path=path))
    try:
        create(path)
    except OSError as error:
        raise BadSettings(f"storage.key_file: {error}") from error
    print(MADE.format(path=path), file=sys.stderr)  # noqa: T201 - said once, to who started it


def _holds_anything(url: str) -> bool:
    parsed = full_url(url)
    if parsed.get_backend_name() == "sqlite" and not sqlite_file(parsed).exists():
        return False
    blind = Store(url, Vault(os.urandom(KEY_BYTES)))  # it only counts
    try:
        return seal_keys.holds_anything(blind)
    finally:
        blind.dispose()
