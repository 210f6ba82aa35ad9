"""Opinions on a forum: one each, counted, words sealed, and each forum asked about once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from storage import broadcasts, citizens, forum_opinions, forum_steps, forums, restrictions, retention
from storage.forum_opinions import Counted
from storage.models import Citizen, ForumOpinion
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW


@pytest.fixture
def tx(store: Store) -> Iterator[Tx]:
    with store.begin() as tx:
        yield tx


def forum(tx: Tx, code: str = "fkp1", state: str = "held") -> int:
    return forums.create(tx, "Antrean", None, NOW, "Aula", code, NOW, state=state).id


def test_one_opinion_each_and_what_was_not_said_again_stays(tx: Tx) -> None:
    at = forum(tx)
    one, other = given.citizen(tx), given.citizen(tx)
    forum_opinions.keep(tx, at, one, 4, None, "", NOW)
    forum_opinions.keep(tx, at, one, 3, 2, "Terlalu singkat", NOW)
    forum_opinions.keep(tx, at, one, 3, None, "", NOW)
    forum_opinions.keep(tx, at, other, 4, None, "", NOW)
    assert forum_opinions.counted(tx, at) == Counted(2, {3: 1, 4: 1}, {2: 1})
    assert forum_opinions.words(tx, at, 10) == ["Terlalu singkat"]
    assert forum_opinions.words(tx, at, 0) == []
    sealed = tx.connection.execute(select(ForumOpinion.words).where(ForumOpinion.words.is_not(None)))
    assert b"singkat" not in sealed.scalar_one()


def test_of_no_opinions_there_is_nothing_to_count(tx: Tx) -> None:
    assert forum_opinions.counted(tx, forum(tx)) == Counted()


def test_a_forum_is_asked_about_once_after_it_was_said_to_be_held(tx: Tx) -> None:
    held, late, asked = forum(tx), forum(tx, "fkp2"), forum(tx, "fkp3")
    coming = forum(tx, "fkp4", "announced")
    for forum_id, at in ((held, NOW), (late, NOW - 9 * DAY), (asked, NOW), (coming, NOW)):
        forum_steps.note(tx, forum_id, "held", "operator", at)
    broadcasts.create(tx, forum_opinions.PURPOSE, made_by="system", now=NOW, forum_id=asked)
    broadcasts.create(tx, "minutes", made_by="system", now=NOW, forum_id=held)
    assert forum_opinions.to_ask(tx, NOW - DAY, NOW) == [held]
    assert forum_opinions.to_ask(tx, NOW - DAY, NOW - DAY / 2) == []


def test_nobody_is_asked_who_wants_no_news_or_whose_data_rests(tx: Tx) -> None:
    stopped, blocked, rests, likes = (given.citizen(tx) for _ in range(4))
    for person, column in ((stopped, "stopped_at"), (blocked, "blocked_at")):
        tx.connection.execute(update(Citizen).where(Citizen.id == person).values({column: NOW}))
    restrictions.restrict(tx, rests, None, NOW)
    people = [stopped, blocked, rests, likes]
    assert forum_opinions.unwilling(tx, people) == {stopped, blocked, rests}
    citizens.forget(tx, likes, NOW)
    assert likes in forum_opinions.unwilling(tx, people)


def test_whoever_is_forgotten_leaves_a_number_and_no_word(tx: Tx) -> None:
    at, person = forum(tx), given.citizen(tx)
    forum_opinions.keep(tx, at, person, 4, 3, "Bagus", NOW)
    assert citizens.export(tx, person)["opinions"][0]["words"] == "Bagus"
    citizens.forget(tx, person, NOW)
    assert forum_opinions.counted(tx, at) == Counted(1, {4: 1}, {3: 1})
    assert forum_opinions.words(tx, at, 10) == []


def test_words_and_whose_they_were_go_after_their_days_and_numbers_stay(tx: Tx) -> None:
    at = forum(tx)
    for days in (100, 0):
        forum_opinions.keep(tx, at, given.citizen(tx), 4, 4, f"{days} hari", NOW - days * DAY)
    swept = retention.sweep(tx, NOW, {"rating_words_days": 30, "case_days": 60})
    assert (swept["forum_survey_words"], swept["opinions_of_forums"]) == (1, 1)
    assert forum_opinions.words(tx, at, 10) == ["0 hari"]
    assert forum_opinions.counted(tx, at).answered == 2
    known = select(ForumOpinion.citizen_id).where(ForumOpinion.citizen_id.is_not(None))
    assert len(tx.connection.execute(known).all()) == 1
