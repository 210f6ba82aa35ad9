"""Questions before and during a forum: folded, one vote each by those who were invited, one agenda."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.broadcasting import feeding, selecting
from bot.broadcasting.kinds import Around
from bot.broadcasting.purposes import KINDS
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.question_events import AgendaSent, QuestionAsked, QuestionVoted
from handlers.talk import Recorded, Words
from storage import broadcasts, citizens, forums, questions
from storage.questions import Question
from storage.store import Store
from tests.bot.held import CODE, DAY, HEAD, WRITES, Held

LOKET, SAMA = "Kapan loket kedua di Disdukcapil dibuka lagi?", "kapan loket kedua di disdukcapil dibuka lagi"


@pytest.fixture
def before(settings: Settings, store: Store, now: datetime) -> Held:
    """A forum of tomorrow, to which two people were invited."""
    sync_units(settings, store)
    here = Held(store, build_house(settings), settings, now)
    with store.begin() as tx:
        forums.change(tx, here.row.id, state="announced", starts_at=now + DAY)
    here.invites("1", "2")
    return here


def asks(here: Held, address: str, words: str = LOKET) -> Recorded:
    return here.desks.records(address, QuestionAsked(CODE, Words(words)))


def votes(here: Held, address: str, question: int, *, given: bool = True) -> Recorded:
    return here.desks.records(address, QuestionVoted(CODE, question, given))


def asked(here: Held, address: str = "1") -> list[Question]:
    person = here.person(address)
    with here.store.reading() as tx:
        return questions.of_forum(tx, here.row.id, person)


def begins(here: Held) -> None:
    here.passes(days=1, minutes=1)


def test_who_asks_has_voted_for_it_and_others_vote_once(before: Held) -> None:
    assert asks(before, "1").done
    (one,) = asked(before)
    assert (one.words, one.votes, one.mine) == (LOKET, 1, True)
    for _ in range(3):
        assert votes(before, "2", one.id).done
    assert asked(before)[0].votes == 2
    votes(before, "2", one.id, given=False)
    assert asked(before)[0].votes == 1


def test_nearly_the_same_is_folded_and_counts_as_a_vote(before: Held) -> None:
    asks(before, "1")
    assert asks(before, "2", SAMA).problem == "folded"
    assert [(one.words, one.votes) for one in asked(before)] == [(LOKET, 2)]
    (one,) = asked(before)
    with before.store.reading() as tx:
        raised = questions.raised_by(tx, [one.id])
    assert raised == {one.id: [before.person("1"), before.person("2")]}


def test_others_read_no_telephone_and_no_name(before: Held) -> None:
    asks(before, "1", "Kenapa Pak Budi tidak menjawab di 081234567890 sejak kemarin?")
    words = before.desks.chat("2").types("/usul").words
    assert "081234567890" not in words
    assert "Budi" not in words


def test_few_words_are_folded_only_when_they_are_the_same(before: Held) -> None:
    asks(before, "1", "Parkir?")
    assert asks(before, "2", "parkir").problem == "folded"
    assert asks(before, "2", "Antrean?").problem == ""


def test_nobody_asks_or_votes_who_was_not_invited_however_fresh_their_browser(before: Held) -> None:
    asks(before, "1")
    stranger = before.desks.records("77", QuestionVoted(CODE, asked(before)[0].id, given=True), "web")
    assert (stranger.done, stranger.problem) == (False, "uninvited")
    assert asks(before, "78").problem == "uninvited"
    assert asked(before)[0].votes == 1


def test_votes_stay_as_they_are_once_it_has_begun(before: Held) -> None:
    asks(before, "1")
    begins(before)
    assert votes(before, "2", asked(before)[0].id).problem == "begun"


def test_what_cannot_be_asked_is_told_why(before: Held) -> None:
    assert asks(before, "1", " ").problem == "words"
    assert asks(before, "1", "x" * 501).problem == "words"
    for number in ("satu", "dua", "tiga"):
        assert asks(before, "1", f"Pertanyaan nomor {number} tentang antrean {number}").done
    assert asks(before, "1").problem == "many"
    assert votes(before, "2", 99_999).problem == "gone"
    assert before.desks.records("1", QuestionAsked("nowhere", Words("Apa?"))).problem == "over"
    before.passes(days=3)
    assert asks(before, "2").problem == "over"


def test_a_live_question_is_before_the_coordinators_at_once(before: Held) -> None:
    begins(before)
    assert asks(before, "1").problem == "live"
    assert LOKET in before.told(WRITES)[-1].words
    assert before.told(HEAD) == []


def test_the_agenda_goes_out_once_to_who_comes_and_the_most_wanted_first(before: Held) -> None:
    assert before.desks.records(WRITES, AgendaSent(CODE)).problem == "none"
    asks(before, "1", "Apakah antrean bisa diambil secara daring dari rumah?")
    asks(before, "2")
    votes(before, "1", asked(before)[-1].id)
    assert before.desks.records("1", AgendaSent(CODE)).problem == "forbidden"
    comes = before.person("1")
    with before.store.begin() as tx:
        forums.answer(tx, CODE, comes, "come", before.now)
    assert before.desks.records(WRITES, AgendaSent(CODE)).done
    assert before.desks.records(WRITES, AgendaSent(CODE)).problem == "sent"
    around = Around(before.settings, before.house)
    with before.store.begin() as tx:
        (row,) = broadcasts.of_forum(tx, before.row.id)
        kind = KINDS["agenda"]
        selecting.keep(tx, row.id, selecting.select(tx, row, kind, around, before.now), kind, before.now)
        feeding.feed(tx, row.id, kind, around, {"telegram": 30}, before.now)
    assert f"1. {LOKET}" in before.told("1")[-1].words
    assert before.told("2") == []
    begins(before)
    assert before.desks.records(WRITES, AgendaSent(CODE)).problem == "begun"


def test_in_the_chat_the_next_forum_is_found_without_its_code(before: Held) -> None:
    asks(before, "2")
    chat = before.desks.chat("1")
    assert LOKET in chat.types("/usul").words
    chat.taps("👍")
    assert asked(before)[0].votes == 2
    assert "Tidak ada forum" in before.desks.chat("66").types("/usul").words


def test_whose_question_it_was_is_forgotten_and_the_question_stays(before: Held) -> None:
    asks(before, "1")
    person = before.person("1")
    with before.store.begin() as tx:
        citizens.forget(tx, person, before.now)
    with before.store.reading() as tx:
        (one,) = questions.of_forum(tx, before.row.id)
        assert questions.raised_by(tx, [one.id]) == {}
    assert (one.words, one.votes) == (LOKET, 0)
