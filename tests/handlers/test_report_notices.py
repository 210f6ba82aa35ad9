"""What comes with a report that was asked for, and what is said instead of it."""

from __future__ import annotations

from dataclasses import replace

from handlers import report_notices
from handlers.report_seen import IndexSeen
from handlers.talk import Media, speaking
from handlers.talk.stored import say_from_json, say_to_json
from tests.handlers.test_report_words import SEEN

FILES = [Media("document", f"doc:{n}", mime="application/pdf", name=f"{n}.pdf") for n in (1, 2)]


def test_the_words_above_the_files_tell_whose_index_it_is() -> None:
    with speaking("id"):
        words = report_notices.ready(SEEN)
    assert words.startswith("📄 Laporan SKM Dinas Sosial\n2026-S1 (1 Januari – 30 Juni 2026)")
    assert "IKM: 81,44 – B (baik), survei lengkap: 203" in words
    with speaking("en"):
        assert "IKM: 81.44" in report_notices.ready(SEEN)


def test_too_few_are_not_told_of_in_the_chat_either() -> None:
    with speaking("id"):
        words = report_notices.ready(replace(SEEN, index=IndexSeen(4, 0, 93.75, "A")))
    assert "terlalu sedikit untuk dipublikasikan" in words
    assert "93" not in words


def test_the_files_are_part_of_the_message_and_survive_the_outbox() -> None:
    with speaking("id"):
        say = report_notices.with_files("words", FILES)
    assert say_from_json(say_to_json(say))[0] == say
    assert [media.name for media in say.media] == ["1.pdf", "2.pdf"]
    assert say.unshown == "Berkas laporan ini tidak bisa dikirim ke sini lagi."


def test_who_asked_in_vain_is_told_how_to_ask_again() -> None:
    with speaking("id"):
        say = report_notices.failed("Dishub", "2026-S2")
    assert "laporan SKM Dishub periode 2026-S2 belum berhasil dibuat" in say.words
    assert "/laporan_skm" in say.words
    assert say.media == ()
