"""A case worked in chat by real turns, as both sides read it; and what nobody gets by guessing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.desk_events import CaseTaken, ClosingJudged, ClosingProposed
from handlers.talk import Say, Words
from storage.store import Store
from tests.bot.desks import Desks
from tests.bot.scene import Scene

PLAYS = Path(__file__).parent / "plays"
REPORTER, OFFICER, HEAD, STRANGER, OTHER = "4711", "9001", "9002", "6666", "9010"


@pytest.fixture
def desks(settings: Settings, store: Store, now: datetime) -> Desks:
    sync_units(settings, store)
    desks = Desks(store, build_house(settings), now)
    desks.official("officer", "dpupr", OFFICER, "Budi")
    desks.official("head", "dpupr", HEAD, "Ratna")
    desks.official("officer", "dlh", OTHER, "Sari")
    return desks


@pytest.fixture
def scene(desks: Desks) -> Scene:
    return Scene(desks, {"Warga": REPORTER, "Budi": OFFICER, "Ratna": HEAD})


def newest(scene: Scene, who: str, word: str) -> Say:
    return next(say for say in reversed(scene.chats[who].says) if word in say.words)


def closes_a_case(scene: Scene) -> str:
    """The whole of one case, everybody's part in it; its number."""
    scene.begins()
    number = scene.desks.opens(scene.names["Warga"], "Lampu jalan di depan SDN 2 mati sejak Senin")
    scene.types("Budi", "/meja")
    scene.taps("Budi", number)
    scene.taps("Budi", "Saya tangani")
    scene.taps("Budi", "Buka laporan")
    scene.taps("Budi", "Tanya pelapor")
    scene.types("Budi", "Tiang nomor berapa, Pak?")
    scene.taps("Budi", "Selesai")
    scene.taps("Budi", "Kirim")
    scene.waits(3)
    scene.replies("Warga", newest(scene, "Warga", "Tiang nomor berapa"), "Tiang nomor 14")
    scene.replies("Budi", newest(scene, "Budi", "Tiang nomor 14"), "Terima kasih, tim kami datang besok.")
    scene.waits(2)
    scene.types("Budi", "/meja")
    scene.taps("Budi", number)
    scene.taps("Budi", "Usulkan selesai")
    scene.taps("Budi", "Selesai")
    scene.types("Budi", "Lampunya sudah kami ganti.")
    scene.taps("Budi", "Selesai")
    scene.taps("Budi", "Kirim")
    scene.taps("Warga", "Belum")
    scene.types("Warga", "Masih mati, Pak")
    scene.taps("Warga", "Selesai")
    scene.taps("Ratna", "Buka laporan")
    scene.taps("Ratna", "Saya tangani")
    scene.taps("Ratna", "Buka laporan")
    scene.taps("Ratna", "Usulkan selesai")
    scene.taps("Ratna", "Selesai")
    scene.types("Ratna", "Kabelnya putus dan sudah kami sambung.")
    scene.taps("Ratna", "Selesai")
    scene.taps("Ratna", "Kirim")
    scene.taps("Warga", "Sudah")
    scene.taps("Warga", "4")
    return number


def test_one_case_from_the_complaint_to_its_closing_reads_as_it_is_written(scene: Scene) -> None:
    number = closes_a_case(scene)
    row = scene.desks.row(number)
    assert (row.state, row.closed_by, row.reopened, row.handling) == ("fixed", "reporter", 1, 4)
    assert not any(name in say.words for say in scene.desks.told(REPORTER) for name in ("Budi", "Ratna"))
    written = PLAYS / "closing.txt"
    assert scene.play() == written.read_text(encoding="utf-8")


def test_a_button_forwarded_from_another_officials_chat_opens_nothing(scene: Scene, desks: Desks) -> None:
    scene.names = {"Warga": REPORTER, "Budi": OFFICER, "Sari": OTHER, "Orang": STRANGER}
    scene.begins()
    number = desks.opens(REPORTER, "Rahasia di dalam laporan")
    desks.records(OFFICER, CaseTaken(number, 0))
    version = desks.version(number)
    for arg in (number, f"{number}.take.{version}", f"{number}.answer.{version}", "KS-2611-0000"):
        for who in ("Sari", "Orang", "Warga"):
            said = scene.taps_id(who, f"go.work:{arg}").words
            assert "Rahasia" not in said
            assert scene.taps_id(who, "go.work:KS-2611-0000").words == said
    for who in ("Sari", "Orang", "Budi"):
        said = scene.taps_id(who, f"go.judg:{number}.yes").words
        assert scene.taps_id(who, "go.judg:KS-2611-0000.yes").words == said
    assert desks.row(number).version == version


def test_a_reply_to_a_case_that_is_closed_or_no_longer_theirs_goes_nowhere(
    scene: Scene, desks: Desks
) -> None:
    scene.names = {"Warga": REPORTER, "Budi": OFFICER, "Ratna": HEAD, "Sari": OTHER}
    scene.begins()
    number = desks.opens(REPORTER)
    quoted = Say(f"{number} apa saja")
    assert number not in scene.replies("Sari", quoted, "Jawaban dari kantor lain").words
    nothing = scene.replies("Sari", Say("KS-2611-0000 apa saja"), "Jawaban").words
    assert scene.replies("Sari", quoted, "Jawaban").words == nothing
    desks.records(OFFICER, ClosingProposed(number, 0, "fixed", Words("Beres")))
    desks.records(REPORTER, ClosingJudged(number, settled=True))
    closed = desks.row(number)
    for who in ("Warga", "Budi"):
        assert number in scene.replies(who, quoted, "Kata-kata terlambat").words
    assert scene.replies("Sari", quoted, "Jawaban").words == nothing
    assert desks.row(number) == closed
    assert not any("terlambat" in say.words or "kantor lain" in say.words for say in desks.told(REPORTER))


def test_two_officials_at_once_the_second_reads_who_was_quicker(scene: Scene, desks: Desks) -> None:
    scene.begins()
    number = desks.opens(REPORTER)
    for who in ("Budi", "Ratna"):
        scene.types(who, "/meja")
        scene.taps(who, number)
    scene.taps("Ratna", "Jawab")
    scene.types("Ratna", "Kami kirim tim besok pagi")
    scene.taps("Budi", "Saya tangani")
    before = desks.row(number)
    scene.taps("Ratna", "Selesai")
    late = scene.taps("Ratna", "Kirim")
    assert "Budi" in late.words
    assert desks.row(number) == before
    assert before.owner_id == desks.ids[OFFICER]
    assert not any("tim besok pagi" in say.words for say in desks.told(REPORTER))


@pytest.mark.parametrize(
    ("search", "finds"),
    [("24/11/2026", True), ("November 2026", True), ("23/11/2026", False), ("' OR '1'='1", False)],
)
def test_the_desk_is_searched_by_number_and_day(scene: Scene, desks: Desks, search: str, finds: bool) -> None:
    scene.begins()
    number = desks.opens(REPORTER)
    desks.opens(STRANGER, "Sampah menumpuk", unit="dlh")
    for text, found in ((search, finds), (number[:9].lower(), True), (number, True)):
        scene.types("Budi", "/meja")
        scene.taps("Budi", "Cari")
        scene.types("Budi", text)
        if scene.chats["Budi"].says[-1].choices[0].label == "Selesai":
            scene.taps("Budi", "Selesai")
        assert (number in scene.chats["Budi"].says[-1].words) == found, text
