"""What our own code once failed on is taken again by an operator, whatever network it came from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels import web
from storage import aside
from storage.store import Store
from tests.chaos.citizens import asks
from tests.end_to_end.acts import answered
from tests.end_to_end.product import Product
from tests.end_to_end.test_whatsapp import citizen, network, person

BROWSER = "b-4711"


@pytest.fixture
def kept(whatsapp: Product) -> Iterator[Store]:
    """The database of the running product."""
    store = Store(whatsapp.url, whatsapp.vault)
    yield store
    store.dispose()


def put(store: Store, bot: str, channel: str, payload: str) -> None:
    """A message that was set aside while our code had a fault."""
    with store.begin() as tx:
        aside.put(tx, bot, channel, f"seen-{channel}", payload, "KeyError at a fault", datetime.now(UTC))


def test_what_was_set_aside_of_each_network_is_answered_by_a_retry_and_taken_once(
    whatsapp: Product, kept: Store
) -> None:
    sari = person(whatsapp, 801, "Sari")
    answered(sari, lambda: sari.says("Halo"))  # a network takes answers only to who has written
    before = len(sari.chat.bot_messages())
    put(kept, network(whatsapp).phone_id, "whatsapp", hook(whatsapp, sari.who.phone, sari.who.bsuid))
    posted = web.Posted("k1", text="/start u-dinkes")
    put(kept, "web", "web", web.incoming(BROWSER, posted, "id", datetime.now(UTC)).payload)
    put(kept, "web", "web", '{"of": "another version"}')
    assert whatsapp.suara("aside", "retry") == "2 messages taken\n"
    asked = sari.waits_for_reply(within=30)
    assert asks("score")(asked)
    assert len(sari.chat.bot_messages()) == before + 1
    with kept.reading() as tx:
        (left,) = aside.waiting(tx)
    assert "another version" in left.payload
    said = "SELECT count(*) FROM outbox WHERE channel = 'web' AND state = 'sent'"
    whatsapp.rows.until(said, lambda count: count == 1, 10)
    assert whatsapp.suara("aside", "retry") == "0 messages taken\n"
    answered(sari, lambda: sari.taps("score:4"))
    rated = "SELECT count(*) FROM ratings WHERE citizen_id = ?"
    assert whatsapp.rows.one(rated, citizen(whatsapp, sari)) == 1


def hook(product: Product, number: str, bsuid: str) -> str:
    """One message, as what is kept of it looks."""
    said: dict[str, Any] = {"from": number, "from_user_id": bsuid, "id": "wamid.c2V0YXNpZGU="}
    said |= {"timestamp": "1700000000", "type": "text", "text": {"body": "u-dinkes"}}
    contact = {"profile": {"name": "Sari"}, "wa_id": number, "user_id": bsuid}
    value = {"metadata": network(product).network.metadata, "contacts": [contact], "messages": [said]}
    change = {"field": "messages", "value": value}
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]})
