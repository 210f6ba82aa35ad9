"""What is handed in, who may read it, and that no word of it is ever lost."""

import pytest

from handlers.complaint import comp, route
from handlers.complaint_words import when_in_words
from handlers.events import AgeStated, CaseOpened, Event
from handlers.facts import Facts
from handlers.talk import Go, Input, Media, Place, Recorded, speaking
from tests.handlers.city import CITY, facts, stranger
from tests.handlers.talker import NUMBER, PHOTO, Talker

PLACE = Place(-6.12, 106.15)


def complaint(
    talker: Talker, category: str = "Lambat atau ditunda-tunda", about: str = "Layanannya"
) -> Talker:
    """Up to the question what happened."""
    return talker.says("/lapor").taps("📣 Pengaduan").says("dishub").taps(category).taps(about)


def told(talker: Talker, words: str = "Lampunya mati sejak Senin") -> Talker:
    """From there to the summary, the short way."""
    talker.says(words).taps("Selesai").taps("Lewati").taps("Hari ini").taps("Lewati")
    return talker.taps("🙈 Dirahasiakan")


# --- who may read it ---


@pytest.mark.parametrize(
    ("kind", "category", "about", "reader"),
    [
        ("complaint", "slow", "service", "unit"),
        ("complaint", "rude", "staff", "unit"),
        ("complaint", "slow", "unknown", "unit"),
        ("complaint", "slow", "head", "overseers"),
        ("complaint", "slow", "handler", "overseers"),
        ("complaint", "pungli", "service", "overseers"),
        ("complaint", "gone", "service", "unit"),
        ("praise", "", "", "unit"),
        ("question", "pungli", "head", "unit"),
    ],
)
def test_a_case_goes_where_it_may_be_read(kind: str, category: str, about: str, reader: str) -> None:
    assert route(kind, category, about, CITY) == reader


def test_whoever_reports_the_head_is_told_before_and_after_that_only_the_overseers_read_it() -> None:
    talker = complaint(Talker(facts()), about="Kepala kantornya")
    talker.says("Beliau tidak pernah ada").taps("Selesai").taps("Lewati").taps("Hari ini").taps("Lewati")
    assert "hanya sampai ke tim pengawas" in talker.screen
    talker.taps("🙈 Dirahasiakan")
    assert "Hanya tim pengawas yang akan membacanya" in talker.screen
    talker.taps("✅ Kirim")
    assert "Hanya tim pengawas yang membacanya" in talker.screen


def test_without_overseers_the_coordinator_reads_it_and_it_says_so() -> None:
    def nobody_oversees(event: Event, known: Facts) -> Recorded:
        return Recorded(number=NUMBER, reader="coordinator")

    talker = Talker(facts(), record=nobody_oversees)
    told(complaint(talker, category="Diminta uang (pungli)")).taps("✅ Kirim")
    assert "Tim pengawas belum terdaftar di sini" in talker.screen
    assert "paling lambat" not in talker.screen


def test_an_ordinary_complaint_names_its_readers_its_number_and_the_day_of_the_answer() -> None:
    talker = told(complaint(Talker(facts())))
    assert "Petugas dan pimpinan Dishub akan membacanya" in talker.screen
    talker.taps("✅ Kirim")
    assert NUMBER in talker.screen
    assert "Selasa, 1 Desember 2026" in talker.screen


# --- what is recorded ---


def test_all_answers_become_one_case() -> None:
    talker = complaint(Talker(facts()), about="Pegawai di sana")
    talker.says("Bagian satu").says("Bagian dua").sends(PHOTO).taps("Selesai").sends(PLACE)
    talker.taps("Kemarin").taps("🙂 Pakai nama saya").says("Siti").says("0812 000").taps("✅ Kirim")
    opened = talker.event(CaseOpened)
    assert (opened.kind, opened.unit, opened.category, opened.about) == (
        "complaint",
        "dishub",
        "slow",
        "staff",
    )
    assert opened.words.text == "Bagian satu\nBagian dua"
    assert opened.words.media == (PHOTO,)
    assert (opened.where.place, opened.when) == (PLACE, "2026-11-23")
    assert (opened.known_as, opened.name, opened.contact) == ("open", "Siti", "0812 000")


