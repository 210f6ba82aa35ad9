"""`suara case export | import | lapor | handover | show` as their user meets them."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.settings import Settings
from bot.wiring import build_house, open_store, sync_units
from handlers.lapor_words import TRACKING_ID
from storage import schema
from tests.bot.desks import Desks

REPORTER, OVERSEER = "100", "300"


@pytest.fixture
def desks(settings: Settings, environ: dict[str, str]) -> Desks:
    """A database that the command line uses as well."""
    store = open_store(settings)
    schema.upgrade(store)
    sync_units(settings, store)
    desks = Desks(store, build_house(settings), datetime.now(UTC))
    desks.official("overseer", None, OVERSEER, "Tono")
    return desks


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_a_case_is_shown_without_words_unless_somebody_answers_for_reading_them(desks: Desks) -> None:
    number = desks.opens(REPORTER, "Lampu mati")
    assert "Lampu" not in run("case", "show", number).stdout
    who = str(desks.ids[OVERSEER])
    result = run("case", "show", number, "--as", who, "--why", "Audit", "--format", "json")
    assert json.loads(result.stdout)["words"] == "Lampu mati"
    assert run("case", "show", number, "--as", who).exit_code == 2
    assert run("case", "show", number, "--as", "99", "--why", "x").exit_code == 2


def test_cases_go_out_and_their_ids_come_back(desks: Desks, tmp_path: Path) -> None:
    number = desks.opens(REPORTER)
    desks.opens(REPORTER, category="pungli")
    out = tmp_path / "out.csv"
    result = run("case", "export", "--to", str(out))
    assert "1 rows written to out.csv, 0 of them with words" in result.stdout
    assert "1 that bypass the units stay here" in result.stdout
    with out.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with out.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerow(rows[0] | {TRACKING_ID: "1234567"})
    assert "1 cases have a tracking id now" in run("case", "import", str(out)).stdout
    assert desks.row(number).lapor_id == "1234567"


def test_a_wrong_file_or_id_changes_nothing_and_says_where(desks: Desks, tmp_path: Path) -> None:
    number = desks.opens(REPORTER)
    (tmp_path / "in.csv").write_text(f"Nomor Laporan,{TRACKING_ID}\n{number},12\n")
    result = run("case", "import", str(tmp_path / "in.csv"))
    assert result.exit_code == 1
    assert "row 2: 12 is no tracking id" in result.stderr
    assert run("case", "lapor", number, "12").exit_code == 1
    assert run("case", "lapor", number, "1234567").exit_code == 0
    assert desks.row(number).lapor_id == "1234567"


def test_a_case_is_handed_over_as_a_document(desks: Desks, tmp_path: Path) -> None:
    number, out = desks.opens(REPORTER), tmp_path / "a.docx"
    words = ["--to", "inspektorat", "--as", str(desks.ids[OVERSEER]), "--why", "Berulang", "--out", str(out)]
    assert run("case", "handover", number, *words).exit_code == 0
    assert out.read_bytes().startswith(b"PK")
    assert run("case", "handover", number, *words[:-1], str(tmp_path / "a.pdf")).exit_code == 1
    assert run("case", "handover", number, "--to", "saber", *words[2:]).exit_code == 2


def test_complaints_about_discipline_go_out_as_a_table_by_name_and_with_a_reason(
    desks: Desks, tmp_path: Path
) -> None:
    desks.opens(REPORTER, category="pungli")
    out, who = tmp_path / "out.csv", str(desks.ids[OVERSEER])
    result = run("case", "inspektorat", "--to", str(out), "--as", who, "--why", "Rekap")
    assert "1 rows written to out.csv; the oversight team is told" in result.stdout
    assert "Pasal 5 huruf g" in out.read_text(encoding="utf-8-sig")
    assert run("case", "inspektorat", "--to", str(out), "--as", who).exit_code == 2
