"""The databases of the storage tests serve here too: what acts is tested on what really remembers."""

from tests.storage.conftest import now, postgres_server, sqlite_template, store, url, vault

__all__ = ["now", "postgres_server", "sqlite_template", "store", "url", "vault"]
