"""Around an untraceable report: what other turns cost, logs, browsers, replies past the outbox, statuses."""

from __future__ import annotations

import asyncio
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.channels.base import Incoming, Unreachable, sending_as
from bot.channels.whatsapp_events import Status
from bot.clock import SystemClock
from bot.house import House
from bot.intake import Intake
from bot.lines import build_rules
from bot.logs import set_up_logs
from bot.marks import Failed, GivenBack, Later, Sent
from bot.networks.web import WebNetwork
from bot.pages.past import Past, Place
from bot.settings import Settings
from bot.statuses import Statuses
from bot.turns import take_turns
from bot.untraceable import working
from bot.untraceable.apart import Apart
from bot.untraceable.files import own_secret
from bot.untraceable.pages import BEGIN, MARK, Pages
from bot.untraceable.room import SAYS
from bot.untraceable.sending import Sending
from bot.wiring import build_house, sync_units
from bot.writer import Writer
from handlers.talk import Input, Say
from storage import web_chats
from storage.outbox import Claimed
from storage.store import Store
from tests.bot.citizens import Chat
from tests.bot.untraceables import ApartChat, apart_house, chooses, reports
from tests.bot.whereabouts import everybody_on
from tests.doubles.statements import counted

Placed = tuple[House, Apart]


@pytest.fixture
def placed(settings: Settings, store: Store, tmp_path: Path) -> Placed:
    sync_units(settings, store)
    return apart_house(settings, store, tmp_path / "untraceable")


def test_ordinary_turns_ask_the_database_nothing_more(
    placed: Placed, settings: Settings, store: Store, now: datetime
) -> None:
    def asked(house: House, address: str) -> str:
        chat = Chat(store, house, now, address)
        with counted(store) as statements:
            chat.types("/start u-dishub")
            chat.taps("Baik")
            chat.types("/status")
        return str(statements)

    assert asked(placed[0], "51") == asked(build_house(settings), "52")


# --- logs ------------------------------------------------------------------------------------------------


@pytest.fixture
def lines(own_logs: None) -> io.StringIO:
    stream = io.StringIO()
    set_up_logs(stream)
    return stream


def test_the_log_tells_of_no_turn_apart_and_no_receipt(
    placed: Placed, store: Store, lines: io.StringIO, tmp_path: Path
) -> None:
    house = placed[0]

    async def talks() -> None:
        writer = Writer(store)
        replies: list[Claimed] = []
        intake = Intake(writer, house, replies.extend, lambda: None)
        for number, words in enumerate(("/bantuan", "/lapor", "SW-7F3K9M2Q4TXB")):
            said = Input(words, at=datetime.now(UTC))
            await intake.take(Incoming("telegram", "1", str(number), "4711", said, payload="{}"))
        await intake.close()
        writer.close()
        assert [row.id > 0 for row in replies] == [True, False, False]

    asyncio.run(talks())
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [line["count"] for line in told if line["event"] == "turns committed"] == [1]
    assert "7F3K" not in lines.getvalue()


# --- browsers --------------------------------------------------------------------------------------------


def test_a_browser_keeps_nothing_of_it_and_shows_all_of_it(
    placed: Placed, store: Store, now: datetime
) -> None:
    house, apart = placed
    with everybody_on("web", "chat"):
        chat = ApartChat(store, house, now, address="browser-1")
        chat.types("/bantuan")
        chooses(chat)
    with store.reading() as tx:
        ours = [row for row in web_chats.newest(tx, "browser-1", 50) if row.own]
        assert [json.loads(row.body)["text"] for row in ours] == ["/bantuan"]
        past = Past(apart.room.pages)
        own = [row for row in past.newest(tx, "browser-1", 50) if row.own]
    assert len(own) == 4
    assert json.loads(own[1].body)["text"] == "/lapor"


