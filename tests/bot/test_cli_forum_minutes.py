"""Minutes at the command line: from a file that may be wrong, to the report and the pages as PDF."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.settings import load_settings
from bot.wiring import open_store, sync_units
from storage import forums
from storage.store import Store
from tests.bot import offices

CODE = "hld2k7"
IN_A_MONTH = f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}"
GOOD = f"""
summary: |
  Warga mengeluhkan antrean yang panjang.
agreements:
  - what: Loket kedua dibuka setiap hari kerja
    unit: disdukcapil
    due: {IN_A_MONTH}
"""


@pytest.fixture
def store(suara: CliRunner, settings_environ: dict[str, str]) -> Store:
    """With a forum that was held."""
    settings = load_settings(environ=settings_environ)
    store, now = open_store(settings), datetime.now(UTC)
    sync_units(settings, store)
    with store.begin() as tx:
        forums.create(tx, "Antrean", "disdukcapil", now - timedelta(days=1), "Aula", CODE, now, state="held")
    return store


def run(suara: CliRunner, *words: str, status: int = 0) -> str:
    result = suara.invoke(app, ["forum", *words])
    assert result.exit_code == status, result.output
    return result.output


def test_a_file_becomes_minutes_cases_a_report_and_pages(
    suara: CliRunner, store: Store, tmp_path: Path
) -> None:
    with store.begin() as tx:
        second = offices.official(tx, "overseer").id
    file, pdf, report = tmp_path / "minutes.yaml", tmp_path / "minutes.pdf", tmp_path / "report.pdf"
    file.write_text(GOOD, encoding="utf-8")
    assert "1 agreements" in run(suara, "minutes", CODE, "--from", str(file))
    run(suara, "minutes", CODE, "--review", status=2)
    run(suara, "minutes", CODE, "--review", "--as", str(second))
    assert "opened KS-" in run(suara, "minutes", CODE, "--publish")
    shown = json.loads(run(suara, "minutes", CODE, "--format", "json"))
    assert shown["state"] == "published"
    assert shown["agreements"][0]["became"] == "open"
    told = json.loads(run(suara, "report", CODE, "--format", "json"))
    assert told["agreements"][0]["due"] == IN_A_MONTH
    assert told["attendance"]["people"] == 0
    run(suara, "minutes", CODE, "--to", str(pdf))
    run(suara, "report", CODE, "--to", str(report))
    assert pdf.read_bytes().startswith(b"%PDF")
    assert report.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("summary: [", "that is no YAML"),
        ("- just a list", "a file of minutes has"),
        ("summary: a\nagreements: none", "a file of minutes has"),
        ("summary: a\nagreements:\n  - what: b", "agreement 1"),
        ("summary: a\nagreements:\n  - {what: b, unit: dishub, due: besok}", "write the day as 2026-12-31"),
        (
            f"summary: a\nagreements:\n  - {{what: b, unit: dishub, due: {IN_A_MONTH}, question: x}}",
            "a file of minutes has",
        ),
        (f"summary: a\nagreements:\n  - {{what: b, unit: nowhere, due: {IN_A_MONTH}}}", "no open unit"),
        ("agreements: []", "say what was talked about"),
    ],
)
def test_a_file_that_is_wrong_says_what_and_where(
    suara: CliRunner, store: Store, tmp_path: Path, content: str, problem: str
) -> None:
    file = tmp_path / "minutes.yaml"
    file.write_text(content, encoding="utf-8")
    assert problem in run(suara, "minutes", CODE, "--from", str(file), status=2)


def test_without_minutes_there_is_no_pdf(suara: CliRunner, store: Store, tmp_path: Path) -> None:
    assert "no minutes yet" in run(suara, "minutes", CODE, "--to", str(tmp_path / "x.pdf"), status=2)
