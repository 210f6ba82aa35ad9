"""A complaint as a row for the Inspektorat: articles as they are quoted, and nobody guilty yet."""

from __future__ import annotations

from dataclasses import replace

from handlers.inspektorat_words import COLUMNS, NO_RULE, NOTE, PRESUMED, RULES, Breach, row

BREACH = Breach(
    number="KS-2611-7F3K",
    opened="2026-11-24",
    unit="Dinas Perhubungan",
    category="Suap atau hadiah",
    rules=("5k", "5l"),
    about="head",
    bypasses=True,
    state="in_progress",
    due="2026-12-01",
    answered="",
    closed="",
    reopened=1,
    told={"words": "Diminta amplop", "where": "loket 2"},
)


def test_a_row_has_every_column_and_quotes_the_articles() -> None:
    line = row(BREACH)
    assert tuple(line) == COLUMNS
    assert line[RULES] == "Pasal 5 huruf k; Pasal 5 huruf l"
    assert (line["Mengenai"], line["Melewati Unit"]) == ("Kepala kantornya", "Ya")
    assert (line["Isi Laporan"], line["Lokasi Kejadian"], line["Waktu Kejadian"]) == (
        "Diminta amplop",
        "loket 2",
        "",
    )
    assert line[NOTE] == PRESUMED


def test_where_no_article_or_person_is_known_nothing_is_made_up() -> None:
    line = row(replace(BREACH, rules=(), about="unknown", bypasses=False, state="fixed"))
    assert (line[RULES], line["Mengenai"], line["Melewati Unit"]) == (NO_RULE, "", "Tidak")
    assert line["Keterangan"] == "Dinyatakan selesai oleh pelapor"
