"""Surveys that are sent: whom to ask, nobody twice in a while, and who answered afterwards."""

from __future__ import annotations

from datetime import timedelta

from storage import broadcasts, forgetting, outbox, ratings, responses, survey_sends, surveys
from storage.models import SurveyAsked
from storage.outbox import Message
from storage.responses import Group
from storage.store import Store, Tx
from storage.survey_sends import Visit
from tests.storage import given
from tests.storage.given import DAY, NOW

HOUR = timedelta(hours=1)
UNIT, OTHER = "disdukcapil", "dishub"


def fills_in(tx: Tx, citizen: int, unit: str, hours: int, talk: str = "s", gap: str = "") -> None:
    answers = {key: 3 for key in surveys.ELEMENTS if key != gap}
    surveys.answer(tx, citizen, talk, unit, "", answers, {}, "", "telegram", NOW + hours * HOUR)


def rates(tx: Tx, citizen: int, unit: str, hours: int, service: str = "", talk: str = "r") -> None:
    ratings.give(tx, citizen, talk, unit, service, 3, "telegram", NOW + hours * HOUR)


def agreeing(tx: Tx, many: int, language: str = "id") -> list[int]:
    people = [given.citizen(tx, language=language) for _ in range(many)]
    for one in people:
        given.consent(tx, one, given=True)
    return people


def reached(tx: Tx, people: list[int], unit: str = UNIT, channel: str = "telegram") -> int:
    """A broadcast that asked these people and arrived at all but the last; its number."""
    row = broadcasts.create(tx, "survey", made_by="operator", now=NOW)
    survey_sends.keep(tx, row.id, [Visit(one, unit, "") for one in people], NOW)
    letters = [Message("bulk", channel, one, "survey", "{}", broadcast_id=row.id) for one in people]
    ids = [number for number in outbox.add(tx, letters, NOW) if number]
    outbox.sent(tx, dict.fromkeys(ids[:-1], "1"), NOW)
    return row.id


def test_an_answer_counts_once_and_only_of_whom_it_reached(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, UNIT, OTHER)
        people = agreeing(tx, 5)
        number = reached(tx, people)
        fills_in(tx, people[0], UNIT, 1)
        fills_in(tx, people[0], UNIT, 2, "again")
        fills_in(tx, people[1], UNIT, -1)
        fills_in(tx, people[2], OTHER, 1)
        fills_in(tx, people[4], UNIT, 1)
        told = [Group("telegram", "id", 4, 1)]
        assert responses.of_broadcast(tx, number, survey_sends.of_office(UNIT, NOW)) == told
        assert responses.of_broadcast(tx, number, survey_sends.of_visits(number)) == told
        assert responses.of_unit(tx, UNIT, NOW, NOW + DAY) == told
        assert responses.of_unit(tx, OTHER, NOW, NOW + DAY) == []
        assert responses.of_all(tx, NOW) == told
        assert responses.of_all(tx, NOW + DAY) == []
        assert responses.of_unit(tx, UNIT, NOW + DAY, NOW + 2 * DAY) == []
        assert responses.total(told) == (4, 1)
        assert survey_sends.filled_in(tx, UNIT, NOW) == {people[0], people[4]}
        assert survey_sends.answered_meanwhile(tx, number, people[:4]) == {people[0]}


def test_the_response_is_counted_by_network_and_language(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, UNIT)
        ours, english = agreeing(tx, 3), agreeing(tx, 2, "en")
        reached(tx, [*english, ours[0]])
        reached(tx, ours[1:], channel="web")
        fills_in(tx, english[0], UNIT, 1)
        found = responses.of_unit(tx, UNIT, NOW, NOW + DAY)
        assert found == [Group("telegram", "en", 2, 1), Group("web", "id", 1, 0)]


def test_only_whole_forms_of_the_period_count_towards_the_sample(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, UNIT, OTHER)
        people = agreeing(tx, 4)
        for place, hours in enumerate((-1, 0, 30)):
            fills_in(tx, people[place], UNIT, hours)
        fills_in(tx, people[3], UNIT, 2, gap="cost")
        fills_in(tx, people[3], OTHER, 2, "t")
        assert survey_sends.complete(tx, UNIT, NOW, NOW + DAY) == 1


def test_who_rated_or_reported_since_then_and_agreed_could_be_asked(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, UNIT, OTHER)
        people, unasked = agreeing(tx, 4), given.citizen(tx)
        rates(tx, people[0], UNIT, 1)
        rates(tx, people[1], UNIT, -1)
        rates(tx, people[2], OTHER, 1)
        rates(tx, unasked, UNIT, 1)
        given.case(tx, people[3], unit=UNIT)
        assert survey_sends.met(tx, UNIT, NOW) == [people[0], people[3]]


def test_of_visitors_the_last_rating_counts_and_nobody_who_filled_in_the_survey(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, UNIT, OTHER)
        people, unasked = agreeing(tx, 4), given.citizen(tx)
        rates(tx, people[0], OTHER, 1)
        rates(tx, people[0], UNIT, 2, "ktp_el", "again")
        rates(tx, people[1], UNIT, 3)
        fills_in(tx, people[1], UNIT, 4)
        rates(tx, people[2], UNIT, 0)
        rates(tx, people[3], UNIT, 25)
        rates(tx, unasked, UNIT, 3)
        assert survey_sends.visited(tx, NOW, NOW + DAY) == [Visit(people[0], UNIT, "ktp_el")]


def test_who_was_asked_when_and_about_what_is_known(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, UNIT)
        people = agreeing(tx, 2)
        number = reached(tx, people)
        assert survey_sends.asked_since(tx, NOW) == set(people)
        assert survey_sends.asked_since(tx, NOW + HOUR) == set()
        assert survey_sends.asked_since(tx, NOW, before=number) == set()
        assert survey_sends.places(tx, number, [people[0]]) == {people[0]: (UNIT, "")}
        survey_sends.keep(tx, number, [], NOW)


def test_who_wants_to_be_forgotten_was_never_asked_and_after_years_nobody_was(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, UNIT)
        people = agreeing(tx, 2)
        reached(tx, people)
        forgetting.forget(tx, people[0], NOW)
        assert survey_sends.asked_since(tx, NOW) == {people[1]}
        assert survey_sends.sweep(tx, NOW) == 0
        assert survey_sends.sweep(tx, NOW + DAY) == 1
        assert given.count(tx, SurveyAsked) == 0
