"""Migrations: complete, run once, and never run backwards by accident."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from storage import schema
from storage.failures import FromNewerVersion, NotUpgraded
from storage.models import Base
from storage.store import Store
from storage.vault import Vault
from tests.doubles.postgres import postgres_url
from tests.storage import given


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


FAILING = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "9998", "{head}"

def upgrade():
    op.create_table("half_done", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("UPDATE units SET name = 'changed'")
    raise RuntimeError("a migration with a fault")
"""


def test_a_migration_that_fails_changes_nothing_and_the_old_version_goes_on(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.begin() as tx:
        given.units(tx, "dishub")
    newer = tmp_path / "migrations"
    shutil.copytree(schema._MIGRATIONS, newer)
    with store.reading() as tx:
        head = tx.connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    (newer / "versions" / "9998_fails.py").write_text(FAILING.format(head=head))
    with monkeypatch.context() as next_version:
        next_version.setattr(schema, "_MIGRATIONS", newer)
        with pytest.raises(RuntimeError, match="a fault"):
            schema.upgrade(store)
    schema.check(store)
    with store.reading() as tx:
        assert tx.connection.execute(text("SELECT name FROM units")).scalars().all() != ["changed"]
        assert "half_done" not in inspect(tx.connection).get_table_names()


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
