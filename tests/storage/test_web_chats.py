"""Conversations in a browser: in order whoever writes, once for each key, and gone when asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from storage import citizens, outbox, retention, web_chats, web_files
from storage.citizens import Handle
from storage.models import WebChat, WebFile, WebMessage
from storage.outbox import Message
from storage.store import Store, Tx
from storage.web_chats import NOTHING

CHAT = "a-chat"


def said(store: Store, key: str, now: datetime, chat: str = CHAT) -> None:
    with store.begin() as tx:
        web_chats.said(tx, chat, key, f"said {key}", now)


def shown(store: Store, key: str, now: datetime, over: int = 0, chat: str = CHAT) -> int:
    with store.begin() as tx:
        return web_chats.show(tx, chat, key, f"shown {key}", over, now)


def bodies(store: Store, chat: str = CHAT, after: int = 0) -> list[str]:
    with store.reading() as tx:
        return [row.body for row in web_chats.since(tx, chat, after, 100)]


def count(tx: Tx, table: type) -> int:
    return int(tx.connection.execute(select(func.count()).select_from(table)).scalar_one())


def test_what_is_said_and_shown_stands_in_order_and_apart_from_other_conversations(
    store: Store, now: datetime
) -> None:
    said(store, "b.1", now)
    assert shown(store, "o.1", now) == 2
    shown(store, "o.2", now, chat="another")
    assert bodies(store) == ["said b.1", "shown o.1"]
    assert bodies(store, after=1) == ["shown o.1"]
    assert bodies(store, "another") == ["shown o.2"]
    with store.reading() as tx:
        assert [row.own for row in web_chats.newest(tx, CHAT, 10)] == [True, False]
        assert web_chats.lasts(tx, [CHAT, "another", "nobody"]) == {CHAT: 2, "another": 1}
        assert web_chats.one(tx, CHAT, 2) is not None
        assert web_chats.one(tx, "nobody", 2) is None


def test_the_same_key_is_kept_once_and_no_key_as_often_as_it_comes(store: Store, now: datetime) -> None:
    assert [shown(store, "o.1", now) for _ in range(3)] == [1, 1, 1]
    said(store, "b.1", now)
    said(store, "b.1", now)
    assert [shown(store, "", now) for _ in range(2)] == [3, 4]
    assert len(bodies(store)) == 4


def test_the_same_key_at_the_same_moment_in_many_processes_is_kept_once(store: Store, now: datetime) -> None:
    with ThreadPoolExecutor(4) as pool:
        places = list(pool.map(lambda _: shown(store, "o.1", now), range(8)))
    assert set(places) == {1}
    assert bodies(store) == ["shown o.1"]


def test_numbers_rise_without_a_gap_whoever_writes(store: Store, now: datetime) -> None:
    with ThreadPoolExecutor(4) as pool:
        places = list(pool.map(lambda number: shown(store, f"o.{number}", now), range(20)))
    assert sorted(places) == list(range(1, 21))


def test_a_message_is_drawn_over_in_its_place_and_is_news_to_every_tab(store: Store, now: datetime) -> None:
    place = shown(store, "o.1", now)
    shown(store, "o.2", now)
    assert shown(store, "o.3", now, over=place) == place
    assert shown(store, "o.3", now, over=place) == place
    assert bodies(store, after=2) == ["shown o.3"]
    with store.reading() as tx:
        assert [(row.ref, row.body) for row in web_chats.newest(tx, CHAT, 10)] == [
            (1, "shown o.3"),
            (2, "shown o.2"),
        ]


def test_where_nothing_is_to_be_drawn_over_it_is_shown_below(store: Store, now: datetime) -> None:
    said(store, "b.1", now)
    assert shown(store, "o.1", now, over=1) == 3  # what the person said is theirs
    assert shown(store, "o.2", now, over=77) == 5
    assert bodies(store) == ["said b.1", "shown o.1", "shown o.2"]


def test_the_newest_come_first_and_the_rest_in_portions(store: Store, now: datetime) -> None:
    for number in range(5):
        shown(store, f"o.{number}", now)
    with store.reading() as tx:
        assert [row.ref for row in web_chats.newest(tx, CHAT, 2)] == [4, 5]
        assert [row.ref for row in web_chats.newest(tx, CHAT, 2, before=4)] == [2, 3]


def test_bodies_rest_sealed(store: Store, now: datetime) -> None:
    said(store, "b.1", now)
    with store.reading() as tx:
        assert b"said" not in tx.connection.execute(select(WebMessage.body)).scalar_one()


def citizen(tx: Tx, now: datetime) -> int:
    handle = Handle("web", "chat", CHAT)
    return citizens.lock(tx, {handle: "en"}, now)[handle].id


def test_an_answer_is_due_until_it_is_shown(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        assert web_chats.state(tx, CHAT) == NOTHING
        person = citizen(tx, now)
        [row] = outbox.add(tx, [Message("reply", "web", person, "reply", "{}")], now)
        assert web_chats.state(tx, CHAT).pending
        web_chats.show(tx, CHAT, f"o.{row}.0", "{}", 0, now)
        state = web_chats.state(tx, CHAT)
        assert (state.pending, state.last, state.language) == (False, 1, "en")


def test_who_asks_to_be_forgotten_is_and_open_pages_learn_it(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        person = citizen(tx, now)
        web_chats.said(tx, CHAT, "b.1", "secret", now)
        web_files.keep(tx, CHAT, "image/jpeg", b"picture", now)
        web_chats.said(tx, "another", "b.1", "stays", now)
        citizens.forget(tx, person, now)
        assert count(tx, WebFile) == 0
        assert [row.body for row in web_chats.since(tx, "another", 0, 9)] == ["stays"]
        assert web_chats.since(tx, CHAT, 0, 9) == []
        state = web_chats.state(tx, CHAT)
        assert (state.last, state.cleared) == (2, 2)
        assert web_chats.show(tx, CHAT, "o.1.0", "farewell", 0, now) == 3


def test_a_picture_rests_sealed_and_nobody_can_guess_where(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        ref, other = (web_files.keep(tx, CHAT, "image/jpeg", b"picture", now) for _ in range(2))
        assert ref != other
        assert len(ref) == len("web:") + 32
        found = web_files.read(tx, ref)
        assert found is not None
        assert (found.mime, found.content) == ("image/jpeg", b"picture")
        assert web_files.read(tx, "web:" + "0" * 32) is None
        assert b"picture" not in tx.connection.execute(select(WebFile.content)).scalars().first()


@pytest.mark.parametrize(("days", "left"), [(29, 1), (31, 0)])
def test_the_night_sweeps_what_is_past_its_days(store: Store, now: datetime, days: int, left: int) -> None:
    with store.begin() as tx:
        web_chats.said(tx, CHAT, "b.1", "old", now)
        web_files.keep(tx, CHAT, "image/jpeg", b"picture", now)
        retention.sweep(tx, now + timedelta(days=days), {"chat_days": 30})
        assert [count(tx, table) for table in (WebMessage, WebFile, WebChat)] == [left] * 3
