"""A case goes to the Inspektorat or the Ombudsman with what its reporter agreed to; both sides are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from docx import Document

from analytics.sheets import BadSheet
from bot.house import House
from bot.offices.office import Mistaken
from bot.outside.handed_on import Wanted, hand_over, matter_of
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.desk_events import CaseAnswered, ClosingProposed, NoteAdded
from handlers.talk import Media, Words
from storage import case_events, citizens, forgetting
from storage.citizens import Handle
from storage.store import Store
from tests.bot.citizens import pushed
from tests.bot.desks import Desks

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
REPORTER, COORDINATOR, OVERSEER, HEAD = "100", "200", "300", "400"


@pytest.fixture
def house(settings: Settings) -> House:
    return build_house(settings)


@pytest.fixture
def desks(store: Store, house: House, settings: Settings) -> Desks:
    sync_units(settings, store)
    desks = Desks(store, house, NOW)
    desks.official("coordinator", None, COORDINATOR, "Rina")
    desks.official("overseer", None, OVERSEER, "Tono")
    desks.official("head", "dpupr", HEAD, "Wati")
    return desks


def handed(
    desks: Desks, settings: Settings, number: str, out: Path, who: str = OVERSEER, to: str = "inspektorat"
) -> str:
    """Everything that stands in the document."""
    official, why = desks.ids[who], "Berulang kali"
    now = desks.now + timedelta(hours=1)
    hand_over(desks.store, settings, desks.house, Wanted(number, to, out), official, why, now)
    page = Document(str(out))
    cells = [cell.text for table in page.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in page.paragraphs), *cells])


def kinds(desks: Desks, number: str) -> list[str]:
    return [kind for kind, _ in desks.happened(number)]


def test_a_confidential_case_is_handed_over_without_who_reported_it(
    desks: Desks, settings: Settings, tmp_path: Path
) -> None:
    number = desks.opens(REPORTER, "Diminta uang di loket", category="pungli", name="Sari", contact="0812")
    told = handed(desks, settings, number, tmp_path / "a.docx")
    for part in ("Inspektorat Kota Serang", "Diminta uang di loket", "Pasal 5 huruf g", "Berulang kali"):
        assert part in told
    assert f"Pelapor {number[-4:]}" in told
    assert not any(word in told for word in ("Sari", "0812", "Tono"))
    assert kinds(desks, number)[-2:] == ["read", "handed_over"]
    with desks.store.reading() as tx:
        last = case_events.events(tx, desks.row(number).id)[-1]
    assert (last.actor, last.target, last.words) == (
        f"official:{desks.ids[OVERSEER]}",
        "inspektorat",
        "Berulang kali",
    )


def test_an_open_case_is_handed_over_with_name_and_contact(
    desks: Desks, settings: Settings, tmp_path: Path
) -> None:
    number = desks.opens(REPORTER, known_as="open", name="Sari", contact="0812")
    told = handed(desks, settings, number, tmp_path / "a.docx", COORDINATOR, "ombudsman")
    assert all(word in told for word in ("Ombudsman Republik Indonesia", "Sari", "0812"))


def test_who_was_forgotten_is_not_named_and_hears_nothing(
    desks: Desks, settings: Settings, tmp_path: Path
) -> None:
    number = desks.opens(REPORTER, known_as="open", name="Sari", contact="0812")
    with desks.store.begin() as tx:
        chat = Handle("telegram", "chat", REPORTER)
        forgetting.forget(tx, citizens.lock(tx, {chat: "id"}, NOW)[chat].id, NOW)
    told = handed(desks, settings, number, tmp_path / "a.docx")
    assert "Sari" not in told
    assert all(number not in say.words for say in pushed(desks.store, NOW + timedelta(days=1), REPORTER))


def test_the_reporter_and_the_oversight_team_are_told(
    desks: Desks, settings: Settings, tmp_path: Path
) -> None:
    number = desks.opens(REPORTER)
    pushed(desks.store, NOW)
    handed(desks, settings, number, tmp_path / "a.docx", COORDINATOR)
    later = NOW + timedelta(days=1)
    assert any("teruskan ke Inspektorat" in say.words for say in pushed(desks.store, later, REPORTER))
    (notice,) = pushed(desks.store, later, OVERSEER)
    assert all(word in notice.words for word in ("Rina", "Berulang kali", number))


def test_the_document_tells_what_was_done_and_when_but_no_note(
    desks: Desks, settings: Settings, tmp_path: Path
) -> None:
    number = desks.opens(REPORTER, photos=(Media("p1", "photo"),))
    desks.records(HEAD, NoteAdded(number, desks.version(number), Words("jangan sampai keluar")))
    desks.passes(1)
    desks.records(HEAD, CaseAnswered(number, Words("Kami cek besok"), desks.version(number)))
    desks.passes(1)
    desks.records(HEAD, ClosingProposed(number, desks.version(number), "answered", Words("Sudah dicek")))
    told = handed(desks, settings, number, tmp_path / "a.docx")
    for part in ("Kami cek besok", "Kepala unit", "Menunggu tanggapan pelapor", "Ditepati", "1 berkas"):
        assert part in told
    assert "jangan sampai keluar" not in told
    assert "Wati" not in told


def test_deadlines_are_kept_late_missed_or_open(desks: Desks, settings: Settings) -> None:
    number = desks.opens(REPORTER)
    late = NOW + timedelta(days=60)

    def kept(now: datetime) -> list[str]:
        with desks.store.reading() as tx:
            matter = matter_of(tx, settings, desks.house, desks.row(number), now)
        return [one.kept for one in matter.deadlines]

    assert kept(NOW) == ["open"] * 3
    assert kept(late) == ["missed"] * 3
    desks.passes(30)
    desks.records(HEAD, CaseAnswered(number, Words("Maaf"), desks.version(number)))
    assert kept(late) == ["late", "late", "missed"]


@pytest.mark.parametrize("who", [HEAD])
def test_who_may_not_export_hands_nothing_over(
    desks: Desks, settings: Settings, tmp_path: Path, who: str
) -> None:
    number = desks.opens(REPORTER)
    with pytest.raises(Mistaken, match="may not export"):
        handed(desks, settings, number, tmp_path / "a.docx", who)
    assert not (tmp_path / "a.docx").exists()
    letter = Wanted(number, "inspektorat", tmp_path / "a.docx")
    with pytest.raises(Mistaken, match="a reason is needed"):
        hand_over(desks.store, settings, desks.house, letter, desks.ids[OVERSEER], " ", NOW)
    with pytest.raises(Mistaken, match="no case"):
        handed(desks, settings, "KS-2611-ZZZZ", tmp_path / "a.docx")


def test_what_could_not_be_written_was_not_handed_over(
    desks: Desks, settings: Settings, tmp_path: Path
) -> None:
    number = desks.opens(REPORTER)
    pushed(desks.store, NOW)
    for out, problem in ((tmp_path / "a.pdf", BadSheet), (tmp_path / "no" / "a.docx", OSError)):
        with pytest.raises(problem):
            handed(desks, settings, number, out)
    assert "handed_over" not in kinds(desks, number)
    assert pushed(desks.store, NOW + timedelta(days=1)) == []
