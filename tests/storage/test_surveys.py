"""Surveys: all nine elements of a talk in one row, once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from storage import surveys
from storage.models import Survey
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import NOW

ALL_THREE = dict.fromkeys(surveys.ELEMENTS, 3)


def fill_in(
    tx: Tx, citizen_id: int, elements: Mapping[str, int], profile: Mapping[str, str], words: str = ""
) -> int:
    return surveys.answer(
        tx, citizen_id, "k3f7", "disdukcapil", "ktp", elements, profile, words, "telegram", NOW
    )


def the_survey(tx: Tx) -> Any:
    return tx.connection.execute(select(Survey)).one()


def test_a_survey_keeps_every_element_and_the_profile(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        elements = {key: 1 + place % 4 for place, key in enumerate(surveys.ELEMENTS)}
        survey = fill_in(tx, given.citizen(tx), elements, {"sex": "f", "age": "25-34"}, "Sudah baik")
        row = the_survey(tx)
        assert row.id == survey
        assert {key: getattr(row, key) for key in surveys.ELEMENTS} == elements
        assert (row.sex, row.age, row.education, row.occupation) == ("f", "25-34", "", "")
        assert tx.vault.open(row.words, surveys.WORDS) == "Sudah baik"
        assert b"Sudah" not in row.words


def test_a_survey_answered_again_in_the_same_talk_keeps_the_first_answers(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        person = given.citizen(tx)
        first = fill_in(tx, person, ALL_THREE, {})
        assert fill_in(tx, person, {**ALL_THREE, "time": 1}, {}) == first
        assert the_survey(tx).time == 3


def test_an_element_without_an_answer_is_missing_and_not_zero(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        fill_in(tx, given.citizen(tx), {"time": 2}, {})
        assert (the_survey(tx).time, the_survey(tx).cost, the_survey(tx).words) == (2, None, None)


@pytest.mark.parametrize(("elements", "profile"), [({"parking": 4}, {}), ({}, {"nik": "3673"})])
def test_a_key_the_form_does_not_have_is_refused(
    store: Store, elements: dict[str, int], profile: dict[str, str]
) -> None:
    with store.begin() as tx:
        with pytest.raises(ValueError, match=r"not a key of the survey: (parking|nik)"):
            fill_in(tx, 1, elements, profile)
        assert given.count(tx, Survey) == 0
