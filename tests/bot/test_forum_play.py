"""A forum as those who come to it read it, from the invitation to the door."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.attending.keeping import look_after
from bot.attending.seen import view
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers import forum
from handlers.talk import speaking
from handlers.talk.stored import say_to_json
from storage import attendance, outbox
from storage.outbox import Message
from storage.store import Store
from tests.bot.coming import CODE, Coming
from tests.bot.desks import Desks
from tests.bot.scene import Scene

PLAY = Path(__file__).parent / "plays" / "forum.txt"
NAMES = {"Sari": "101", "Budi": "102", "Tono": "103", "Panitia": "104"}
HOUR = timedelta(hours=1)


@pytest.fixture
def coming(settings: Settings, store: Store, now: datetime) -> Coming:
    sync_units(settings, store)
    return Coming(store, build_house(settings), settings, now)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_forum_reads_as_it_is_written(coming: Coming) -> None:
    assert played(coming) == PLAY.read_text(encoding="utf-8")


def played(coming: Coming) -> str:
    scene = begun(coming)
    invited(coming, scene)
    answered(scene)
    freed(scene)
    reminded(coming, scene)
    at_the_door(coming, scene)
    return scene.play()


def begun(coming: Coming) -> Scene:
    """A forum with two seats, whose office keeps the door."""
    desks = Desks(coming.store, coming.house, coming.now)
    coming.announced(citizens=2)
    coming.knows(*NAMES.values())
    desks.official("coordinator", None, NAMES["Panitia"], "Panitia")
    scene = Scene(desks, NAMES)
    scene.begins()
    return scene


def invited(coming: Coming, scene: Scene) -> None:
    coming.invites(NAMES["Sari"], NAMES["Budi"])
    with speaking("id"):
        body = say_to_json(forum.invitation(view(coming.row, coming.house, coming.now)))
    letters = [
        Message("bulk", "telegram", coming.ids[NAMES[who]], "invitation", body, dedupe_key=f"i:{who}")
        for who in ("Sari", "Budi")
    ]
    with coming.store.begin() as tx:
        outbox.add(tx, letters, coming.now)


def answered(scene: Scene) -> None:
    """Two seats go, one waits, and a stranger with a link that was passed on is interested."""
    scene.types("Sari", "/menu")
    scene.taps("Sari", "Saya datang")
    scene.taps("Sari", "Kami lebih dari satu")
    scene.taps("Sari", "2")
    scene.taps("Budi", "Saya datang")
    scene.types("Tono", f"/start f-{CODE}")
    scene.taps("Tono", "Saya datang")
    scene.taps("Tono", "Lewati")


def freed(scene: Scene) -> None:
    """One seat is given back; the next in line hears of it and says what he needs."""
    scene.taps("Sari", "Tidak bisa")
    scene.taps("Budi", "Saya datang")
    scene.taps("Budi", "Kami perlu bantuan")
    scene.taps("Budi", "Bahasa isyarat")
    scene.taps("Budi", "Simpan ke kalender")


def reminded(coming: Coming, scene: Scene) -> None:
    """Three days before; the timetable had looked at the forum long ago."""
    with coming.store.begin() as tx:
        look_after(tx, coming.settings, coming.house, scene.desks.now)
    later(coming, scene, coming.row.starts_at - 71 * HOUR, "three days before")
    with coming.store.begin() as tx:
        look_after(tx, coming.settings, coming.house, coming.now)
    scene.types("Budi", "Siap")


def at_the_door(coming: Coming, scene: Scene) -> None:
    """Budi shows his code, Tono types the one that hangs there, the press is counted."""
    later(coming, scene, coming.row.starts_at - HOUR / 2, "the morning of the forum")
    with coming.store.begin() as tx:
        code = attendance.code_of(tx, coming.row.id, coming.ids[NAMES["Budi"]])
        door = attendance.door_code(tx, coming.row.id)
    scene.types("Panitia", "/pintu")
    scene.types("Panitia", f"/hadir {code}")
    scene.types("Tono", f"/hadir {door}")
    scene.types("Panitia", "/pintu")
    scene.taps("Panitia", "Catat orang")
    scene.taps("Panitia", "Pers")
    scene.taps("Panitia", "3")
    scene.taps("Panitia", "Ke pintu masuk")


def later(coming: Coming, scene: Scene, moment: datetime, words: str) -> None:
    scene.desks.now = coming.now = moment
    scene.lines.append(f"* {words} *")
