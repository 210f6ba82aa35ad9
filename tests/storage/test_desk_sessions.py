"""Browsers at a desk: let in once by a link, for a day, and out again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from storage import citizens, desk_sessions, officials, web_chats
from storage.citizens import Handle
from storage.desk_sessions import SessionRow
from storage.store import Store, Tx

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
TODAY = date(2026, 11, 24)
LATER = NOW + timedelta(minutes=11)


def citizen(tx: Tx, value: str, channel: str = "web") -> int:
    handle = Handle(channel, "chat", value)
    return citizens.lock(tx, {handle: "id"}, NOW)[handle].id


@pytest.fixture
def tx(store: Store) -> Tx:
    with store.begin() as tx:
        yield tx


@pytest.fixture
def chat(tx: Tx) -> int:
    """The chat of a coordinator."""
    chat = citizen(tx, "42", "telegram")
    officials.invite(tx, "coordinator", None, "Ibu Rina", "c1", NOW + timedelta(days=1), NOW)
    officials.bind(tx, "c1", chat, NOW)
    return chat


def let_in(tx: Tx, chat: int, browser: int, code: str = "code") -> SessionRow | None:
    desk_sessions.ask(tx, chat, code, NOW)
    return desk_sessions.sign_in(tx, code, browser, browser, "Chrome, Android", NOW, TODAY)


def test_a_link_lets_one_browser_in_and_no_other(tx: Tx, chat: int) -> None:
    mine, stolen = citizen(tx, "a"), citizen(tx, "b")
    desk_sessions.ask(tx, chat, "code", NOW)
    assert desk_sessions.offered(tx, "code", mine, NOW)
    assert not desk_sessions.offered(tx, "code", stolen, NOW)
    assert desk_sessions.sign_in(tx, "code", stolen, stolen, "Firefox", NOW, TODAY) is None
    fresh = citizen(tx, "c")
    session = desk_sessions.sign_in(tx, "code", mine, fresh, "Chrome, Android", NOW, TODAY)
    assert session == SessionRow(chat, fresh, "Chrome, Android", NOW, TODAY)
    assert desk_sessions.open_of(tx, chat, TODAY) == [session]


def test_a_link_is_good_once_for_ten_minutes_and_until_the_next(tx: Tx, chat: int) -> None:
    mine = citizen(tx, "a")
    assert let_in(tx, chat, mine) is not None
    assert desk_sessions.sign_in(tx, "code", mine, mine, "Chrome", NOW, TODAY) is None  # used
    desk_sessions.ask(tx, chat, "second", NOW)
    assert not desk_sessions.offered(tx, "second", mine, LATER)  # too old
    desk_sessions.ask(tx, chat, "third", NOW)
    assert not desk_sessions.offered(tx, "second", mine, NOW)  # replaced
    assert not desk_sessions.offered(tx, "guessed", mine, NOW)


def test_the_browser_holds_the_offices_of_the_chat_until_its_last_day(tx: Tx, chat: int) -> None:
    mine = citizen(tx, "a")
    assert officials.of_citizen(tx, mine) == []
    let_in(tx, chat, mine)
    (lent,), (own,) = officials.of_citizen(tx, mine), officials.of_citizen(tx, chat)
    assert (lent.id, lent.role, lent.citizen_id) == (own.id, "coordinator", chat)
    assert lent.serves(TODAY)
    assert not lent.serves(TODAY + timedelta(days=1))
    assert own.serves(TODAY + timedelta(days=1))
    assert own.browsers == {mine}
    assert set(officials.of_citizens(tx, [mine, chat])) == {mine, chat}


def test_signing_out_takes_the_offices_away_and_leaves_whose_browser_it_was(tx: Tx, chat: int) -> None:
    first, second = citizen(tx, "a"), citizen(tx, "b")
    let_in(tx, chat, first)
    let_in(tx, chat, second, "code 2")
    assert desk_sessions.sign_out(tx, first, NOW)
    assert not desk_sessions.sign_out(tx, first, NOW)
    assert officials.of_citizen(tx, first) == []
    assert [row.browser_id for row in desk_sessions.open_of(tx, chat, TODAY)] == [second]
    assert desk_sessions.sign_out_everywhere(tx, chat, NOW) == 1
    assert desk_sessions.open_of(tx, chat, TODAY) == []
    (own,) = officials.of_citizen(tx, chat)
    assert own.browsers == {first, second}


def test_signing_out_everywhere_makes_an_open_link_worthless(tx: Tx, chat: int) -> None:
    desk_sessions.ask(tx, chat, "code", NOW)
    assert desk_sessions.sign_out_everywhere(tx, chat, NOW) == 0
    assert not desk_sessions.offered(tx, "code", citizen(tx, "a"), NOW)


def test_a_session_is_not_shown_after_its_last_day(tx: Tx, chat: int) -> None:
    let_in(tx, chat, citizen(tx, "a"))
    assert desk_sessions.open_of(tx, chat, TODAY + timedelta(days=1)) == []


def test_who_is_out_shows_nothing_of_what_was_seen_at_the_desk(tx: Tx, chat: int) -> None:
    stays, goes = citizen(tx, "a"), citizen(tx, "b")
    for browser, code in ((stays, "code"), (goes, "code 2")):
        let_in(tx, chat, browser, code)
    for address in ("a", "b"):
        web_chats.show(tx, address, f"o.{address}", '{"words": "Lampu mati"}', 0, NOW)
    assert desk_sessions.sign_out(tx, goes, NOW) == 1
    assert web_chats.newest(tx, "b", 9) == []
    assert len(web_chats.newest(tx, "a", 9)) == 1
    assert desk_sessions.expire(tx, TODAY, NOW) == 0
    assert desk_sessions.expire(tx, TODAY + timedelta(days=1), NOW) == 1
    assert web_chats.newest(tx, "a", 9) == []


def test_whoever_is_forgotten_works_at_no_desk_and_lends_none(tx: Tx, chat: int) -> None:
    first, second = citizen(tx, "a"), citizen(tx, "b")
    let_in(tx, chat, first)
    citizens.forget(tx, first, NOW)
    assert officials.of_citizen(tx, first) == []
    let_in(tx, chat, second, "code 2")
    citizens.forget(tx, chat, NOW)
    assert officials.of_citizen(tx, second) == []
