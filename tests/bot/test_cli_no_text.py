"""What the operator's commands print holds no word that anybody wrote, unless somebody answers for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.settings import Settings
from bot.wiring import build_house, open_store, sync_units
from storage import aside, audit, schema
from storage.models import Outbox, Rating
from storage.sealing import sealed
from tests.bot.desks import Desks

REPORTER, OVERSEER = "100", "300"
WORD = "zyzzyva"  # nothing of ours says it
WORDS = f"Petugas lama sekali melayani, kata {WORD} di loket dua"


@pytest.fixture
def beside() -> dict[str, str]:
    return {"SUARA_TELEGRAM__TOKEN": ""}


@pytest.fixture
def desks(settings: Settings, environ: dict[str, str]) -> Desks:
    """A database full of one word, in every place where people write."""
    store = open_store(settings)
    schema.upgrade(store)
    sync_units(settings, store)
    desks = Desks(store, build_house(settings), datetime.now(UTC))
    desks.official("overseer", None, OVERSEER, "Tono")
    desks.opens(REPORTER, WORDS)
    at = datetime.now(UTC) - timedelta(minutes=5)
    rating = {"unit": "disdukcapil", "score": 1, "channel": "telegram", "given_at": at}
    with store.begin() as tx:
        for number in range(12):
            words = sealed(tx, f"{WORDS} {number}", "ratings.words")
            tx.connection.execute(insert(Rating).values(talk=f"t{number}", words=words, **rating))
        aside.put(tx, "b", "telegram", "7", f'{{"text": "{WORDS}"}}', "place in the code", at)
    return desks


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def week() -> str:
    return f"{datetime.now(UTC):%G-W%V}"


@pytest.mark.parametrize(
    "line",
    [
        "aside list",
        "case list",
        "digest --week {week}",
        "digest --week {week} --unit disdukcapil",
        "digest --week {week} --format json",
        "key status",
        "official list",
        "training needs",
        "training needs --unit disdukcapil --format json",
        "steering --week {week}",
        "check",
    ],
)
def test_no_word_is_printed(desks: Desks, line: str) -> None:
    result = run(*line.format(week=week()).split())
    assert WORD not in result.output.lower()
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception


@pytest.mark.parametrize("what", ["ratings", "cases", "all"])
def test_no_word_is_exported(desks: Desks, tmp_path: Path, what: str) -> None:
    to = tmp_path / ("out" if what == "all" else "out.csv")
    assert run("export", what, "--to", str(to)).exit_code == 0
    files = [to] if to.is_file() else [path for path in to.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert WORD.encode() not in path.read_bytes().lower()


def test_words_of_a_digest_are_shown_to_who_answers_for_it_and_overseers_hear_of_it(desks: Desks) -> None:
    who = str(desks.ids[OVERSEER])
    told = run(
        "digest", "--week", week(), "--format", "json", "--as", who, "--why", "a complaint about quotes"
    )
    assert WORD in told.output.lower()
    assert run("digest", "--week", week(), "--as", who).exit_code == 2
    assert run("training", "needs", "--as", "99", "--why", "x").exit_code == 2
    with desks.store.reading() as tx:
        lines = audit.between(
            tx, datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC), ["read"]
        )
        assert [(line.actor, line.about, line.why) for line in lines] == [
            (f"official:{who}", "words:digest", "a complaint about quotes")
        ]
        keys = [row.dedupe_key or "" for row in tx.connection.execute(Outbox.__table__.select())]
        assert any(key.startswith(f"looked:{who}:") for key in keys)
