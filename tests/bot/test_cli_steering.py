"""What looks steered, from the command line: on rows as citizens left them, and without a name in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import insert
from typer.testing import CliRunner

from analytics.period import Week
from bot.cli import app
from bot.outside.steering import digest_at
from bot.settings import Settings
from storage.models import Citizen, Official, Rating
from storage.store import Store
from storage.vault import Vault

BURST = datetime(2026, 11, 19, 3, 5, tzinfo=UTC)


@pytest.fixture
def suara(suara: CliRunner, environ: dict[str, str]) -> CliRunner:
    assert suara.invoke(app, ["policy", "list"]).exit_code == 0  # and the units are rows now
    return suara


@pytest.fixture
def store(settings_environ: dict[str, str]) -> Store:
    import base64

    key = base64.urlsafe_b64decode(settings_environ["SUARA_SECRET_KEY"] + "==")
    return Store(settings_environ["SUARA_STORAGE__URL"], Vault(key))


def rate(store: Store, unit: str, times: list[datetime], score: int | None = None) -> list[int]:
    """One rating of each moment, each by another person; their numbers."""
    random = np.random.default_rng(7)
    person = {"language": "id", "first_seen_at": times[0], "last_seen_at": times[0]}
    with store.begin() as tx:
        people = [
            int(tx.connection.execute(insert(Citizen).values(**person).returning(Citizen.id)).scalar_one())
            for _ in times
        ]
        rows = [
            {
                "citizen_id": who,
                "talk": "t",
                "unit": unit,
                "score": score or int(random.choice([1, 2, 3, 4])),
                "channel": "telegram",
                "given_at": at,
            }
            for who, at in zip(people, times, strict=True)
        ]
        tx.connection.execute(insert(Rating), rows)
    return people


def usual(store: Store, unit: str) -> list[int]:
    days = [BURST - timedelta(days=day, hours=day % 5 - 2) for day in range(1, 56)]
    return rate(store, unit, [day + timedelta(minutes=13 * n) for day in days for n in range(3)])


def test_twenty_phones_in_an_hour_are_told_with_both_figures_and_no_identity(
    suara: CliRunner, store: Store
) -> None:
    people = usual(store, "dishub")
    rate(store, "dishub", [BURST + timedelta(minutes=2 * n) for n in range(20)], 4)
    told = suara.invoke(app, ["steering", "--week", "2026-W47"])
    assert told.exit_code == 0
    assert "Dishub (kekuatan tanda" in told.stdout
    assert "penilaian pada 19 November pukul 10:05–11:05" in told.stdout
    assert "Semua penilaian:" in told.stdout
    assert "Tanpa yang ditandai:" in told.stdout
    document = json.loads(
        suara.invoke(app, ["steering", "--week", "2026-W47", "--unit", "dishub", "--format", "json"]).stdout
    )
    (line,) = document["units"]
    assert line["reasons"][0]["kind"] in ("burst", "flood")
    assert 20 <= line["raw"]["n"] - line["second"]["n"] <= 26
    assert not {"voice", "citizen_id"} & set(json.dumps(document).replace('"', " ").split())
    assert len(people) > 100


def test_officials_who_rate_their_own_office_are_told(suara: CliRunner, store: Store) -> None:
    people = rate(store, "dinsos", [BURST + timedelta(hours=n) for n in range(4)])
    with store.begin() as tx:
        sealed = tx.vault.seal("Budi", "officials.name")
        plain = {"name": sealed, "role": "officer", "unit": "dinsos", "invited_at": BURST}
        bound = BURST - timedelta(days=9)
        tx.connection.execute(
            insert(Official), [{**plain, "citizen_id": who, "bound_at": bound} for who in people[:3]]
        )
    told = suara.invoke(app, ["steering", "--week", "2026-W47"]).stdout
    assert "3 penilaian datang dari petugas kantor itu sendiri" in told
    assert "Budi" not in told


def test_a_week_without_ratings_and_an_honest_one_accuse_nobody(suara: CliRunner, store: Store) -> None:
    assert "Tidak ada penilaian" in suara.invoke(app, ["steering", "--week", "2026-W47"]).stdout
    usual(store, "dishub")
    told = suara.invoke(app, ["steering", "--week", "2026-W47"]).stdout
    assert "tidak ada yang janggal" in told
    assert "Tanda bukan bukti" not in told


@pytest.mark.parametrize(
    ("words", "said"), [(["--week", "2026-W60"], "is no period"), (["--unit", "nowhere"], "no unit with")]
)
def test_what_cannot_be_read_says_so(suara: CliRunner, words: list[str], said: str) -> None:
    result = suara.invoke(app, ["steering", "--week", "2026-W47", *words])
    assert result.exit_code == 2
    assert said in result.stderr


def test_after_a_free_monday_the_digest_is_later(settings: Settings) -> None:
    plain = digest_at(settings, Week.parse("2026-W47", settings.zone))
    assert f"{plain:%Y-%m-%d %H:%M}" == "2026-11-16 07:30"
    # Monday 17 August is a holiday.
    assert f"{digest_at(settings, Week.parse('2026-W34', settings.zone)):%m-%d}" == "08-18"
