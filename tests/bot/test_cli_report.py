"""The index of a period from the command line, with what stands beside it."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert
from typer.testing import CliRunner, Result

from analytics.skm import ELEMENTS
from bot.cli import app
from bot.settings import CHECKOUT
from storage.models import Survey
from storage.store import Store
from storage.vault import Vault

THEN = datetime(2026, 3, 4, 3, tzinfo=UTC)
SERVED = (
    'served:\n  - {unit: dinsos, period: "2026", people: 200, profile: {sex: {female: 0.5, male: 0.5}}}\n'
)


@pytest.fixture
def beside(tmp_path: Path) -> dict[str, str]:
    text = (CHECKOUT / "config.yaml").read_text(encoding="utf-8").replace("served: []\n", SERVED)
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    return {"SUARA_CONFIG": str(tmp_path / "config.yaml")}


@pytest.fixture
def suara(suara: CliRunner, environ: dict[str, str]) -> CliRunner:
    assert suara.invoke(app, ["case", "list"]).exit_code == 0  # and the units are rows now
    store = Store(
        environ["SUARA_STORAGE__URL"],
        Vault(base64.urlsafe_b64decode(environ["SUARA_SECRET_KEY"] + "==")),
    )
    plain = {"unit": "dinsos", "channel": "telegram", "given_at": THEN}
    women, men = (
        {"sex": "female", **dict.fromkeys(ELEMENTS, 4)},
        {"sex": "male", **dict.fromkeys(ELEMENTS, 2)},
    )
    with store.begin() as tx:
        tx.connection.execute(
            insert(Survey), [{**plain, "talk": f"s{n}", **(women if n < 60 else men)} for n in range(80)]
        )
    store.dispose()
    return suara


def run(suara: CliRunner, *words: str) -> Result:
    return suara.invoke(app, ["report", "index", "--unit", *words])


def test_an_index_is_told_with_sample_interval_weights_and_groups(suara: CliRunner) -> None:
    told = json.loads(run(suara, "dinsos", "--period", "2026", "--by", "sex", "--format", "json").stdout)
    assert (told["skm"]["n"], told["skm"]["ikm"]) == (80, 87.5)
    assert (told["standing"]["needed"], told["weighted"]["ikm"]) == (132, 75.0)
    assert [(one["key"], one["n"], one["ikm"]) for one in told["groups"]] == [
        ("female", 60, 100.0),
        ("male", 20, 50.0),
    ]
    words = run(suara, "dinsos", "--period", "2026").stdout
    assert "belum cukup: diperlukan 132" in words
    assert "Ditimbang menurut profil pengunjung: 75,00" in words


def test_another_period_has_nobody_and_no_weights(suara: CliRunner) -> None:
    assert "terlalu sedikit untuk dipublikasikan: 0" in run(suara, "dinsos", "--period", "2025").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere", "--period", "2026"], "no unit with the key nowhere"),
        (["dinsos", "--period", "2026", "--by", "mood"], "mood is none of service"),
        (["dinsos", "--period", "one day"], "is no period"),
    ],
)
def test_what_is_mistaken_is_said(suara: CliRunner, words: list[str], said: str) -> None:
    result = run(suara, *words)
    assert (result.exit_code, said in result.stderr) == (2, True)
