"""A backup taken while citizens talk is of one moment; restored elsewhere it has the same rows, and runs."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.citizens import Citizen
from tests.doubles.botapi import BotApi
from tests.doubles.load import Load
from tests.doubles.postgres import database, postgres, run, tools
from tests.end_to_end.product import Launch, Product

CITIZENS, PATIENCE = 10, 60.0


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Two databases: the one in use, and the one elsewhere."""
    if request.param == "sqlite":
        yield "", ""
        return
    with postgres(durable=False) as server:
        run(server, "CREATE DATABASE elsewhere")
        yield _ours(server), _ours(database(server, "elsewhere"))


def _ours(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://")


@pytest.mark.slow
def test_a_backup_under_load_restored_elsewhere_has_equal_counts(
    urls: tuple[str, str], tmp_path: Path, launch: Launch | None
) -> None:
    settings = {"SUARA_STORAGE__POSTGRESQL_TOOLS": str(tools())}
    with BotApi(rate=None) as api:
        here = Product(tmp_path / "here", api, url=urls[0], settings=settings, launch=launch)
        there = Product(tmp_path / "there", api, url=urls[1], settings=settings, key=here.key, launch=launch)
        try:
            saved = _saved_under_load(here, api)
            whole = json.loads(there.suara("db", "verify", str(saved), "--format", "json"))
            there.suara("db", "restore", str(saved))
            noted = {**whole["tables"], "audit": whole["tables"]["audit"] + 1}  # that it was put back
            assert {name: _count(there, name) for name in whole["tables"]} == noted
            print({name: count for name, count in whole["tables"].items() if count})
            assert 0 < whole["tables"]["updates"] < _count(here, "updates")  # others went on meanwhile
            assert len(list(there.media.iterdir())) == whole["files"]
            there.start()
            there.stop()
        finally:
            here.close()
            there.close()


def _saved_under_load(here: Product, api: BotApi) -> Path:
    here.suara("db", "upgrade")
    here.start()
    stop = threading.Event()
    citizens = [Citizen(number, 9, stop.is_set) for number in range(CITIZENS)]
    load = Load(api, lambda number: citizens[number].talks(), CITIZENS, patience=PATIENCE)
    talking = api.submit(load.run())
    here.rows.until("SELECT count(*) FROM media WHERE state = 'kept'", lambda count: count > 0, PATIENCE)
    told = here.suara("db", "backup")
    stop.set()
    talking.result(PATIENCE)
    here.stop()
    assert told.splitlines()[-1] == "whole", told
    (saved,) = (here.directory / "backups").iterdir()
    return saved


def _count(product: Product, table: str) -> int:
    return int(product.rows.one(f'SELECT count(*) FROM "{table}"'))  # noqa: S608 - the backup's own tables
