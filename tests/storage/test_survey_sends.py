"""Who answered a survey that was sent: those whom it reached, that office, afterwards, once."""

from __future__ import annotations

from datetime import timedelta

from storage import broadcasts, outbox, survey_sends, surveys
from storage.outbox import Message
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import NOW

HOUR = timedelta(hours=1)
UNIT, OTHER = "disdukcapil", "dishub"


def fills_in(tx: Tx, citizen: int, unit: str, hours: int, talk: str = "s") -> None:
    answers = dict.fromkeys(surveys.ELEMENTS, 3)
    surveys.answer(tx, citizen, talk, unit, "", answers, {}, "", "telegram", NOW + hours * HOUR)


def test_an_answer_counts_once_and_only_of_whom_it_reached(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, UNIT, OTHER)
        people = [given.citizen(tx) for _ in range(5)]
        row = broadcasts.create(tx, "survey", made_by="operator", now=NOW)
        letters = [
            Message("bulk", "telegram", one, "survey", "{}", f"survey:{one}", broadcast_id=row.id)
            for one in people[:4]
        ]
        ids = outbox.add(tx, letters, NOW)
        outbox.sent(tx, {number: "1" for number in ids if number}, NOW)
        fills_in(tx, people[0], UNIT, 1)
        fills_in(tx, people[0], UNIT, 2, "again")
        fills_in(tx, people[1], UNIT, -1)
        fills_in(tx, people[2], OTHER, 1)
        fills_in(tx, people[4], UNIT, 1)
        assert survey_sends.answered(tx, row.id, UNIT, NOW) == 1
        assert survey_sends.filled_in(tx, UNIT, NOW) == {people[0], people[4]}
