"""Ready answers: a unit's own, sealed, and dropped by nobody else."""

from __future__ import annotations

from sqlalchemy import select

from storage import canned
from storage.models import Canned
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW


def scene(tx: Tx) -> int:
    given.units(tx, "dishub", "dpupr")
    return given.official(tx)


def test_a_unit_has_its_own_ready_answers_the_oldest_first(store: Store) -> None:
    with store.begin() as tx:
        author = scene(tx)
        first = canned.add(tx, "dpupr", "Lubang", "Kami tambal minggu ini.", author, NOW)
        canned.add(tx, "dishub", "Lampu", "Kami ganti.", author, NOW)
        second = canned.add(tx, "dpupr", "Drainase", "Kami keruk.", author, NOW)
        assert list(canned.of_unit(tx, "dpupr").items()) == [
            (first, ("Lubang", "Kami tambal minggu ini.")),
            (second, ("Drainase", "Kami keruk.")),
        ]
        assert canned.of_unit(tx, "nowhere") == {}


def test_no_word_of_a_ready_answer_lies_open(store: Store) -> None:
    with store.begin() as tx:
        canned.add(tx, "dpupr", "Lubang", "Hubungi Ibu Sari", scene(tx), NOW)
        stored = tx.connection.execute(select(Canned.words)).scalar_one()
        assert b"Sari" not in stored


def test_a_dropped_answer_is_offered_no_more_and_dropped_once(store: Store) -> None:
    with store.begin() as tx:
        author = scene(tx)
        gone, stays = (canned.add(tx, "dpupr", title, "Ya", author, NOW) for title in ("a", "b"))
        assert canned.drop(tx, gone, "dpupr", NOW + DAY)
        assert not canned.drop(tx, gone, "dpupr", NOW + 2 * DAY)
        assert list(canned.of_unit(tx, "dpupr")) == [stays]
        dropped = select(Canned.dropped_at).where(Canned.id == gone)
        assert tx.connection.execute(dropped).scalar_one() == NOW + DAY


def test_another_unit_drops_nothing_of_it(store: Store) -> None:
    with store.begin() as tx:
        mine = canned.add(tx, "dpupr", "Lubang", "Ya", scene(tx), NOW)
        assert not canned.drop(tx, mine, "dishub", NOW)
        assert list(canned.of_unit(tx, "dpupr")) == [mine]