def test_confidential_is_the_default_and_keeps_no_name() -> None:
    talker = told(complaint(Talker(facts()))).taps("✅ Kirim")
    opened = talker.event(CaseOpened)
    assert (opened.known_as, opened.name, opened.contact) == ("confidential", "", "")


@pytest.mark.parametrize(
    ("label", "when"),
    [
        ("Hari ini", "2026-11-24"),
        ("Kemarin", "2026-11-23"),
        ("Tujuh hari terakhir", "week"),
        ("Sudah lebih lama", "longer"),
    ],
)
def test_a_day_is_stored_as_a_date_and_a_longer_time_by_its_key(label: str, when: str) -> None:
    talker = (
        complaint(Talker(facts())).says("Rusak").taps("Selesai").taps("Lewati").taps(label).taps("Lewati")
    )
    talker.taps("🙈 Dirahasiakan").taps("✅ Kirim")
    assert talker.event(CaseOpened).when == when


def test_a_day_may_be_written_and_stays_as_it_was_written() -> None:
    talker = complaint(Talker(facts())).says("Rusak").taps("Selesai").taps("Lewati").taps("Tulis harinya")
    talker.says("17 Agustus pagi").taps("Lewati").taps("🙈 Dirahasiakan").taps("✅ Kirim")
    assert talker.event(CaseOpened).when == "17 Agustus pagi"


def test_a_stored_day_is_said_in_the_readers_language() -> None:
    with speaking("en"):
        assert when_in_words("2026-11-23") == "Monday, 23 November 2026"
        assert when_in_words("week") == "In the last seven days"
        assert when_in_words("last spring") == "last spring"


def test_photos_are_asked_for_once_and_not_at_all_when_there_are_some() -> None:
    talker = complaint(Talker(facts())).says("Lihat ini").sends(PHOTO).taps("Selesai").taps("Lewati")
    assert "Ada fotonya?" not in talker.taps("Hari ini").screen


def test_a_voice_message_is_evidence_and_may_even_be_the_whole_story() -> None:
    voice = Media("voice", "ref-voice", mime="audio/ogg")
    talker = complaint(Talker(facts())).sends(voice).taps("Selesai").taps("Lewati").taps("Hari ini")
    talker.taps("🙈 Dirahasiakan")
    assert "Lampiran: 1" in talker.screen
    assert talker.taps("✅ Kirim").event(CaseOpened).words.media == (voice,)


def test_a_photo_sent_instead_of_a_name_is_not_lost() -> None:
    talker = complaint(Talker(facts())).says("Rusak").taps("Selesai").taps("Lewati").taps("Hari ini")
    talker.taps("Lewati").taps("🙂 Pakai nama saya").sends(PHOTO).taps("Lewati").taps("✅ Kirim")
    opened = talker.event(CaseOpened)
    assert (opened.name, opened.words.media) == ("", (PHOTO,))


def test_a_place_sent_with_the_story_is_where_it_was() -> None:
    talker = complaint(Talker(facts())).says("Lubang besar").sends(PLACE).taps("Selesai").taps("Lewati")
    talker.taps("Hari ini").taps("Lewati").taps("🙈 Dirahasiakan").taps("✅ Kirim")
    assert talker.event(CaseOpened).where.place == PLACE


def test_a_story_of_eight_thousand_characters_is_sent_whole_and_shown_by_its_beginning() -> None:
    story = "jalan rusak " * 700
    talker = told(complaint(Talker(facts())), story)
    assert len(talker.screen) < 3000
    assert talker.taps("✅ Kirim").event(CaseOpened).words.text == story


# --- what was said before ---


def test_free_words_are_the_story_and_may_be_added_to() -> None:
    talker = Talker(facts()).says("KTP saya belum jadi 3 bulan").taps("📣 Pengaduan").says("disdukcapil")
    talker.taps("Lambat atau ditunda-tunda").taps("Saya tidak tahu")
    assert "“KTP saya belum jadi 3 bulan”" in talker.screen
    talker.says("Sudah tiga kali ke sana").taps("Selesai").taps("Lewati").taps("Hari ini").taps("Lewati")
    talker.taps("🙈 Dirahasiakan").taps("✅ Kirim")
    assert talker.event(CaseOpened).words.text == "KTP saya belum jadi 3 bulan\nSudah tiga kali ke sana"


