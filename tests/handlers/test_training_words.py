"""What a unit could be trained in, and what came of a training; offices are named and never people."""

from datetime import date

from handlers.talk import speaking
from handlers.training_words import EvidenceSeen, NeedSeen, TrainedSeen, needs, trained

TOPICS = {"service": {"id": "Pelayanan prima", "en": "Customer service"}}
THEMES = {"staff": {"id": "Sikap petugas", "en": "Staff attitude"}}


def test_a_need_shows_its_evidence_and_quotes() -> None:
    evidence = [
        EvidenceSeen("element", "conduct", 62.5, 58.0, 67.0, 81.2, 60),
        EvidenceSeen("theme", "staff", 0.4, None, None, 0.1, 50),
    ]
    with speaking("id"):
        text = needs("Dishub", [NeedSeen("service", evidence, ["petugasnya jutek"])], TOPICS, THEMES)
    assert "• Pelayanan prima" in text
    assert "Perilaku petugas: 62,50 (58,00 sampai 67,00, 60 survei); kantor sejenis 81,20" in text
    assert "40% dari 50 penilaian rendah dan pengaduan menyebut Sikap petugas; di kantor sejenis 10%" in text
    assert "“petugasnya jutek”" in text


def test_where_nothing_lies_below_others_no_need_is_seen() -> None:
    with speaking("id"):
        assert "Belum terlihat kebutuhan" in needs("Dishub", [], TOPICS, THEMES)
        assert "Belum ada yang dicatat" in trained("Dishub", [], TOPICS)


def test_a_training_is_held_against_itself_where_there_is_enough() -> None:
    held = [
        TrainedSeen("service", date(2026, 3, 2), 12, 5.5, 2.0, 9.0),
        TrainedSeen("law", date(2026, 4, 6), None, None, None, None),
    ]
    with speaking("id"):
        text = trained("Dishub", held, TOPICS)
    assert "• Pelayanan prima, Senin, 2 Maret 2026 (12 orang)" in text
    assert "+5,50 poin" in text
    assert "• law, Senin, 6 April 2026\n   Sebelum dan sesudah: survei masih terlalu sedikit" in text
