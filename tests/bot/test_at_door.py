"""The door of a forum: who checks in, who checks others in, and what is never told."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import update

from bot.attending.at_door import door_link, qr_png
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from storage import attendance, documents
from storage.models import Forum
from storage.store import Store
from tests.bot.citizens import Chat
from tests.bot.coming import CODE, Coming
from tests.bot.desks import Desks
from tests.bot.whereabouts import everybody_on

HOUR = timedelta(hours=1)


@pytest.fixture
def coming(settings: Settings, store: Store, now: datetime) -> Coming:
    sync_units(settings, store)
    at = Coming(store, build_house(settings), settings, now)
    at.announced(citizens=4, press=2)
    return at


def officer(coming: Coming, role: str = "officer", unit: str | None = "disdukcapil") -> Chat:
    Desks(coming.store, coming.house, coming.now).official(role, unit, "9001")
    return coming.chat("9001")


def begins(coming: Coming) -> None:
    """It is half past eight on the day."""
    coming.now = coming.row.starts_at - HOUR / 2


def door_code(coming: Coming) -> str:
    with coming.store.reading() as tx:
        return attendance.door_code(tx, coming.row.id)


def code_of(coming: Coming, address: str) -> str:
    with coming.store.begin() as tx:
        return attendance.code_of(tx, coming.row.id, coming.ids[address])


def counts(coming: Coming) -> dict[str, int]:
    with coming.store.reading() as tx:
        return dict(attendance.counts(tx, coming.row.id))


def test_who_comes_checks_in_with_the_code_at_the_door_and_counts_with_their_party(coming: Coming) -> None:
    coming.invites("1", group="press")
    chat = coming.chat("1")
    chat.does(coming.tap(chat, "come"))
    chat.taps("Kami lebih dari satu")
    chat.taps("2")
    begins(coming)
    chat = coming.chat("1")
    assert "2 orang tercatat hadir" in chat.types(f"/hadir {door_code(coming).upper()}").words
    assert "sudah tercatat" in chat.types(f"/hadir {door_code(coming)}").words
    assert counts(coming) == {"press": 2}


def test_the_qr_code_checks_in_too(coming: Coming) -> None:
    coming.invites("1")
    coming.taps("1", "come")
    begins(coming)
    assert "tercatat hadir" in coming.chat("1").types(f"/start h-{CODE}-{door_code(coming)}").words


def test_who_comes_finds_their_own_code_again(coming: Coming) -> None:
    coming.invites("1", "2")
    coming.taps("1", "come")
    coming.taps("2", "perhaps")
    code = code_of(coming, "1")
    assert f"{code[:4]}-{code[4:]}".upper() in coming.chat("1").types("/hadir").words
    assert "Kode Anda" not in coming.chat("2").types("/hadir").words
    coming.now = coming.row.starts_at + 5 * HOUR
    assert "Kode Anda" not in coming.chat("1").types("/hadir").words


def test_who_walks_in_is_counted_and_asked_to_look_for_room(coming: Coming) -> None:
    coming.invites("1")
    coming.taps("1", "perhaps")
    coming.knows("2")
    begins(coming)
    for address in ("1", "2"):
        assert "Tanyakan ke petugas" in coming.chat(address).types(f"/hadir {door_code(coming)}").words
    with coming.store.reading() as tx:
        assert attendance.walk_ins(tx, coming.row.id) == 2
    assert counts(coming) == {"citizens": 2}


def test_nobody_checks_in_from_home_before_or_after(coming: Coming) -> None:
    coming.invites("1")
    coming.taps("1", "come")
    code = door_code(coming)
    assert "belum dibuka" in coming.chat("1").types(f"/hadir {code}").words
    coming.now = coming.row.starts_at + 5 * HOUR
    assert "belum dibuka" in coming.chat("1").types(f"/hadir {code}").words
    assert counts(coming) == {}


def test_a_wrong_code_and_that_of_a_cancelled_forum_are_not_known(coming: Coming) -> None:
    begins(coming)
    coming.knows("1")
    assert "tidak saya kenal" in coming.chat("1").types("/hadir 000000").words
    coming.changes(state="cancelled")
    assert "tidak saya kenal" in coming.chat("1").types(f"/hadir {door_code(coming)}").words


def test_an_official_checks_in_whoever_shows_a_personal_code(coming: Coming) -> None:
    coming.invites("1")
    chat = coming.chat("1")
    chat.does(coming.tap(chat, "come"))
    chat.taps("Kami perlu bantuan")
    chat.taps("kursi roda")
    code = code_of(coming, "1")
    begins(coming)
    door = officer(coming)
    said = door.types(f"/hadir {code[:4]}-{code[4:]}".upper()).words
    assert "1 orang tercatat hadir (Warga)" in said
    assert "kursi roda" in said
    assert "sudah tercatat" in door.types(f"/hadir {code}").words
    assert counts(coming) == {"citizens": 1}


@pytest.mark.parametrize(("role", "unit"), [("", None), ("officer", "dishub"), ("head", "dishub")])
def test_a_personal_code_says_nothing_to_whoever_does_not_keep_this_door(
    coming: Coming, role: str, unit: str | None
) -> None:
    coming.invites("1")
    coming.taps("1", "come")
    code = code_of(coming, "1")
    begins(coming)
    coming.knows("9001")
    chat = officer(coming, role, unit) if role else coming.chat("9001")
    assert "kode pribadi" in chat.types(f"/hadir {code}").words
    assert counts(coming) == {}


def test_an_official_cannot_check_in_by_a_personal_code_on_another_day(coming: Coming) -> None:
    coming.invites("1")
    coming.taps("1", "come")
    assert "belum dibuka" in officer(coming).types(f"/hadir {code_of(coming, '1')}").words


def test_the_door_shows_its_code_who_is_expected_and_who_is_there(coming: Coming) -> None:
    coming.invites("1", "2")
    for address in ("1", "2"):
        coming.taps(address, "come")
    begins(coming)
    coming.chat("1").types(f"/hadir {door_code(coming)}")
    door = officer(coming, "coordinator", None)
    say = door.types("/pintu")
    assert door_code(coming).upper() in say.words
    assert "Warga: 2" in say.words
    assert "Warga: 1" in say.words
    door.taps("Catat orang")
    door.taps("Pers")
    door.taps("3")
    assert counts(coming) == {"citizens": 1, "press": 3}


def test_there_is_no_door_for_citizens_for_other_offices_and_on_other_days(coming: Coming) -> None:
    coming.knows("1")
    assert "tidak ada forum" in officer(coming).types("/pintu").words
    begins(coming)
    assert "tidak ada forum" in coming.chat("1").types("/pintu").words
    Desks(coming.store, coming.house, coming.now).official("officer", "dishub", "9002")
    assert "tidak ada forum" in coming.chat("9002").types("/pintu").words


def test_before_midnight_the_door_of_a_forum_after_it_is_kept_already(coming: Coming) -> None:
    midnight = coming.row.starts_at.astimezone(coming.house.zone).replace(hour=0, minute=30)
    with coming.store.begin() as tx:
        tx.connection.execute(update(Forum).values(starts_at=midnight))
    coming.now = midnight - HOUR
    assert door_code(coming).upper() in officer(coming).types("/pintu").words


def test_the_picture_of_the_door_is_read_by_a_phone(coming: Coming) -> None:
    coming.house.names["telegram"] = "SuaraWargaBot"
    begins(coming)
    door = officer(coming)
    coming.knows("9001")
    door.types("/pintu")
    door.taps("Kode QR")
    (say,) = coming.pushed("9001")
    with coming.store.reading() as tx:
        found = documents.read(tx, say.media[0].ref)
    assert found is not None
    assert found.mime == "image/png"
    assert read(found.content) == f"https://t.me/SuaraWargaBot?start=h-{CODE}-{door_code(coming)}"


def test_the_code_at_the_door_leads_to_the_network_of_whoever_put_it_up(coming: Coming) -> None:
    coming.house.names["whatsapp"] = "628111"
    link = door_link(coming.house, "whatsapp", f"h-{CODE}-abc123", "abc123")
    assert link == "https://wa.me/628111?text=%2Fhadir%20abc123"
    at_page = door_link(coming.house, "web", f"h-{CODE}-abc123", "abc123")
    assert at_page == f"{coming.house.pages}/chat?start=h-{CODE}-abc123"
    assert read(qr_png(at_page)) == at_page


def test_a_fresh_cookie_at_the_door_is_one_person_who_walked_in(coming: Coming) -> None:
    begins(coming)
    with everybody_on("web", "key"):
        coming.knows("cookie")
        coming.chat("cookie").types(f"/start h-{CODE}-{door_code(coming)}")
    assert counts(coming) == {"citizens": 1}


def read(png: bytes) -> str:
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    return str(found.text)
