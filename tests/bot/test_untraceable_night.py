"""Letters become cases by night, each once; whoever holds the receipt reads, answers and disagrees."""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import text

from bot.channels.base import Refused, Unreachable
from bot.clock import SystemClock
from bot.desk.photos import photos_of
from bot.house import House
from bot.media import MediaRules, read_copy
from bot.settings import Settings
from bot.untraceable import moving
from bot.untraceable.apart import Apart
from bot.untraceable.fetching import Fetching
from bot.untraceable.trying import with_receipt
from bot.wiring import sync_units
from handlers.talk import Input, Media, Say
from storage import case_events, media, receipts
from storage.cases import CaseRow
from storage.store import Store
from tests.bot.desks import Desks
from tests.bot.untraceables import ApartChat, apart_house, reports

Placed = tuple[House, Apart]
DAY = timedelta(days=1)


@pytest.fixture
def placed(settings: Settings, store: Store, tmp_path: Path) -> Placed:
    sync_units(settings, store)
    return apart_house(settings, store, tmp_path / "untraceable")


def night(store: Store, house: House, now: datetime, directory: Path) -> list[moving.Taken]:
    """The night's job, as far as letters go; not what comes after its commit."""
    letters = moving.ready(house, now)
    moving.keep_photos(letters, directory, store.vault, now)
    with store.begin() as tx:
        return moving.take_up(tx, house, letters, now)


def gone_by(store: Store, house: House, now: datetime, directory: Path) -> None:
    moving.done_with(house, night(store, house, now, directory))


def case_of(store: Store, apart: Apart, receipt: str) -> CaseRow | None:
    with store.reading() as tx:
        return receipts.case_of(tx, apart.receipts.hashed(receipt))


def shows(chat: ApartChat, typed: str) -> Say:
    """What somebody reads who sends a receipt."""
    incoming = asyncio.run(with_receipt(chat.incoming(Input(typed)), chat.house))
    chat.does(incoming)
    return chat.says[-1]


# --- the night -------------------------------------------------------------------------------------------


def test_a_letter_becomes_a_case_of_nobody_with_the_day_alone(
    placed: Placed, store: Store, now: datetime, tmp_path: Path
) -> None:
    house, apart = placed
    receipt = reports(ApartChat(store, house, now))
    gone_by(store, house, now, tmp_path)
    assert case_of(store, apart, receipt) is None  # not before the day is over
    gone_by(store, house, now + DAY, tmp_path)
    row = case_of(store, apart, receipt)
    assert row is not None
    assert (row.citizen_id, row.channel, row.known_as, row.route) == (None, "", "untraceable", "overseers")
    assert row.opened_at.astimezone(house.zone).strftime("%H:%M:%S") == "00:00:00"
    assert house.today(row.opened_at) == house.today(now)
    assert row.answer_due == house.due(now, house.city.answer_days)
    with store.reading() as tx:
        talk = tx.connection.execute(text("SELECT talk FROM cases")).scalar_one()
        assert [(one.kind, one.actor) for one in case_events.events(tx, row.id)] == [("opened", "citizen")]
    assert talk == ""
    assert list(apart.letters.all()) == []


def test_killed_between_letterbox_and_cases_it_is_there_once(
    placed: Placed, store: Store, now: datetime, tmp_path: Path
) -> None:
    house, apart = placed
    receipt = reports(ApartChat(store, house, now))
    night(store, house, now + DAY, tmp_path)  # and killed before the letter was destroyed
    assert len(list(apart.letters.all())) == 1
    gone_by(store, house, now + 2 * DAY, tmp_path)
    with store.reading() as tx:
        assert tx.connection.execute(text("SELECT count(*) FROM cases")).scalar_one() == 1
    assert case_of(store, apart, receipt) is not None
    assert list(apart.letters.all()) == []


def test_many_letters_come_in_an_order_that_is_drawn_by_lot(
    placed: Placed, store: Store, now: datetime, tmp_path: Path
) -> None:
    house, apart = placed
    given = [reports(ApartChat(store, house, now, address=f"48{n}")) for n in range(8)]
    gone_by(store, house, now + DAY, tmp_path)
    rows = [case_of(store, apart, receipt) for receipt in given]
    ids = [row.id for row in rows if row is not None]
    assert len(ids) == 8
    assert ids != sorted(ids)  # once in 40,320 runs it may be


def test_officials_read_that_nobody_knows_the_reporter(
    placed: Placed, store: Store, now: datetime, tmp_path: Path
) -> None:
    house, apart = placed
    desks = Desks(store, house, now)
    desks.official("overseer", None, "9009", "Ani")
    receipt = reports(ApartChat(store, house, now))
    gone_by(store, house, now + DAY, tmp_path)
    row = case_of(store, apart, receipt)
    assert row is not None
    (notice,) = ApartChat(store, house, now).gets(now + DAY)
    assert "Pelapor: tidak diketahui (tanpa jejak)" in notice.words
    assert row.number in notice.words


