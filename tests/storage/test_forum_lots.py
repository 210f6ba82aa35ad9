"""The seed of a lot is fixed and its hash published before anybody is drawn; steps of a forum are kept."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from storage import forum_lots, forum_steps, forums
from storage.forums import ForumRow
from storage.models import Forum
from storage.store import Store, Tx
from tests.storage.given import DAY, NOW


def forum(tx: Tx) -> ForumRow:
    return forums.create(tx, "Antrean KTP", None, NOW + 10 * DAY, "Aula", "fkp1", NOW)


def test_the_seed_is_chosen_once_and_its_hash_is_that_of_its_text(store: Store) -> None:
    with store.begin() as tx:
        one = forum(tx)
        assert forum_lots.seed(tx, one.id) == ""
        published = forum_lots.commit(tx, one.id)
        assert forum_lots.commit(tx, one.id) == published
        seed = forum_lots.seed(tx, one.id)
        assert len(seed) == 64
        assert hashlib.sha256(seed.encode()).hexdigest() == published
        row = forums.by_id(tx, one.id)
        assert row is not None
        assert row.seed_hash == published


def test_two_forums_have_two_seeds_and_neither_is_readable_in_the_database(store: Store) -> None:
    with store.begin() as tx:
        one, other = forum(tx), forums.create(tx, "Parkir", None, NOW + DAY, "Aula", "fkp2", NOW)
        assert forum_lots.commit(tx, one.id) != forum_lots.commit(tx, other.id)
        seed = forum_lots.seed(tx, one.id)
        sealed = tx.connection.execute(Forum.__table__.select()).first()
        assert sealed is not None
        assert seed.encode() not in sealed.seed


def test_a_lot_keeps_who_had_which_ticket_and_is_widened_when_more_are_drawn(store: Store) -> None:
    with store.begin() as tx:
        one = forum(tx)
        assert forum_lots.of(tx, one.id) is None
        assert forum_lots.size(tx, one.id) is None
        forum_lots.keep(tx, one.id, [7, 9, 12], 2, NOW)
        forum_lots.widen(tx, one.id, 3)
        assert forum_lots.size(tx, one.id) == (3, 3)
        lot = forum_lots.of(tx, one.id)
        assert lot is not None
        assert (list(lot.eligible), lot.places, lot.drawn_at) == ([7, 9, 12], 3, NOW)


def test_steps_are_kept_in_their_order_with_what_they_changed(store: Store) -> None:
    with store.begin() as tx:
        one = forum(tx)
        forum_steps.note(tx, one.id, "drafted", "official:3", NOW)
        later = NOW + timedelta(hours=1)
        forum_steps.note(tx, one.id, "moved", "operator", later, before={"place": "Aula"}, why="hujan")
        first, second = forum_steps.of(tx, one.id)
        assert (first.kind, first.actor, first.at, first.detail) == ("drafted", "official:3", NOW, {})
        assert second.detail == {"before": {"place": "Aula"}, "why": "hujan"}


def test_seats_are_set_group_by_group_and_set_anew_as_a_whole(store: Store) -> None:
    with store.begin() as tx:
        one = forum(tx)
        assert forums.seats(tx, one.id) == {}
        forums.set_seats(tx, one.id, {"citizens": 30, "press": 2})
        forums.set_seats(tx, one.id, {"citizens": 20})
        assert forums.seats(tx, one.id) == {"citizens": 20}
        forums.set_seats(tx, one.id, {})
        assert forums.seats(tx, one.id) == {}
