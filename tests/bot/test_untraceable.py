"""An untraceable report: what is kept while it is written, what of it is in the database, and how it ends."""

from __future__ import annotations

import json
import stat
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.channels.base import Incoming
from bot.house import House
from bot.settings import Settings
from bot.turns import Turned, set_aside, take_turns
from bot.untraceable.apart import Apart
from bot.untraceable.room import SAYS, TALK
from bot.untraceable.working import happened
from bot.wiring import sync_units
from handlers.talk import Input
from handlers.talk.stored import say_from_json
from storage.models import Base
from storage.store import Store
from tests.bot.untraceables import STORY, ApartChat, apart_house, chooses, reports

Placed = tuple[House, Apart]


@pytest.fixture
def placed(settings: Settings, store: Store, tmp_path: Path) -> Placed:
    sync_units(settings, store)
    return apart_house(settings, store, tmp_path / "untraceable")


def counted(store: Store, *tables: str) -> list[int]:
    with store.reading() as tx:
        found = (tx.connection.execute(text(f"SELECT count(*) FROM {table}")) for table in tables)  # noqa: S608
        return [one.scalar_one() for one in found]


def everything(store: Store) -> bytes:
    """All rows of all tables, sealed columns as they lie there."""
    with store.reading() as tx:
        rows = (tx.connection.execute(table.select()).all() for table in Base.metadata.sorted_tables)
        return repr([tuple(row) for found in rows for row in found]).encode()


class DiskFull(Exception):
    """The commit fails."""


def commit_fails(store: Store, house: House, now: datetime, *incoming: Incoming) -> None:
    """The turn is taken, and nothing of it is stored."""
    with suppress(DiskFull), store.begin() as tx:
        take_turns(tx, incoming, house, now)
        raise DiskFull


# --- while it is written ---------------------------------------------------------------------------------


def test_the_report_ends_with_a_receipt_and_a_letter_for_the_night(
    placed: Placed, store: Store, now: datetime
) -> None:
    house, apart = placed
    receipt = reports(ApartChat(store, house, now))
    (letter,) = [letter for _, letter in apart.letters.all()]
    assert letter.receipt == apart.receipts.hashed(receipt)
    assert "0812" not in letter.about["words"]
    assert letter.about["words"].startswith("Saya diminta uang Rp50.000 di loket, oleh [nama]")


def test_of_the_whole_report_no_table_has_a_row_but_that_somebody_was_here(
    placed: Placed, store: Store, now: datetime
) -> None:
    house, _ = placed
    reports(ApartChat(store, house, now))
    assert counted(store, "outbox", "talks", "consents", "cases", "media", "aside") == [0] * 6
    assert counted(store, "citizens", "handles") == [1, 1]


def test_whoever_was_here_before_was_not_here_any_later(placed: Placed, store: Store, now: datetime) -> None:
    house, _ = placed
    chat = ApartChat(store, house, now)
    chat.types("/start")
    with store.reading() as tx:
        seen = tx.connection.execute(text("SELECT last_seen_at FROM citizens")).scalar_one()
    chat.now += timedelta(hours=3)
    reports(chat)
    with store.reading() as tx:
        assert tx.connection.execute(text("SELECT last_seen_at FROM citizens")).scalar_one() == seen


def test_updates_are_remembered_by_a_hash_and_the_day_alone(
    placed: Placed, store: Store, now: datetime
) -> None:
    house, apart = placed
    chat = ApartChat(store, house, now)
    incoming = chat.incoming(Input("/lapor"))
    chat.does(incoming)
    chat.does(incoming)  # the network sends it once more
    with store.reading() as tx:
        ((name, at),) = tx.connection.execute(text("SELECT update_id, at FROM updates")).all()
    assert name == apart.seen_as(incoming.update_id) != incoming.update_id
    assert "00:00:00" in str(at)
    assert len(chat.says) == 1


def test_what_is_kept_apart_is_for_its_owner_alone_and_sealed(
    placed: Placed, store: Store, now: datetime
) -> None:
    house, apart = placed
    chat = ApartChat(store, house, now)
    chooses(chat)
    chat.taps("Lanjut tanpa jejak")
    files = list(apart.room.directory.iterdir())
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(apart.room.directory.stat().st_mode) == 0o700
    assert not any(
        b"tanpa jejak" in file.read_bytes() or b"untraceable" in file.read_bytes() for file in files
    )
    assert not any(chat.address in file.name for file in files)


def test_at_the_end_key_and_answers_are_destroyed(placed: Placed, store: Store, now: datetime) -> None:
    house, apart = placed
    chat = ApartChat(store, house, now)
    reports(chat)
    assert apart.room.files.names(TALK) == apart.room.files.names(SAYS) == []
    chooses(other := ApartChat(store, house, now, address="4712"))
    other.types("batal")
    assert apart.room.files.names(TALK) == []


def test_whoever_chooses_confidential_is_kept_with_all_others_from_then_on(
    placed: Placed, store: Store, now: datetime
) -> None:
    house, apart = placed
    chat = ApartChat(store, house, now)
    chat.types("/lapor")
    chat.taps("Pengaduan")
    assert counted(store, "talks", "outbox", "consents") == [0, 0, 0]
    chat.taps("Dirahasiakan")
    assert counted(store, "talks", "outbox", "consents") == [
        1,
        1,
        1,
    ]  # the notice that was shown is proven now
    assert apart.room.files.names(TALK) == []
    chat.taps("Ya")
    chat.types("dishub")
    chat.taps("pungli")
    chat.taps("Pegawai")
    chat.types(STORY)
    for label in ("Selesai", "Lewati", "Hari ini", "Lewati"):
        chat.taps(label)
    assert "KS-" in chat.taps("✅ Kirim").words
    assert counted(store, "cases", "consents") == [1, 1]


