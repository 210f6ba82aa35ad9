"""The rules of the window as a table: purpose, window, consent, template, money and people, and the fate."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.window import (
    HAS_WRITTEN,
    NO_CONSENT,
    NO_TEMPLATE,
    PATIENCE,
    ByTemplate,
    Fate,
    Free,
    Holds,
    Means,
    Reader,
    Room,
    Skips,
    Waits,
    closed_by_network,
    fate,
    is_open,
    opened,
)
from storage import outbox, outbox_holds, windows
from storage.outbox import Message
from storage.outbox_holds import CEILING, NOT_APPROVED, PEOPLE, WAITS
from storage.store import Store
from storage.windows import UNKNOWN, WindowRow
from tests.storage import given

NOW = datetime(2026, 11, 25, 5, tzinfo=UTC)
NEXT_MONTH, TOMORROW, SOON = NOW + timedelta(days=6), NOW + timedelta(hours=20), NOW + PATIENCE
HOUR, DAY = timedelta(hours=1), timedelta(hours=24)

INSIDE, OUTSIDE, NEVER = NOW - HOUR, NOW - DAY, None
APPROVED = Means(approved=True, price=587, category="marketing")
IN_REVIEW = Means(approved=False, waits_for_approval=True)
MISSING = Means(approved=False)
PLENTY = Room(1_000_000, 250, NEXT_MONTH, TOMORROW)
BROKE = Room(586, 250, NEXT_MONTH, TOMORROW)
CROWDED = Room(1_000_000, 0, NEXT_MONTH, TOMORROW)
FREE, TEMPLATE, LATER = Free(), ByTemplate(), Waits()
TOO_DEAR, TOO_MANY = Holds(CEILING, NEXT_MONTH), Holds(PEOPLE, TOMORROW)
REVIEWED, SECRET, UNSAYABLE = Holds(NOT_APPROVED, SOON), Skips(NO_CONSENT), Skips(NO_TEMPLATE)

# purpose, when they wrote, whether they agreed, with which template, in what room: what becomes of it
TABLE: list[tuple[str, datetime | None, bool, Means, Room, Fate]] = [
    # whatever answers somebody is free inside and waits outside, with neither consent, template nor money
    *(
        (purpose, heard, False, MISSING, Room(0, 0, NEXT_MONTH, TOMORROW), becomes)
        for purpose in ("reply", "answer", "notice", "alarm", "work")
        for heard, becomes in ((INSIDE, FREE), (OUTSIDE, LATER), (NEVER, LATER))
    ),
    # that something waits is told whatever it costs and however many were told today
    ("waiting", OUTSIDE, False, APPROVED, PLENTY, TEMPLATE),
    ("waiting", OUTSIDE, False, APPROVED, BROKE, TEMPLATE),
    ("waiting", OUTSIDE, False, APPROVED, CROWDED, TEMPLATE),
    ("waiting", OUTSIDE, False, IN_REVIEW, PLENTY, REVIEWED),
    ("waiting", OUTSIDE, False, MISSING, PLENTY, REVIEWED),
    ("waiting", INSIDE, False, APPROVED, PLENTY, Skips(HAS_WRITTEN)),
    # an official's digest costs money outside, and no number of people keeps it back
    ("digest", INSIDE, False, APPROVED, BROKE, FREE),
    ("digest", OUTSIDE, False, APPROVED, PLENTY, LATER),
    ("digest", OUTSIDE, False, APPROVED, BROKE, TOO_DEAR),
    ("digest", OUTSIDE, False, APPROVED, CROWDED, LATER),
    ("digest", OUTSIDE, False, MISSING, BROKE, LATER),
    # nobody is invited who has not agreed, not even for nothing
    *(
        (purpose, heard, False, APPROVED, PLENTY, SECRET)
        for purpose in ("invitation", "survey")
        for heard in (INSIDE, OUTSIDE, NEVER)
    ),
    ("invitation", INSIDE, True, MISSING, Room(0, 0, NEXT_MONTH, TOMORROW), FREE),
    ("invitation", OUTSIDE, True, APPROVED, PLENTY, TEMPLATE),
    ("invitation", NEVER, True, APPROVED, PLENTY, TEMPLATE),
    ("invitation", OUTSIDE, True, IN_REVIEW, PLENTY, REVIEWED),
    ("invitation", OUTSIDE, True, MISSING, PLENTY, UNSAYABLE),
    ("invitation", OUTSIDE, True, APPROVED, BROKE, TOO_DEAR),
    ("invitation", OUTSIDE, True, APPROVED, Room(587, 1, NEXT_MONTH, TOMORROW), TEMPLATE),
    ("invitation", OUTSIDE, True, APPROVED, CROWDED, TOO_MANY),
    ("survey", OUTSIDE, True, MISSING, PLENTY, UNSAYABLE),
    # who said that they come is reminded without having agreed to invitations
    ("forum_reminder", OUTSIDE, False, APPROVED, PLENTY, TEMPLATE),
    ("forum_reminder", INSIDE, False, MISSING, PLENTY, FREE),
    ("forum_reminder", OUTSIDE, False, MISSING, PLENTY, UNSAYABLE),
    ("forum_reminder", OUTSIDE, False, APPROVED, BROKE, TOO_DEAR),
    # a nudge has no agreed words
    ("reminder", INSIDE, False, MISSING, PLENTY, FREE),
    ("reminder", OUTSIDE, True, MISSING, PLENTY, UNSAYABLE),
]


@pytest.mark.parametrize(("purpose", "heard", "agreed", "means", "room", "becomes"), TABLE)
def test_what_becomes_of_a_message(
    purpose: str, heard: datetime | None, agreed: bool, means: Means, room: Room, becomes: Fate
) -> None:
    reader = Reader(heard, UNKNOWN, agreed, is_new=True)
    assert fate(purpose, reader, means, room, NOW, about_case=False) == becomes


def test_a_promise_about_ones_own_case_waits_where_a_nudge_is_skipped() -> None:
    reader = Reader(OUTSIDE, UNKNOWN, agreed=False, is_new=True)
    assert fate("reminder", reader, MISSING, PLENTY, NOW, about_case=True) == LATER


def test_who_got_a_template_today_is_no_new_person() -> None:
    reader = Reader(OUTSIDE, UNKNOWN, agreed=True, is_new=False)
    assert fate("invitation", reader, APPROVED, CROWDED, NOW, about_case=False) == TEMPLATE


def test_a_digest_costs_nothing_more_where_somebody_was_told_already_that_something_waits() -> None:
    reader = Reader(OUTSIDE, WindowRow(asked_at=NOW - HOUR), agreed=False, is_new=False)
    assert fate("digest", reader, APPROVED, BROKE, NOW, about_case=False) == LATER


@pytest.mark.parametrize(
    ("heard", "closed", "is_so"),
    [
        (None, None, False),
        (NOW, None, True),
        (NOW - DAY + timedelta(seconds=1), None, True),
        (NOW - DAY, None, False),
        (NOW - HOUR, NOW - timedelta(minutes=5), False),  # the network said so after they wrote
        (NOW - HOUR, NOW - HOUR, False),
        (NOW - HOUR, NOW - 2 * HOUR, True),  # they have written since
    ],
)
def test_a_window_is_open_for_a_day_unless_the_network_says_otherwise(
    heard: datetime | None, closed: datetime | None, is_so: bool
) -> None:
    assert is_open(heard, WindowRow(closed_at=closed), NOW) is is_so


# ---- what is written down of it


def pushed(store: Store, channel: str = "whatsapp") -> tuple[int, int]:
    """A message to somebody: who, and its id."""
    with store.begin() as tx:
        who = given.citizen(tx)
        (row,) = outbox.add(tx, [Message("bulk", channel, who, "answer", "{}")], NOW)
    assert row is not None
    return who, row


def due(store: Store, at: datetime) -> list[int]:
    with store.begin() as tx:
        return [row.id for row in outbox.claim(tx, "bulk", at, timedelta(seconds=1), 10)]


def test_what_the_network_calls_closed_is_looked_at_at_once_and_a_second_time_a_little_later(
    store: Store,
) -> None:
    who, row = pushed(store)
    with store.begin() as tx:
        outbox.sent(tx, {row: "wamid"}, NOW)
        assert closed_by_network(tx, row, NOW)
        assert windows.of(tx, [who], "whatsapp") == {who: WindowRow(closed_at=NOW)}
    assert due(store, NOW) == [row]
    with store.begin() as tx:
        assert closed_by_network(tx, row, NOW + HOUR)
    assert due(store, NOW + HOUR) == []
    assert due(store, NOW + HOUR + PATIENCE) == [row]


def test_a_message_that_is_gone_closes_nothing(store: Store) -> None:
    who, row = pushed(store)
    with store.begin() as tx:
        assert not closed_by_network(tx, row + 1, NOW)
        assert windows.of(tx, [who], "whatsapp") == {}


def test_who_writes_gets_what_waits_on_that_network_alone(store: Store) -> None:
    who, row = pushed(store)
    with store.begin() as tx:
        outbox_holds.hold(tx, [row], WAITS, NOW + timedelta(days=3650))
        windows.ask_once(tx, [who], "whatsapp", NOW)
        assert opened(tx, [], "whatsapp", NOW) == 0
        assert opened(tx, [who], "telegram", NOW) == 0
    assert due(store, NOW + HOUR) == []
    with store.begin() as tx:
        assert opened(tx, [who], "whatsapp", NOW + HOUR) == 1
        assert windows.of(tx, [who], "whatsapp") == {}
    assert due(store, NOW + HOUR) == [row]
