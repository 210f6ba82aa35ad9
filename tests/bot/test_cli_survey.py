"""The commands for surveys by broadcast: a sample with its seed, and the response."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.settings import load_settings
from bot.wiring import open_store, sync_units


@pytest.fixture
def suara(suara: CliRunner, environ: dict[str, str]) -> CliRunner:
    settings = load_settings(environ=environ)
    sync_units(settings, open_store(settings))
    return suara


def test_a_survey_that_reaches_nobody_is_over_and_its_response_unknown(suara: CliRunner) -> None:
    asked = [
        "survey",
        "send",
        "--unit",
        "disdukcapil",
        "--sample",
        "9",
        "--seed",
        "benih",
        "--format",
        "json",
    ]
    told = json.loads(suara.invoke(app, asked).output)
    assert (told["state"], told["selected"], told["seed"]) == ("done", 0, "benih")
    shown = suara.invoke(app, ["survey", "show", str(told["broadcast"]), "--format", "json"])
    assert json.loads(shown.output)["response_rate"] is None


def test_what_is_no_survey_is_said_so(suara: CliRunner) -> None:
    result = suara.invoke(app, ["survey", "show", "7"])
    assert result.exit_code == 2
    assert "no survey" in result.output


def test_of_a_survey_without_a_lot_that_is_said(suara: CliRunner) -> None:
    sent = suara.invoke(app, ["survey", "send", "--unit", "disdukcapil", "--sample", "9", "--format", "json"])
    result = suara.invoke(app, ["survey", "lot", str(json.loads(sent.output)["broadcast"])])
    assert result.exit_code == 2
    assert "had no lot" in result.output
