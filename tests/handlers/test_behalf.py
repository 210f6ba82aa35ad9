"""A matter for an organisation: one question more for its contact person, and none for anybody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.behalf import read_people, spoken_for
from handlers.case_notices import CaseSeen, notice
from handlers.desk_words import in_words
from handlers.events import CaseOpened
from handlers.facts import Citizen
from handlers.lapor_words import WORDS, represented, words
from handlers.letter_words import letter
from handlers.talk import Words, speaking
from handlers.work_words import case_in_words
from tests.handlers.city import CITY, facts
from tests.handlers.desks import line, work
from tests.handlers.talker import NUMBER, Talker
from tests.handlers.test_letter_words import MATTER

CONTACT = facts(citizen=Citizen(noticed=True, is_minor=False, organisation="Forum Warga"))


def asked(talker: Talker, way: str) -> Talker:
    """Up to the question for whom it is."""
    talker.says("/lapor").taps("📣 Pengaduan").says("dishub").taps("Lambat atau ditunda-tunda").taps(
        "Layanannya"
    )
    talker.says("Lampunya mati").taps("Selesai").taps("Lewati").taps("Hari ini").taps("Lewati")
    return talker.taps(way)


def test_a_contact_person_hands_in_for_many_with_the_organisations_name() -> None:
    talker = asked(Talker(CONTACT), "🙂 Pakai nama saya").taps("🏛 Forum Warga").says("1")
    assert "angka dari 2 sampai 9999" in talker.screen
    talker.says("40").says("Sari").taps("Lewati")
    assert "Atas nama 40 orang (Forum Warga)" in talker.screen
    talker.taps("✅ Kirim")
    event = talker.event(CaseOpened)
    assert (event.people, event.organisation, event.known_as) == (40, "Forum Warga", "open")


def test_confidential_hides_the_organisation_as_it_hides_a_person() -> None:
    talker = asked(Talker(CONTACT), "🙈 Dirahasiakan").taps("🏛 Forum Warga").says("40")
    assert "Atas nama 40 orang (sebuah lembaga, dirahasiakan)" in talker.screen
    assert "Forum Warga" not in talker.screen


def test_for_oneself_it_is_as_for_everybody() -> None:
    talker = asked(Talker(CONTACT), "🙈 Dirahasiakan").taps("🙂 Saya sendiri")
    assert "Atas nama" not in talker.screen
    assert talker.taps("✅ Kirim").event(CaseOpened).people == 1


def test_after_several_tries_it_is_for_oneself_and_nothing_is_lost() -> None:
    talker = asked(Talker(CONTACT), "🙈 Dirahasiakan").taps("🏛 Forum Warga")
    for said in ("banyak", "0", "-3", "12345"):
        talker.says(said)
    talker.taps("✅ Kirim")
    event = talker.event(CaseOpened)
    assert (event.people, event.organisation, event.words.text) == (1, "", "Lampunya mati")


def test_anybody_else_is_asked_nothing_more() -> None:
    assert "Mohon dilihat dulu" in asked(Talker(facts()), "🙈 Dirahasiakan").screen


def test_an_untraceable_report_is_for_nobody() -> None:
    known = replace(CONTACT, city=replace(CITY, untraceable="fully"))
    talker = (
        Talker(known).says("/lapor").taps("📣 Pengaduan").taps("🕶 Tanpa jejak").taps("🕶 Lanjut tanpa jejak")
    )
    talker.says("dishub").taps("Diminta uang (pungli)").taps("Pegawai di sana").says("Diminta uang").taps(
        "Selesai"
    )
    talker.says("lewati").taps("Hari ini").taps("Lewati")
    assert "tanpa jejak" in talker.screen
    assert not [line for line in talker.lines if "atas nama siapa" in line]


@pytest.mark.parametrize(
    ("text", "people"),
    [("2", 2), (" 1.500 ", 1500), ("9999", 9999), ("1", 0), ("10000", 0), ("dua", 0), ("", 0), ("²", 0)],
)
def test_a_number_of_people_is_read(text: str, people: int) -> None:
    with speaking("id"):
        assert read_people(Words(text))[0] == people


def test_somebody_alone_speaks_for_nobody() -> None:
    assert spoken_for(1, "Forum Warga") == ""


# --- as officials and other bodies read it ---


def test_officials_read_for_how_many_in_notice_case_and_list() -> None:
    with speaking("id"):
        seen = CaseSeen(NUMBER, "complaint", "Dishub", people=40, organisation="Forum Warga", name="Sari")
        assert "Pelapor: Sari\nAtas nama 40 orang (Forum Warga)" in notice(seen, to="head").words
        shown = case_in_words(facts(), work(people=40))
        assert "Pelapor: dirahasiakan\nAtas nama 40 orang (sebuah lembaga, dirahasiakan)" in shown
        assert "🏛 untuk 40" in in_words(line(people=40), facts().today)


@pytest.mark.parametrize(
    ("organisation", "told"),
    [("Forum Warga", "40 orang (Forum Warga)"), ("", "40 orang (lembaga yang namanya dirahasiakan)")],
)
def test_other_bodies_read_it_too(organisation: str, told: str) -> None:
    matter = replace(MATTER, people=40, organisation=organisation)
    with speaking("id"):
        section = letter(matter, "inspektorat", "Kota Serang", facts().today, "diperiksa").sections[0]
    assert ("Mewakili", told) in section.facts
    assert words("Antre", "", "", represented(40, organisation))[WORDS[0]] == f"Mewakili {told}.\nAntre"
    assert words("Antre", "", "", represented(1, ""))[WORDS[0]] == "Antre"
