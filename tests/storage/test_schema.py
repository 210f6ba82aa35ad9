"""Migrations: complete, run once, and never run backwards by accident."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from storage import schema
from storage.failures import FromNewerVersion, NotUpgraded
from storage.models import Base
from storage.store import Store
from storage.vault import Vault
from tests.doubles.postgres import postgres_url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path, vault: Vault) -> Iterator[Store]:
    """A database without any table."""
    if request.param == "sqlite":
        store = Store(f"sqlite:///{tmp_path}/empty.db", vault)
        yield store
        store.dispose()
    else:
        with postgres_url(request.getfixturevalue("postgres_server")) as url:
            store = Store(url, vault)
            yield store
            store.dispose()


def test_the_migrations_make_exactly_the_tables_of_the_models(store: Store) -> None:
    with store.reading() as tx:
        context = MigrationContext.configure(tx.connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_an_upgraded_database_is_welcome_and_upgrading_again_changes_nothing(store: Store) -> None:
    schema.check(store)
    schema.upgrade(store)
    schema.check(store)


def test_an_empty_database_says_what_to_do(empty: Store) -> None:
    with pytest.raises(NotUpgraded, match="suara db upgrade"):
        schema.check(empty)


def test_two_processes_upgrade_at_once_and_the_second_finds_it_done(empty: Store) -> None:
    others = [Store(empty.url.render_as_string(hide_password=False), empty.vault) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(schema.upgrade, others))
    for store in (empty, *others):
        schema.check(store)
        store.dispose()


def test_a_database_from_a_newer_version_is_left_alone(store: Store) -> None:
    with store.begin() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(FromNewerVersion, match="9999"):
        schema.check(store)
    with pytest.raises(FromNewerVersion, match="newer version"):
        schema.upgrade(store)


def test_foreign_keys_hold_again_after_an_upgrade(store: Store) -> None:
    schema.upgrade(store)
    if store.is_sqlite:
        with store.begin() as tx:
            assert tx.connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
