"""`suara audit`: what it prints and how it ends, clean, tampered with, and asked with a wrong code."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.commands import checking
from bot.settings import load_settings
from bot.wiring import open_store
from storage import audit, audit_heads, audit_sealing
from storage.store import Store
from tests.storage import given

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
DAY = timedelta(days=1)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["audit", *words])


@pytest.fixture
def log(suara: CliRunner) -> Store:
    """Two days of lines, each under its head, and a case."""
    store = open_store(load_settings())
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        given.case(tx, given.citizen(tx))
        for days in (0, 1):
            audit.add(tx, "export", "operator", NOW + days * DAY, why="Untuk arsip")
            audit_sealing.seal(tx, NOW + days * DAY)
            audit_heads.close_day(tx, (NOW + days * DAY).date(), NOW + days * DAY)
    return store


def codes() -> list[str]:
    return [head["code"] for head in json.loads(run("heads", "--format", "json").stdout)]


def test_a_clean_log_says_so_and_how_far_it_reaches(log: Store) -> None:
    result = run("verify", "--head", codes()[0])
    assert result.exit_code == 0, result.output
    assert "nothing was changed" in result.stdout
    assert "3 rows in 2 seals under 2 heads" in result.stdout
    assert "not vouched for: 0 rows sealed since the last head, 0 without a seal" in result.stdout
    assert "no --head was given" not in result.stdout


def test_without_a_code_it_says_what_is_not_found(log: Store) -> None:
    assert "no --head was given" in run("verify").stdout


def test_what_waits_for_a_seal_is_named(log: Store) -> None:
    with log.begin() as tx:
        audit.add(tx, "export", "operator", NOW + 2 * DAY)
    assert "1 without a seal, the oldest of 2026-11-26 03:00:00 UTC" in run("verify").stdout


def test_a_changed_event_is_named_with_its_case_for_people_and_for_programs(log: Store) -> None:
    with log.begin() as tx:
        tx.connection.execute(text("UPDATE case_events SET actor = 'system'"))
        number = tx.connection.execute(text("SELECT number FROM cases")).scalar_one()
    result = run("verify")
    assert result.exit_code == 1
    assert f"changed: case_events 1 {number}: the row says something else" in result.stdout
    assert "seal 1 of 2026-11-24 03:00:00 UTC" in result.stdout
    assert "1 found" in result.stdout
    document = json.loads(run("verify", "--format", "json").stdout)
    assert (document["clean"], document["found"]) == (False, 1)
    assert (document["findings"][0]["what"], document["findings"][0]["case"]) == ("changed", number)


def test_more_than_can_be_named_is_counted(log: Store) -> None:
    row = "INSERT INTO audit (kind, actor, about, at, sealed_in) VALUES ('x', 'system', '', '2026-11-24', 1)"
    with log.begin() as tx:
        for _ in range(1001):
            tx.connection.execute(text(row))
    assert "and 1 more" in run("verify").stdout


def test_a_head_that_is_gone_is_found_by_its_code(log: Store) -> None:
    code = codes()[0]
    with log.begin() as tx:
        for table, past in (("heads", "number"), ("seals", "number"), ("audit", "sealed_in")):
            tx.connection.execute(text(f"DELETE FROM {table} WHERE {past} > 1"))  # noqa: S608 - our own words
    assert run("verify").exit_code == 0
    result = run("verify", "--head", code)
    assert result.exit_code == 1
    assert "head_removed: heads 2" in result.stdout


def test_a_code_that_is_none_is_a_mistake_of_whoever_asks(log: Store) -> None:
    result = run("verify", "--head", "SH-2-XXXXX")
    assert result.exit_code == 2
    assert "not a code" in result.stderr


def test_heads_come_newest_first(log: Store) -> None:
    result = run("heads")
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["number", "2", "1"]


def test_before_the_first_day_is_over_there_is_no_head(log: Store) -> None:
    with log.begin() as tx:
        tx.connection.execute(text("DELETE FROM heads"))
    assert "no day has been closed yet" in run("verify").stdout
    assert json.loads(run("heads", "--format", "json").stdout) == []


def test_a_look_at_everything_says_when_nothing_is_sealed_any_more(log: Store) -> None:
    assert log_finding(log, NOW + DAY) == ""
    with log.begin() as tx:
        audit.add(tx, "export", "operator", NOW + DAY)
    assert log_finding(log, NOW + DAY + timedelta(minutes=50)) == ""
    assert "1 rows wait for their seal since 2026-11-25 03:00 UTC" in log_finding(log, NOW + 2 * DAY)


def log_finding(log: Store, now: datetime) -> str:
    return checking.log(log, now).wrong


def test_a_copy_of_everything_stands_in_the_log(log: Store, tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["db", "backup", "--to", str(tmp_path / "a.backup")]).exit_code == 0
    with log.reading() as tx:
        lines = audit.between(tx, NOW, datetime.now(UTC) + DAY, ["backup_made"])
    assert [line.actor for line in lines] == ["operator"]


def test_what_the_operator_does_stands_in_the_log(log: Store, tmp_path: Path) -> None:
    suara = CliRunner()
    head = ["official", "invite", "--role", "head", "--unit", "disdukcapil", "--name", "Sari"]
    for words in (head, ["official", "end", "1"], ["export", "cases", "--to", str(tmp_path / "a.csv")]):
        assert suara.invoke(app, words).exit_code == 0, words
    since = datetime(2020, 1, 1, tzinfo=UTC)
    with log.reading() as tx:
        lines = audit.between(tx, since, datetime.now(UTC) + DAY, ["invited", "ended"])
        exports = audit.between(tx, since, datetime.now(UTC) + DAY, ["export"])
    assert [(line.kind, line.actor, line.about, line.why) for line in lines] == [
        ("invited", "operator", "official:1", "head disdukcapil"),
        ("ended", "operator", "official:1", ""),
    ]
    assert "export:cases" in {line.about for line in exports}
