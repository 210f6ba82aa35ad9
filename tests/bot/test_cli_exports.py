"""Tables from the command line: without texts, with a dictionary, and the open data of a period."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import insert
from typer.testing import CliRunner, Result

from analytics.skm import ELEMENTS
from bot.cli import app
from storage.models import Rating, Survey
from storage.store import Store
from storage.vault import Vault

THEN = datetime(2026, 3, 4, 3, tzinfo=UTC)


@pytest.fixture
def suara(suara: CliRunner, environ: dict[str, str]) -> CliRunner:
    assert suara.invoke(app, ["case", "list"]).exit_code == 0  # and the units are rows now
    store = Store(
        environ["SUARA_STORAGE__URL"],
        Vault(base64.urlsafe_b64decode(environ["SUARA_SECRET_KEY"] + "==")),
    )
    with store.begin() as tx:
        plain = {"unit": "dinsos", "channel": "telegram", "given_at": THEN}
        words = tx.vault.seal("rahasia besar", "ratings.words")
        tx.connection.execute(
            insert(Rating), [{**plain, "talk": f"r{n}", "score": 4, "words": words} for n in range(12)]
        )
        tx.connection.execute(
            insert(Survey), [{**plain, "talk": f"s{n}", **dict.fromkeys(ELEMENTS, 3)} for n in range(12)]
        )
    store.dispose()
    return suara


def run(suara: CliRunner, *words: str) -> Result:
    return suara.invoke(app, list(words))


@pytest.mark.parametrize("files", ["csv", "xlsx", "parquet"])
def test_all_tables_come_with_a_dictionary_and_without_a_word(
    suara: CliRunner, tmp_path: Path, files: str
) -> None:
    result = run(suara, "export", "all", "--to", str(tmp_path / "out"), "--files", files)
    assert result.exit_code == 0, result.output
    names = {path.stem for path in (tmp_path / "out").iterdir()}
    assert names == {"ratings", "surveys", "cases", "index", "units", "services", "dictionary"}
    read = {"csv": pd.read_csv, "xlsx": pd.read_excel, "parquet": pd.read_parquet}[files]
    tables = {name: read(tmp_path / "out" / f"{name}.{files}") for name in names}
    assert len(tables["ratings"]) == 12
    assert tables["index"][["unit", "period", "n", "ikm"]].to_numpy().tolist() == [
        ["dinsos", "2026-03", 12, 75.0]
    ]
    told = set(zip(tables["dictionary"]["table"], tables["dictionary"]["column"], strict=True))
    assert told == {(name, column) for name in names - {"dictionary"} for column in tables[name].columns}
    assert not any("rahasia" in frame.to_csv() for frame in tables.values())


def test_a_single_table_may_be_parquet_and_of_some_days(suara: CliRunner, tmp_path: Path) -> None:
    words = ["export", "surveys", "--to", str(tmp_path / "s.parquet")]
    assert run(suara, *words).stdout == "12 rows written to s.parquet\n"
    assert run(suara, *words, "--until", "2026-03-03").stdout == "0 rows written to s.parquet\n"


def test_the_open_data_of_a_period_are_made_once(suara: CliRunner, tmp_path: Path) -> None:
    words = ["export", "open", "--period", "2026-Q1", "--to"]
    assert run(suara, *words, str(tmp_path / "a")).exit_code == 0
    shown = pd.read_csv(tmp_path / "a" / "index_by_unit.csv")
    assert shown[["unit", "n", "ikm"]].to_numpy().tolist() == [["dinsos", 12, 75.0]]
    about = (tmp_path / "a" / "README.txt").read_text()
    assert "CC BY 4.0" in about
    assert "2026-Q1" in about
    assert run(suara, *words, str(tmp_path / "b")).exit_code == 0
    assert (tmp_path / "b" / "index_by_unit.csv").read_bytes() == (
        tmp_path / "a" / "index_by_unit.csv"
    ).read_bytes()
    overlapping = run(suara, "export", "open", "--period", "2026-03", "--to", str(tmp_path / "c"))
    assert (overlapping.exit_code, "2026-Q1 is published already" in overlapping.stderr) == (2, True)


def test_open_data_need_a_period_that_is_over(suara: CliRunner, tmp_path: Path) -> None:
    month = f"{datetime.now(UTC) + timedelta(days=40):%Y-%m}"
    to = ["--to", str(tmp_path / "a")]
    assert "is not over yet" in run(suara, "export", "open", "--period", month, *to).stderr
    assert "is needed for the open data" in run(suara, "export", "open", *to).stderr
    assert run(suara, "export", "open", "--period", "2025", *to).exit_code == 0
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["README.txt"]  # nobody was there