def test_what_a_browser_shows_of_it_goes_some_time_after_the_end(
    placed: Placed, store: Store, now: datetime
) -> None:
    house, apart = placed
    with everybody_on("web", "chat"):
        reports(ApartChat(store, house, now, address="browser-2"))
    apart.room.pages.sweep()
    assert apart.room.pages.since("browser-2", 0)
    apart.room.pages.sweep(stays=0)
    assert apart.room.pages.since("browser-2", 0) == []


def test_a_page_goes_on_from_where_it_was_in_both(placed: Placed, store: Store, now: datetime) -> None:
    apart = placed[1]
    past = Past(apart.room.pages)
    with store.begin() as tx:
        web_chats.said(tx, "b", "k1", "{}", now)
    apart.room.pages.show("b", "o.-1.0", '{"words": "x"}', now)
    with store.reading() as tx:
        rows = past.news(tx, "b", Place(), 50)
        place = Place()
        for row in rows:
            place = place.beyond(row)
        assert (place.stored, place.apart > BEGIN) == (1, True)
        assert past.news(tx, "b", Place.parse(str(place)), 50) == []
        assert past.one(tx, "b", place.apart) == rows[-1]
        assert past.newest(tx, "b", 50, before=place.apart) == rows[:1]
        assert past.is_answered(tx, "b")
    assert Place.parse("rubbish.17") == Place(0, 17)


def test_what_is_stored_after_a_talk_apart_stands_after_it(
    placed: Placed, store: Store, now: datetime
) -> None:
    past, pages = Past(placed[1].room.pages), placed[1].room.pages
    moments = [now + timedelta(seconds=n) for n in range(5)]
    with store.begin() as tx:
        web_chats.said(tx, "b", "k0", "0", moments[0])
        pages.said("b", "o.-1.0", "1", moments[1])
        web_chats.said(tx, "b", "k2", "2", moments[2])
        pages.show("b", "o.-2.0", "3", moments[3])
        web_chats.said(tx, "b", "k4", "4", moments[4])
    with store.reading() as tx:
        rows = past.newest(tx, "b", 50)
        assert [row.body for row in rows] == ["0", "1", "2", "3", "4"]
        for place in range(1, 5):
            earlier = past.newest(tx, "b", 50, before=rows[place].ref)
            assert [row.body for row in earlier] == ["0", "1", "2", "3"][:place]
        assert [row.body for row in past.newest(tx, "b", 2)] == ["3", "4"]


def test_a_picture_from_a_browser_lies_in_no_table(placed: Placed, store: Store) -> None:
    pages = placed[1].room.pages
    ref = pages.keep_picture("b", b"jpeg")
    with store.reading() as tx:
        found = Past(pages).picture(tx, ref)
        assert found is not None
        assert found.content == b"jpeg"
        pages.drop_picture(ref)
        assert Past(pages).picture(tx, ref) is None


def test_what_a_process_without_pages_cannot_show_is_shown_by_one_that_has_them(
    placed: Placed, settings: Settings, store: Store, now: datetime
) -> None:
    """As `suara aside retry` and `suara schedule`."""
    room = placed[1].room
    with everybody_on("web", "chat"):
        chat = Chat(store, placed[0], now, address="browser-3")
        with store.begin() as tx:
            (row,) = take_turns(tx, [chat.incoming(Input("/lapor"))], placed[0], now).replies

    async def shown(pages: Pages) -> str:
        writer = Writer(store)
        network = WebNetwork(settings, store, writer, SystemClock(), pages)
        try:
            sending_as.set(f"{MARK}1.0")
            return await network.channel.send("browser-3", Say("Halo"))
        finally:
            writer.close()

    with pytest.raises(Unreachable):
        asyncio.run(shown(room.pages))
    room._sent.clear()  # that process has ended
    assert room.unsaid(set) == []
    room.pages.looked_at = True
    assert room.unsaid(set, only="telegram") == []
    (left,) = room.unsaid(set, only="web")
    assert (left.body, left.address) == (row.body, row.address)
    assert int(asyncio.run(shown(room.pages))) > BEGIN


