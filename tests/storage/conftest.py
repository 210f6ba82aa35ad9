"""Every storage test runs twice: on SQLite and on a real PostgreSQL, both brought up by the migrations."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from storage import schema
from storage.store import Store
from storage.vault import Vault
from tests.doubles.postgres import Lent, database, postgres, run
from tests.storage.compiled import compiled_once
from tests.storage.given import NOW

KEY = bytes(range(32))
TEMPLATE = "upgraded"


@pytest.fixture(scope="module", autouse=True)
def quickly() -> Iterator[None]:
    with compiled_once():
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a server with the database `upgraded` to be copied; started by the first test that needs it."""
    with postgres(durable=False) as url:
        run(url, f"CREATE DATABASE {TEMPLATE}")
        _upgraded(database(url, TEMPLATE))
        yield url


@pytest.fixture(scope="session")
def lent(postgres_server: str) -> Iterator[Lent]:
    lent = Lent(postgres_server, TEMPLATE)
    yield lent
    lent.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "suara.db"
    _upgraded(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of the test's own, with all tables and no row."""
    if request.param == "sqlite":
        file = tmp_path / "suara.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
    else:
        with request.getfixturevalue("lent").url() as url:
            yield url


@pytest.fixture
def vault() -> Vault:
    return Vault(KEY)


@pytest.fixture
def store(url: str, vault: Vault) -> Iterator[Store]:
    store = Store(url, vault)
    yield store
    store.dispose()


@pytest.fixture
def now() -> datetime:
    return NOW


def _upgraded(url: str) -> None:
    store = Store(url, Vault(KEY))
    schema.upgrade(store)
    store.dispose()
