"""The words in a digest's picture."""

from datetime import date

from handlers import picture_words
from handlers.talk import speaking


def test_the_picture_speaks_indonesian_with_the_counts_in_it() -> None:
    with speaking("id"):
        words = picture_words.words("Dinas Sosial", "Kota Serang", "2026-W47", 96, 212)
        assert words["subtitle"] == "16 – 22 November 2026 · Kota Serang"
        assert words["scores"] == "Penilaian minggu ini: 96"
        assert words["scores_note"] == ""
        assert "212 survei" in words["elements_note"]


def test_the_picture_says_whether_its_line_is_the_index_or_the_ratings() -> None:
    with speaking("id"):
        by_ratings = picture_words.words("Dinas Sosial", "Kota Serang", "2026-W47", 96, 212)
        by_forms = picture_words.words("Dinas Sosial", "Kota Serang", "2026-W47", 96, 212, index=True)
        assert by_ratings["trend"].startswith("Rata-rata penilaian")
        assert by_forms["trend"] == "IKM dari survei, 12 minggu (25–100)"
        assert "kurang dari 30 survei" in by_forms["trend_note"]


def test_what_is_too_few_is_said_and_not_drawn() -> None:
    with speaking("id"):
        words = picture_words.words("Dinas Sosial", "Kota Serang", "2026-W47", 4, 4)
        assert words["scores_note"] == "Terlalu sedikit untuk ditampilkan."
        assert words["elements_note"].startswith("Belum cukup")
        assert picture_words.scores((1, 1, 1, 1)) == []


def test_scores_stand_from_the_best_down_with_their_share() -> None:
    with speaking("id"):
        assert picture_words.scores((1, 0, 3, 4)) == [
            ("Sangat baik", 4, "4 (50%)"),
            ("Baik", 3, "3 (38%)"),
            ("Kurang baik", 0, "0 (0%)"),
            ("Tidak baik", 1, "1 (12%)"),
        ]
        assert picture_words.short_day(date(2026, 11, 22)) == "22 Nov"
        assert picture_words.element("time", 3.456) == ("Waktu penyelesaian", 3.456, "3,46")
