"""The first meeting, the notice and its proof, and invitations with a yes of their own."""

from dataclasses import replace

from handlers import notice
from handlers.events import ConsentGiven, NoticeShown, PushesStopped
from handlers.facts import Citizen
from handlers.talk import speaking
from tests.handlers.city import CITY, facts, stranger
from tests.handlers.talker import Talker


def test_the_greeting_is_short_and_says_the_notice_in_one_line() -> None:
    talker = Talker(stranger()).says("/start")
    assert talker.screen.startswith("Halo! Ini Suara Warga Kota Serang.")
    assert len(talker.screen) < 420
    assert "🔒" in talker.screen.splitlines()[-1]
    assert "🔒 Soal data saya" in talker.labels


def test_the_notice_is_recorded_with_version_and_hash_once() -> None:
    talker = Talker(stranger()).says("/start").says("/start").says("/privasi")
    shown = talker.event(NoticeShown)
    assert shown == NoticeShown("2026-11", notice.text_hash(CITY))


def test_reading_the_whole_notice_first_counts_as_shown() -> None:
    talker = Talker(stranger()).says("/privasi")
    assert isinstance(talker.event(NoticeShown), NoticeShown)
    assert "UU 27/2022" in talker.screen


def test_the_whole_notice_says_what_the_law_wants() -> None:
    text = notice.text(CITY)
    for needed in (
        "Untuk apa",
        "Yang disimpan",
        "Siapa yang membaca",
        "Berapa lama",
        "Hak Anda",
        "Belum 17 tahun",
    ):
        assert needed in text
    assert "penilaian 1 tahun, laporan 5 tahun" in text
    assert len(text) < 3500


def test_the_hash_tells_versions_and_languages_apart() -> None:
    indonesian = notice.text_hash(CITY)
    with speaking("en"):
        assert notice.text_hash(CITY) != indonesian
    assert notice.text_hash(replace(CITY, consent_version="2027-01")) != indonesian
    assert notice.text_hash(CITY) == indonesian


def test_a_yes_to_invitations_is_recorded_under_the_notice_in_force() -> None:
    talker = Talker(facts()).says("/undangan").taps("Ya, boleh")
    assert talker.event(ConsentGiven) == ConsentGiven("invitations", True, "2026-11", notice.text_hash(CITY))


def test_a_no_to_invitations_is_recorded_as_well() -> None:
    talker = Talker(facts()).says("/undangan").taps("Tidak usah")
    assert not talker.event(ConsentGiven).given
    assert talker.screen == "Baik, tanpa undangan."


def test_a_yes_after_a_stop_lets_messages_through_again() -> None:
    talker = Talker(facts(citizen=Citizen(noticed=True, stopped=True))).says("/undangan").taps("Ya, boleh")
    assert talker.event(PushesStopped) == PushesStopped(stopped=False)


def test_who_stopped_news_is_offered_them_again_at_the_start() -> None:
    assert "🔔 Kabari saya lagi" in Talker(stranger(stopped=True)).says("/start").labels
    assert "🔔 Kabari saya lagi" not in Talker(stranger()).says("/start").labels
