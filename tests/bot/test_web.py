"""The webhook over real HTTP: 200 only after the commit, forgeries cost nothing."""

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.base import Incoming
from bot.channels.telegram_updates import parse
from bot.health import Health, HealthCheck
from bot.metrics import FORGED, MALFORMED
from bot.networks.telegram_webhook import LARGEST_BODY, SECRET_HEADER, TelegramWebhook
from bot.web import Hook, listen, make_app, make_metrics_app, serve
from storage.failures import Outage
from storage.store import Store
from storage.vault import Vault
from tests.bot.delivering import RULES, Office, new_store
from tests.bot.moved_clock import MovedClock

SECRET = "a-secret-of-this-test"
GENUINE = {SECRET_HEADER: SECRET}
CHAT = {"id": 7, "type": "private"}
TEXT = {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": CHAT, "text": "halo"}}
TAP = {
    "update_id": 2,
    "callback_query": {
        "id": "q7",
        "from": {"id": 7, "is_bot": False, "first_name": "S"},
        "chat_instance": "1",
        "data": "go.rating",
    },
}


def _at(webhook: TelegramWebhook) -> list[Hook]:
    return [Hook("/telegram/webhook", webhook, methods=["POST"])]


@dataclass(frozen=True)
class Answer:
    toast: str


class Turns:
    """An intake of plain memory."""

    def __init__(self) -> None:
        self.taken: list[Incoming] = []
        self.failure: Exception | None = None
        self.gate: asyncio.Event | None = None
        self.toast = "tersimpan"
        self.begun = asyncio.Event()

    async def take(self, incoming: Incoming) -> Answer:
        self.begun.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        self.taken.append(incoming)
        return Answer(self.toast)


class Well:
    def __init__(self, health: Health) -> None:
        self.health = health

    async def look(self) -> Health:
        return self.health


def served(act: Callable[[httpx.AsyncClient, Turns], Awaitable[None]], health: Health | None = None) -> None:
    async def run() -> None:
        turns = Turns()
        webhook = TelegramWebhook(partial(parse, bot_id="4"), turns, SECRET)
        app = make_app(_at(webhook), Well(health or Health(database=True)))
        await with_client(app, lambda client: act(client, turns))

    asyncio.run(run())


async def with_client(app: Any, act: Callable[[httpx.AsyncClient], Awaitable[None]]) -> None:
    at = listen("127.0.0.1", 0)
    serving = asyncio.ensure_future(serve(app, at))
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{at.getsockname()[1]}") as client:
            await act(client)
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


def counted(counter: Any) -> float:
    return float(counter._value.get())


def test_an_update_is_acknowledged_after_its_commit_and_not_before() -> None:
    async def act(client: httpx.AsyncClient, turns: Turns) -> None:
        turns.gate = asyncio.Event()
        asking = asyncio.ensure_future(client.post("/telegram/webhook", json=TEXT, headers=GENUINE))
        await turns.begun.wait()
        assert not asking.done()
        turns.gate.set()
        answer = await asking
        assert (answer.status_code, answer.content) == (200, b"")
        assert [incoming.said.text for incoming in turns.taken] == ["halo"]

    served(act)


@pytest.mark.parametrize(("toast", "more"), [("tersimpan", {"text": "tersimpan"}), ("", {})])
def test_a_tap_is_answered_in_the_response(toast: str, more: dict[str, str]) -> None:
    async def act(client: httpx.AsyncClient, turns: Turns) -> None:
        turns.toast = toast
        answer = await client.post("/telegram/webhook", json=TAP, headers=GENUINE)
        assert answer.json() == {"method": "answerCallbackQuery", "callback_query_id": "q7", **more}

    served(act)


def test_in_an_outage_the_network_is_asked_to_deliver_again() -> None:
    async def act(client: httpx.AsyncClient, turns: Turns) -> None:
        turns.failure = Outage("away")
        answer = await client.post("/telegram/webhook", json=TEXT, headers=GENUINE)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")

    served(act)


@pytest.mark.parametrize(
    "given", [{}, {SECRET_HEADER: ""}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: "s\u00e9".encode()}]
)
def test_a_forged_webhook_is_refused_and_counted_and_its_body_is_not_read(given: dict[str, Any]) -> None:
    async def act(client: httpx.AsyncClient, turns: Turns) -> None:
        before = counted(FORGED)
        answer = await client.post("/telegram/webhook", content=b"not even json", headers=given)
        assert answer.status_code == 401
        assert counted(FORGED) == before + 1
        assert turns.taken == []

    served(act)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 200_000])
