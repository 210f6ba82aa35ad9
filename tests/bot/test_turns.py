"""Turns on real rows: once each, in order, replies with the state they belong to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.house import House
from bot.settings import Settings, load_settings
from bot.turns import set_aside, take_turns
from bot.wiring import build_house, sync_units
from handlers.talk import Input, Media
from storage import aside, cases, officials, outbox
from storage.models import Case, CaseEvent, Citizen, Handle, Outbox, Rating, Talk
from storage.models import Media as MediaRow
from storage.store import Store
from tests.bot.citizens import Chat, pushed

PHOTO = Media("photo", "AgAC-photo", "u1", "image/jpeg", 1234)


@pytest.fixture
def house(settings: Settings, store: Store) -> House:
    sync_units(settings, store)
    return build_house(settings)


@pytest.fixture
def chat(store: Store, house: House, now: datetime) -> Chat:
    return Chat(store, house, now)


def rows(store: Store, table: type, column: str = "id") -> int:
    with store.reading() as tx:
        found: int = tx.connection.execute(select(func.count(getattr(table, column)))).scalar_one()
        return found


def bound(store: Store, house: House, now: datetime, role: str, unit: str | None, address: str) -> Chat:
    """An official who has opened their link."""
    with store.begin() as tx:
        officials.invite(tx, role, unit, f"Pejabat {role}", f"code-{address}", now + timedelta(days=1), now)
    official = Chat(store, house, now, address)
    official.types(f"/start i-code-{address}")
    return official


def test_two_taps_from_the_code_on_the_counter_to_a_stored_rating(chat: Chat, store: Store) -> None:
    chat.types("/start u-disdukcapil")
    assert "Disdukcapil" in chat.says[-1].words
    chat.taps("4")
    with store.reading() as tx:
        assert tx.connection.execute(select(Rating.unit, Rating.score)).all() == [("disdukcapil", 4)]


def test_the_same_update_twice_in_one_batch_is_one_row_and_one_answer(chat: Chat, store: Store) -> None:
    chat.types("/start u-disdukcapil")
    tap = chat.incoming(Input(tap=chat.button("3")))
    before = rows(store, Outbox)
    turned = chat.does(tap, tap)
    again = chat.does(tap)
    assert rows(store, Rating) == 1
    assert rows(store, Outbox) == before + 1
    assert (turned.new, len(turned.replies)) == (1, 1)
    assert (again.new, again.replies) == (0, [])


def test_the_same_update_in_two_processes_at_once_is_one_row(chat: Chat, store: Store, house: House) -> None:
    chat.types("/start u-disdukcapil")
    tap = chat.incoming(Input(tap=chat.button("3")))
    replies: list[int] = []

    def take() -> None:
        with store.begin() as tx:
            replies.append(len(take_turns(tx, [tap], house, chat.now).replies))

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(replies) == [0, 1]
    assert rows(store, Rating) == 1


def test_a_batch_keeps_the_order_within_a_citizen(chat: Chat, store: Store) -> None:
    messages = [chat.incoming(Input(f"/start u-{unit}")) for unit in ("disdukcapil", "dinsos")]
    chat.does(*reversed(messages))
    assert "Dinsos" in chat.says[-1].words


def test_a_double_tap_changes_nothing_and_says_so_over_the_button(chat: Chat, store: Store) -> None:
    chat.types("/start u-disdukcapil")
    tap = chat.button("4")
    chat.does(chat.incoming(Input(tap=tap)))
    said = len(chat.says)
    chat.does(chat.incoming(Input(tap=tap)))
    assert len(chat.says) == said
    assert chat.toast
    assert rows(store, Rating) == 1


def test_a_tap_on_a_finished_talk_is_answered_over_the_button(chat: Chat) -> None:
    chat.types("/start u-disdukcapil")
    tap = chat.button("4")
    chat.does(chat.incoming(Input(tap=tap)))
    chat.types("batal")
    said = len(chat.says)
    chat.does(chat.incoming(Input(tap=tap)))
    assert chat.toast
    assert len(chat.says) == said


def complain(chat: Chat, unit: str, category: str, about: str, text: str, *, photo: bool = False) -> str:
    """A whole complaint by tapping and typing; its number."""
    chat.types("/lapor")
    chat.taps("Pengaduan")
    chat.taps("Ya")
    chat.types(unit)
    chat.taps(category)
    chat.taps(about)
    if photo:
        chat.sends(PHOTO, text)
    else:
        chat.types(text)
    chat.taps("Selesai")
    chat.types("lewati")
    chat.taps("Hari ini")
    if not photo:
        chat.types("lewati")
    chat.taps("Dirahasiakan")
    said = chat.taps("Kirim")
    with chat.store.reading() as tx:
        number = tx.connection.execute(select(Case.number).order_by(Case.id.desc())).scalars().first()
    assert number is not None
    assert number in said.words
    return number


def test_a_complaint_with_a_photo_gets_a_number_and_reaches_the_unit(
    chat: Chat, store: Store, house: House, now: datetime
) -> None:
    bound(store, house, now, "officer", "disdukcapil", "9001")
    number = complain(chat, "disdukcapil", "Lambat", "Layanan", "KTP saya belum jadi 3 bulan", photo=True)
    assert rows(store, MediaRow) == 1
    notices = pushed(store, chat.now, "9001")
    assert [say.case for say in notices] == [number]
    assert "KTP saya belum jadi 3 bulan" in notices[0].words
    assert "4711" not in notices[0].words


def test_an_official_answers_by_replying_and_the_citizen_reads_it_under_the_number(
    chat: Chat, store: Store, house: House, now: datetime
) -> None:
    officer = bound(store, house, now, "officer", "disdukcapil", "9001")
    number = complain(chat, "disdukcapil", "Lambat", "Layanan", "KTP saya belum jadi 3 bulan")
    pushed(store, chat.now, "9001")
    with store.reading() as tx:
        ref = tx.connection.execute(select(Outbox.sent_ref).where(Outbox.purpose == "notice")).scalar_one()
    officer.now = chat.now
    assert number in officer.types("Sudah kami cetak, silakan diambil.", reply_to=str(ref)).words
    answers = pushed(store, officer.now, "4711")
    assert number in answers[0].words
    assert "Sudah kami cetak" in answers[0].words
    with store.reading() as tx:
        answer = tx.connection.execute(select(Outbox.sent_ref).where(Outbox.purpose == "answer")).scalar_one()
    chat.now = officer.now
    assert number in chat.types("Terima kasih, tapi loketnya tutup.", reply_to=str(answer)).words
    assert "loketnya tutup" in pushed(store, chat.now, "9001")[0].words


def test_an_answer_that_comes_before_we_know_what_the_network_calls_our_message_finds_its_case(
    chat: Chat, store: Store, house: House, now: datetime
) -> None:
    officer = bound(store, house, now, "officer", "disdukcapil", "9001")
    number = complain(chat, "disdukcapil", "Lambat", "Layanan", "KTP saya belum jadi 3 bulan")
    (notice,) = pushed(store, chat.now, "9001")
    officer.now = chat.now
    told = officer.types("Sudah kami cetak.", reply_to="not written down yet", quoting=notice.words)
    assert number in told.words
    assert "Sudah kami cetak" in pushed(store, officer.now, "4711")[0].words


def test_a_number_further_down_in_a_quoted_message_makes_no_answer(
    chat: Chat, store: Store, house: House, now: datetime
) -> None:
    officer = bound(store, house, now, "officer", "disdukcapil", "9001")
    number = complain(chat, "disdukcapil", "Lambat", "Layanan", "KTP saya belum jadi 3 bulan")
    officer.now = chat.now
    officer.types("Baik", reply_to="77", quoting=f"📊 The week\n\nPlease answer what is overdue: {number}.")
    assert pushed(store, officer.now, "4711") == []


@pytest.mark.parametrize(
    ("category", "about"), [("pungli", "Layanan"), ("Lambat", "Kepala")], ids=["pungli", "about the head"]
)
def test_what_bypasses_the_unit_reaches_the_overseers_alone(
    chat: Chat, store: Store, house: House, now: datetime, category: str, about: str
) -> None:
    bound(store, house, now, "head", "disdukcapil", "9001")
    bound(store, house, now, "officer", "disdukcapil", "9002")
    bound(store, house, now, "overseer", None, "9003")
    number = complain(chat, "disdukcapil", category, about, "Kepala minta uang 500 ribu")
    assert pushed(store, chat.now, "9001") == []
    assert pushed(store, chat.now, "9002") == []
    assert [say.case for say in pushed(store, chat.now, "9003")] == [number]


def test_without_an_overseer_the_coordinator_gets_it_and_the_citizen_is_told(
    chat: Chat, store: Store, house: House, now: datetime
) -> None:
    bound(store, house, now, "head", "disdukcapil", "9001")
    bound(store, house, now, "coordinator", None, "9004")
    complain(chat, "disdukcapil", "pungli", "Layanan", "Diminta 50 ribu")
    assert "oordinator" in chat.says[-1].words
    assert pushed(store, chat.now, "9001") == []
    assert len(pushed(store, chat.now, "9004")) == 1


def test_a_reply_from_somebody_elses_chat_reaches_nobody(
    chat: Chat, store: Store, house: House, now: datetime
) -> None:
    bound(store, house, now, "officer", "disdukcapil", "9001")
    complain(chat, "disdukcapil", "Lambat", "Layanan", "KTP saya belum jadi 3 bulan")
    pushed(store, chat.now, "9001")
    with store.reading() as tx:
        ref = tx.connection.execute(select(Outbox.sent_ref).where(Outbox.purpose == "notice")).scalar_one()
    stranger = Chat(store, house, chat.now, "6666")
    stranger.types("ini jawaban palsu", reply_to=str(ref))
    assert pushed(store, stranger.now, "4711") == []
    with store.reading() as tx:
        kinds = tx.connection.execute(select(CaseEvent.kind)).scalars().all()
    assert kinds == ["opened"]


def test_free_words_at_the_menu_begin_a_case_with_these_words(chat: Chat) -> None:
    assert "KTP saya belum jadi 3 bulan" in chat.types("KTP saya belum jadi 3 bulan").words
    assert chat.button("Pengaduan").startswith("comp.")


@pytest.mark.parametrize("polite", ["terima kasih", "Assalamualaikum", "ok", "👍"])
def test_politeness_opens_no_case(chat: Chat, store: Store, polite: str) -> None:
    chat.types(polite)
    assert rows(store, Talk, "serial") == 0


def test_danger_is_answered_first_and_the_words_still_count(chat: Chat) -> None:
    chat.types("tolong ada kebakaran di pasar rau dekat puskesmas")
    assert "112" in chat.says[0].words
    assert len(chat.says) == 2


def test_another_conversation_lets_the_open_one_wait_and_comes_back_to_it(chat: Chat) -> None:
    chat.types("/start u-disdukcapil")
    chat.types("/survei")
    chat.types("dinsos")
    chat.types("/status")
    assert chat.says[-1].choices[0].id.startswith("srvy.")


def test_deleting_cuts_the_person_and_makes_no_new_one(chat: Chat, store: Store) -> None:
    chat.types("/start u-disdukcapil")
    chat.taps("4")
    chat.types("batal")
    chat.types("/data")
    chat.taps("Hapus")
    chat.taps("Ya")
    assert rows(store, Citizen) == 1
    assert rows(store, Handle) == 0
    with store.reading() as tx:
        assert tx.connection.execute(select(Rating.citizen_id, Rating.score)).all() == [(None, 4)]
    chat.types("/start")
    assert rows(store, Citizen) == 2


def test_whoever_blocks_the_bot_gets_nothing_more(
    chat: Chat, store: Store, house: House, now: datetime
) -> None:
    officer = bound(store, house, now, "officer", "disdukcapil", "9001")
    complain(chat, "disdukcapil", "Lambat", "Layanan", "KTP saya belum jadi 3 bulan")
    officer.does(officer.incoming(Input(), kind="blocked"))
    assert pushed(store, chat.now + timedelta(minutes=5), "9001") == []


def test_a_group_is_left_and_nobody_is_made_a_citizen_of(chat: Chat, store: Store) -> None:
    turned = chat.does(chat.incoming(Input(), kind="joined_group"))
    assert turned.taken[0].leaves
    assert turned.replies == []
    assert rows(store, Citizen) == 0


def test_a_message_set_aside_is_kept_sealed_and_its_sender_is_told(
    chat: Chat, store: Store, house: House, now: datetime
) -> None:
    bad = chat.incoming(Input("nomor saya 0812"))
    with store.begin() as tx:
        turned = set_aside(tx, bad, ZeroDivisionError("0812"), house, now)
    assert len(turned.replies) == 1
    with store.reading() as tx:
        waiting = aside.waiting(tx)
    assert [row.update_id for row in waiting] == [bad.update_id]
    assert waiting[0].error == "ZeroDivisionError"


def test_a_state_written_by_an_older_version_goes_on(chat: Chat, store: Store) -> None:
    chat.types("/start u-disdukcapil")
    with store.begin() as tx:
        row = next(iter(chat_talks(tx)))
    assert '"asked":"score"' in row
    chat.taps("2")
    assert rows(store, Rating) == 1


def chat_talks(tx: outbox.Tx) -> list[str]:
    return [
        tx.vault.open(state, "talks.state") for state in tx.connection.execute(select(Talk.state)).scalars()
    ]


@pytest.fixture(autouse=True)
def _checks_nothing_personal_in_plain(store: Store) -> Iterator[None]:
    """After every test: no word anybody typed stands readable in the database's file."""
    yield
    if not store.is_sqlite:
        return
    with store.begin() as tx:
        tx.connection.exec_driver_sql("SELECT 1")
    raw = b"".join(path.read_bytes() for path in Path(str(store.url.database)).parent.glob("suara.db*"))
    for secret in (b"KTP saya", b"Sudah kami cetak", b"minta uang", b"Pejabat"):
        assert secret not in raw


def test_settings_of_the_tests_are_the_shipped_ones(settings_environ: dict[str, str]) -> None:
    assert load_settings(environ=settings_environ).city.case_prefix == "KS"


def test_numbers_carry_the_month_of_the_city(chat: Chat, store: Store) -> None:
    number = complain(chat, "disdukcapil", "Lambat", "Layanan", "KTP saya belum jadi 3 bulan")
    with store.reading() as tx:
        row = cases.by_number(tx, number)
    assert row is not None
    local = row.opened_at.astimezone(chat.house.zone)
    assert number.startswith(f"KS-{local:%y%m}-")


def test_whoever_changes_the_language_is_asked_the_same_question_in_it(chat: Chat) -> None:
    chat.types("/start u-disdukcapil")
    asked = chat.types("/en")
    assert "All right, from now on in English." in [say.words for say in chat.says]
    assert asked.words == "Let us go on where we were:\n\nHow was the service at Disdukcapil?"
    assert chat.taps("Very good").words.startswith("Noted")
