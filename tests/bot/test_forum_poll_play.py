"""A quick poll during a forum and the survey after it, as an organiser and those who came read them."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.broadcasting import feeding, selecting
from bot.broadcasting.kinds import Around
from bot.broadcasting.purposes import KINDS
from bot.forums import judging, poll_telling
from bot.forums.poll_telling import PollTelling
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.poll_events import ForumJudged
from storage import broadcasts
from storage.store import Store
from tests.bot.delivering import PlainWriter
from tests.bot.polled import ASKS, CODE, Polled
from tests.bot.scene import Scene
from tests.bot.test_poll_results import At

PLAY = Path(__file__).parent / "plays" / "forum-poll.txt"
NAMES = {"Panitia": ASKS, "Sari": "101", "Budi": "102", "Tono": "103"}
OTHERS = [str(number) for number in range(1, 15)]


async def drawn(picture: poll_telling.Picture) -> bytes:
    return b"PNG"


@pytest.fixture
def polled(settings: Settings, store: Store, now: datetime) -> Polled:
    sync_units(settings, store)
    polled = Polled(store, build_house(settings), settings, now)
    polled.invites("101", "102", *OTHERS, answer="come")
    polled.checks_in("101", "102", *OTHERS)
    polled.person("103")
    return polled


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_poll_and_the_survey_read_as_they_are_written(
    polled: Polled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poll_telling, "drawn_in_child", drawn)
    scene = Scene(polled.desks, NAMES)
    scene.begins()
    asked(scene)
    answered(polled, scene)
    told(polled, scene)
    judged(polled, scene)
    assert scene.play() == PLAY.read_text(encoding="utf-8")


def asked(scene: Scene) -> None:
    """A question whose answers were doubled at first."""
    scene.types("Panitia", "/forum")
    scene.taps("Panitia", "Antrean KTP")
    scene.taps("Panitia", "Jajak pendapat")
    scene.taps("Panitia", "Jajak pendapat baru")
    scene.types("Panitia", "Kapan loket KTP sebaiknya dibuka lebih lama?")
    scene.types("Panitia", "Sore\nSore\nSabtu")
    scene.types("Panitia", "1. Pagi sebelum jam kerja\n2. Sore sampai pukul 18\n3. Sabtu")
    scene.taps("Panitia", "5 menit")
    scene.taps("Panitia", "Tanyakan sekarang")


def answered(polled: Polled, scene: Scene) -> None:
    """Sari changes her mind, Tono is not there, fourteen others answer, and Budi comes too late."""
    scene.taps("Sari", "Pagi sebelum")
    scene.taps("Sari", "Ubah jawaban")
    scene.taps("Sari", "Sore sampai")
    scene.taps_id("Tono", f"go.vote:{polled.poll.id}.0")
    scene.lines.append("* fourteen others answer *")
    for number, address in enumerate(OTHERS):
        assert polled.answers(address, 1 if number < 8 else 2).done
    scene.taps_id("Panitia", f"go.poll:{CODE}")
    later(polled, scene, timedelta(minutes=5), "five minutes later")
    scene.taps("Budi", "Sabtu")


def told(polled: Polled, scene: Scene) -> None:
    """The picture to Panitia, and on a tap to those who took part."""
    polled.sends()
    telling = PollTelling(polled.store, PlainWriter(polled.store), polled.house, At(polled), lambda: None)
    assert asyncio.run(telling.look()) == 1
    scene.hears()
    scene.taps("Panitia", "Kirim ke yang ikut")


def judged(polled: Polled, scene: Scene) -> None:
    """It was held; some hours later those who came are asked, and Panitia reads the numbers."""
    later(polled, scene, timedelta(hours=2), "when it is over")
    scene.types("Panitia", "/forum")
    scene.taps("Panitia", "Antrean KTP")
    scene.taps("Panitia", "Sudah berlangsung")
    scene.taps("Panitia", "Sudah berlangsung")
    later(polled, scene, timedelta(hours=4), "in the evening")
    sent(polled)
    scene.hears()
    scene.taps("Sari", "Sangat bermanfaat")
    scene.taps("Sari", "Sebagian besar")
    scene.types("Sari", "Waktunya terlalu singkat, tanya saja Bu Rina di 081234567890")
    scene.taps("Budi", "Bermanfaat")
    scene.taps("Budi", "Kurang")
    scene.taps("Budi", "Lewati")
    scene.lines.append("* six others answer *")
    for address in OTHERS[:6]:
        assert polled.desks.records(address, ForumJudged(CODE, 3, 3)).done
    scene.types("Panitia", "/forum")
    scene.taps("Panitia", "Antrean KTP")
    scene.taps("Panitia", "Yang ditulis")


def sent(polled: Polled) -> None:
    """What the timetable, the feeder and the lane do, all of it at once."""
    around, kind, now = Around(polled.settings, polled.house), KINDS["forum_survey"], polled.desks.now
    with polled.store.begin() as tx:
        assert judging.ask(tx, polled.house, now) == 1
        (row,) = [one for one in broadcasts.of_forum(tx, 1) if one.purpose == "forum_survey"]
        selecting.keep(tx, row.id, selecting.select(tx, row, kind, around, now), kind, now)
        feeding.feed(tx, row.id, kind, around, {"telegram": 30}, now)
    polled.now = now
    polled.sends()


def later(polled: Polled, scene: Scene, time: timedelta, words: str) -> None:
    polled.now = polled.desks.now = polled.desks.now + time
    scene.lines.append(f"* {words} *")
