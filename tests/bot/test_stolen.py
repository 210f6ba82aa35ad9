"""What a stolen database gives: without the key no address, no name and no word; with it all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from handlers.desk_events import CaseAnswered, CaseTaken
from handlers.events import SurveyAnswered
from handlers.oversight_events import DisclosureAsked, SteppedOut, SteppingOutExplained
from handlers.subject_events import DataCorrected
from handlers.talk import Words
from storage import aside, handles, resealing, saving_sqlite
from storage.models import Base, Case, Rating
from storage.store import Tx
from tests.bot.days import COORDINATOR, OFFICER, Days
from tests.bot.overseeing import city, overseen, staffed

__all__ = ["city", "overseen", "staffed"]  # fixtures

ADDRESS = "628771234509"
# A mark for each place in which somebody writes; nothing of ours says any of these.
MARKS = {
    "address": ADDRESS,
    "rating": "Wulandari di loket dua membentak saya",
    "survey": "Ibu Kusmiati menolong sekali",
    "case": "Pak Darsono minta lima puluh ribu",
    "place": "belakang Pasar Rawu",
    "name": "Suryaningsih",
    "contact": "087812340099",
    "answer": "Sudah kami tegur bersama Lurah Kemang",
    "stepping out": "Sepupu saya yang dilaporkan itu",
    "motive": "Bukti pembayarannya harus dilihat bersama pelapor",
    "request": "Umur saya enam puluh satu tahun",
    "draft": "Belum selesai saya ceritakan",
    "aside": "Kalimat yang membuat program kami bingung",
    "official": "Kepala Dinas Hartono",
}


@pytest.fixture
def lived(overseen: Days) -> Days:
    """Everybody has written something everywhere."""
    overseen.official("head", "dishub", "2100", MARKS["official"])
    chat = overseen.chat(ADDRESS)
    chat.types("/start u-dishub")
    chat.taps("Buruk")
    chat.taps("Lewati")
    chat.types(MARKS["rating"])
    chat.taps("Tidak, cukup ini saja")
    elements = dict.fromkeys(("requirements", "procedure"), 3)
    overseen.records(ADDRESS, SurveyAnswered("dishub", "", elements, {}, Words(MARKS["survey"])))
    number = overseen.opens(ADDRESS, MARKS["case"])
    named = {"known_as": "open", "name": MARKS["name"], "contact": MARKS["contact"]}
    overseen.opens(ADDRESS, MARKS["place"], **named)  # type: ignore[arg-type]  # real fields by name
    overseen.records(OFFICER, CaseTaken(number, overseen.version(number)))
    overseen.records(OFFICER, CaseAnswered(number, Words(MARKS["answer"]), overseen.version(number)))
    overseen.records(OFFICER, SteppedOut(number))
    overseen.records(OFFICER, SteppingOutExplained(number, Words(MARKS["stepping out"])))
    assert overseen.records(COORDINATOR, DisclosureAsked(number, Words(MARKS["motive"]))).done
    overseen.records(ADDRESS, DataCorrected("other", Words(MARKS["request"])))
    unfinished = overseen.chat(ADDRESS)
    unfinished.types(f"/start c-{number}")
    unfinished.types(MARKS["draft"])
    with overseen.store.begin() as tx:
        aside.put(
            tx, "b", "telegram", "7", f'{{"text": "{MARKS["aside"]}"}}', "a place in the code", overseen.now
        )
    return overseen


def stolen(days: Days, into: Path) -> bytes:
    """All rows as they lie there; of SQLite also the file, its log and a backup made meanwhile."""
    with days.store.reading() as tx:
        rows = [
            tuple(row)
            for table in Base.metadata.sorted_tables
            for row in tx.connection.execute(table.select())
        ]
    raw = repr(rows).encode()
    if days.store.is_sqlite:
        copy = into / "copy.db"
        saving_sqlite.copy(days.store.file, copy)
        log = days.store.file.with_name(days.store.file.name + "-wal")
        raw += days.store.file.read_bytes() + copy.read_bytes() + (log.read_bytes() if log.exists() else b"")
    return raw


def test_without_the_key_no_word_no_name_and_no_address_is_in_it(lived: Days, tmp_path: Path) -> None:
    raw = stolen(lived, tmp_path)
    found = [what for what, words in MARKS.items() if any(part.encode() in raw for part in words.split(","))]
    assert found == []


def test_with_the_key_every_word_is_read_and_every_case_leads_to_its_chat(lived: Days) -> None:
    """So the thief is a real one: whatever was not found above is there."""
    with lived.store.reading() as tx:
        opened = "\n".join(everything_opened(tx))
        whose = tx.connection.execute(select(Case.citizen_id)).scalars().all()
        reached = handles.addresses_on(tx, [one for one in whose if one is not None])
    assert [what for what, words in MARKS.items() if words not in opened] == []
    assert {handle.value for handle in reached.values()} == {ADDRESS}
    assert len(whose) == 2


def everything_opened(tx: Tx) -> Iterator[str]:
    for of in resealing.tables():
        for column in of.columns:
            for value in tx.connection.execute(select(column).where(column.is_not(None))).scalars():
                yield tx.vault.open(value, str(column))


def test_without_the_key_what_one_person_did_still_hangs_together_under_a_number(lived: Days) -> None:
    """Said plainly in docs/keys.md: who knows of one row whose it is knows the others."""
    with lived.store.reading() as tx:
        rated = tx.connection.execute(select(Rating.citizen_id)).scalars().all()
        reported = tx.connection.execute(select(Case.citizen_id)).scalars().all()
    assert set(rated) == set(reported)
