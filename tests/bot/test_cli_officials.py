"""Officials from the command line: what it prints, and how it ends."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from typer.testing import CliRunner

from bot.settings import Settings
from bot.wiring import open_store
from storage import schema
from tests.bot.offices import case, official
from tests.bot.test_cli import ready, run, suara

__all__ = ["ready", "suara"]

TODAY = date.today()  # noqa: DTZ011 - the days around it will do
SOON, LATER = (TODAY + timedelta(days=days) for days in (30, 40))
HEAD = ("--role", "head", "--unit", "disdukcapil", "--name", "Kepala")


def listed(suara: CliRunner) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run(suara, "official", "list", "--format", "json").stdout)
    return found


def test_an_acting_head_is_listed_with_the_last_day(ready: CliRunner) -> None:
    assert run(ready, "official", "invite", *HEAD, "--acting", "plt", "--until", f"{SOON}").exit_code == 0
    assert [(one["acting"], one["until"]) for one in listed(ready)] == [("plt", f"{SOON}")]
    refused = run(ready, "official", "invite", *HEAD, "--acting", "plt")
    assert (refused.exit_code, "--until" in refused.stderr) == (2, True)


def test_a_new_phone_gets_a_new_code(ready: CliRunner) -> None:
    run(ready, "official", "invite", *HEAD)
    assert "official 1; the code works once" in run(ready, "official", "renew", "1").stdout
    assert run(ready, "official", "renew", "9").exit_code == 2


def test_leave_is_listed_until_the_official_is_back(ready: CliRunner) -> None:
    run(ready, "official", "invite", *HEAD)
    away = run(ready, "official", "leave", "1", "--from", f"{SOON}", "--until", f"{LATER}")
    assert away.stdout == "official 1 is away; 0 cases have another owner\n"
    assert listed(ready)[0]["away"] == f"{SOON} – {LATER}"
    assert "is back" in run(ready, "official", "back", "1").stdout
    assert listed(ready)[0]["away"] == ""
    wrong = run(ready, "official", "leave", "1", "--from", f"{LATER}", "--until", f"{SOON}")
    assert (wrong.exit_code, "is before" in wrong.stderr) == (2, True)


@pytest.mark.parametrize("words", [("end", "1"), ("move", "1", "--unit", "dishub")])
def test_who_leaves_cases_behind_that_nobody_can_have_is_told_so(
    ready: CliRunner, settings: Settings, words: tuple[str, ...]
) -> None:
    assert run(ready, "official", "list").exit_code == 0  # the units are there from now on
    store = open_store(settings)
    schema.check(store)
    with store.begin() as tx:
        case(tx, official(tx, "head", "disdukcapil"))
    store.dispose()
    result = run(ready, "official", *words)
    assert result.exit_code == 0
    assert "0 cases have another owner" in result.stdout
    assert "1 open cases have no owner" in result.stdout
