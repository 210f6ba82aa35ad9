"""The numbers of a month in one message, with a point where the public page has one."""

from __future__ import annotations

from handlers.organisation_numbers import TopicNumbers, of_month
from handlers.public_case_words import CaseRow
from handlers.public_words import Headline, Share
from handlers.talk import speaking

INDEX = Headline(
    "82,15", "B – Baik", "Dengan kepastian 95% antara 79,00 dan 85,00.", "120 orang menjawab", "Oktober 2026"
)
FACES = [Share("😀 Sangat baik", "60", 0.6), Share("🙂 Baik", "40", 0.4)]
REPORTS = CaseRow("34", "30 (88%)", "20 (59%)", "2", "5")


def test_each_topic_has_a_paragraph_and_the_page_stands_below() -> None:
    with speaking("id"):
        full = TopicNumbers("Disdukcapil", INDEX, FACES, REPORTS, "September 2026")
        say = of_month("Forum Warga", [full, TopicNumbers("Dishub")], "https://kota.example/")
    assert say.words == (
        "📊 Angka publik untuk Forum Warga\n\n"
        "🏢 Disdukcapil\n"
        "⭐ Oktober 2026: IKM 82,15, B – Baik\n"
        "   120 orang menjawab. Dengan kepastian 95% antara 79,00 dan 85,00.\n"
        "😀 Sangat baik 60 · 🙂 Baik 40\n"
        "📋 September 2026: 34 laporan, ditindaklanjuti 30 (88%), selesai 20 (59%)\n\n"
        "🏢 Dishub\nBelum ada yang terbit.\n\n"
        "Selengkapnya, untuk semua orang: https://kota.example/\n\n"
        "Tidak perlu lagi? /stop, atau keluar lewat /lembaga."
    )


def test_what_is_hidden_is_said_as_on_the_page() -> None:
    with speaking("id"):
        hidden = Headline("", "", "Terlalu sedikit yang menjawab.", "", "Oktober 2026")
        say = of_month("Forum Warga", [TopicNumbers("Dishub", hidden)], "")
    assert "⭐ Oktober 2026: Terlalu sedikit yang menjawab." in say.words
    assert "Selengkapnya" not in say.words
