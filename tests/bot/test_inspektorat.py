"""The table for the Inspektorat: which complaints, by whom, and that it is noted and told."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from bot.offices.office import Mistaken
from bot.outside.inspektorat import export
from bot.settings import Settings
from handlers.events import CaseOpened
from handlers.inspektorat_words import RULES
from handlers.lapor_words import NUMBER
from handlers.talk import Words
from storage import audit
from tests.bot.days import COORDINATOR, HEAD, OVERSEER, REPORTER, Days
from tests.bot.overseeing import SECOND, city, overseen, staffed, words_to

__all__ = ["city", "overseen", "staffed"]  # fixtures


def exported(days: Days, settings: Settings, to: Path, who: str, why: str = "Diminta inspektur") -> int:
    now = days.now + timedelta(hours=1)
    return export(days.store, settings, days.house, to, (None, None), days.ids[who], why, now)


def read(file: Path) -> dict[str, dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return {line[NUMBER]: line for line in csv.DictReader(stream)}


def test_complaints_with_an_article_and_those_that_bypass_their_unit_go_out(
    overseen: Days, settings: Settings, tmp_path: Path
) -> None:
    rude, pungli = overseen.opens(REPORTER, category="rude"), overseen.opens(REPORTER, category="pungli")
    about = CaseOpened("complaint", "dpupr", "facility", "head", Words("Kepalanya"))
    head = overseen.records(REPORTER, about).number
    overseen.opens(REPORTER, category="facility")
    overseen.opens(REPORTER, kind="question", category="")
    named = overseen.opens(REPORTER, category="slow", known_as="open", name="Sari", contact="0812")
    assert exported(overseen, settings, tmp_path / "out.csv", OVERSEER) == 4
    lines = read(tmp_path / "out.csv")
    assert set(lines) == {rude, pungli, head, named}
    assert lines[rude][RULES] == "Pasal 3 huruf f"
    assert lines[pungli][RULES] == "Pasal 5 huruf g"
    assert lines[pungli]["Isi Laporan"] == "Lampu jalan mati"
    assert not any("Sari" in str(line) or "0812" in str(line) for line in lines.values())


def test_it_stands_in_the_log_and_every_overseer_hears_of_it(
    overseen: Days, settings: Settings, tmp_path: Path
) -> None:
    number = overseen.opens(REPORTER, category="pungli")
    exported(overseen, settings, tmp_path / "out.xlsx", OVERSEER)
    assert any(number in told and "Diminta inspektur" in told for told in words_to(overseen, SECOND))
    with overseen.store.reading() as tx:
        tomorrow = overseen.now + timedelta(days=1)
        lines = audit.between(tx, overseen.now, tomorrow, ["export", "read"])
    assert [(line.kind, line.why) for line in lines] == [
        ("read", "Diminta inspektur"),
        ("export", "Diminta inspektur"),
    ]
    assert ("read", "") in overseen.happened(number)


def test_a_coordinator_takes_out_what_does_not_bypass_the_units(
    overseen: Days, settings: Settings, tmp_path: Path
) -> None:
    rude = overseen.opens(REPORTER, category="rude")
    overseen.opens(REPORTER, category="pungli")
    assert exported(overseen, settings, tmp_path / "out.csv", COORDINATOR) == 1
    assert set(read(tmp_path / "out.csv")) == {rude}


def test_what_is_closed_to_an_overseer_does_not_go_out_with_them(
    overseen: Days, settings: Settings, tmp_path: Path
) -> None:
    overseen.official("officer", "dpupr", "2006")
    overseen.official("overseer", None, "2006")
    overseen.opens(REPORTER, category="pungli")
    other = overseen.opens(REPORTER, category="pungli", unit="dishub")
    assert exported(overseen, settings, tmp_path / "out.csv", "2006") == 1
    assert set(read(tmp_path / "out.csv")) == {other}


def test_nobody_else_and_nobody_without_a_reason(overseen: Days, settings: Settings, tmp_path: Path) -> None:
    overseen.opens(REPORTER, category="rude")
    for who, why in ((HEAD, "ingin tahu"), (OVERSEER, "  ")):
        with pytest.raises(Mistaken):
            exported(overseen, settings, tmp_path / "out.csv", who, why)
    assert not (tmp_path / "out.csv").exists()


def test_without_any_such_complaint_the_table_is_empty(
    overseen: Days, settings: Settings, tmp_path: Path
) -> None:
    assert exported(overseen, settings, tmp_path / "out.csv", OVERSEER) == 0
    assert read(tmp_path / "out.csv") == {}