# --- replies past the outbox -----------------------------------------------------------------------------


def test_a_reply_that_could_not_be_sent_is_handed_over_again_and_one_that_was_is_forgotten(
    placed: Placed, store: Store, now: datetime
) -> None:
    house, apart = placed
    with store.begin() as tx:
        from bot.turns import take_turns

        (row,) = take_turns(tx, [Chat(store, house, now).incoming(Input("/lapor"))], house, now).replies

    async def sends() -> list[list[Claimed]]:
        handed: list[list[Claimed]] = []
        sending = Sending(apart.room, _Quick(), set)
        sending.hand_over = lambda rows: handed.append(list(rows))
        sending.marked(Later(row.id, datetime.now(UTC), "away"))
        sending.marked(GivenBack(row.id))
        await asyncio.sleep(0.01)
        sending.marked(Sent(row.id, "wamid.1"))
        sending.marked(GivenBack(row.id))  # nothing of it is there any more
        sending.close()
        return handed

    assert asyncio.run(sends()) == [[row], [row]]
    assert apart.room.files.names(SAYS) == []
    assert apart.room.refs.without(["wamid.1", "wamid.2"]) == {"wamid.2"}


class _Quick(SystemClock):
    async def sleep(self, seconds: float) -> None:
        """At once."""


def test_a_reply_that_will_never_arrive_is_forgotten(placed: Placed, store: Store, now: datetime) -> None:
    house, apart = placed
    with store.begin() as tx:
        from bot.turns import take_turns

        (row,) = take_turns(tx, [Chat(store, house, now).incoming(Input("/lapor"))], house, now).replies
    Sending(apart.room, SystemClock(), set).marked(Failed(row.id, "gone", blocked=1))
    assert apart.room.files.names(SAYS) == []


def test_what_a_network_tells_of_such_a_message_is_not_written_down(
    placed: Placed, store: Store, now: datetime, settings: Settings
) -> None:
    from bot.channels.whatsapp_failures import failure_of

    refs = placed[1].room.refs
    refs.keep("wamid.apart", now)
    rules = build_rules(settings)
    statuses = Statuses("whatsapp", failure_of, rules, refs.without, refs.named)
    told = [Status(ref, "delivered", now, 0) for ref in ("wamid.apart", "wamid.open")]
    with store.begin() as tx:
        statuses.take(tx, told, now)
        kept = tx.connection.execute(text("SELECT ref FROM statuses")).scalars().all()
    assert kept == [refs.named("wamid.open")]


def test_the_room_makes_its_secret_once_whoever_asks_first(tmp_path: Path) -> None:
    assert own_secret(tmp_path / "room", "a") == own_secret(tmp_path / "room", "a")


def test_the_log_of_the_database_is_emptied_when_such_a_turn_was_committed(store: Store) -> None:
    emptied: list[bool] = []

    async def runs() -> None:
        def empty() -> bool:
            emptied.append(store.empty_log())
            if len(emptied) > 1:
                tidying.close()
            return len(emptied) > 1  # the first time somebody still reads in it

        tidying = working.Tidying(empty, _Quick())
        tidying.wake()
        await tidying.run()

    asyncio.run(runs())
    assert emptied == [True, True]


def test_a_receipt_sent_as_a_command_or_under_a_photo(placed: Placed) -> None:
    from bot.untraceable.trying import with_receipt

    house, apart = placed
    heard = Incoming("telegram", "1", "1", "4711", Input("/status SW-7F3K9M2Q4TXB"), payload="secret")
    found = asyncio.run(with_receipt(heard, house))
    assert found.receipt == apart.receipts.hashed("SW-7F3K9M2Q4TXB")
    assert (found.said.text, found.payload) == ("", "")
    assert asyncio.run(with_receipt(replace(heard, kind="blocked"), house)).receipt == ""
    assert asyncio.run(with_receipt(heard, replace(house, apart=None))) == heard
