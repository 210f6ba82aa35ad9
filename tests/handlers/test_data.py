"""What is kept can be seen, copied, deleted and stopped."""

from dataclasses import replace

from handlers.events import ConsentGiven, DataDeleted, DataExported, LanguageChosen, PushesStopped
from handlers.facts import CaseView, Citizen, Kept
from handlers.subject_events import DataCorrected, DataRestricted, DeletionHeld, RestrictionLifted
from handlers.talk import Go
from tests.handlers.city import KEPT, TODAY, facts
from tests.handlers.talker import Talker

AGREED = Citizen(noticed=True, agreed=frozenset({"profile", "invitations"}))


def test_what_is_kept_is_told_in_counts_and_since_when() -> None:
    words = Talker(facts(kept=KEPT)).says("/data").screen
    assert "• 3 penilaian\n• 1 survei\n• 2 laporan\n• 4 foto atau berkas" in words
    assert "Senin, 2 November 2026" in words


def test_somebody_new_has_nothing_and_no_first_day() -> None:
    words = Talker(facts()).says("/data").screen
    assert "0 penilaian" in words
    assert "pertama kali" not in words


def test_a_copy_comes_as_a_file_with_what_storage_gave() -> None:
    talker = Talker(facts(kept=KEPT)).says("/data").taps("📄 Minta salinannya")
    assert talker.event(DataExported) == DataExported()
    file = talker.says_so_far[-1].file
    assert file is not None
    assert (file.name, file.content) == ("data-saya.json", '{"ratings": []}')


def test_deleting_with_an_open_report_warns_first() -> None:
    talker = Talker(facts(kept=KEPT)).says("/data").taps("🗑 Hapus data saya")
    assert "1 laporan Anda yang belum selesai" in talker.screen
    assert talker.events == []
    talker.taps("Ya, hapus")
    assert talker.event(DataDeleted) == DataDeleted()


def test_deleting_without_one_only_asks_whether_it_is_meant() -> None:
    talker = Talker(facts(kept=Kept(ratings=1))).says("/data").taps("🗑 Hapus data saya")
    assert "belum selesai" not in talker.screen
    assert "Yakin dihapus?" in talker.screen
    talker.taps("Tidak jadi")
    assert talker.events == []


def test_only_a_given_yes_can_be_taken_back() -> None:
    assert "Tarik izin undangan" not in Talker(facts()).says("/data").labels
    talker = Talker(facts(citizen=AGREED)).says("/data").taps("Tarik izin undangan")
    taken = talker.event(ConsentGiven)
    assert (taken.purpose, taken.given) == ("invitations", False)
    talker = Talker(facts(citizen=AGREED)).says("/data").taps("Tarik izin data diri")
    assert talker.event(ConsentGiven).purpose == "profile"


def test_news_can_be_stopped_and_allowed_again_from_the_data() -> None:
    talker = Talker(facts()).says("/data").taps("🔕 Jangan kabari lagi")
    assert talker.event(PushesStopped) == PushesStopped()
    talker.says("/data").taps("🔔 Kabari saya lagi")
    assert talker.events[-1] == PushesStopped(stopped=False)


def test_stop_and_resume_are_one_command_each() -> None:
    talker = Talker(facts()).says("/stop")
    assert talker.event(PushesStopped) == PushesStopped()
    assert "tetap kami kirim" in talker.screen
    assert talker.says("/kabari").events[-1] == PushesStopped(stopped=False)


def test_nothing_is_changed_when_nothing_is_wished() -> None:
    assert Talker(facts(kept=KEPT)).says("/data").taps("Biarkan saja").events == []


def test_a_language_is_confirmed_in_that_language() -> None:
    talker = Talker(facts()).says("/en")
    assert talker.event(LanguageChosen) == LanguageChosen("en")
    assert talker.screen == "All right, from now on in English."
    assert talker.says("/id").screen == "Baik, mulai sekarang pakai bahasa Indonesia."


def test_an_unknown_language_is_asked_for() -> None:
    talker = Talker(facts())
    talker.starts(Go("lang", arg="su"))
    assert talker.taps("English").event(LanguageChosen) == LanguageChosen("en")


def test_answers_about_oneself_are_taken_out_of_surveys_at_once() -> None:
    talker = (
        Talker(facts(kept=KEPT))
        .says("/data")
        .taps("✏️ Ada yang salah")
        .taps("Jawaban tentang diri saya di survei")
    )
    assert talker.event(DataCorrected) == DataCorrected("profile")
    assert "tetap dihitung" in talker.screen


def _case(number: str, state: str) -> CaseView:
    return CaseView(number, "complaint", state, "Disdukcapil", TODAY, None)


def test_a_correction_of_a_report_stands_beside_it_and_only_open_ones_are_offered() -> None:
    open_, closed = (_case("KS-1", "in_progress"), _case("KS-2", "fixed"))
    talker = Talker(facts(kept=KEPT, cases=(open_, closed))).says("/data").taps("✏️ Ada yang salah")
    assert "KS-2" not in talker.screen
    talker.taps("Laporan KS-1").says("Bukan loket 2 tapi loket 3")
    talker.taps("Selesai")
    event = talker.event(DataCorrected)
    assert (event.about, event.number, event.words.text) == ("report", "KS-1", "Bukan loket 2 tapi loket 3")


def test_everything_else_that_is_wrong_is_answered_by_somebody_in_time() -> None:
    talker = (
        Talker(facts(kept=KEPT)).says("/data").taps("✏️ Ada yang salah").taps("Lainnya").says("Bukan saya")
    )
    talker.taps("Selesai")
    assert talker.event(DataCorrected).about == "other"
    assert "72 jam" in talker.screen


def test_data_rests_for_some_days_or_until_told_and_is_used_again() -> None:
    talker = Talker(facts(kept=KEPT)).says("/data").taps("⏸ Istirahatkan data saya").taps("Selama 30 hari")
    assert talker.event(DataRestricted) == DataRestricted(30)
    talker = (
        Talker(facts(kept=KEPT))
        .says("/data")
        .taps("⏸ Istirahatkan data saya")
        .taps("Sampai saya mengubahnya")
    )
    assert talker.event(DataRestricted) == DataRestricted(None)
    resting = Talker(facts(kept=replace(KEPT, resting=True))).says("/data")
    assert resting.taps("▶️ Pakai lagi data saya").event(RestrictionLifted) == RestrictionLifted()


def test_what_a_legal_hold_keeps_is_said_as_it_is() -> None:
    talker = Talker(facts(kept=replace(KEPT, held=True))).says("/data").taps("🗑 Hapus data saya")
    assert talker.event(DeletionHeld) == DeletionHeld()
    assert "kewajiban hukum" in talker.screen
    talker = Talker(facts(kept=replace(KEPT, held_cases=1))).says("/data").taps("🗑 Hapus data saya")
    assert "1 laporan untuk sementara harus tetap" in talker.screen
