"""An organisation from registering to its end, as contact persons, coordinator and office read it."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from bot.broadcasting import feeding, selecting
from bot.broadcasting.kinds import Around
from bot.broadcasting.numbers import NUMBERS
from bot.broadcasting.purposes import KINDS
from bot.organisations import monthly
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from storage import broadcasts, figures
from storage.store import Store
from tests.bot.desks import Desks
from tests.bot.scene import Scene
from tests.bot.test_organisations_told import CASES, PAGE

PLAY = Path(__file__).parent / "plays" / "organisation.txt"
NAMES = {"Koordinator": "901", "Kepala": "902", "Sari": "101", "Dewi": "102"}
DECEMBER = datetime.fromisoformat("2026-12-01T02:00:00+00:00")


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_an_organisation_registers_speaks_for_many_is_handed_over_and_ends(
    settings: Settings, store: Store, now: datetime
) -> None:
    sync_units(settings, store)
    desks = Desks(store, build_house(settings), now)
    desks.house.names["telegram"] = "suara_warga_bot"
    desks.official("coordinator", None, NAMES["Koordinator"], "Rina")
    desks.official("head", "disdukcapil", NAMES["Kepala"], "Wati")
    scene = Scene(desks, NAMES)
    scene.begins()
    registered(scene)
    reported(scene)
    told(scene, settings)
    handed_over(scene)
    ended(scene)
    assert written(scene) == PLAY.read_text(encoding="utf-8")


def written(scene: Scene) -> str:
    """The play, with a link and a PIN that are the same every time."""
    text = re.sub(r"l-[2-9a-z]{12}", "l-7f3k9m2q4txb", scene.play())
    text = re.sub(r"/lembaga [2-9a-z]{12}\b", "/lembaga 7f3k9m2q4txb", text)
    return re.sub(r"\b\d{6}\b", "482913", text)


def registered(scene: Scene) -> None:
    """The first no is for want of a number; the second time it is a yes."""
    scene.types("Sari", "/lembaga")
    for said in ("Forum Warga Peduli KTP", "Disdukcapil"):
        scene.types("Sari", said)
    scene.taps("Sari", "Lewati")
    scene.taps("Sari", "Tidak, itu saja")
    scene.taps("Sari", "Lewati")
    scene.taps("Sari", "Saya setuju")
    scene.taps("Koordinator", "Lihat")
    scene.taps("Koordinator", "Jangan daftarkan")
    scene.types("Koordinator", "Mohon sebutkan nomor AHU, supaya bisa kami periksa.")
    scene.types("Sari", "/lembaga")
    for said in ("Forum Warga Peduli KTP", "Disdukcapil", "lewati", "tidak", "AHU-0012345.AH.01.07"):
        scene.types("Sari", said)
    scene.taps("Sari", "Saya setuju")
    scene.taps("Koordinator", "Lihat")
    scene.taps("Koordinator", "Daftarkan")


def reported(scene: Scene) -> None:
    """On behalf of forty people, with its name; the office reads for whom."""
    scene.types("Sari", "/lapor")
    scene.taps("Sari", "Pengaduan")
    if "Rahasia" in scene.chats["Sari"].says[-1].words:
        scene.taps("Sari", "Pakai nama saya")
    for said in ("ya", "Disdukcapil"):
        scene.types("Sari", said)
    scene.taps("Sari", "Lambat")
    scene.taps("Sari", "Layanannya")
    scene.types("Sari", "Empat puluh warga RW 3 antre sejak subuh, dan nomor habis jam tujuh.")
    for said in ("selesai", "lewati", "hari ini", "lewati"):
        scene.types("Sari", said)
    if "sebut" not in scene.chats["Sari"].says[-1].words and "nama" in scene.chats["Sari"].says[-1].words:
        scene.taps("Sari", "Pakai nama saya")
    scene.taps("Sari", "Forum Warga Peduli KTP")
    for said in ("satu", "40", "Sari", "lewati"):
        scene.types("Sari", said)
    scene.taps("Sari", "Kirim")
    scene.taps("Kepala", "Buka laporan")


def told(scene: Scene, settings: Settings) -> None:
    """On the first working day of the month."""
    desks, around = scene.desks, Around(settings, scene.desks.house)
    desks.now = DECEMBER
    scene.lines.append("* on the first of December *")
    kind = KINDS[NUMBERS]
    with desks.store.begin() as tx:
        figures.freeze(tx, "page:2026-10", json.dumps(PAGE), DECEMBER)
        figures.freeze(tx, "2026-09", json.dumps(CASES), DECEMBER)
        assert monthly.begin(tx, settings, desks.house, DECEMBER) == 1
        row = broadcasts.listing(tx)[-1]
        selecting.keep(tx, row.id, selecting.select(tx, row, kind, around, DECEMBER), kind, DECEMBER)
        feeding.feed(tx, row.id, kind, around, {"telegram": 30}, DECEMBER)
    scene.hears()


def handed_over(scene: Scene) -> None:
    """To Dewi, by a link that works once."""
    scene.types("Sari", "/lembaga")
    scene.taps("Sari", "Serahkan ke orang lain")
    scene.taps("Sari", "Buatkan tautannya")
    code = re.findall(r"/lembaga ([2-9a-z]{12})", scene.chats["Sari"].says[-1].words)[0]
    scene.types("Dewi", f"/start l-{code}")
    scene.taps("Dewi", "Saya setuju")
    scene.types("Sari", f"/lembaga {code}")


def ended(scene: Scene) -> None:
    """By a coordinator, with the reason."""
    scene.types("Koordinator", "/lembaga")
    scene.taps("Koordinator", "1. Forum Warga")
    scene.taps("Koordinator", "Akhiri")
    scene.types("Koordinator", "Lembaga sudah bubar menurut AHU.")