# --- photos ----------------------------------------------------------------------------------------------


class Album:
    """A network with one photo that tells where it was taken."""

    def __init__(self, *fails: Exception) -> None:
        self.fails, self.asked = list(fails), 0

    async def fetch(self, ref: str) -> bytes:
        self.asked += 1
        if self.fails:
            raise self.fails.pop(0)
        picture, out = Image.new("RGB", (40, 30), "red"), io.BytesIO()
        exif = picture.getexif()
        exif[0x010F] = "PHONE OF SITI"
        picture.save(out, "JPEG", exif=exif)
        return out.getvalue()


@dataclass
class WithPhoto(ApartChat):
    """Somebody who has a photo when they are asked for one."""

    def types(self, text: str, reply_to: str = "", quoting: str = "") -> Say:
        if text == "lewati" and "Punya foto" in self.says[-1].words:
            self.sends(Media("photo", "network-ref-1", "u", "image/jpeg", 900))
            return self.taps("Selesai")
        return super().types(text, reply_to, quoting)


def fetched(apart: Apart, album: Album, tmp_path: Path) -> None:
    rules = MediaRules(tmp_path / "media", ("image/jpeg",), max_tries=3)
    asyncio.run(Fetching(apart, {"telegram": album}, rules, SystemClock()).fetch_all())


def test_a_photo_is_drawn_anew_and_where_it_came_from_forgotten(
    placed: Placed, store: Store, now: datetime, tmp_path: Path
) -> None:
    house, apart = placed
    receipt = reports(WithPhoto(store, house, now))
    gone_by(store, house, now + DAY, tmp_path / "media")
    assert case_of(store, apart, receipt) is None  # it waits for its photo
    fetched(apart, Album(), tmp_path)
    ((_, letter),) = apart.letters.all()
    assert (letter.enclosed[0].ref, letter.enclosed[0].channel) == ("", "")
    gone_by(store, house, now + DAY, tmp_path / "media")
    row = case_of(store, apart, receipt)
    assert row is not None
    with store.reading() as tx:
        (photo,) = media.of(tx, "case", row.id)
    assert (photo.state, photo.channel, photo.ref[:4]) == ("kept", "", "doc:")
    with store.reading() as tx:
        assert [one.ref for one in photos_of(tx, row, "whatsapp")] == [photo.ref]  # every network shows it
    content = read_copy(tmp_path / "media", photo.path, store.vault)
    assert b"SITI" not in content
    assert Image.open(io.BytesIO(content)).size == (40, 30)


def test_a_photo_that_cannot_be_fetched_is_told_to_whoever_holds_the_receipt(
    placed: Placed, store: Store, now: datetime, tmp_path: Path
) -> None:
    house, apart = placed
    chat = WithPhoto(store, house, now)
    receipt = reports(chat)
    album = Album(Unreachable("away", left=False), Refused("gone"))
    fetched(apart, album, tmp_path)
    assert "1 foto masih diambil" in shows(chat, receipt).words
    fetched(apart, album, tmp_path)
    assert "1 foto tidak bisa diambil" in shows(chat, receipt).words
    gone_by(store, house, now + DAY, tmp_path / "media")
    assert case_of(store, apart, receipt) is not None


def test_a_letter_waits_for_its_photo_a_day_and_no_longer(
    placed: Placed, store: Store, now: datetime, tmp_path: Path
) -> None:
    house, apart = placed
    receipt = reports(WithPhoto(store, house, now))
    gone_by(store, house, now + 2 * DAY, tmp_path / "media")
    assert case_of(store, apart, receipt) is not None


# --- by receipt ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["{0}", "/status {0}", "{1}", "sw {2}"])
def test_a_receipt_is_read_as_people_type_it(placed: Placed, store: Store, now: datetime, typed: str) -> None:
    house, _ = placed
    chat = ApartChat(store, house, now)
    receipt = reports(chat)
    misread = receipt[3:].replace("0", "O").replace("1", "l").lower()
    spaced = " ".join((misread[:4], misread[4:8], misread[8:]))
    assert "Di kotak surat" in shows(chat, typed.format(receipt, receipt.lower(), spaced)).words


def test_from_any_chat_and_leaving_no_row(
    placed: Placed, store: Store, now: datetime, tmp_path: Path
) -> None:
    house, _ = placed
    receipt = reports(ApartChat(store, house, now))
    gone_by(store, house, now + DAY, tmp_path)
    other = ApartChat(store, house, now + DAY, address="4999")
    assert "Diterima" in shows(other, receipt).words
    with store.reading() as tx:
        for table in ("outbox", "talks", "pin_tries", "aside"):
            assert tx.connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0  # noqa: S608


