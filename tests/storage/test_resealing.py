"""What another key has sealed is found, sealed again and then needed no more, whoever writes meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import LargeBinary, insert, select

from storage import aside, citizens, resealing, web_chats, web_files
from storage.citizens import Handle
from storage.models import Base, Citizen, Rating, WebMessage
from storage.resealing import NOT_SEALED, Sealed
from storage.store import Store, Tx
from storage.vault import Keyring, Vault
from tests.storage import given
from tests.storage.conftest import KEY

NEW = bytes(range(100, 132))
CHAT, WEB = Handle("telegram", "chat", "42"), Handle("web", "chat", "a1b2")
SEALED = {
    "aside.payload",
    "audit.why",
    "breaches.why",
    "broadcast_slices.people",
    "canned.words",
    "case_events.words",
    "cases.details",
    "data_requests.words",
    "disclosures.motive",
    "documents.content",
    "forum_lots.eligible",
    "forum_minutes.pdf",
    "forum_opinions.words",
    "forum_questions.words",
    "forums.seed",
    "handles.value",
    "holds.why",
    "invitations.needs",
    "media.name",
    "media.ref",
    "officials.name",
    "organisations.name",
    "organisations.registered_as",
    "outbox.body",
    "ratings.words",
    "seal_keys.hashing",
    "surveys.words",
    "talks.state",
    "web_files.content",
    "web_messages.body",
}


@pytest.fixture
def turned(store: Store, now: datetime) -> Iterator[Store]:
    """The same database for a process that seals with the new key and still has the old."""
    url = store.url.render_as_string(hide_password=False)
    with store.begin() as tx:
        _fill(tx, now)
    turned = Store(url, Vault(NEW, older=[KEY]))
    yield turned
    turned.dispose()


def _fill(tx: Tx, now: datetime) -> None:
    given.units(tx, "disdukcapil")
    met = citizens.lock(tx, {CHAT: "id", WEB: "id"}, now)
    given.case(tx, met[CHAT].id)
    given.official(tx)
    aside.put(tx, "b", "telegram", "7", "{}", "here", now)
    web_chats.said(tx, WEB.value, "k", "halo", now)
    web_files.keep(tx, WEB.value, "image/jpeg", b"picture", now)


def reseal_all(store: Store, limit: int = 2) -> int:
    done = 0
    for of in resealing.tables():
        done += _reseal(store, of, limit)
    return done


def _reseal(store: Store, of: Sealed, limit: int) -> int:
    after, done = None, 0
    while True:
        with store.reading() as tx:
            places = resealing.waiting(tx, of, after, limit)
        if not places:
            return done
        with store.begin() as tx:
            done += resealing.reseal(tx, of, places)
        after = places[-1]


def test_every_column_of_bytes_is_known_to_be_sealed_or_not() -> None:
    columns = [
        str(c) for t in Base.metadata.sorted_tables for c in t.columns if isinstance(c.type, LargeBinary)
    ]
    assert sorted(set(columns) - SEALED - NOT_SEALED) == []  # a new one must say which it is
    found = {str(column) for of in resealing.tables() for column in of.columns}
    assert found == set(columns) - NOT_SEALED


def test_after_resealing_the_old_key_opens_nothing_and_the_new_one_everything(
    turned: Store, now: datetime
) -> None:
    with turned.reading() as tx:
        assert set(resealing.left(tx)) >= {
            "handles.value",
            "cases.details",
            "officials.name",
            "web_files.content",
        }
    assert reseal_all(turned) >= 6
    alone = Store(turned.url.render_as_string(hide_password=False), Vault(NEW))
    with alone.begin() as tx:
        assert resealing.left(tx) == {}
        met = citizens.lock(tx, {CHAT: "id", WEB: "id"}, now)
        assert tx.connection.execute(select(Citizen.id)).scalars().all() == sorted(
            row.id for row in met.values()
        )
        assert [row.body for row in web_chats.newest(tx, WEB.value, 9)] == ["halo"]
        assert web_chats.state(tx, WEB.value).language == "id"
        ref = tx.connection.execute(select(Base.metadata.tables["web_files"].c.ref)).scalar_one()
        picture = web_files.read(tx, ref)
        assert picture is not None
        assert picture.content == b"picture"
    alone.dispose()


def test_resealing_again_finds_nothing_to_do(turned: Store) -> None:
    reseal_all(turned)
    assert reseal_all(turned) == 0


def test_whoever_is_met_while_keys_change_is_the_same_person(turned: Store, now: datetime) -> None:
    with turned.begin() as tx:
        met = citizens.lock(tx, {CHAT: "id", WEB: "id"}, now)
        assert len(tx.connection.execute(select(Citizen.id)).all()) == 2
        hashed = tx.connection.execute(select(Base.metadata.tables["handles"].c.hash)).scalars().all()
        assert set(hashed) == {tx.vault.hash("telegram.chat", "42"), tx.vault.hash("web.chat", "a1b2")}
        assert {row.handle for row in met.values()} == {CHAT, WEB}
        web_chats.said(tx, WEB.value, "k2", "lagi", now)
        assert [row.body for row in web_chats.newest(tx, WEB.value, 9)] == ["halo", "lagi"]


def test_a_page_that_speaks_before_its_person_is_met_stays_one_page(turned: Store, now: datetime) -> None:
    with turned.begin() as tx:
        web_chats.said(tx, WEB.value, "k2", "lagi", now)
    with turned.reading() as tx:
        assert [row.body for row in web_chats.newest(tx, WEB.value, 9)] == ["halo", "lagi"]
        assert len(set(tx.connection.execute(select(WebMessage.chat)).scalars())) == 1
    reseal_all(turned)
    with turned.reading() as tx:
        assert len(web_chats.newest(tx, WEB.value, 9)) == 2


def test_one_that_still_seals_with_the_old_key_meets_nobody_twice(
    turned: Store, store: Store, now: datetime
) -> None:
    new = Handle("telegram", "chat", "new")
    with turned.begin() as tx:
        ours = citizens.lock(tx, {new: "id"}, now)[new].id
    behind = Store(turned.url.render_as_string(hide_password=False), Vault.of(Keyring(KEY, coming=(NEW,))))
    with behind.begin() as tx:
        assert citizens.lock(tx, {new: "id"}, now)[new].id == ours
    with turned.begin() as tx:
        assert citizens.lock(tx, {new: "id"}, now)[new].id == ours
    behind.dispose()


def test_rows_that_somebody_works_on_are_left_for_the_next_round(turned: Store) -> None:
    if turned.is_sqlite:
        pytest.skip("one writes at a time")
    handles = next(of for of in resealing.tables() if of.name == "handles")
    other = Store(turned.url.render_as_string(hide_password=False), Vault(NEW, older=[KEY]))
    with other.begin() as busy:
        busy.connection.execute(select(Base.metadata.tables["handles"]).with_for_update())
        with turned.begin() as tx:
            assert resealing.reseal(tx, handles, resealing.waiting(tx, handles, None, 9)) == 0
    assert _reseal(turned, handles, 9) == 2
    other.dispose()


def test_empty_columns_need_no_key(turned: Store, now: datetime) -> None:
    rating = {"talk": "t", "unit": "disdukcapil", "score": 4, "channel": "telegram", "given_at": now}
    with turned.begin() as tx:
        tx.connection.execute(insert(Rating).values(**rating))
        assert "ratings.words" not in resealing.left(tx)
