"""A forum from its draft to the agreement that was kept, as a coordinator, a citizen and an NGO read it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.broadcasting import feeding, progress, selecting
from bot.broadcasting.kinds import Around
from bot.broadcasting.progress import Pace
from bot.broadcasting.purposes import KINDS
from bot.forums import following
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.desk_events import ClosingProposed
from handlers.talk import Words
from storage import attendance, broadcasts, citizens, forums, minutes
from storage.forums import ForumRow
from storage.store import Store
from tests.bot.desks import Desks
from tests.bot.scene import Scene
from tests.bot.whereabouts import handle

PLAY = Path(__file__).parent / "plays" / "forum-followed.txt"
NAMES = {"Panitia": "901", "Pengawas": "902", "Kepala": "903", "Sari": "101", "Lembaga": "102"}


class Whole:
    """One forum and everybody around it."""

    def __init__(self, store: Store, settings: Settings, now: datetime) -> None:
        self.store, self.settings, self.house = store, settings, build_house(settings)
        self.desks = Desks(store, self.house, now)
        self.desks.official("coordinator", None, NAMES["Panitia"], "Panitia")
        self.desks.official("overseer", None, NAMES["Pengawas"], "Pengawas")
        self.desks.official("head", "disdukcapil", NAMES["Kepala"], "Kepala")
        self.people = {who: self.person(NAMES[who]) for who in ("Sari", "Lembaga")}
        self.scene = Scene(self.desks, NAMES)
        self.scene.begins()

    def person(self, address: str) -> int:
        with self.store.begin() as tx:
            return citizens.lock(tx, {handle(address): "id"}, self.desks.now)[handle(address)].id

    @property
    def row(self) -> ForumRow:
        with self.store.reading() as tx:
            return forums.listing(tx)[0]

    def later(self, moment: datetime, words: str) -> None:
        self.desks.now = moment
        self.scene.lines.append(f"* {words} *")

    def broadcast(self, purpose: str) -> None:
        """What the feeder does, all of it at once."""
        around, kind = Around(self.settings, self.house), KINDS[purpose]
        with self.store.begin() as tx:
            row = [one for one in broadcasts.of_forum(tx, self.row.id) if one.purpose == purpose][-1]
            selecting.keep(
                tx, row.id, selecting.select(tx, row, kind, around, self.desks.now), kind, self.desks.now
            )
            feeding.feed(tx, row.id, kind, around, {"telegram": 30}, self.desks.now)
        self.scene.hears()

    def sends(self, purpose: str) -> None:
        """The same for one whose number its maker sees before it goes out."""
        around, now, kind = Around(self.settings, self.house), self.desks.now, KINDS[purpose]
        with self.store.begin() as tx:
            row = broadcasts.listing(tx)[-1]
            selection = selecting.select(tx, row, kind, around, now)
            ready = selecting.keep(tx, row.id, selection, kind, now) or row
            pace = Pace({"telegram": 30})
            progress.draw(tx, ready, progress.seen(tx, ready, around, pace, now, selection.chosen.says), now)
        self.scene.hears()
        self.scene.taps("Panitia", "▶️")
        with self.store.begin() as tx:
            feeding.feed(tx, row.id, kind, around, {"telegram": 30}, self.desks.now)
            broadcasts.change(tx, row.id, state="done", finished_at=self.desks.now)
        self.scene.hears()

    def follows(self) -> None:
        with self.store.begin() as tx:
            following.follow(tx, self.settings, self.house, self.desks.now)
        self.scene.hears()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_forum_is_followed_until_what_was_agreed_is_done(
    settings: Settings, store: Store, now: datetime
) -> None:
    sync_units(settings, store)
    whole = Whole(store, settings, now)
    registered(whole.scene)
    drafted(whole.scene)
    invited(whole)
    wanted(whole.scene, whole.row.code)
    was_held(whole)
    minuted(whole)
    kept(whole)
    assert whole.row.state == "followed_up"
    assert written(whole) == PLAY.read_text(encoding="utf-8")


def written(whole: Whole) -> str:
    """The play, without what is drawn by lot."""
    text = whole.scene.play().replace(whole.row.code, "fkp234").replace(whole.row.seed_hash, "ce3f576e")
    return re.sub(r"KS-2612-\w{4}", "KS-2612-0001", text)


def drafted(scene: Scene) -> None:
    """By one, looked at by another, announced."""
    scene.types("Panitia", "/forum")
    scene.taps("Panitia", "Forum baru")
    for said in ("Antrean KTP", "Seluruh kota", "4/12/2026", "09.00", "2 jam"):
        scene.types("Panitia", said)
    scene.taps("Panitia", "Di suatu tempat")
    scene.types("Panitia", "Aula Setda")
    for said in ("lewati", "30", "lewati", "3", "lewati", "lewati", "lewati", "lewati"):
        scene.types("Panitia", said)
    scene.taps("Panitia", "Simpan rancangan")
    scene.taps("Pengawas", "Lihat rancangan")
    scene.taps("Pengawas", "Sudah saya periksa")
    scene.taps("Pengawas", "Sudah saya periksa")
    scene.types("Panitia", "/forum")
    scene.taps("Panitia", "Antrean KTP")
    scene.taps("Panitia", "Umumkan")
    scene.taps("Panitia", "Umumkan")


def registered(scene: Scene) -> None:
    """An NGO registers, and a citizen agrees to be invited."""
    scene.types("Lembaga", "/lembaga")
    for said in ("Forum Warga Peduli KTP", "Disdukcapil", "lewati", "tidak", "AHU-0012345.AH.01.07"):
        scene.types("Lembaga", said)
    scene.taps("Lembaga", "Saya setuju")
    scene.taps("Panitia", "Lihat")
    scene.taps("Panitia", "Daftarkan")
    scene.types("Sari", "/undangan")
    scene.types("Sari", "ya")


def invited(whole: Whole) -> None:
    """Registered organisations as one group, then everybody who agreed; each number is seen before."""
    scene = whole.scene
    scene.taps("Panitia", "Forum ini")
    scene.taps("Panitia", "Undang warga")
    for said in ("Lembaga", "Lembaga terdaftar"):
        scene.types("Panitia", said)
    whole.sends("invitation")
    scene.taps_id("Panitia", f"go.orga:{whole.row.code}.invite")
    for said in ("Warga", "Semua yang setuju diundang", "1", "1"):
        scene.types("Panitia", said)
    scene.taps("Panitia", "90 untuk 30 kursi")
    whole.sends("invitation")
    scene.taps("Sari", "Saya datang")
    scene.taps("Lembaga", "Saya datang")


def wanted(scene: Scene, code: str) -> None:
    """Sari asks, the NGO asks nearly the same and something else; the agenda goes out."""
    scene.taps("Sari", "Pertanyaan dan suara")
    scene.taps("Sari", "Tanya atau usul")
    scene.types("Sari", "Kapan loket kedua untuk rekam KTP dibuka?")
    scene.types("Lembaga", "/usul")
    scene.taps("Lembaga", "Tanya atau usul")
    scene.types("Lembaga", "kapan loket kedua untuk rekam KTP dibuka")
    scene.taps_id("Panitia", f"go.usul:{code}")
    scene.taps("Panitia", "Kirim agenda")


def was_held(whole: Whole) -> None:
    """Both are there; what is asked then reaches the moderator."""
    whole.broadcast("agenda")
    whole.later(whole.row.starts_at + timedelta(minutes=30), "half an hour after it began")
    with whole.store.begin() as tx:
        for who, group in (("Sari", "citizens"), ("Lembaga", "ngos")):
            here = (whole.row.id, whole.people[who], group, 1, "citizen", whole.desks.now)
            attendance.check_in(tx, *here, walked_in=False)
    whole.scene.types("Sari", "/usul")
    whole.scene.taps("Sari", "Tanya atau usul")
    whole.scene.types("Sari", "Berapa lama rekam KTP seharusnya?")
    whole.later(whole.row.starts_at + timedelta(hours=5), "in the afternoon")
    whole.scene.types("Panitia", "/forum")
    whole.scene.taps("Panitia", "Antrean KTP")
    whole.scene.taps("Panitia", "Sudah berlangsung")
    whole.scene.taps("Panitia", "Sudah berlangsung")


def minuted(whole: Whole) -> None:
    """Written by one, looked at by another, told to everybody."""
    scene = whole.scene
    scene.taps("Panitia", "Forum ini")
    scene.taps("Panitia", "Berita acara")
    scene.taps("Panitia", "Tulis berita acara")
    scene.types("Panitia", "Warga mengeluhkan antrean rekam KTP yang panjang.")
    scene.types("Panitia", "ya")
    scene.types("Panitia", "Loket kedua untuk rekam KTP dibuka")
    scene.types("Panitia", "disdukcapil")
    scene.types("Panitia", "31/12/2026")
    scene.taps("Panitia", "Kapan loket kedua")
    scene.types("Panitia", "tidak")
    scene.taps("Panitia", "Simpan berita acara")
    scene.taps("Pengawas", "Lihat berita acara")
    scene.taps("Pengawas", "Sudah saya periksa")
    scene.taps("Pengawas", "Sudah saya periksa")
    scene.taps("Panitia", "Berita acara ini")
    scene.taps("Panitia", "Terbitkan")
    scene.taps("Panitia", "Terbitkan")
    whole.broadcast("minutes")


def kept(whole: Whole) -> None:
    """The office does it; who asked for it hears first, then everybody."""
    whole.later(whole.desks.now + timedelta(days=10), "ten days later the office has opened it")
    with whole.store.reading() as tx:
        (one,) = minutes.agreements(tx, whole.row.id)
    number = one.number or ""
    done = Words("Loket kedua buka setiap hari kerja.")
    event = ClosingProposed(number, whole.desks.version(number), "fixed", done)
    assert whole.desks.records(NAMES["Kepala"], event).done
    whole.follows()
    whole.later(whole.desks.now + timedelta(hours=1), "an hour later")
    whole.follows()
    whole.broadcast("followup")