def test_five_wrong_receipts_an_hour_and_then_not_even_the_right_one(
    placed: Placed, store: Store, now: datetime
) -> None:
    house, _ = placed
    chat = ApartChat(store, house, now)
    receipt = reports(chat)
    assert all("Di kotak surat" in shows(chat, receipt).words for _ in range(7))  # right ones cost nothing
    for n in range(5):
        assert "tidak menemukan" in shows(chat, f"SW-{n:012d}").words
    assert "tidak menemukan" in shows(chat, receipt).words
    assert "Di kotak surat" in shows(ApartChat(store, house, now, address="4990"), receipt).words


def test_tries_count_for_an_hour_and_then_nobody_remembers_who_tried() -> None:
    from bot.untraceable.receipts import Receipts

    at = [0.0]
    receipts = Receipts(b"salt", lambda: at[0])
    assert [receipts.may_try("a") for _ in range(6)] == [True] * 5 + [False]
    at[0] = 3599.0
    assert (receipts.may_try("a"), receipts.may_try("b")) == (False, True)
    at[0] = 3600.0
    assert receipts.may_try("a")
    at[0] = 10_000.0
    assert receipts.may_try("c")
    assert set(receipts._tried) == {"c"}
    receipts.close()


def test_a_receipt_of_another_city_fits_nothing(placed: Placed, store: Store, now: datetime) -> None:
    house, _ = placed
    assert "tidak menemukan" in shows(ApartChat(store, house, now), "SW-7F3K9M2Q4TXB").words


def test_what_is_no_receipt_is_no_receipt() -> None:
    from bot.untraceable.receipts import found_in

    assert found_in("SW-7F3K9M2Q4TX") == ""
    assert found_in("SW-7F3K9M2Q4TXB dan lagi") == ""
    assert found_in("SW-7F3K9M2Q4TXU") == ""  # no U among Crockford's
    assert found_in("sw 7f3k-9m2q-4txo") == "SW-7F3K9M2Q4TX0"


def test_what_officials_ask_is_answered_by_receipt_and_the_case_goes_on(
    placed: Placed, store: Store, now: datetime, tmp_path: Path
) -> None:
    house, apart = placed
    desks = Desks(store, house, now)
    desks.official("overseer", None, "9009", "Ani")
    chat = ApartChat(store, house, now)
    receipt = reports(chat)
    gone_by(store, house, now + DAY, tmp_path)
    row = case_of(store, apart, receipt)
    assert row is not None
    with store.begin() as tx:
        _move(tx, row.id, "needs_data")
        case_events.happened(tx, [row.id], "asked", "official:1", "Jam berapa kejadiannya?", now + DAY)
    chat.now += DAY
    assert "Jam berapa kejadiannya?" in shows(chat, receipt).words
    chat.taps("Jawab")
    chat.types("Jam sembilan pagi")
    chat.taps("Selesai")
    assert "kotak surat" in chat.says[-1].words
    night(store, house, now + 2 * DAY, tmp_path)  # killed, and once more
    gone_by(store, house, now + 2 * DAY, tmp_path)
    with store.reading() as tx:
        kinds = [(one.kind, one.words) for one in case_events.events(tx, row.id)]
    assert kinds.count(("supplemented", "Jam sembilan pagi")) == 1
    after = case_of(store, apart, receipt)
    assert after is not None
    assert after.state == "in_progress"


def test_words_to_a_proposed_closing_open_the_case_again(
    placed: Placed, store: Store, now: datetime, tmp_path: Path
) -> None:
    house, apart = placed
    chat = ApartChat(store, house, now)
    receipt = reports(chat)
    gone_by(store, house, now + DAY, tmp_path)
    row = case_of(store, apart, receipt)
    assert row is not None
    with store.begin() as tx:
        _move(tx, row.id, "proposed")
    chat.now += DAY
    shows(chat, receipt)
    chat.taps("Jawab")
    chat.types("Belum selesai sama sekali")
    chat.taps("Selesai")
    gone_by(store, house, now + 2 * DAY, tmp_path)
    after = case_of(store, apart, receipt)
    assert after is not None
    assert (after.state, after.reopened) == ("reopened", 1)


def _move(tx, case_id: int, state: str) -> None:  # type: ignore[no-untyped-def]
    sql = "UPDATE cases SET state = :state, outcome = :outcome WHERE id = :id"
    outcome = "answered" if state == "proposed" else ""
    tx.connection.execute(text(sql), {"state": state, "outcome": outcome, "id": case_id})
