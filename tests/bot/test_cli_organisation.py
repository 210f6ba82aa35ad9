"""The commands for organisations: names, topics and states, and never a person."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.settings import load_settings
from bot.wiring import open_store, sync_units
from storage import organisations
from tests.bot import offices
from tests.bot.organised import registered


@pytest.fixture
def suara(suara: CliRunner, environ: dict[str, str]) -> CliRunner:
    settings = load_settings(environ=environ)
    store = open_store(settings)
    sync_units(settings, store)
    with store.begin() as tx:
        registered(tx, offices.person(tx, "4711"))
    store.dispose()
    return suara


def test_they_are_listed_shown_and_ended(suara: CliRunner) -> None:
    (listed,) = json.loads(suara.invoke(app, ["organisation", "list", "--format", "json"]).output)
    assert (listed["name"], listed["topics"], listed["state"]) == ("Forum Warga", "disdukcapil", "registered")
    ended = suara.invoke(app, ["organisation", "end", "1", "--why", "bubar"])
    assert "Forum Warga is registered no more" in ended.output
    shown = suara.invoke(app, ["organisation", "show", "1", "--format", "json"])
    assert json.loads(shown.output)["state"] == organisations.ENDED
    assert "4711" not in shown.output


def test_what_is_not_there_is_said_so(suara: CliRunner) -> None:
    result = suara.invoke(app, ["organisation", "show", "77"])
    assert result.exit_code == 2
    assert "there is no organisation 77" in result.output


def test_they_are_invited_as_a_group_and_the_number_can_be_seen_before(suara: CliRunner) -> None:
    created = suara.invoke(
        app, ["forum", "create", "--topic", "KTP", "--starts", "2027-12-10 09:00", "--place", "Aula"]
    )
    code = created.output.split()[1]
    asked = [
        "forum",
        "invite",
        code,
        "--group",
        "ngos",
        "--organisations",
        "--topic",
        "all",
        "--format",
        "json",
    ]
    told = json.loads(suara.invoke(app, [*asked, "--dry-run"]).output)
    assert told["recipients"] == 1
    assert json.loads(suara.invoke(app, asked).output)["selected"] == 1
    wrong = suara.invoke(app, ["forum", "invite", code, "--organisations"])
    assert wrong.exit_code == 2
    assert "add --group ngos" in wrong.output
