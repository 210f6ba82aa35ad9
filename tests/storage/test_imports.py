"""Forms on paper: in whole, known again, undone without a trace in the numbers."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from storage import imports
from storage.imports import Before, PaperAnswer
from storage.models import Survey
from storage.store import Store
from storage.surveys import ELEMENTS
from tests.storage import given

FORM = dict(zip(ELEMENTS, (4, 4, 3, 4, 2, 4, 3, 4, 4), strict=True))


def form(now: datetime, day: int = 0, **more: int) -> PaperAnswer:
    return PaperAnswer({**FORM, **more}, {"sex": "female"}, now - timedelta(days=day))


def test_every_form_of_a_file_is_a_survey_on_paper(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        incomplete = PaperAnswer({"cost": 3}, {}, now)
        new = imports.take_in(tx, "disdukcapil", "recap.xlsx", "abc", [form(now), incomplete], now)
        rows = tx.connection.execute(select(Survey).order_by(Survey.id)).all()
        assert [(row.channel, row.import_id, row.citizen_id) for row in rows] == [("paper", new, None)] * 2
        assert (rows[0].requirements, rows[0].product, rows[0].sex) == (4, 2, "female")
        assert (rows[1].requirements, rows[1].cost, rows[1].sex) == (None, 3, "")
        assert imports.every(tx) == [imports.ImportRow(new, "disdukcapil", "recap.xlsx", 2, now, None)]


def test_the_same_file_and_the_same_forms_are_known_again(store: Store, now: datetime) -> None:
    forms = [form(now), form(now), form(now, day=1, cost=1)]
    with store.begin() as tx:
        given.units(tx, "disdukcapil", "dinsos")
        assert imports.there_before(tx, "disdukcapil", "abc", forms) == Before(None, 0)
        new = imports.take_in(tx, "disdukcapil", "a.xlsx", "abc", forms, now)
        assert imports.there_before(tx, "disdukcapil", "abc", forms) == Before(new, 3)
        assert imports.there_before(tx, "disdukcapil", "other", forms[::-1]) == Before(None, 3)
        assert imports.there_before(tx, "dinsos", "abc", forms) == Before(None, 0)
        assert imports.there_before(tx, "disdukcapil", "x", [*forms, form(now)]) == Before(
            None, 3
        )  # a third alike
        assert imports.there_before(tx, "disdukcapil", "x", [replace(forms[0], profile={})]) == Before(
            None, 0
        )


def test_what_is_undone_counts_no_more_and_may_come_again(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        new = imports.take_in(tx, "disdukcapil", "a.xlsx", "abc", [form(now)] * 3, now)
        assert imports.undo(tx, new, now) == 3
        assert given.count(tx, Survey) == 0
        assert imports.undo(tx, new, now) is None
        assert imports.undo(tx, 99, now) is None
        assert imports.there_before(tx, "disdukcapil", "abc", [form(now)]) == Before(None, 0)
        assert imports.every(tx)[0].undone_at == now


def test_a_large_file_comes_in_pieces_and_whole(store: Store, now: datetime) -> None:
    forms = [form(now, day=number) for number in range(1201)]
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        imports.take_in(tx, "disdukcapil", "a.xlsx", "abc", forms, now)
        assert given.count(tx, Survey) == 1201
        assert imports.there_before(tx, "disdukcapil", "x", forms).forms == 1201