def test_another_conversation_in_the_middle_leaves_the_report_where_it_is(
    placed: Placed, store: Store, now: datetime
) -> None:
    house, _ = placed
    chat = ApartChat(store, house, now)
    chooses(chat)
    chat.taps("Lanjut tanpa jejak")
    chat.types("/bantuan")
    assert "umur" in chat.says[-1].words or "umur" in chat.says[-2].words
    chat.taps("Ya")
    assert "Kantor mana" in chat.says[-1].words
    body = counted(store, "talks")
    assert body == [0]


# --- when something breaks --------------------------------------------------------------------------------


def test_a_turn_whose_commit_failed_is_taken_again_from_where_it_began(
    placed: Placed, store: Store, now: datetime
) -> None:
    house, _ = placed
    chat = ApartChat(store, house, now)
    chooses(chat)
    chat.taps("Lanjut tanpa jejak")
    chat.taps("Ya")
    incoming = chat.incoming(Input("dishub"))
    commit_fails(store, house, chat.now, incoming)
    chat.does(incoming)
    assert "paling mendekati" in chat.says[-1].words


def test_a_report_whose_last_commit_failed_is_one_letter_and_its_receipt_is_the_one_shown(
    placed: Placed, store: Store, now: datetime
) -> None:
    house, apart = placed

    @dataclass
    class Unlucky(ApartChat):
        def does(self, *incoming: Incoming) -> Turned:
            commit_fails(self.store, self.house, self.now, *incoming)
            return super().does(*incoming)

    receipt = reports(Unlucky(store, house, now))
    (letter,) = [letter for _, letter in apart.letters.all()]
    assert letter.receipt == apart.receipts.hashed(receipt)


def test_what_a_process_that_died_had_not_said_is_said_by_the_next(
    placed: Placed, store: Store, settings: Settings, now: datetime
) -> None:
    house, apart = placed
    chat = ApartChat(store, house, now)
    with store.begin() as tx:
        take_turns(tx, [chat.incoming(Input("/lapor"))], house, now)
    _, again = apart_house(settings, store, apart.room.directory)
    (row,) = again.room.unsaid(set)
    assert "Apa yang ingin Anda sampaikan?" in say_from_json(row.body)[0].words
    assert row.address is not None
    assert row.address.value == chat.address
    assert again.room.unsaid(set) == []  # it is on its way
    again.room.said(row.id)
    assert again.room.files.names(SAYS) == []


def test_what_was_to_follow_on_a_turn_that_was_never_committed_is_not_said(
    placed: Placed, store: Store, settings: Settings, now: datetime
) -> None:
    house, apart = placed
    lost = ApartChat(store, house, now).incoming(Input("/lapor"))
    kept = ApartChat(store, house, now, address="4712").incoming(Input("/lapor"))
    commit_fails(store, house, now, lost)
    with store.begin() as tx:
        take_turns(tx, [kept], house, now)
    _, again = apart_house(settings, store, apart.room.directory)
    (row,) = again.room.unsaid(partial(happened, store, again))
    assert row.address is not None
    assert row.address.value == "4712"
    with store.begin() as tx:  # the network brings it again, and now it is answered, once
        (answer,) = take_turns(tx, [lost], replace(house, apart=again), now).replies
    assert again.room.on_its_way(answer.id) == answer
    again.room.said(answer.id)
    again.room.said(row.id)
    assert again.room.files.names(SAYS) == []


def test_a_report_in_which_nothing_was_said_for_a_day_is_destroyed_and_its_author_told_once(
    placed: Placed, store: Store, now: datetime
) -> None:
    house, apart = placed
    chat = ApartChat(store, house, now)
    chooses(chat)
    later = (apart.room.directory / "names.secret").stat().st_mtime + 25 * 3600
    assert apart.room.expire(later) == 1
    assert apart.room.expire(later) == 0
    chat.types("/bantuan")
    assert "sudah tidak ada" in chat.says[-2].words
    chat.types("/bantuan")
    assert sum("sudah tidak ada" in say.words for say in chat.says) == 1


def test_a_key_that_is_gone_in_the_middle_is_told_and_nothing_counts_as_sent(
    placed: Placed, store: Store, now: datetime
) -> None:
    house, apart = placed
    chat = ApartChat(store, house, now)
    chooses(chat)
    for key in apart.room.directory.glob("*.talk.key"):
        key.unlink()
    chat.taps("Lanjut tanpa jejak")
    assert any("Tidak ada yang terkirim" in say.words for say in chat.says)
    assert list(apart.letters.all()) == []


def test_a_message_that_our_code_cannot_deal_with_is_not_set_aside(
    placed: Placed, store: Store, now: datetime
) -> None:
    house, _ = placed
    chat = ApartChat(store, house, now)
    chooses(chat)
    incoming = replace(chat.incoming(Input(STORY)), payload=json.dumps({"text": STORY}))
    with store.begin() as tx:
        turned = set_aside(tx, incoming, RuntimeError("ours"), house, now)
    assert counted(store, "aside") == [0]
    assert "kirim sekali lagi" in say_from_json(turned.replies[0].body)[0].words


def test_nothing_that_was_told_lies_anywhere_in_the_file_or_its_log(
    placed: Placed, store: Store, now: datetime
) -> None:
    house, _ = placed
    reports(ApartChat(store, house, now), mask=False)
    assert store.empty_log()
    raw = everything(store)
    if store.is_sqlite:
        log = store.file.with_name(store.file.name + "-wal")
        assert not log.exists() or log.stat().st_size == 0
        raw += store.file.read_bytes()
    assert b"diminta uang" not in raw
    header = store.vault.header
    assert raw.count(header) <= 2  # the chat's own address, and what begins a page of it
