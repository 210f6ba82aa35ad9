"""Polls at the command line: opened, closed, shown in numbers and as a picture, shared; and the report."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from typer.testing import CliRunner

from bot.cli import app
from bot.settings import load_settings
from bot.wiring import open_store, sync_units
from storage import attendance, forum_opinions, forums, poll_votes, polls
from storage.store import Store
from tests.bot import offices

CODE, CITY = "fkp234", ZoneInfo("Asia/Jakarta")
ASKED = ("--question", "Kapan?", "--answer", "Pagi", "--answer", "Sore")


@pytest.fixture
def beside() -> dict[str, str]:
    night = datetime.now(CITY) + timedelta(hours=12)  # whenever the test runs, it is none now
    hours = f"{night:%H:%M}-{night + timedelta(hours=1):%H:%M}"
    return {"SUARA_DELIVERY__QUIET_HOURS": hours, "SUARA_PUSHES__FRIDAY_PRAYER": hours}


@pytest.fixture
def store(suara: CliRunner, settings_environ: dict[str, str]) -> Store:
    """A forum of now, at which eight people are."""
    settings = load_settings(environ=settings_environ)
    store, now = open_store(settings), datetime.now(UTC)
    sync_units(settings, store)
    with store.begin() as tx:
        row = forums.create(tx, "Antrean", None, now, "Aula", CODE, now, state="held")
        people = [offices.person(tx) for _ in range(8)]
        forums.invited(tx, row.id, people, "citizens", now)
        for one in people:
            attendance.check_in(tx, row.id, one, "citizens", 1, "citizen", now, walked_in=False)
    return store


def does(suara: CliRunner, *words: str) -> str:
    result = suara.invoke(app, ["forum", *words])
    assert result.exit_code == 0, result.output
    return result.output


def refused(suara: CliRunner, *words: str) -> str:
    result = suara.invoke(app, ["forum", *words])
    assert result.exit_code != 0
    return result.output


def shown(suara: CliRunner) -> list[dict[str, Any]]:
    told = json.loads(does(suara, "poll", "show", CODE, "--format", "json"))
    assert isinstance(told, list)
    return told


def votes(store: Store, *counts: int) -> None:
    with store.begin() as tx:
        (poll,) = polls.of_forum(tx, 1)
        people = iter(attendance.came(tx, 1))
        for place, many in enumerate(counts):
            for _ in range(many):
                poll_votes.vote(tx, poll.id, next(people), place, datetime.now(UTC))


def test_a_poll_is_opened_closed_shown_drawn_and_shared(
    suara: CliRunner, store: Store, tmp_path: Path
) -> None:
    assert "8 people are asked" in does(suara, "poll", "open", CODE, *ASKED, "--minutes", "9")
    votes(store, 7)
    (line,) = shown(suara)
    assert (line["state"], line["answered"], line["answers"]) == ("open", 7, {})
    picture = tmp_path / "poll.png"
    assert "not there yet" in refused(suara, "poll", "show", CODE, "--to", str(picture))
    does(suara, "poll", "close", CODE)
    (line,) = shown(suara)
    assert (line["state"], line["answers"]) == ("closed", {"Pagi": 7, "Sore": 0})
    does(suara, "poll", "show", CODE, "--to", str(picture))
    assert Image.open(io.BytesIO(picture.read_bytes())).width == 1080
    assert "not there yet" in refused(suara, "poll", "share", CODE)
    with store.begin() as tx:
        polls.told(tx, 1, "", datetime.now(UTC))
    assert "7 people get it" in does(suara, "poll", "share", CODE)
    assert shown(suara)[0]["state"] == "told"


def test_what_cannot_be_is_refused_in_plain_words(suara: CliRunner, store: Store, tmp_path: Path) -> None:
    assert "no poll is open" in refused(suara, "poll", "close", CODE)
    assert "no such poll" in refused(suara, "poll", "share", CODE)
    assert "two answers" in refused(suara, "poll", "open", CODE, *ASKED[:4])
    assert "no forum" in refused(suara, "poll", "show", "nowhere")
    does(suara, "poll", "open", CODE, *ASKED, "--until-closed")
    assert "one at a time" in refused(suara, "poll", "open", CODE, *ASKED)
    votes(store, 2, 1)
    does(suara, "poll", "close", CODE)
    assert shown(suara)[0]["answers"] == {}
    assert "too few" in refused(suara, "poll", "show", CODE, "--to", str(tmp_path / "poll.png"))
    assert ".png" in refused(suara, "poll", "show", CODE, "--to", str(tmp_path / "poll.jpg"))


def test_the_report_tells_polls_and_the_survey(suara: CliRunner, store: Store, tmp_path: Path) -> None:
    does(suara, "poll", "open", CODE, *ASKED)
    now = datetime.now(UTC)
    with store.begin() as tx:
        for one in attendance.came(tx, 1)[:6]:
            forum_opinions.keep(tx, 1, one, 4, 2, "Bagus", now + timedelta(minutes=1))
    told = json.loads(does(suara, "report", CODE, "--format", "json"))
    assert [one["question"] for one in told["polls"]] == ["Kapan?"]
    assert told["survey"] == {
        "asked": 0,
        "answered": 6,
        "not_answered": 0,
        "response_rate": None,
        "useful": 4.0,
        "heard": 2.0,
    }
    does(suara, "report", CODE, "--to", str(tmp_path / "fkp.pdf"))
    assert (tmp_path / "fkp.pdf").read_bytes().startswith(b"%PDF")
