"""Consents: every yes and no is kept, the last one counts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from storage import consents
from storage.models import Consent
from storage.store import Store
from tests.storage import given


def test_a_consent_is_provable(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari = given.citizen(tx)
        consents.add(tx, sari, "profile", True, "3", "ab12", "telegram", now)
        row = tx.connection.execute(select(Consent)).one()
    assert (row.citizen_id, row.purpose, row.given, row.version, row.text_hash, row.channel, row.at) == (
        *(sari, "profile", True, "3", "ab12", "telegram", now),
    )


def test_the_newest_word_counts_for_each_citizen_and_purpose(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        sari, budi, tono = (given.citizen(tx) for _ in range(3))
        said = [
            (sari, "profile", True),
            (sari, "invitations", True),
            (budi, "profile", True),
            (budi, "profile", False),
            (tono, "profile", False),
            (tono, "profile", True),
        ]
        for who, purpose, answer in said:
            consents.add(tx, who, purpose, answer, "1", "h", "telegram", now)
        last = consents.newest(tx, [sari, budi, tono])
        assert {who: words.agreed for who, words in last.items()} == {
            sari: {"profile", "invitations"},
            budi: set(),
            tono: {"profile"},
        }
        assert last[budi].answered == {"profile"}
        assert consents.newest(tx, []) == {}
        assert given.count(tx, Consent) == len(said)
