"""Quick polls: one open at a time and forum, closed once, told once, and nobody is asked after the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from storage import forums, outbox, polls
from storage.models import Outbox
from storage.outbox import Message
from storage.polls import PollRow
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW

ANSWERS = ("Pagi", "Siang")


@pytest.fixture
def tx(store: Store) -> Iterator[Tx]:
    with store.begin() as tx:
        yield tx


def forum(tx: Tx, code: str = "fkp1") -> int:
    return forums.create(tx, "Antrean", None, NOW, "Aula", code, NOW, state="announced").id


def opened(tx: Tx, forum_id: int) -> PollRow:
    return polls.create(tx, forum_id, "Kapan?", ANSWERS, "operator", NOW + DAY, NOW)


def again(tx: Tx, poll: PollRow) -> PollRow:
    found = polls.by_id(tx, poll.id)
    assert found is not None
    return found


def test_a_poll_is_kept_as_it_was_asked(tx: Tx) -> None:
    at = forum(tx)
    poll = opened(tx, at)
    polls.sent_to(tx, poll.id, 12)
    found = again(tx, poll)
    assert (found.question, found.answers, found.asked) == ("Kapan?", ANSWERS, 12)
    assert found.is_open(NOW)
    assert not found.is_open(NOW + DAY)
    assert polls.of_forum(tx, at) == [found]
    assert polls.open_of(tx, at) == polls.locked(tx, poll.id) == found
    assert polls.by_id(tx, 99) is None
    assert polls.locked(tx, 99) is None


def test_a_forum_has_one_open_poll_whoever_opens_another(store: Store) -> None:
    with store.begin() as tx:
        at = forum(tx)
        opened(tx, at)
        opened(tx, forum(tx, "fkp2"))
    with pytest.raises(IntegrityError), store.begin() as tx:
        opened(tx, at)
    with store.begin() as tx:
        (first,) = polls.of_forum(tx, at)
        assert polls.close(tx, first.id, NOW)
        assert polls.open_of(tx, at) is None
        opened(tx, at)
        assert len(polls.of_forum(tx, at)) == 2


def test_a_poll_is_closed_once_and_who_has_not_got_it_never_does(tx: Tx) -> None:
    poll, other = opened(tx, forum(tx)), opened(tx, forum(tx, "fkp2"))
    keys = [f"poll:{poll.id}:1", f"poll:{other.id}:1", f"poll:{poll.id}1:1"]
    person = given.citizen(tx)
    asks = [Message("bulk", "telegram", person, "poll", "{}", dedupe_key=key) for key in keys]
    outbox.add(tx, asks, NOW)
    assert polls.close(tx, poll.id, NOW)
    assert not polls.close(tx, poll.id, NOW + DAY)
    assert again(tx, poll).closed_at == NOW
    rows = tx.connection.execute(select(Outbox.dedupe_key, Outbox.state, Outbox.reason)).all()
    assert {row.dedupe_key: row.state for row in rows} == dict(
        zip(keys, ("skipped", "pending", "pending"), strict=True)
    )
    assert {row.reason for row in rows} == {"", polls.OVER}


def test_those_whose_time_is_over_and_those_to_be_told_are_found(tx: Tx) -> None:
    poll, other = opened(tx, forum(tx)), opened(tx, forum(tx, "fkp2"))
    assert polls.past(tx, NOW + DAY) == [poll.id, other.id]
    assert (polls.past(tx, NOW), polls.untold(tx)) == ([], [])
    polls.close(tx, poll.id, NOW)
    assert polls.past(tx, NOW + DAY) == [other.id]
    assert [one.id for one in polls.untold(tx)] == [poll.id]
    assert polls.told(tx, poll.id, "doc:7", NOW)
    assert not polls.told(tx, poll.id, "doc:8", NOW)
    assert (polls.untold(tx), again(tx, poll).picture) == ([], "doc:7")


def test_a_result_is_shared_once_and_not_before_it_is_told(tx: Tx) -> None:
    poll = opened(tx, forum(tx))
    assert not polls.shared(tx, poll.id, NOW)
    polls.told(tx, poll.id, "", NOW)
    assert polls.shared(tx, poll.id, NOW)
    assert not polls.shared(tx, poll.id, NOW)
