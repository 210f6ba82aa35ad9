"""The commands about those who come: numbers and codes, and nobody's name."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from typer.testing import CliRunner

from bot.cli import app
from bot.settings import load_settings
from bot.wiring import open_store
from storage import attendance, forum_needs, forums, seats
from storage.store import Store
from tests.storage import given

CODE = "fkp234"


@pytest.fixture
def beside() -> dict[str, str]:
    return {"SUARA_WEB__PUBLIC_URL": "https://suara.example.go.id", "SUARA_WHATSAPP__NUMBER": "628111222333"}


@pytest.fixture
def store(suara: CliRunner, settings_environ: dict[str, str]) -> Store:
    """With a forum tomorrow: one comes with two others, one waits, and both had needs."""
    store, now = open_store(load_settings(environ=settings_environ)), datetime.now(UTC)
    with store.begin() as tx:
        starts = now + timedelta(days=1)
        row = forums.create(tx, "Antrean", None, starts, "Aula", CODE, now, state="announced")
        forums.set_seats(tx, row.id, {"citizens": 3})
        one, other = (given.citizen(tx) for _ in range(2))
        forums.invited(tx, row.id, [one, other], "citizens", now)
        for person, party in ((one, 3), (other, 1)):
            seats.take(tx, row.id, person, "citizens", party, now)
        forum_needs.state(tx, row.id, one, {"wheel", "other"}, "di depan")
        attendance.check_in(tx, row.id, one, "citizens", 3, "citizen", now, walked_in=False)
        attendance.count_in(tx, row.id, "press", 2, "operator", now)
    return store


def said(suara: CliRunner, *words: str) -> dict[str, object]:
    result = suara.invoke(app, ["forum", *words, "--format", "json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert isinstance(told, dict)
    return told


def test_seats_are_told_with_what_people_need(suara: CliRunner, store: Store) -> None:
    told = said(suara, "seats", CODE)
    assert (told["seats"], told["taken"]) == ({"citizens": 3}, {"citizens": 3})
    assert told["needs"] == {"other": 1, "wheel": 1}
    assert told["needs_in_words"] == ["di depan"]
    assert told["answers"] == [
        {"group": "citizens", "answer": "come", "parties": 1, "people": 3},
        {"group": "citizens", "answer": "waiting", "parties": 1, "people": 1},
    ]


def test_attendance_is_told_in_numbers(suara: CliRunner, store: Store) -> None:
    assert said(suara, "attendance", CODE) == {
        "people": 5,
        "groups": {"citizens": 3, "press": 2},
        "walked_in": 2,
    }


def test_what_a_shared_link_gives_is_set_to_one_of_two_things(suara: CliRunner, store: Store) -> None:
    assert suara.invoke(app, ["forum", "link", CODE, "--gives", "waiting"]).exit_code == 0
    assert said(suara, "seats", CODE)["shared_link"] == "waiting"
    wrong = suara.invoke(app, ["forum", "link", CODE, "--gives", "seats"])
    assert wrong.exit_code != 0
    assert "interest or waiting" in wrong.output


def test_the_door_has_a_picture_for_each_network(suara: CliRunner, store: Store, tmp_path: Path) -> None:
    result = suara.invoke(app, ["forum", "door", CODE, "--to", str(tmp_path / "door")])
    assert result.exit_code == 0, result.output
    links = {}
    for path in (tmp_path / "door").iterdir():
        (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(path.read_bytes())))
        links[path.name] = found.text
    with store.reading() as tx:
        row = forums.by_code(tx, CODE)
        assert row is not None
        code = attendance.door_code(tx, row.id)
    assert f"code at the door: {code.upper()}" in result.output
    assert links == {
        f"door-{CODE}-whatsapp.png": f"https://wa.me/628111222333?text=%2Fhadir%20{code}",
        f"door-{CODE}-web.png": f"https://suara.example.go.id/chat?start=h-{CODE}-{code}",
    }


@pytest.mark.parametrize("command", ["seats", "attendance", "door"])
def test_a_forum_that_does_not_exist_is_named(suara: CliRunner, command: str) -> None:
    result = suara.invoke(app, ["forum", command, "nosuch"])
    assert result.exit_code != 0
    assert "nosuch" in result.output
