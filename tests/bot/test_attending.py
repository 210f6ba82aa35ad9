"""Coming to a forum, from the tap to the seat: bad input, the line that moves up, and fifty at once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from bot.attending.record import party_stated
from bot.recording import Recording
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.forum_events import PartyStated
from handlers.talk import Input
from storage import attendance, citizens, forum_needs, seats
from storage.models import ForumSeats
from storage.store import Store
from tests.bot.coming import CODE, DAY, Coming
from tests.bot.whereabouts import everybody_on, handle

HOUR = timedelta(hours=1)


@pytest.fixture
def coming(settings: Settings, store: Store, now: datetime) -> Coming:
    sync_units(settings, store)
    return Coming(store, build_house(settings), settings, now)


def test_a_tap_keeps_a_seat_and_tells_the_code_for_the_door(coming: Coming) -> None:
    row = coming.announced(citizens=2)
    coming.invites("1")
    say = coming.taps("1", "come")
    with coming.store.begin() as tx:
        code = attendance.code_of(tx, row.id, coming.ids["1"])
    assert f"{code[:4]}-{code[4:]}".upper() in say.words
    assert "Kursi untuk 1 orang" in say.words
    assert coming.word("1").group == "citizens"


def test_a_mind_is_changed_as_often_as_one_likes(coming: Coming) -> None:
    row = coming.announced(citizens=1)
    coming.invites("1")
    for answer in ("come", "perhaps", "come", "come", "cannot", "come"):
        coming.taps("1", answer)
    assert coming.answers("1") == ["come"]
    with coming.store.reading() as tx:
        assert seats.taken(tx, row.id) == {"citizens": 1}


@pytest.mark.parametrize("batch", [1, 7, 50])
def test_fifty_who_tap_for_the_last_ten_seats_in_the_same_second_get_ten_of_them(
    coming: Coming, batch: int
) -> None:
    row = coming.announced(citizens=10)
    people = [str(number) for number in range(100, 150)]
    coming.invites(*people)
    coming.tap_all(people, batch=batch)
    assert coming.answers(*people) == ["come"] * 10 + ["waiting"] * 40
    assert coming.line() == people[10:]
    with coming.store.reading() as tx:
        assert seats.taken(tx, row.id) == {"citizens": 10}


def test_a_freed_seat_is_offered_once_to_the_first_in_line_with_a_time_to_say_yes(coming: Coming) -> None:
    coming.announced(citizens=1)
    coming.invites("1", "2", "3")
    for address in ("1", "2", "3"):
        coming.taps(address, "come")
    coming.taps("1", "cannot")
    assert coming.answers("2", "3") == ["offered", "waiting"]
    (say,) = coming.pushed("2")
    assert "Ada 1 kursi kosong untuk Anda" in say.words
    assert "paling lambat Rabu, 25 November 2026 pukul 10.00 WIB" in say.words
    assert coming.pushed("3") == []
    coming.looks_after()
    assert len(coming.pushed("2")) == 1
    assert "sampai jumpa" in coming.taps("2", "come").words


def test_who_lets_the_time_pass_is_told_once_and_the_next_is_asked(coming: Coming) -> None:
    coming.announced(citizens=1)
    coming.invites("1", "2", "3")
    for address in ("1", "2", "3"):
        coming.taps(address, "come")
    coming.taps("1", "cannot")
    coming.now += DAY - HOUR
    coming.looks_after()
    assert coming.answers("2", "3") == ["offered", "waiting"]
    coming.now += HOUR + timedelta(minutes=1)
    coming.looks_after()
    coming.looks_after()
    assert coming.answers("2", "3") == ["perhaps", "offered"]
    assert len(coming.pushed("2")) == 2
    assert "waktu menjawab habis" in coming.pushed("2")[1].words
    assert len(coming.pushed("3")) == 1
    coming.taps("2", "come")
    assert coming.answers("2") == ["waiting"]


def test_who_declines_an_offer_passes_it_on(coming: Coming) -> None:
    coming.announced(citizens=1)
    coming.invites("1", "2", "3")
    for address in ("1", "2", "3"):
        coming.taps(address, "come")
    coming.taps("1", "cannot")
    coming.taps("2", "cannot")
    assert coming.answers("1", "2", "3") == ["cannot", "cannot", "offered"]


def test_an_offer_in_the_night_waits_for_the_morning_and_its_time_begins_then(coming: Coming) -> None:
    coming.announced(citizens=1)
    coming.invites("1", "2")
    coming.taps("1", "come")
    coming.taps("2", "come")
    coming.now += 12 * HOUR  # ten in the evening
    coming.taps("1", "cannot")
    (due,) = coming.due("2")
    assert due.astimezone(coming.house.zone).strftime("%d %H:%M") == "25 07:00"
    assert coming.word("2").offered_until == due + DAY


def test_near_the_beginning_there_is_half_of_what_is_left_and_then_nobody_is_asked(coming: Coming) -> None:
    row = coming.announced(citizens=1)
    coming.invites("1", "2", "3")
    for address in ("1", "2", "3"):
        coming.taps(address, "come")
    coming.now = row.starts_at - 2 * HOUR
    coming.taps("1", "cannot")
    until = coming.word("2").offered_until
    assert until is not None
    assert abs(row.starts_at - HOUR - until) < timedelta(seconds=5)  # a tap takes a moment
    coming.now = row.starts_at - timedelta(minutes=30)
    coming.taps("2", "cannot")
    assert coming.answers("3") == ["waiting"]


def test_a_party_is_stated_and_more_than_there_are_seats_for_waits_together(coming: Coming) -> None:
    coming.announced(citizens=3)
    coming.invites("1", "2")
    coming.taps("2", "come")
    chat = coming.chat("1")
    chat.does(coming.tap(chat, "come"))
    chat.taps("Kami lebih dari satu")
    chat.taps("4")
    assert "hanya cukup untuk 2 orang" in chat.says[-1].words
    chat.taps("Kami menunggu 4 kursi")
    assert "Kursi kosong 2, kurang dari 4" in chat.says[-1].words
    word = coming.word("1")
    assert (word.answer, word.party, word.place) == ("waiting", 4, 1)


def test_a_party_with_fewer_gives_seats_back_which_are_offered(coming: Coming) -> None:
    coming.announced(citizens=3)
    coming.invites("1", "2")
    chat = coming.chat("1")
    chat.does(coming.tap(chat, "come"))
    chat.taps("Kami lebih dari satu")
    chat.taps("3")
    coming.taps("2", "come")
    assert coming.answers("2") == ["waiting"]
    chat.taps("Kami lebih dari satu")
    chat.taps("1")
    assert coming.word("1").party == 1
    assert coming.answers("2") == ["offered"]


@pytest.mark.parametrize("party", [0, -3, 6, 9999])
def test_no_party_of_nobody_or_of_a_crowd_gets_in_by_a_made_up_answer(coming: Coming, party: int) -> None:
    coming.announced(citizens=3)
    coming.invites("1")
    coming.taps("1", "come")
    chat = coming.chat("1")
    with coming.store.begin() as tx:
        person = citizens.lock(tx, {handle("1"): "id"}, coming.now)[handle("1")]
        here = Recording(tx, coming.house, person, chat.incoming(Input()), "t", coming.now, lambda m: None)
        assert not party_stated(PartyStated(CODE, party), here).done
    assert coming.word("1").party == 1


def test_needs_are_kept_together_for_the_organisers(coming: Coming) -> None:
    row = coming.announced(citizens=3)
    coming.invites("1")
    chat = coming.chat("1")
    chat.does(coming.tap(chat, "come"))
    chat.taps("Kami perlu bantuan")
    chat.taps("Bahasa isyarat")
    chat.taps("Keperluan lain")
    chat.taps("Hal lain")
    chat.types("Duduk di depan")
    with coming.store.reading() as tx:
        assert forum_needs.of_all(tx, row.id) == [(frozenset({"sign", "other"}), "Duduk di depan")]
    chat.taps("Keperluan lain")
    chat.taps("Tidak jadi")
    with coming.store.reading() as tx:
        assert forum_needs.of_all(tx, row.id) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "cancelled"}, "dibatalkan"),
        ({"state": "held"}, "sudah lewat"),
        ({"state": "draft"}, "uji coba"),
        ({"state": "closed"}, "sudah ditutup"),
    ],
)
def test_an_answer_to_what_takes_none_says_why_and_takes_no_seat(
    coming: Coming, change: dict[str, str], words: str
) -> None:
    row = coming.announced(citizens=3)
    coming.invites("1")
    coming.changes(**change)
    assert words in coming.taps("1", "come").words
    with coming.store.reading() as tx:
        assert seats.taken(tx, row.id) == {}


def test_an_answer_after_it_is_over_takes_no_seat(coming: Coming) -> None:
    coming.announced(citizens=3)
    coming.invites("1")
    coming.now += 11 * DAY
    assert "sudah lewat" in coming.taps("1", "come").words
    assert coming.answers("1") == [""]


def test_when_it_takes_no_new_answers_one_can_still_give_a_seat_back(coming: Coming) -> None:
    coming.announced(citizens=1)
    coming.invites("1", "2")
    coming.taps("1", "come")
    coming.taps("2", "come")
    coming.changes(state="closed")
    assert "sampai jumpa" in coming.taps("1", "come").words
    coming.taps("1", "cannot")
    assert coming.answers("1", "2") == ["cannot", "offered"]
    assert "sampai jumpa" in coming.taps("2", "come").words


def test_an_unknown_forum_and_a_made_up_answer_change_nothing(coming: Coming) -> None:
    coming.announced(citizens=1)
    coming.invites("1")
    chat = coming.chat("1")
    chat.does(chat.incoming(Input(tap="go.foru:nosuch.come")))
    assert "tidak (lagi)" in chat.says[-1].words
    chat.does(chat.incoming(Input(tap=f"go.foru:{CODE}.steal")))
    assert "Anda bisa datang?" in chat.says[-1].words
    assert coming.answers("1") == [""]


# --- who was not invited


def test_fresh_browser_cookies_take_no_seats_however_many_there_are(coming: Coming) -> None:
    row = coming.announced(citizens=3)
    coming.changes(shared_link="waiting")
    with everybody_on("web", "key"):
        cookies = [f"cookie-{number}" for number in range(8)]
        coming.knows(*cookies)
        for number, cookie in enumerate(cookies):
            chat = coming.chat(cookie)
            chat.does(coming.tap(chat, "come"))
            assert "ketik kode undangan" in chat.says[-1].words
            chat.types("lewati" if number % 2 else "1234-5678")
        assert coming.answers(*cookies) == ["perhaps"] * 8
    with coming.store.reading() as tx:
        assert seats.taken(tx, row.id) == {}
        assert seats.line(tx, row.id, "citizens") == []


def test_a_code_that_is_typed_is_as_good_as_its_link(coming: Coming) -> None:
    row = coming.announced(citizens=1)
    coming.invites("1")
    coming.taps("1", "come")
    with coming.store.begin() as tx:
        code = attendance.code_of(tx, row.id, coming.ids["1"])
    coming.knows("2")
    chat = coming.chat("2")
    chat.does(coming.tap(chat, "come"))
    assert "sampai jumpa" in chat.types(f"{code[:4]}-{code[4:]}".upper()).words
    assert coming.answers("2") == ["come"]


def test_a_shared_link_notes_interest_unless_the_organiser_opens_the_waiting_list(coming: Coming) -> None:
    coming.announced(citizens=3)
    coming.knows("7", "8")
    assert "Minat Anda sudah saya catat" in skipping(coming, "7")
    coming.changes(shared_link="waiting")
    assert "di daftar tunggu" in skipping(coming, "8")
    assert coming.answers("7", "8") == ["perhaps", "waiting"]
    coming.looks_after()
    assert coming.answers("8") == ["waiting"]  # those who were invited may still want the seats
    coming.now = coming.row.starts_at - 47 * HOUR
    coming.looks_after()
    assert coming.answers("8") == ["offered"]
    assert "sampai jumpa" in coming.taps("8", "come").words


def skipping(coming: Coming, address: str) -> str:
    """Somebody who wants to come and has no code."""
    chat = coming.chat(address)
    chat.does(coming.tap(chat, "come"))
    return chat.taps("Lewati").words


def test_where_nobody_counts_seats_a_shared_link_is_enough(coming: Coming) -> None:
    coming.announced()
    coming.knows("7")
    assert "sampai jumpa" in coming.taps("7", "come").words


def test_nobody_says_by_themselves_that_they_are_the_press(coming: Coming) -> None:
    coming.announced(citizens=1, users=1, press=5)
    coming.invites("1")
    coming.invites("2", group="press")
    chat = coming.chat("1")
    chat.does(coming.tap(chat, "come"))
    assert [c.label for c in chat.says[-1].choices if not c.nav] == ["Warga", "Pengguna layanan ini"]
    chat.taps("Pengguna layanan ini")
    coming.taps("2", "come")
    assert (coming.word("1").group, coming.word("2").group) == ("users", "press")


def test_a_personal_code_takes_the_seat_along_to_another_chat_and_works_once(coming: Coming) -> None:
    row = coming.announced(citizens=1)
    coming.invites("1", "2")
    coming.taps("1", "come")
    with coming.store.begin() as tx:
        code = attendance.code_of(tx, row.id, coming.ids["1"])
    with everybody_on("web", "key"):
        coming.knows("browser", "thief")
        browser = coming.chat("browser")
        browser.types(f"/start f-{CODE}-{code}")
        assert "akan datang. Masih" in browser.says[-1].words
        browser.taps("Saya datang")
        assert coming.answers("browser") == ["come"]
        thief = coming.chat("thief")
        thief.types(f"/start f-{CODE}-{code}")
        thief.taps("Saya datang")
        assert coming.answers("thief") == ["perhaps"]
    with coming.store.reading() as tx:
        assert seats.taken(tx, row.id) == {"citizens": 1}
        assert seats.of(tx, row.id, coming.ids["1"]) is None


def test_more_seats_are_offered_when_the_organiser_finds_more_chairs(coming: Coming) -> None:
    coming.announced(citizens=0)
    coming.invites("1", "2")
    coming.taps("1", "come")
    coming.taps("2", "come")
    with coming.store.begin() as tx:
        tx.connection.execute(update(ForumSeats).values(seats=1))
    coming.looks_after()
    assert coming.answers("1", "2") == ["offered", "waiting"]


def test_the_calendar_file_comes_into_the_chat(coming: Coming) -> None:
    coming.announced(citizens=1)
    coming.invites("1")
    chat = coming.chat("1")
    chat.does(coming.tap(chat, "come"))
    say = chat.taps("Simpan ke kalender")
    assert say.file is not None
    assert f"UID:forum-{CODE}@suara-warga\r\n" in say.file.content
    assert "DTSTART;TZID=Asia/Jakarta:20261204T090000\r\n" in say.file.content
