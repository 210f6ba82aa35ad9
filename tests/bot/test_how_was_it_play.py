"""How was it? As a citizen reads it: of a report that was closed, and of a visit some days ago."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.broadcasting import feeding, rounds, selecting
from bot.broadcasting.kinds import Around
from bot.broadcasting.purposes import KINDS
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.desk_events import ClosingProposed
from handlers.talk import Words
from storage import broadcasts
from storage.store import Store
from tests.bot.desks import Desks
from tests.bot.scene import Scene

PLAY = Path(__file__).parent / "plays" / "how-was-it.txt"
NAMES = {"Budi": "9001", "Sari": "4711"}
UNIT = "disdukcapil"


class Asked:
    """An office, and a citizen who is asked by itself."""

    def __init__(self, store: Store, settings: Settings, now: datetime) -> None:
        self.settings, self.house = settings, build_house(settings)
        self.desks = Desks(store, self.house, now)
        self.desks.official("officer", UNIT, NAMES["Budi"], "Budi")
        self.scene = Scene(self.desks, NAMES)
        self.scene.begins()

    def later(self, **more: int) -> None:
        self.desks.now += timedelta(**more)
        self.scene.lines.append(f"* {', '.join(f'{count} {what}' for what, count in more.items())} later *")

    def is_asked(self, begin: rounds.Begin) -> None:
        """What the timetable and the feeder do."""
        around, now = Around(self.settings, self.house), self.desks.now
        with self.desks.store.begin() as tx:
            assert begin(tx, self.settings, self.house, now) == 1
            row = broadcasts.listing(tx)[-1]
            kind = KINDS[row.purpose]
            selection = selecting.select(tx, row, kind, around, now)
            selecting.keep_and_send(tx, row.id, selection, kind, 100, now)
            feeding.feed(tx, row.id, kind, around, {"telegram": 30}, now)
        self.scene.hears()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_citizen_is_asked_how_it_was(settings: Settings, store: Store, now: datetime) -> None:
    survey = settings.survey.model_copy(update={"visit_share": 1.0})
    settings = settings.model_copy(update={"survey": survey})
    sync_units(settings, store)
    asked = Asked(store, settings, now)
    of_a_report(asked)
    of_a_visit(asked)
    assert asked.scene.play() == PLAY.read_text(encoding="utf-8")


def of_a_report(asked: Asked) -> None:
    scene, desks = asked.scene, asked.desks
    number = desks.opens(NAMES["Sari"], "KTP saya belum jadi sejak September", unit=UNIT)
    scene.hears()
    desks.records(NAMES["Budi"], ClosingProposed(number, desks.version(number), "fixed", Words("KTP siap")))
    scene.hears()
    scene.taps("Sari", "✅ Sudah")
    asked.later(days=1, minutes=5)
    asked.is_asked(rounds.ask_handling)
    scene.taps("Sari", "2 😕")
    scene.types("Sari", "KTP-nya jadi, tapi tidak ada yang memberi kabar selama dua bulan")
    scene.taps_id("Budi", f"go.work:{number}")


def of_a_visit(asked: Asked) -> None:
    scene = asked.scene
    asked.later(days=2)
    scene.types("Sari", f"/start u-{UNIT}")
    scene.taps("Sari", "4 😀")
    scene.taps("Sari", "KTP-el")
    scene.taps("Sari", "Lewati")
    scene.taps("Sari", "Undang saya")
    scene.taps("Sari", "Ya, boleh")
    asked.later(days=3)
    asked.is_asked(rounds.ask_visitors)
    scene.taps("Sari", "📝 Mulai")
    scene.types("Sari", "/stop")
