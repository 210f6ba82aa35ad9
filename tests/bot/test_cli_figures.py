"""`suara figures` as its user meets it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app


def run(suara: CliRunner, *words: str) -> Result:
    return suara.invoke(app, list(words))


def test_the_figures_of_a_past_month_are_frozen_and_printed_for_people_and_programs(suara: CliRunner) -> None:
    text = run(suara, "figures", "--period", "2024-02")
    assert text.exit_code == 0
    assert "not frozen" in text.stdout
    frozen = json.loads(run(suara, "figures", "--period", "2024-02", "--freeze", "--format", "json").stdout)
    again = json.loads(run(suara, "figures", "--period", "2024-02", "--format", "json").stdout)
    assert frozen == again
    assert (frozen["period"], frozen["frozen"], frozen["complaints"]["reports"]) == ("2024-02", True, 0)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--period", "2024-14"], "2026-W47"),
        (["--period", "2099", "--freeze"], "not over yet"),
    ],
)
def test_what_is_no_period_or_not_over_is_refused_with_the_way_out(
    suara: CliRunner, words: list[str], says: str
) -> None:
    result = run(suara, "figures", *words)
    assert result.exit_code == 2
    assert says in result.stderr
