"""What a reporter hears of each step: which office or role, and what is asked of them; never a name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest

from handlers import case
from handlers import reporter_notices as notices
from handlers.talk import Go, Media, Say, Words, speaking
from tests.handlers.desks import SEEN
from tests.handlers.talker import NUMBER, PHOTO

AFTER = Media("photo", "ref-2", "unique-2", "image/jpeg", 900)
BYPASSING = replace(SEEN, route="overseers")
UNKNOWN = replace(SEEN, unit="")


@dataclass(frozen=True)
class Closing:
    outcome: str = "fixed"
    words: str = "Lampu sudah diganti."
    promised: date | None = None


def proposed(seen: case.CaseSeen = SEEN, closing: Closing | None = None, reason: str = "") -> Say:
    with speaking("id"):
        return notices.proposed(seen, closing or Closing(), reason, (), 10)


STEPS: dict[str, Callable[[case.CaseSeen], Say]] = {
    "taken": notices.taken,
    "asked": lambda seen: notices.asked(seen, Words("Tiang nomor berapa?")),
    "passed": notices.passed,
    "answer": lambda seen: case.answer_to_citizen(seen, Words("Besok kami perbaiki.")),
    "proposed": lambda seen: notices.proposed(seen, Closing(), "", (), 10),
    "promise": lambda seen: notices.promise_kept(seen, Words("Sudah menyala.")),
}
SILENT_ON_WHO: dict[str, Callable[[case.CaseSeen], Say]] = {
    "merged": lambda seen: notices.merged(seen, 36),
    "silent": notices.silent,
    "archived": lambda seen: notices.archived(seen, "hanya percobaan", Words("Silakan lapor lagi.")),
}


@pytest.mark.parametrize("step", STEPS)
def test_each_step_names_the_office_that_takes_it(step: str) -> None:
    with speaking("id"):
        assert "Dinas Perhubungan" in STEPS[step](SEEN).words
        assert "koordinator" in STEPS[step](UNKNOWN).words


@pytest.mark.parametrize("step", {**STEPS, **SILENT_ON_WHO})
def test_what_bypasses_an_office_is_never_said_to_be_there(step: str) -> None:
    with speaking("id"):
        words = {**STEPS, **SILENT_ON_WHO}[step](BYPASSING).words
    assert "Dinas Perhubungan" not in words
    assert ("tim pengawas" in words.lower()) is (step in STEPS or step == "archived")


@pytest.mark.parametrize("step", {**STEPS, **SILENT_ON_WHO})
def test_a_reply_to_each_message_belongs_to_the_case(step: str) -> None:
    with speaking("id"):
        say = {**STEPS, **SILENT_ON_WHO}[step](SEEN)
    assert say.case == NUMBER
    assert NUMBER in say.words


def test_a_day_is_named_only_where_there_is_one() -> None:
    with speaking("id"):
        assert "Selasa, 1 Desember 2026" in notices.taken(SEEN).words
        assert "2026" not in notices.taken(replace(SEEN, answer_due=None)).words.replace(NUMBER, "")


def test_a_question_says_how_to_answer_it() -> None:
    with speaking("id"):
        say = notices.asked(SEEN, Words("Tiang nomor berapa?"))
    assert "Tiang nomor berapa?" in say.words
    assert "balas pesan ini" in say.words.lower()


def test_photos_of_officials_come_along() -> None:
    with speaking("id"):
        shown = Words("Begini", (PHOTO,))
        assert case.answer_to_citizen(SEEN, shown).media == (PHOTO,)
        assert notices.asked(SEEN, shown).media == (PHOTO,)
        assert notices.promise_kept(SEEN, shown).media == (PHOTO,)
        assert notices.archived(SEEN, "hanya percobaan", shown).media == (PHOTO,)


# --- a proposed closing ---


@pytest.mark.parametrize("outcome", ["fixed", "answered", "cannot", "not_ours"])
def test_every_outcome_is_put_to_the_reporter_with_two_buttons(outcome: str) -> None:
    say = proposed(closing=Closing(outcome))
    assert [choice.id for choice in say.choices] == [f"go.judg:{NUMBER}.yes", f"go.judg:{NUMBER}.no"]
    assert all(Go.parse(choice.id) for choice in say.choices)
    assert all(len(choice.label) <= 20 for choice in say.choices)  # as the narrowest channel shows it
    assert "Lampu sudah diganti." in say.words
    assert "10 hari" in say.words


def test_each_outcome_begins_with_other_words() -> None:
    said = {proposed(closing=Closing(o)).words.split("\n")[0] for o in notices.ASKED}
    assert len(said) == 4


def test_what_cannot_be_done_names_its_reason_and_the_promised_day() -> None:
    say = proposed(closing=Closing("cannot", promised=date(2027, 1, 5)), reason="anggarannya belum ada")
    assert "anggarannya belum ada" in say.words
    assert "Selasa, 5 Januari 2027" in say.words
    assert "Alasan" not in proposed().words


def test_before_and_after_are_shown_above_the_words() -> None:
    with speaking("id"):
        say = notices.proposed(SEEN, Closing(), "", (PHOTO, AFTER), 10)
    assert say.media == (PHOTO, AFTER)
    assert "📷" in say.words
    assert "📷" not in proposed().words


def test_one_day_is_said_as_one_in_english() -> None:
    with speaking("en"):
        assert "1 day to answer" in notices.proposed(SEEN, Closing(), "", (), 1).words
        assert "1 day to answer" in notices.proposed(SEEN, Closing("cannot"), "", (), 1).words


def test_words_that_look_like_markup_or_names_in_braces_stay_as_they_are() -> None:
    odd = "<b>{number}</b> '; DROP TABLE cases"
    assert odd in proposed(closing=Closing(words=odd)).words


def test_doubles_are_counted_and_an_archived_report_says_why() -> None:
    with speaking("id"):
        assert "36 orang" in notices.merged(SEEN, 36).words
        archived = notices.archived(SEEN, "hanya percobaan", Words("Silakan lapor lagi."))
    assert "hanya percobaan" in archived.words
    assert "Silakan lapor lagi." in archived.words