def test_a_photo_at_the_menu_opens_a_case_that_still_asks_for_words() -> None:
    talker = Talker(facts()).sends(PHOTO).taps("💡 Usulan").says("dishub")
    assert talker.screen == "Apa usulan Anda?"
    talker.says("Tambah rambu").taps("Selesai").taps("Lewati").taps("✅ Kirim")
    assert talker.event(CaseOpened).words.media == (PHOTO,)


def test_what_is_added_at_the_summary_is_shown_and_sent() -> None:
    talker = told(complaint(Talker(facts())))
    for extra in ("Satu lagi", "Dan satu lagi"):
        talker.taps("✏️ Tambahi dulu").says(extra).taps("Selesai")
        assert extra in talker.screen
    assert talker.taps("✅ Kirim").event(CaseOpened).words.text.endswith("Satu lagi\nDan satu lagi")


def test_after_many_additions_it_is_sent_with_all_of_them() -> None:
    talker = told(complaint(Talker(facts())))
    for number in range(8):
        talker.taps("✏️ Tambahi dulu").says(f"tambahan {number}").taps("Selesai")
    assert all(f"tambahan {number}" in talker.event(CaseOpened).words.text for number in range(8))


def test_a_matter_of_the_regency_is_told_where_to_go_and_may_still_be_sent() -> None:
    talker = Talker(facts()).says("jalan di kabupaten serang berlubang")
    assert "lapor.go.id" in talker.screen


# --- shorter kinds ---


@pytest.mark.parametrize(
    ("kind", "asked"),
    [("❓ Pertanyaan", "Apa yang ingin Anda tanyakan?"), ("💐 Pujian untuk petugas", "Apa yang baik")],
)
def test_questions_and_praise_are_short_and_need_no_age(kind: str, asked: str) -> None:
    talker = Talker(stranger()).says("/lapor").taps(kind).taps("Saya tidak tahu")
    assert asked in talker.screen
    talker.says("Jam berapa buka?").taps("Selesai")
    assert "Koordinator kota akan membacanya" in talker.screen
    talker.taps("✅ Kirim")
    assert "Koordinator kota yang membacanya" in talker.screen
    assert talker.event(CaseOpened).unit == ""


def test_not_knowing_may_also_be_said_inside_a_group() -> None:
    talker = Talker(facts()).says("/lapor").taps("❓ Pertanyaan").taps("Kecamatan").taps("Saya tidak tahu")
    talker.says("Siapa yang mengurus taman?").taps("Selesai").taps("✅ Kirim")
    assert talker.event(CaseOpened).unit == ""


# --- children ---


def test_a_guardians_yes_is_asked_once_and_goes_with_the_case() -> None:
    talker = (
        Talker(stranger()).says("/lapor").taps("📣 Pengaduan").taps("Belum").taps("Ya, setuju").says("dishub")
    )
    assert talker.event(AgeStated).guardian_agreed
    told(talker.taps("Lambat atau ditunda-tunda").taps("Layanannya")).taps("✅ Kirim")
    assert talker.event(CaseOpened).guardian_agreed
    assert "umur" not in talker.says("/lapor").taps("📣 Pengaduan").screen


def test_a_child_alone_opens_no_case_and_hears_the_emergency_number() -> None:
    talker = Talker(stranger()).says("/lapor").taps("📣 Pengaduan").taps("Belum").taps("Belum")
    assert "112" in talker.screen
    assert not [event for event in talker.events if isinstance(event, CaseOpened)]
    assert talker.says("/lapor").taps("📣 Pengaduan").screen.startswith("Kalau begitu")


def test_a_grown_up_is_asked_the_age_only_once() -> None:
    talker = Talker(stranger()).says("/lapor").taps("📣 Pengaduan").taps("Ya")
    assert talker.event(AgeStated) == AgeStated(is_minor=False)
    assert "Kantor mana" in talker.says("/lapor").taps("📣 Pengaduan").screen


def test_a_button_can_carry_kind_and_unit() -> None:
    talker = Talker(facts())
    talker.starts(Go("comp", arg="complaint.dishub"))
    assert "Mana yang paling mendekati?" in talker.screen


def test_words_said_with_the_command_still_open_are_taken_up() -> None:
    talker = Talker(facts())
    talker.starts(Go("comp"), Input(text="Lampu jalan mati total"))
    assert "Lampu jalan mati total" in talker.screen
    assert comp.__doc__
