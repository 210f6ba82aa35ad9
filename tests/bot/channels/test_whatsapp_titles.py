"""Short titles stay apart, fit, and read like the names they stand for."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.layout import units
from bot.channels.whatsapp_titles import titles

LIMITS = pytest.mark.parametrize("limit", [20, 24])
EMOJI = ["👍🏽", "👩‍👩‍👧", "❤️", "1️⃣", "🇮🇩", "🙈", "é", "😀"]
LABEL = st.lists(st.one_of(st.sampled_from(EMOJI), st.text("abK …(.-", max_size=6)), max_size=14).map("".join)
LABELS = st.lists(LABEL, max_size=12)
CITY: dict[str, Any] = yaml.safe_load(Path("config.yaml").read_text())


def told(name: Any, language: str) -> str:
    return str(name[language] if isinstance(name, dict) else name)


def keyboards() -> Iterator[tuple[str, list[str]]]:
    """Every list of the city's names that may stand under one question, in both languages."""
    for language in ("id", "en"):
        for kind in (
            "groups",
            "categories",
            "cannot_reasons",
            "archive_reasons",
            "themes",
            "training_topics",
        ):
            yield f"{kind} {language}", [told(one["name"], language) for one in CITY[kind]]
        for one in [*CITY["groups"], *CITY["units"]]:
            if services := one.get("services"):
                yield f"{one['key']} {language}", [told(name, language) for name in services.values()]
    for group in CITY["groups"]:
        units_of = [unit for unit in CITY["units"] if unit["group"] == group["key"]]
        yield group["key"], [unit.get("short") or unit["name"] for unit in units_of]
        yield f"{group['key']} in full", [unit["name"] for unit in units_of]


NAMES = dict(keyboards())


@given(LABELS, st.sampled_from([20, 24]))
def test_titles_are_distinct_not_empty_and_fit(labels: list[str], limit: int) -> None:
    made = titles(labels, limit)
    assert len(made) == len(labels)
    assert len({title.casefold() for title in made}) >= len({label.casefold() for label in made})
    assert len(set(made)) == len(made)
    assert all(title and title == title.strip() and units(title) <= limit for title in made)


@given(LABELS, st.sampled_from([20, 24]))
def test_the_same_labels_have_the_same_titles(labels: list[str], limit: int) -> None:
    assert titles(labels, limit) == titles(list(labels), limit)


@given(LABELS, st.sampled_from([20, 24]))
def test_a_label_that_fits_and_stands_alone_is_left_as_it_is(labels: list[str], limit: int) -> None:
    wanted = [" ".join(label.split()) for label in labels]
    for label, title in zip(wanted, titles(labels, limit), strict=True):
        if label and units(label) <= limit and wanted.count(label) == 1:
            assert title == label


@given(st.lists(st.sampled_from(EMOJI), min_size=12, max_size=40), st.sampled_from([20, 24]))
def test_no_emoji_is_torn(emoji: list[str], limit: int) -> None:
    (title,) = titles(["".join(emoji)], limit)
    for one in sorted(EMOJI, key=len, reverse=True):
        title = title.replace(one, "")
    assert not title.strip(" .…0123456789")


@LIMITS
@pytest.mark.parametrize("keyboard", NAMES)
def test_the_citys_names_stay_apart_and_are_hardly_torn(keyboard: str, limit: int) -> None:
    labels = NAMES[keyboard]
    made = titles(labels, limit)
    assert len(set(made)) == len(labels)
    assert all(0 < units(title) <= limit for title in made)
    assert not [title for title in made if title[0].isdigit()]
    for label, title in zip(labels, made, strict=True):
        assert title == label or title.rstrip("…").split()[-1].lower() not in {
            "dan",
            "atau",
            "and",
            "or",
            "of",
        }


@LIMITS
def test_any_ten_kelurahan_on_a_page_stay_apart(limit: int) -> None:
    chance = random.Random(67)
    for _ in range(200):
        page = chance.sample(NAMES["kelurahan"], 9)
        made = titles([*page, "Lainnya ›"], limit)
        assert len(set(made)) == 10
        assert not [title for title in made if title[0].isdigit()]


@pytest.mark.parametrize(
    ("labels", "limit", "expected"),
    [
        (["Ya", "Tidak"], 20, ["Ya", "Tidak"]),
        (["Ya", "Ya"], 20, ["Ya", "2. Ya"]),
        (["", " "], 20, ["1.", "2."]),
        (["  Dua\n kata "], 20, ["Dua kata"]),
        (
            ["Kelurahan Serang", "Kelurahan Cipocok Jaya", "Kelurahan Umbul Tengah", "Batal"],
            20,
            ["Kelurahan Serang", "Kel. Cipocok Jaya", "Kel. Umbul Tengah", "Batal"],
        ),
        (
            ["Kelurahan Sukawana (Kec. Serang)", "Kelurahan Sukawana (Kec. Curug)", "Kelurahan Serang"],
            24,
            ["Kel. Sukawana…Serang)", "Kel. Sukawana…Curug)", "Kelurahan Serang"],
        ),
        (
            ["Kecamatan Taktakan", "Kecamatan Kasemen", "Kecamatan Cipocok Jaya"],
            20,
            ["Kecamatan Taktakan", "Kecamatan Kasemen", "Kec. Cipocok Jaya"],
        ),
        (["Tidak netral dalam politik", "Tidak ramah"], 20, ["Tidak netral…", "Tidak ramah"]),
        (
            ["🙈 Dirahasiakan: hanya petugas yang tahu", "🙂 Pakai nama saya"],
            20,
            ["🙈 Dirahasiakan…", "🙂 Pakai nama saya"],
        ),
        (["Lambat atau ditunda-tunda"], 20, ["Lambat…"]),
        (["Ya", "Ya", "2. Ya"], 20, ["Ya", "3. Ya", "2. Ya"]),
        (["Peta e" + "\u0301" * 30], 20, ["Peta…"]),
        (
            ["Surat keterangan domisili", "Surat keterangan kematian"],
            20,
            ["Surat…domisili", "Surat…kematian"],
        ),
        (["Pertanggungjawabankeuangan"], 20, ["Pertanggungjawabank…"]),
        (["a" * 40, "a" * 40], 20, ["1. " + "a" * 16 + "…", "2. " + "a" * 16 + "…"]),
    ],
)
def test_titles_read_like_the_names_they_stand_for(
    labels: list[str], limit: int, expected: list[str]
) -> None:
    assert titles(labels, limit) == expected
