"""Recap sheets from the command line: taken in whole, counted in the index, undone."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app

U = ",".join(f"U{number}" for number in range(1, 10))


def run(suara: CliRunner, *words: str) -> Result:
    return suara.invoke(app, list(words))


def sheet(path: Path, *rows: str, header: str = f"Tanggal,{U}") -> str:
    path.write_text("\n".join([header, *rows]))
    return str(path)


def last_week() -> str:
    return str(datetime.now(UTC).date() - timedelta(days=7))


def test_a_sheet_counts_in_the_index_until_it_is_undone(suara: CliRunner, tmp_path: Path) -> None:
    day = last_week()
    year, week, _ = (datetime.now(UTC) - timedelta(days=7)).isocalendar()
    file = sheet(
        tmp_path / "a.csv", f"{day},4,4,4,4,4,4,4,4,4", f"{day},3,3,3,3,3,3,3,3,", f"{day},3,3,3,3,3,3,3,3,3"
    )
    came = json.loads(run(suara, "import", "survey", file, "--unit", "dinsos", "--format", "json").stdout)
    assert came == {"import": 1, "forms": 3, "incomplete": 1, "rows_left_out": []}
    words = ["digest", "--week", f"{year}-W{week:02d}", "--unit", "dinsos", "--format", "json"]
    skm = json.loads(run(suara, *words).stdout)["skm"]
    assert (skm["n"], skm["incomplete"], skm["ikm"]) == (2, 1, 87.5)
    assert "a.csv" in run(suara, "import", "list").stdout
    assert run(suara, "import", "undo", "1").stdout == "import 1 undone: 3 forms count no more\n"
    assert json.loads(run(suara, *words).stdout)["skm"]["n"] == 0
    assert "no import 1 to undo" in run(suara, "import", "undo", "1").stderr


def test_a_sheet_without_dates_needs_a_period(suara: CliRunner, tmp_path: Path) -> None:
    file = sheet(tmp_path / "a.csv", "4,4,4,4,4,4,4,4,4", header=U)
    refused = run(suara, "import", "survey", file, "--unit", "dinsos")
    assert (refused.exit_code, "row 2 has no date" in refused.stderr) == (2, True)
    assert run(suara, "import", "survey", file, "--unit", "dinsos", "--period", "2026-S1").exit_code == 0


def test_the_same_sheet_does_not_count_twice(suara: CliRunner, tmp_path: Path) -> None:
    rows = [f"{last_week()},4,3,4,3,4,3,4,3,{last}" for last in (1, 2, 3, 4)]
    file = sheet(tmp_path / "a.csv", *rows)
    assert run(suara, "import", "survey", file, "--unit", "dinsos").exit_code == 0
    again = run(suara, "import", "survey", file, "--unit", "dinsos")
    assert (again.exit_code, "as import 1" in again.stderr) == (2, True)
    other = sheet(tmp_path / "b.csv", *rows[::-1])
    assert (
        "4 of its 4 forms were taken in before"
        in run(suara, "import", "survey", other, "--unit", "dinsos").stderr
    )
    assert run(suara, "import", "survey", other, "--unit", "dinsos").exit_code == 2


@pytest.mark.parametrize(
    ("row", "more", "said", "status"),
    [
        ("2026-03-04,5,4,4,4,4,4,4,4,4", [], "row 2, column U1: '5'", 1),
        ("2099-03-04,4,4,4,4,4,4,4,4,4", [], "a day that has been", 1),
        ("2026-03-04,4,4,4,4,4,4,4,4,4", ["--period", "2026-04"], "lie outside 2026-04", 2),
        ("2026-03-04,4,4,4,4,4,4,4,4,4", ["--period", "2098"], "has not begun", 2),
        ("2026-03-04,4,4,4,4,4,4,4,4,4", ["--period", "sometime"], "is no period", 2),
    ],
)
def test_what_is_wrong_with_a_sheet_is_said_and_nothing_is_stored(
    suara: CliRunner, tmp_path: Path, row: str, more: list[str], said: str, status: int
) -> None:
    result = run(suara, "import", "survey", sheet(tmp_path / "a.csv", row), "--unit", "dinsos", *more)
    assert result.exit_code == status
    assert said in result.stderr
    assert run(suara, "import", "list").stdout == "nothing\n"


def test_an_unknown_unit_and_an_unknown_file_are_said(suara: CliRunner, tmp_path: Path) -> None:
    file = sheet(tmp_path / "a.csv", f"{last_week()},4,4,4,4,4,4,4,4,4")
    assert "no unit with the key nowhere" in run(suara, "import", "survey", file, "--unit", "nowhere").stderr
    assert "cannot be opened" in run(suara, "import", "survey", f"{file}x.csv", "--unit", "dinsos").stderr


def test_forms_of_a_unit_after_it_was_closed_are_refused_with_advice(
    suara: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.settings import CHECKOUT

    text = (CHECKOUT / "config.yaml").read_text(encoding="utf-8")
    closed = text.replace(
        "  - key: dinsos\n", "  - key: dinsos\n    closed: 2026-01-01\n    merged_into: dp3akb\n"
    )
    (tmp_path / "config.yaml").write_text(closed, encoding="utf-8")
    monkeypatch.setenv("SUARA_CONFIG", str(tmp_path / "config.yaml"))
    file = sheet(tmp_path / "a.csv", f"{last_week()},4,4,4,4,4,4,4,4,4")
    assert "use --unit dp3akb" in run(suara, "import", "survey", file, "--unit", "dinsos").stderr
    before = sheet(tmp_path / "b.csv", "2025-12-01,4,4,4,4,4,4,4,4,4")
    assert run(suara, "import", "survey", before, "--unit", "dinsos").exit_code == 0