def test_what_is_no_update_is_refused_and_counted(body: bytes) -> None:
    async def act(client: httpx.AsyncClient, turns: Turns) -> None:
        before = counted(MALFORMED)
        answer = await client.post("/telegram/webhook", content=body, headers=GENUINE)
        assert answer.status_code == 400
        assert counted(MALFORMED) == before + 1
        assert turns.taken == []

    served(act)


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_larger_than_any_update_is_not_read_to_its_end(announced: bool) -> None:
    async def body() -> Any:
        for _ in range(LARGEST_BODY // 65536 + 2):
            yield b" " * 65536

    async def act(client: httpx.AsyncClient, turns: Turns) -> None:
        content: Any = b" " * (LARGEST_BODY + 1) if announced else body()
        answer = await client.post("/telegram/webhook", content=content, headers=GENUINE)
        assert answer.status_code == 413
        assert turns.taken == []

    served(act)


def test_only_post_is_a_webhook() -> None:
    async def act(client: httpx.AsyncClient, _: Turns) -> None:
        assert (await client.get("/telegram/webhook", headers=GENUINE)).status_code == 405
        assert (await client.get("/elsewhere")).status_code == 404

    served(act)


def test_without_a_webhook_there_is_only_health() -> None:
    async def run() -> None:
        async def act(client: httpx.AsyncClient) -> None:
            assert (await client.post("/telegram/webhook", json=TEXT)).status_code == 404
            assert (await client.get("/health")).status_code == 200

        await with_client(make_app((), Well(Health(database=True))), act)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("health", "status"),
    [
        (Health(database=True, outbox_age=3.5, tick_age=4.0), 200),
        (Health(database=True, outbox_age=40_000.0), 200),
        (Health(database=False), 503),
        (Health(database=True, tick_age=500.0), 503),
    ],
)
def test_health_tells_what_is_wrong(health: Health, status: int) -> None:
    async def act(client: httpx.AsyncClient, _: Turns) -> None:
        answer = await client.get("/health")
        assert answer.status_code == status
        assert answer.json() == {
            "ok": status == 200,
            "database": health.database,
            "outbox_age_seconds": health.outbox_age,
            "last_tick_age_seconds": health.tick_age,
        }

    served(act, health)


def test_health_looks_at_the_outbox_itself(tmp_path: Path) -> None:
    async def run() -> None:
        with new_store(tmp_path) as store:
            office = Office(store, RULES)
            check = HealthCheck(store, office.clock, lambda: None)
            assert await check.look() == Health(database=True)
            office.reply("7", "menunggu")
            office.clock.jump(42)
            assert await check.look() == Health(database=True, outbox_age=42.0)

    asyncio.run(run())


def test_health_says_when_the_database_cannot_be_used(tmp_path: Path) -> None:
    async def run() -> None:
        clock = MovedClock()
        (tmp_path / "suara.db").write_bytes(b"")
        (tmp_path / "suara.db").chmod(0o600)
        store = Store(f"sqlite:///{tmp_path}/suara.db", Vault(bytes(32)))
        (tmp_path / "suara.db").unlink()
        (tmp_path / "suara.db").mkdir()
        health = await HealthCheck(store, clock, clock.now).look()
        store.dispose()
        assert health == Health(database=False, tick_age=0.0)
        assert not health.ok

    asyncio.run(run())


def test_metrics_are_brought_up_to_date_when_they_are_asked_for() -> None:
    async def run() -> None:
        asked = []

        async def refresh() -> None:
            asked.append(1)

        async def act(client: httpx.AsyncClient) -> None:
            text = (await client.get("/metrics")).text
            assert "suara_turns_total" in text
            assert "suara_forged_webhooks_total" in text

        await with_client(make_metrics_app(refresh), act)
        assert asked == [1]

    asyncio.run(run())


def test_no_part_of_an_answer_waits_for_an_acknowledgement() -> None:
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        taken, _ = listening.accept()
        with taken:
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_place_that_is_taken_is_said_by_an_oserror() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(OSError, match="in use"):
        listen("127.0.0.1", taken.getsockname()[1])


def test_a_request_under_way_is_finished_when_serving_ends() -> None:
    async def run() -> None:
        turns = Turns()
        turns.gate = asyncio.Event()
        webhook = TelegramWebhook(partial(parse, bot_id="4"), turns, SECRET)
        at = listen("127.0.0.1", 0)
        serving = asyncio.ensure_future(serve(make_app(_at(webhook), Well(Health(database=True))), at))
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{at.getsockname()[1]}") as client:
            asking = asyncio.ensure_future(
                client.post("/telegram/webhook", content=json.dumps(TEXT), headers=GENUINE)
            )
            await turns.begun.wait()
            serving.cancel()
            await asyncio.sleep(0)
            turns.gate.set()
            assert (await asking).status_code == 200
        await asyncio.gather(serving, return_exceptions=True)
        assert serving.cancelled()

    asyncio.run(run())
