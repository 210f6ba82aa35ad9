"""What people read of minutes and of what became of them: in short in a chat, whole as a document."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from handlers import case, minutes_words
from handlers.minutes_views import Agreed, Minutes
from handlers.report_parts import words
from handlers.talk import speaking

HELD = datetime(2026, 11, 20, 9, 0)  # noqa: DTZ001 - the city's clock
DUE = date(2026, 12, 31)
DONE = Agreed(1, "Loket kedua dibuka", "Disdukcapil", DUE, "done")
DROPPED = Agreed(2, "Parkir gratis", "Dishub", DUE, "dropped", "Perda belum membolehkan")
LATE = Agreed(3, "Papan nama", "Disdukcapil", DUE, "late")
MINUTES = Minutes(
    "hld2k7", "Antrean KTP", HELD, "Aula", "Disdukcapil", "published", "Baris satu.\nBaris dua."
)


def test_minutes_in_short_lead_to_the_whole_of_them_where_there_is_a_page() -> None:
    with speaking("id"):
        plain = minutes_words.published(replace(MINUTES, agreed=(DONE,)))
        linked = minutes_words.published(replace(MINUTES, pdf="https://suara.example/forum/hld2k7.pdf"))
    assert "1. Loket kedua dibuka" in plain.words
    assert "https" not in plain.words
    assert "https://suara.example/forum/hld2k7.pdf" in linked.words
    assert "Tidak ada kesepakatan" in linked.words


def test_what_became_of_it_says_why_something_was_dropped_and_how_much_is_left() -> None:
    seen = replace(MINUTES, agreed=(DONE, DROPPED, LATE))
    with speaking("id"):
        some = minutes_words.became(seen, [DROPPED]).words
        all_over = minutes_words.became(replace(MINUTES, agreed=(DONE, DROPPED)), [DONE]).words
    assert "❌ tidak dilaksanakan. Alasannya: Perda belum membolehkan" in some
    assert "Masih ada 1 kesepakatan" in some
    assert "semua yang disepakati di sana sudah tuntas" in all_over


def test_who_raised_it_reads_that_they_hear_it_first() -> None:
    with speaking("id"):
        words = minutes_words.raised(MINUTES, replace(DONE, standing="begun")).words
    assert "Anda bilang, kami lakukan" in words
    assert "sedang dikerjakan" in words


def test_whoever_may_review_is_led_to_the_minutes() -> None:
    with speaking("id"):
        say = minutes_words.review_wanted("hld2k7", "Antrean KTP")
    assert say.choices[0].id == "go.mins:hld2k7"


def test_an_agreement_says_where_it_is_from() -> None:
    with speaking("id"):
        assert minutes_words.raised_at("Antrean KTP") == "disepakati di forum “Antrean KTP”"


def test_a_document_has_people_by_group_and_no_name() -> None:
    with speaking("id"):
        made = minutes_words.document(replace(MINUTES, agreed=(DONE,), came={"citizens": 12, "press": 1}))
    assert ("Peserta yang hadir", "13") in made.facts
    talked, agreed, came = made.chapters
    assert [block.text for block in talked.blocks] == ["Baris satu.", "Baris dua."]
    assert agreed.blocks[0].rows == (("1", "Loket kedua dibuka", "Disdukcapil", "Kamis, 31 Desember 2026"),)
    assert came.blocks[1].rows == (("Warga", "12"), ("Pers", "1"))


def test_a_document_of_a_forum_without_agreements_and_people_says_so() -> None:
    with speaking("id"):
        made = minutes_words.document(MINUTES)
    assert made.chapters[1].blocks[0].text == "Tidak ada kesepakatan."
    assert "Tidak ada yang tercatat" in made.chapters[2].blocks[0].text


def test_the_report_tells_what_became_of_each_agreement() -> None:
    with speaking("id"):
        survey = words("12 dari 20")
        made = minutes_words.report(
            replace(MINUTES, agreed=(DONE, DROPPED)), [("Undangan", "90")], (), survey
        )
        empty = minutes_words.report(replace(MINUTES, unit="", summary="", agreed=()), [], (), ())
    rows = made.chapters[2].blocks[0].rows
    assert [row[4] for row in rows] == [
        "selesai tepat waktu",
        "tidak dilaksanakan. Alasannya: Perda belum membolehkan",
    ]
    assert made.chapters[0].blocks[0].rows == (("Undangan", "90"),)
    assert made.chapters[-1].blocks == survey
    assert empty.chapters[1].blocks[0].text == "Belum ada berita acara."
    assert ("Instansi", "Seluruh kota") in empty.facts


def test_the_office_reads_that_everybody_hears_what_becomes_of_an_agreement() -> None:
    seen = case.CaseSeen("KS-2612-0001", "suggestion", "Disdukcapil", agreed=True)
    with speaking("id"):
        words = case.notice(seen, to="head").words
    assert "semua yang hadir atau diundang ke forum akan dikabari" in words
    assert "ke pelapor" not in words
