"""Policies and trainings from the command line, on rows as citizens left them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import insert
from typer.testing import CliRunner, Result

from analytics.skm import ELEMENTS
from bot.cli import app
from storage.models import Rating, Survey
from storage.store import Store
from storage.vault import Vault
from tests.bot.wib import today

START = date(2026, 3, 2)
PLACES = ("disdukcapil", "dinsos", "dishub", "dlh", "dpupr")


@pytest.fixture
def suara(suara: CliRunner, environ: dict[str, str]) -> CliRunner:
    assert suara.invoke(app, ["policy", "list"]).stdout == "nothing\n"  # and the units are rows now
    return suara


def run(suara: CliRunner, *words: str) -> Result:
    return suara.invoke(app, list(words))


@pytest.fixture
def store(settings_environ: dict[str, str]) -> Store:
    import base64

    key = base64.urlsafe_b64decode(settings_environ["SUARA_SECRET_KEY"] + "==")
    return Store(settings_environ["SUARA_STORAGE__URL"], Vault(key))


def surveys(store: Store, moves: dict[str, float], around: date = START, n: int = 60) -> None:
    """Forms before and after a day; a unit moves by so many points."""
    random = np.random.default_rng(5)
    rows = []
    for unit, points in moves.items():
        for after in (False, True):
            middle = 3.0 + (points / 25 if after else 0)
            for one in range(n):
                answers = np.clip(np.round(random.normal(middle, 0.7, 9)), 1, 4).astype(int).tolist()
                day = around + timedelta(days=5 + one % 40 if after else -5 - one % 40)
                at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=3)
                plain = {"talk": f"{unit}{after}{one}", "unit": unit, "channel": "paper", "given_at": at}
                rows.append({**plain, **dict(zip(ELEMENTS, answers, strict=True))})
    with store.begin() as tx:
        tx.connection.execute(insert(Survey), rows)


def test_a_policy_is_declared_measured_and_told_in_a_plain_sentence(suara: CliRunner, store: Store) -> None:
    surveys(store, {"disdukcapil": 9.0, **dict.fromkeys(PLACES[1:], 0.0)})
    added = run(
        suara, "policy", "add", "--name", "Antrean daring", "--from", str(START), "--units", "disdukcapil"
    )
    assert "policy antrean_daring declared" in added.stdout
    told = run(suara, "policy", "show", "antrean_daring").stdout
    assert "membaik sejak kebijakan ini" in told
    assert "Dibandingkan dengan 4 kantor" in told
    assert "baru dicatat setelah berjalan" in told  # it was declared long after its start
    document = json.loads(run(suara, "policy", "show", "antrean_daring", "--format", "json").stdout)
    assert (document["verdict"], document["others"], document["n_before"]) == ("better", 4, 60)
    assert document["low"] < document["points"] < document["high"]
    assert "antrean_daring" in run(suara, "policy", "list").stdout


def test_a_policy_that_starts_today_cannot_be_judged_yet(suara: CliRunner) -> None:
    run(suara, "policy", "add", "--name", "Jam sore", "--from", f"{today()}", "--units", "dishub, dinsos")
    told = run(suara, "policy", "show", "jam_sore").stdout
    assert "Belum dapat disimpulkan: masa pengukurannya berakhir" in told
    assert "setelah berjalan" not in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--name", "X", "--from", "2026-01-05", "--units", "nowhere"], "no unit with the key nowhere"),
        (
            ["--name", "X", "--from", "2026-01-05", "--units", "dishub", "--element", "speed"],
            "none of the elements",
        ),
        (["--name", "!?", "--from", "2026-01-05", "--units", "dishub"], "needs letters"),
        (["--name", "X", "--from", "2026-02-31", "--units", "dishub"], "does not match"),
    ],
)
def test_what_cannot_be_declared_says_what_to_do(suara: CliRunner, words: list[str], said: str) -> None:
    result = run(suara, "policy", "add", *words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_what_was_declared_is_not_changed_and_what_is_not_there_is_said(suara: CliRunner) -> None:
    words = ["--name", "X", "--from", "2026-01-05", "--units", "dishub"]
    assert run(suara, "policy", "add", *words).exit_code == 0
    assert "there is a policy x already" in run(suara, "policy", "add", *words).stderr
    assert "there is no policy y" in run(suara, "policy", "show", "y").stderr


def test_units_with_a_policy_of_their_own_at_that_time_are_no_comparison(
    suara: CliRunner, store: Store
) -> None:
    surveys(store, {"disdukcapil": 9.0, **dict.fromkeys(PLACES[1:], 0.0)})
    run(suara, "policy", "add", "--name", "A", "--from", str(START), "--units", "disdukcapil")
    run(suara, "policy", "add", "--name", "B", "--from", "2026-04-06", "--units", "dinsos,dishub")
    document = json.loads(run(suara, "policy", "show", "a", "--format", "json").stdout)
    assert document["against"] == "itself"  # two others are left, which is too few


def test_a_unit_below_its_peers_is_told_what_it_needs_with_masked_quotes(
    suara: CliRunner, store: Store
) -> None:
    recent = today() - timedelta(days=60)
    surveys(store, {"disdukcapil": -25.0, **dict.fromkeys(PLACES[1:], 0.0)}, recent)
    with store.begin() as tx:
        rows = [
            {
                "talk": f"r{unit}{n}",
                "unit": unit,
                "score": 1,
                "channel": "telegram",
                "given_at": datetime.now(UTC) - timedelta(days=2),
                "words": tx.vault.seal(words, "ratings.words"),
            }
            for unit, words in (
                ("disdukcapil", "petugasnya jutek dan galak, nik saya 3673012345678901"),
                ("dinsos", "ruang tunggu panas sekali"),
            )
            for n in range(35)
        ]
        tx.connection.execute(insert(Rating), rows)
    told = run(suara, "training", "needs", "--unit", "disdukcapil").stdout
    assert "Kebutuhan pelatihan Disdukcapil" in told
    assert "Pelayanan prima" in told
    assert "Perilaku petugas" in told
    assert "3673012345678901" not in told
    document = json.loads(run(suara, "training", "needs", "--format", "json").stdout)
    assert {need["unit"] for need in document["needs"]} == {"disdukcapil"}
    assert "Belum terlihat kebutuhan" in run(suara, "training", "needs", "--unit", "dlh").stdout


def test_a_training_is_recorded_and_held_against_the_weeks_before(suara: CliRunner, store: Store) -> None:
    surveys(store, {"disdukcapil": 12.0})
    words = ["--unit", "disdukcapil", "--topic", "customer_service", "--on", str(START), "--people", "12"]
    assert run(suara, "training", "record", *words).stdout == "recorded\n"
    run(suara, "training", "record", "--unit", "disdukcapil", "--topic", "technology", "--on", "2026-01-05")
    told = run(suara, "training", "list", "--unit", "disdukcapil").stdout
    assert "Pelayanan prima, Senin, 2 Maret 2026 (12 orang)" in told
    assert "Sebelum dan sesudah: +" in told
    assert "survei masih terlalu sedikit" in told  # technology speaks for no element
    assert "Belum ada yang dicatat" in run(suara, "training", "list", "--unit", "dlh").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["record", "--unit", "x", "--topic", "technology", "--on", "2026-01-05"], "no unit with the key x"),
        (
            ["record", "--unit", "dlh", "--topic", "magic", "--on", "2026-01-05"],
            "none of the training_topics",
        ),
        (["needs", "--unit", "x"], "no unit with the key x"),
        (["list", "--unit", "x"], "no unit with the key x"),
    ],
)
def test_a_mistaken_training_says_what_to_do(suara: CliRunner, words: list[str], said: str) -> None:
    result = run(suara, "training", *words)
    assert result.exit_code == 2
    assert said in result.stderr
