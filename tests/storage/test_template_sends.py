"""Paid templates: counted once, given back when they did not go, summed by month, week and category."""

from dataclasses import replace
from datetime import datetime, timedelta

from storage import network_facts, outbox, template_sends
from storage.outbox import Message
from storage.store import Store, Tx
from storage.template_sends import Paid, People, Spent
from tests.storage import given


def paid(tx: Tx, citizen_id: int, at: datetime, category: str = "utility", price: int = 357) -> Paid:
    message = Message("bulk", "whatsapp", citizen_id, "invitation", "{}")
    (row,) = outbox.add(tx, [message], at)
    assert row is not None
    one = Paid(row, "whatsapp", "invitation", "t_v1", category, price, f"{at:%Y-%m}", at)
    template_sends.reserve(tx, [one])
    return one


def test_a_message_that_is_sent_once_more_costs_once(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        one = paid(tx, given.citizen(tx), now)
        template_sends.reserve(tx, [replace(one, price=9999)])
        template_sends.reserve(tx, [])
        assert template_sends.spent_in(tx, "whatsapp", "2026-11") == 357
        assert template_sends.spent_in(tx, "telegram", "2026-11") == 0
        assert template_sends.spent_in(tx, "whatsapp", "2026-12") == 0


def test_what_did_not_go_costs_nothing(store: Store, now: datetime) -> None:
    with store.begin() as tx:
        first, second = (paid(tx, given.citizen(tx), now) for _ in range(2))
        template_sends.unpay(tx, [first.outbox_id, 987654])
        assert template_sends.spent_in(tx, "whatsapp", "2026-11") == second.price


def test_a_week_and_a_month_are_summed_by_category(store: Store, now: datetime) -> None:
    week = timedelta(days=7)
    with store.begin() as tx:
        sari = given.citizen(tx)
        paid(tx, sari, now - week)
        paid(tx, sari, now)
        paid(tx, sari, now, "marketing", 587)
        assert template_sends.spent_between(tx, now - week, now) == [Spent("utility", 1, 357)]
        assert template_sends.spent_in_month(tx, "2026-11") == [
            Spent("marketing", 1, 587),
            Spent("utility", 2, 714),
        ]


def test_people_of_a_day_count_once_and_their_last_template_is_what_counts(
    store: Store, now: datetime
) -> None:
    hour = timedelta(hours=1)
    with store.begin() as tx:
        sari, budi = given.citizen(tx), given.citizen(tx)
        for ago in (30, 3, 1):
            paid(tx, sari, now - ago * hour)
        paid(tx, budi, now - 25 * hour)
        lately = template_sends.people_since(tx, "whatsapp", now - 24 * hour, [sari, budi])
        assert lately == People(1, now - hour, frozenset({sari}))
        assert template_sends.people_since(tx, "whatsapp", now + hour) == People(0, None)


def test_what_a_network_told_last_is_what_counts_until_it_is_dropped(store: Store, now: datetime) -> None:
    later = now + timedelta(hours=1)
    with store.begin() as tx:
        network_facts.note(tx, "whatsapp", "quality", "GREEN", now)
        network_facts.note(tx, "whatsapp", "quality", "RED", later, "people complained")
        network_facts.note(tx, "other", "quality", "GREEN", now)
        assert network_facts.of(tx, "whatsapp") == {
            "quality": network_facts.Fact("RED", "people complained", later)
        }
        network_facts.drop(tx, "whatsapp", "quality")
        assert network_facts.of(tx, "whatsapp") == {}
