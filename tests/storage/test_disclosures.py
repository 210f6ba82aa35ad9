"""A question who a reporter is: asked once, decided once, shown once; the motive is sealed."""

from __future__ import annotations

from sqlalchemy import select

from storage import disclosures
from storage.disclosures import DisclosureRow
from storage.models import Disclosure
from storage.store import Store
from tests.storage import given
from tests.storage.given import DAY, NOW


def test_a_question_is_asked_decided_and_shown(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        row = given.case(tx, given.citizen(tx))
        first, second = given.official(tx), given.official(tx)
        number = disclosures.ask(tx, row.id, first, "Harus diperiksa", NOW)
        plain = DisclosureRow(number, row.id, first, "Harus diperiksa", NOW, None, None, None, None)
        assert disclosures.by_id(tx, number) == plain
        disclosures.decide(tx, number, second, NOW + DAY, granted=True)
        disclosures.shown(tx, number, NOW + 2 * DAY)
        found = disclosures.by_id(tx, number)
        assert found is not None
        assert (found.decided_by, found.granted, found.shown_at) == (second, True, NOW + 2 * DAY)
        sealed = tx.connection.execute(select(Disclosure.motive)).scalar_one()
        assert b"diperiksa" not in sealed
        assert disclosures.by_id(tx, number + 1) is None
