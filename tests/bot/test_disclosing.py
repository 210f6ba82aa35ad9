"""To know a confidential reporter takes two people and a motive; each way around that is refused."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from handlers.desk_events import CaseTaken
from handlers.events import DataDeleted
from handlers.oversight_events import (
    CasePulled,
    DisclosureAsked,
    DisclosureDecided,
    DisclosureOpened,
    SteppedOut,
)
from handlers.talk import Input, Recorded, Words
from storage import disclosures, officials
from tests.bot.days import COORDINATOR, HEAD, OFFICER, OVERSEER, REPORTER, Days
from tests.bot.overseeing import MOTIVE, SECOND, city, kinds, log_of, overseen, presses, staffed, words_to

__all__ = ["city", "overseen", "staffed"]  # fixtures

PLAY = Path(__file__).parent / "plays" / "disclosure.txt"
ASK = Words(MOTIVE)


def asked(days: Days, address: str = OVERSEER, **case: str) -> str:
    """A case whose reporter this chat asks to know; the question has the id 1."""
    number = days.opens(REPORTER, **case)  # type: ignore[arg-type]  # a test names real fields
    assert days.records(address, DisclosureAsked(number, ASK)).done
    return number


def decides(days: Days, address: str, *, granted: bool = True) -> Recorded:
    return days.records(address, DisclosureDecided(1, granted=granted))


def looks(days: Days, address: str = OVERSEER) -> Recorded:
    return days.records(address, DisclosureOpened(1))


def test_two_people_a_motive_the_log_and_a_word_to_the_reporter(overseen: Days) -> None:
    number = overseen.opens(REPORTER)
    chat, lines = overseen.chat(OVERSEER), []
    for heard in (f"go.work:{number}", f"go.work:{number}.disclose"):
        chat.does(chat.incoming(Input(tap=heard)))
    chat.types(MOTIVE)
    chat.taps("🔓 Ajukan")
    lines += [("the overseer sees", say.words) for say in chat.says[1:]]
    lines += [("the second overseer is told", words_to(overseen, SECOND)[-1])]
    lines += [("who agrees, and sees", presses(overseen, SECOND, "go.disc:1.yes").words)]
    lines += [("the overseer is told", words_to(overseen, OVERSEER)[-1])]
    lines += [("who looks, and sees", presses(overseen, OVERSEER, "go.disc:1.see").words)]
    lines += [("and once more", presses(overseen, OVERSEER, "go.disc:1.see").words)]
    lines += [("the reporter is told", words_to(overseen, REPORTER)[-1])]
    names = {
        f"official:{overseen.ids[one]}": who
        for one, who in ((OVERSEER, "the overseer"), (SECOND, "the second"))
    }
    for line in log_of(overseen, number):
        lines.append(("the log", f"{names[line.actor]}: {line.kind}{f' ({line.why})' if line.why else ''}"))
    play = "\n\n".join(f"{who}:\n{words}" for who, words in lines).replace(number, "KS-2611-7F3K") + "\n"
    assert play == PLAY.read_text(encoding="utf-8")


def test_the_motive_is_sealed_and_the_reporter_is_nowhere_in_the_log(overseen: Days) -> None:
    number = asked(overseen)
    assert decides(overseen, SECOND).done
    assert REPORTER in looks(overseen).content
    text = "\n".join(f"{line.actor} {line.kind} {line.about} {line.why}" for line in log_of(overseen, number))
    assert REPORTER not in text
    with overseen.store.begin() as tx:
        question = disclosures.by_id(tx, 1)
        assert question is not None
        assert (question.motive, question.granted) == (MOTIVE, True)


def test_a_name_that_was_given_after_all_and_the_chat_are_what_is_shown(overseen: Days) -> None:
    asked(overseen, name="Sari", contact="0812")
    assert decides(overseen, SECOND).done
    assert looks(overseen).content.splitlines() == ["Sari", "0812", f"Telegram: {REPORTER}"]


def test_a_coordinator_may_ask_and_an_overseer_grants(overseen: Days) -> None:
    number = asked(overseen, COORDINATOR)
    assert decides(overseen, OVERSEER).done
    assert looks(overseen, COORDINATOR).number == number
    assert kinds(overseen, number) == [
        (COORDINATOR, "disclosure_asked"),
        (OVERSEER, "disclosure_granted"),
        (COORDINATOR, "disclosure_shown"),
    ]


def test_a_no_is_kept_and_told_and_nothing_is_shown(overseen: Days) -> None:
    number = asked(overseen)
    assert decides(overseen, SECOND, granted=False).done
    assert "tidak setuju" in words_to(overseen, OVERSEER)[-1]
    assert looks(overseen).problem == "gone"
    assert decides(overseen, SECOND).problem == "stale"
    assert kinds(overseen, number)[-1] == (SECOND, "disclosure_refused")
    assert not any("rahasia. Untuk" in told for told in words_to(overseen, REPORTER))


# --- forged, too late, by the wrong person ---


def test_whoever_asks_never_grants_not_even_in_another_office(overseen: Days) -> None:
    asked(overseen)
    assert decides(overseen, OVERSEER).problem == "same"
    overseen.official("coordinator", None, SECOND)
    number = overseen.opens("1002")
    as_coordinator = overseen.records(SECOND, DisclosureAsked(number, ASK))
    assert as_coordinator.done
    assert overseen.records(SECOND, DisclosureDecided(2, granted=True)).problem == "same"


@pytest.mark.parametrize("address", [REPORTER, "9999", OFFICER, HEAD, COORDINATOR])
def test_an_approval_that_is_forged_by_anybody_else_is_none(overseen: Days, address: str) -> None:
    asked(overseen)
    assert decides(overseen, address).problem == "gone"
    assert looks(overseen, address).problem == "gone"
    assert looks(overseen).problem == "gone"
    assert overseen.records(SECOND, DisclosureDecided(77, granted=True)).problem == "gone"
    assert decides(overseen, SECOND).done
    assert looks(overseen, address).problem == looks(overseen, SECOND).problem == "gone"


def test_an_overseer_of_the_office_concerned_neither_asks_nor_grants(overseen: Days) -> None:
    overseen.official("head", "dpupr", SECOND)
    number = overseen.opens(REPORTER)
    assert overseen.records(OVERSEER, DisclosureAsked(number, ASK)).problem == "no_second"
    assert overseen.records(SECOND, DisclosureAsked(number, ASK)).problem == "forbidden"
    overseen.official("overseer", None, "2006")
    assert overseen.records(OVERSEER, DisclosureAsked(number, ASK)).done
    assert decides(overseen, SECOND).problem == "head"
    assert not any("meminta tahu" in told for told in words_to(overseen, SECOND))
    assert decides(overseen, "2006").done


def test_a_question_and_an_answer_are_good_for_three_days_each(overseen: Days) -> None:
    asked(overseen)
    overseen.now += timedelta(days=3, seconds=1)
    assert decides(overseen, SECOND).problem == "expired"
    overseen.now -= timedelta(seconds=1)
    assert decides(overseen, SECOND).done
    overseen.now += timedelta(days=3, seconds=1)
    assert looks(overseen).problem == "expired"
    overseen.now -= timedelta(seconds=1)
    assert looks(overseen).done
    assert looks(overseen).problem == "shown"


def test_whoever_left_office_neither_grants_nor_looks(overseen: Days) -> None:
    asked(overseen)
    with overseen.store.begin() as tx:
        officials.end(tx, overseen.ids[OVERSEER], overseen.now)
    assert decides(overseen, SECOND).problem == "expired"
    assert looks(overseen).problem == "gone"


def test_what_was_closed_to_somebody_since_they_asked_is_not_shown(overseen: Days) -> None:
    number = asked(overseen)
    assert decides(overseen, SECOND).done
    assert overseen.records(OVERSEER, SteppedOut(number)).done
    assert looks(overseen).problem == "gone"


def test_a_coordinator_is_not_shown_what_was_pulled_up_meanwhile(overseen: Days) -> None:
    number = asked(overseen, COORDINATOR)
    assert decides(overseen, SECOND).done
    assert overseen.records(OVERSEER, CasePulled(number, overseen.version(number), ASK)).done
    assert looks(overseen, COORDINATOR).problem == "gone"


def test_there_is_nothing_to_ask_where_the_reporter_is_known_or_nobody(overseen: Days) -> None:
    known, forgotten = overseen.opens(REPORTER, known_as="open"), overseen.opens(REPORTER)
    overseen.records(REPORTER, DataDeleted())
    for number in (known, forgotten):
        assert overseen.records(OVERSEER, DisclosureAsked(number, ASK)).problem == "waiting"


def test_a_motive_is_a_sentence_and_the_case_one_that_may_be_asked_about(overseen: Days) -> None:
    number = overseen.opens(REPORTER)
    assert overseen.records(OVERSEER, DisclosureAsked(number, Words("perlu"))).problem == "no_reason"
    assert overseen.records(OFFICER, DisclosureAsked(number, ASK)).problem == "forbidden"
    assert overseen.records("9999", DisclosureAsked(number, ASK)).problem == "gone"
    assert overseen.records(OVERSEER, DisclosureAsked("KS-2611-0000", ASK)).problem == "gone"
    assert log_of(overseen, number) == []


def test_who_had_their_data_deleted_meanwhile_is_nobody_and_is_told_nothing(overseen: Days) -> None:
    number = asked(overseen)
    assert decides(overseen, SECOND).done
    overseen.records(REPORTER, DataDeleted())
    assert looks(overseen).content == "–"
    assert overseen.told(REPORTER, number) == []


def test_an_officer_who_works_on_it_hears_nothing_of_it(overseen: Days) -> None:
    number = overseen.opens(REPORTER)
    assert overseen.records(OFFICER, CaseTaken(number, overseen.version(number))).done
    before = len(words_to(overseen, OFFICER))
    assert overseen.records(OVERSEER, DisclosureAsked(number, ASK)).done
    assert decides(overseen, SECOND).done
    assert looks(overseen).done
    assert len(words_to(overseen, OFFICER)) == before
