"""One answer for everybody is seen, whatever names and numbers it is dressed in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pandas as pd

from analytics.masking import Mask
from analytics.pasted import MANY, Pasted, pasted

KINDS = ("number", "phone", "email", "link", "username", "name")
MASK = Mask({kind: f"[{kind}]" for kind in KINDS}, titles=("Pak", "Bu", "Bapak", "Ibu"))
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
COLUMNS = ["number", "unit", "kind", "official", "words", "at"]
NAMES = ("Budi Santoso", "Sari", "Joko Widodo", "Rina Kartika", "Agus", "Dewi Lestari", "Tono")
ROAD = (
    "Terima kasih atas laporannya {who}. Jalan nomor {n} sudah kami teruskan ke bidang teknis untuk ditinjau."
)


def answer(number: int, words: str | None, unit: str | None = "dishub", **other: Any) -> list[Any]:
    row = {
        "number": f"KS-{number}",
        "unit": unit,
        "kind": "complaint",
        "official": "official:1",
        "words": words,
    }
    row |= {"at": NOW + timedelta(minutes=number)}
    return [(row | other)[name] for name in COLUMNS]


def found(rows: list[list[Any]], **other: Any) -> list[Pasted]:
    frame = pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(COLUMNS[:5], "string"))
    return pasted(frame, MASK, **other)


def road(number: int) -> str:
    return ROAD.format(who=f"Pak {NAMES[number % len(NAMES)]}", n=number * 37)


def test_the_same_thanks_before_and_after_are_not_the_same_answer() -> None:
    thanks = "Terima kasih atas laporan yang sudah disampaikan kepada kami di kantor pelayanan."
    what = ["lampu taman menyala lagi sejak tadi malam", "rambu dekat sekolah dipasang bersama pemborong"]
    rows = [answer(n, f"{thanks} Untuk itu {what[n % 2]} oleh regu malam.") for n in range(12)]
    assert [one.cases for one in found(rows)] == [6, 6]


def test_no_answers_are_no_pasted_answers() -> None:
    assert found([]) == []


def test_one_answer_under_other_names_and_numbers_is_one_answer() -> None:
    (one,) = found([answer(n, road(n)) for n in range(8)])
    assert (one.unit, one.cases) == ("dishub", 8)
    assert "[name]" in one.sample
    assert not any(name in one.sample for name in NAMES)


def test_small_changes_do_not_hide_it() -> None:
    changed = [road(n) + ("" if n % 2 else " Salam.") for n in range(6)] + [road(9).upper(), road(10) + "!!"]
    (one,) = found([answer(n, words) for n, words in enumerate(changed)])
    assert one.cases == len(changed)


def test_answers_of_their_own_are_not_told_of() -> None:
    own = [
        "Lampu di simpang Ciceri menyala lagi sejak tadi malam, kabelnya kami ganti.",
        "Rambu dekat sekolah dipasang hari Senin bersama warga.",
        "Bus sekolah datang terlambat karena ban bocor, pengemudinya sudah kami tegur.",
        "Parkir liar di depan pasar kami tertibkan pukul tujuh pagi.",
        "Garis jalan dicat ulang setelah hujan reda.",
        "Halte yang rusak diperbaiki minggu depan oleh pemborong.",
    ]
    assert found([answer(n, words) for n, words in enumerate(own)]) == []


def test_the_same_short_word_for_everybody_is_told_of() -> None:
    assert found([answer(n, "Selesai") for n in range(MANY)]) == [
        Pasted("dishub", MANY, "Selesai", ("official:1",))
    ]
    assert found([answer(n, "Selesai") for n in range(MANY - 1)]) == []


def test_a_number_alone_is_compared_as_well() -> None:
    assert [one.cases for one in found([answer(n, f"{n}.") for n in range(MANY)])] == [MANY]


def test_twice_in_one_case_is_one_case() -> None:
    rows = [answer(n % 3, "Sedang kami cek", at=NOW + timedelta(hours=n)) for n in range(9)]
    assert [one.cases for one in found(rows, least=2)] == [3]


def test_an_answer_that_reached_merged_cases_is_one_answer() -> None:
    assert found([answer(n, "Lampunya sudah menyala", at=NOW) for n in range(37)]) == []


def test_thanks_for_praise_and_answers_without_words_are_left_out() -> None:
    thanks = [answer(n, "Terima kasih!", kind="praise") for n in range(9)]
    assert found(thanks + [answer(n, None) for n in range(9)]) == []


def test_each_unit_is_told_of_by_itself_most_cases_first() -> None:
    rows = [answer(n, "Sudah kami teruskan", unit=None) for n in range(6)]
    rows += [answer(n, "Sudah kami teruskan", unit="dinsos") for n in range(10, 18)]
    rows += [answer(n, "Sudah kami teruskan", unit="dlh") for n in range(20, 24)]
    assert [(one.unit, one.cases) for one in found(rows)] == [("dinsos", 8), ("", 6)]


def test_names_of_officials_are_masked_without_a_title() -> None:
    rows = [answer(n, f"Salam dari Mawar untuk laporan {n}") for n in range(6)]
    assert "Mawar" not in found(rows, people=["Mawar"])[0].sample


def test_what_goes_into_a_digest_is_json() -> None:
    assert Pasted("dishub", 7, "Selesai", ("official:1",)).as_json() == {
        "unit": "dishub",
        "cases": 7,
        "sample": "Selesai",
        "officials": ["official:1"],
    }


def test_who_sent_it_is_told_to_most_cases_first() -> None:
    rows = [answer(n, road(n), official=f"official:{3 if n < 2 else 9}") for n in range(6)]
    rows += [answer(n, road(n) + " Salam.", official="official:4") for n in range(20, 23)]
    (one,) = found(rows)
    assert (one.cases, one.officials) == (9, ("official:9", "official:4", "official:3"))


def test_a_template_is_found_among_thousands_of_other_answers() -> None:
    draw = Random(5)
    stock = [f"kata{n:x}x".translate(str.maketrans("0123456789", "ghijklmnop")) for n in range(3000)]
    rows = [answer(n, road(n), unit=f"u{n % 4}") for n in range(400)]
    rows += [answer(n, " ".join(draw.choices(stock, k=25)), unit=f"u{n % 4}") for n in range(400, 3000)]
    assert [one.cases for one in found(rows)] == [100] * 4
