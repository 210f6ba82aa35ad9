"""WhatsApp's webhook over real HTTP, on real turns: genuine, whole, once, and only after the commit."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from starlette.routing import Route

from bot.channels.base import (
    Blocked,
    Closed,
    Held,
    Incoming,
    OptedOut,
    Refused,
    Throttled,
    Undelivered,
    Unreachable,
)
from bot.channels.whatsapp_ids import message_ref
from bot.health import Health
from bot.house import House
from bot.intake import Intake
from bot.metrics import ASIDE, FORGED
from bot.networks.whatsapp_told import Told
from bot.networks.whatsapp_webhook import LARGEST_BODY, Secrets, WhatsAppWebhook
from bot.settings import Settings
from bot.statuses import Statuses
from bot.web import make_app
from bot.wiring import build_house, sync_units
from bot.writer import Writer
from handlers.talk import Say
from storage import aside, citizens, outbox
from storage.citizens import Handle
from storage.failures import Outage
from storage.models import Citizen, NetworkFact, Outbox, Rating
from storage.models import Status as StatusRow
from storage.outbox import Claimed
from storage.store import Store
from tests.bot.delivering import RULES
from tests.bot.moved_clock import MovedClock
from tests.bot.test_web import Well, counted, with_client

PATH = "/whatsapp/webhook"
APP_SECRET, VERIFY = "0123456789abcdef0123456789abcdef", "a word that was agreed"
NUMBER = "106540352242922"
SARI = {"profile": {"name": "Sari"}, "wa_id": "6281234567890", "user_id": "ID.1001"}
BUDI = {"profile": {"name": "Budi"}, "wa_id": "6285711111111", "user_id": "ID.2002"}
PAYLOADS = Path(__file__).parents[1] / "payloads" / "whatsapp"
FAILURES: dict[int, Undelivered] = {
    1: Blocked("the person is not there"),
    2: Closed("the window is closed"),
    3: OptedOut("no marketing"),
    4: Throttled(9),
    5: Held("unknown (5)"),
    6: Refused("held back by the network"),
    7: Unreachable("a moment ago", left=False),
}


def signed(body: bytes, secret: str = APP_SECRET) -> dict[str, str]:
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def says(who: dict[str, Any], wamid: str, words: str, at: int = 1764043200) -> dict[str, Any]:
    sender = {"from": who["wa_id"], "from_user_id": who["user_id"]}
    return {**sender, "id": wamid, "timestamp": str(at), "type": "text", "text": {"body": words}}


def taps(who: dict[str, Any], wamid: str, button: str, at: int = 1764043260) -> dict[str, Any]:
    reply = {"type": "button_reply", "button_reply": {"id": button, "title": "x"}}
    return {**says(who, wamid, "", at), "type": "interactive", "interactive": reply}


def hook(*messages: Any, contacts: Sequence[Any] = (SARI, BUDI), **value: Any) -> dict[str, Any]:
    metadata = {"display_phone_number": "622542000000", "phone_number_id": NUMBER}
    inside = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    inside |= {"contacts": list(contacts), "messages": list(messages)} if messages else {}
    change = {"field": "messages", "value": inside}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}


@dataclass
class Spoken:
    """A channel that keeps what is said outside the outbox."""

    said: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, address: str, say: Say, replaces: str = "") -> str:
        self.said.append((address, say.words))
        return "1"


class Line:
    """The webhook on real turns; replies are kept as they are handed over."""

    def __init__(self, store: Store, house: House) -> None:
        self.store, self.writer, self.channel = store, Writer(store), Spoken()
        self.replies: list[Claimed] = []
        self.intake = Intake(self.writer, house, self.replies.extend, lambda: None)
        statuses = Statuses("whatsapp", lambda code: FAILURES.get(code, Held("unknown")), RULES)
        self.webhook = WhatsAppWebhook(
            NUMBER,
            Secrets(APP_SECRET, VERIFY),
            self.intake,
            self.writer,
            Told(statuses),
            MovedClock(),
            self.channel,  # type: ignore[arg-type]  # only `send` is used
        )

    def serves(self, act: Callable[[httpx.AsyncClient], Awaitable[None]]) -> None:
        routes = [
            Route(PATH, self.webhook.verify, methods=["GET"]),
            Route(PATH, self.webhook.receive, methods=["POST"]),
        ]
        app = make_app(routes, Well(Health(database=True)))
        asyncio.run(with_client(app, act))

    def hears(self, *payloads: Any, expect: int = 200) -> None:
        """Deliver these at once."""

        async def act(client: httpx.AsyncClient) -> None:
            bodies = [json.dumps(payload).encode() for payload in payloads]
            answers = await asyncio.gather(
                *(client.post(PATH, content=body, headers=signed(body)) for body in bodies)
            )
            assert [answer.status_code for answer in answers] == [expect] * len(bodies)

        self.serves(act)

    def count(self, table: Any) -> int:
        with self.store.reading() as tx:
            return int(tx.connection.execute(select(func.count()).select_from(table)).scalar_one())

    def newest(self) -> Say:
        from handlers.talk.stored import say_from_json

        return say_from_json(self.replies[-1].body)[0]

    def button(self, label: str) -> str:
        return next(choice.id for choice in self.newest().choices if label in choice.label)


@pytest.fixture
def line(settings: Settings, store: Store) -> Any:
    sync_units(settings, store)
    line = Line(store, build_house(settings))
    yield line
    line.writer.close()


# --- genuine ---


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "1158201444"}, 200),
        ({"hub.mode": "subscribe", "hub.verify_token": "guessed", "hub.challenge": "1158201444"}, 403),
        ({"hub.mode": "subscribe", "hub.verify_token": "t\u00e9", "hub.challenge": "1158201444"}, 403),
        ({"hub.mode": "forget", "hub.verify_token": VERIFY, "hub.challenge": "1158201444"}, 403),
        ({}, 403),
    ],
)
def test_the_challenge_is_answered_to_whoever_knows_the_word(
    line: Line, query: dict[str, str], status: int
) -> None:
    async def act(client: httpx.AsyncClient) -> None:
        answer = await client.get(PATH, params=query)
        assert answer.status_code == status
        assert answer.text == ("1158201444" if status == 200 else "")

    line.serves(act)


BODY = json.dumps(hook(says(SARI, "wamid.1", "halo"))).encode()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Hub-Signature-256": ""},
        {"X-Hub-Signature-256": "sha256="},
        {"X-Hub-Signature-256": "sha256=zz"},
        {"X-Hub-Signature-256": signed(BODY)["X-Hub-Signature-256"].removeprefix("sha256=")},
        signed(BODY, "another secret"),
        signed(BODY + b" "),
        # the same JSON written anew: the signature is of the bytes as they came
        signed(json.dumps(json.loads(BODY), indent=1).encode()),
        {"X-Hub-Signature-256": "sha256=\u00e9".encode("latin-1")},
        {"X-Hub-Signature-256": "sha256=\u00ff\u00ff".encode()},
    ],
)
def test_what_is_forged_is_refused_and_counted_and_nothing_is_taken(line: Line, headers: Any) -> None:
    async def act(client: httpx.AsyncClient) -> None:
        before = counted(FORGED)
        answer = await client.post(PATH, content=BODY, headers=headers)
        assert (answer.status_code, counted(FORGED) - before) == (401, 1)

    line.serves(act)
    assert line.count(Citizen) == 0


def test_what_is_larger_than_any_payload_is_refused_and_three_megabytes_are_not(line: Line) -> None:
    padded = {**hook(says(SARI, "wamid.1", "halo")), "padding": "x" * 3 * 1024 * 1024}
    line.hears(padded)
    assert line.count(Citizen) == 1

    async def act(client: httpx.AsyncClient) -> None:
        body = b"x" * (LARGEST_BODY + 1)
        assert (await client.post(PATH, content=body, headers=signed(body))).status_code == 413

    line.serves(act)


# --- whole, once, after the commit ---


def test_two_actions_from_the_code_on_the_counter_to_a_stored_rating(line: Line) -> None:
    line.hears(hook(says(SARI, "wamid.1", "Nilai Disdukcapil (u-disdukcapil)")))
    line.hears(hook(taps(SARI, "wamid.2", line.button("4"))))
    with line.store.reading() as tx:
        assert tx.connection.execute(select(Rating.unit, Rating.score)).all() == [("disdukcapil", 4)]


def test_everybody_in_a_payload_is_answered_under_the_name_that_networks_prefer(line: Line) -> None:
    line.hears(
        hook(says(SARI, "wamid.1", "halo"), says(BUDI, "wamid.2", "halo"), says(SARI, "wamid.3", "/help"))
    )
    assert [(row.channel, row.address and row.address.value) for row in line.replies] == [
        ("whatsapp", "ID.1001"),
        ("whatsapp", "ID.2002"),
        ("whatsapp", "ID.1001"),
    ]
    assert line.count(Citizen) == 2


def test_what_is_delivered_again_days_later_doubled_and_out_of_order_is_taken_once(line: Line) -> None:
    first, second = hook(says(SARI, "wamid.1", "halo")), hook(says(SARI, "wamid.2", "u-disdukcapil"))
    line.hears(second, first, second)
    line.hears(first, second, hook(says(SARI, "wamid.1", "halo"), says(SARI, "wamid.2", "u-disdukcapil")))
    assert line.count(Outbox) == 2
    line.hears(hook(taps(SARI, "wamid.3", line.button("3"))), hook(taps(SARI, "wamid.3", line.button("3"))))
    assert line.count(Rating) == 1


def test_a_payload_is_confirmed_after_the_commit_of_all_of_it(line: Line) -> None:
    """While the one thread that writes is held up, nothing is answered."""
    begun, go_on = threading.Event(), threading.Event()

    def hold(_tx: Any) -> None:
        begun.set()
        go_on.wait(10)

    async def act(client: httpx.AsyncClient) -> None:
        line.writer.submit(hold)
        begun.wait(10)
        asking = asyncio.ensure_future(client.post(PATH, content=BODY, headers=signed(BODY)))
        done, _ = await asyncio.wait({asking}, timeout=0.3)
        assert not done
        go_on.set()
        assert (await asking).status_code == 200

    line.serves(act)
    assert line.count(Citizen) == 1


class Away:
    """A database that cannot be used now: for turns, or for what is told besides."""

    async def take(self, incoming: Incoming) -> Any:
        raise Outage("away")

    async def write(self, run: Any) -> Any:
        raise Outage("away")


@pytest.mark.parametrize("away", ["_intake", "_writer"])
def test_in_an_outage_the_network_is_asked_to_deliver_again(line: Line, away: str) -> None:
    payload = hook(says(SARI, "wamid.1", "halo"), statuses=[{"id": "wamid.9", "status": "read"}])
    there = getattr(line.webhook, away)
    setattr(line.webhook, away, Away())
    line.hears(payload, expect=503)
    setattr(line.webhook, away, there)
    line.hears(payload)
    assert (len(line.replies), line.count(StatusRow)) == (1, 1)


def test_what_has_nobody_to_answer_is_set_aside_and_confirmed(line: Line) -> None:
    before = counted(ASIDE)
    line.hears(
        hook({"id": "wamid.1", "type": "text", "text": {"body": "siapa"}}),
        hook(says(SARI, "wamid.2", "halo")),
    )
    assert (counted(ASIDE) - before, len(line.replies)) == (1, 1)
    with line.store.reading() as tx:
        (row,) = aside.waiting(tx)
    assert "siapa" in row.payload
    assert row.error == "nobody to answer"


def test_every_payload_that_is_known_is_confirmed(line: Line) -> None:
    payloads = [json.loads(path.read_text(encoding="utf-8"))["payload"] for path in PAYLOADS.glob("*.json")]
    line.hears(*payloads)


def test_words_that_others_show_over_a_button_are_a_message(line: Line) -> None:
    line.hears(hook(says(SARI, "wamid.1", "u-disdukcapil")))
    score = line.button("2")
    line.hears(hook(taps(SARI, "wamid.2", score)))
    line.hears(hook(taps(SARI, "wamid.3", score)))
    assert [address for address, _ in line.channel.said] == ["ID.1001"]


# --- told besides ---


def pushed(line: Line, ref: str, purpose: str = "notice", who: dict[str, Any] = SARI) -> tuple[int, int]:
    """A message that was sent to them: its id, and theirs."""
    now = MovedClock().now()
    handle = Handle("whatsapp", "bsuid", who["user_id"])
    with line.store.begin() as tx:
        person = citizens.lock(tx, {handle: "id"}, now)[handle].id
        (row,) = outbox.add(tx, [outbox.Message("bulk", "whatsapp", person, purpose, "{}")], now)
        assert row is not None
        outbox.sent(tx, {row: ref}, now)
    return row, person


def status(wamid: str, state: str, code: int = 0) -> dict[str, Any]:
    errors = {"errors": [{"code": code, "title": "x"}]} if code else {}
    told = {"id": wamid, "status": state, "timestamp": "1764043300", "recipient_user_id": "ID.1001"}
    return hook(statuses=[{**told, **errors}])


def row_of(line: Line, row: int) -> Any:
    with line.store.reading() as tx:
        return tx.connection.execute(select(Outbox).where(Outbox.id == row)).one()


@pytest.mark.parametrize(
    ("code", "state", "reason"),
    [
        (1, "failed", "the person is not there"),
        (3, "failed", "no invitations wanted"),
        (4, "pending", "the network asks us to wait 9 s"),
        (5, "failed", "unknown (5)"),
        (6, "failed", "held back by the network"),
        (7, "pending", "a moment ago"),
        (99, "failed", "unknown"),
    ],
)
def test_a_message_that_fails_after_it_was_taken_has_the_fate_it_would_have_had_at_once(
    line: Line, code: int, state: str, reason: str
) -> None:
    row, _ = pushed(line, message_ref("wamid.out"))
    line.hears(*[status("wamid.out", "failed", code)] * 2)
    found = row_of(line, row)
    assert (found.state, found.reason, found.tries) == (state, reason, 1 if state == "pending" else 0)


def test_a_closed_window_lets_it_wait_again(line: Line) -> None:
    row, _ = pushed(line, message_ref("wamid.out"))
    line.hears(status("wamid.out", "failed", 2))
    assert row_of(line, row).state == "pending"


def test_whom_nothing_reaches_gets_nothing_more_and_an_unknown_code_silences_nobody(line: Line) -> None:
    for ref, code, blocked in (("wamid.a", 99, False), ("wamid.b", 1, True)):
        _, person = pushed(line, message_ref(ref))
        line.hears(status(ref, "failed", code))
        with line.store.reading() as tx:
            assert citizens.known(tx, [person])[person].blocked == blocked


def test_a_status_of_a_message_that_nobody_knows_is_kept_and_confirmed(line: Line) -> None:
    line.hears(status("wamid.never", "read"), status("wamid.never", "sent"))
    assert line.count(StatusRow) == 1


def test_what_is_told_of_the_account_is_kept(line: Line) -> None:
    payload = json.loads((PAYLOADS / "template_paused.json").read_text(encoding="utf-8"))["payload"]
    line.hears(payload)
    assert line.count(NetworkFact) == 1


def test_an_event_that_our_own_code_fails_on_is_set_aside_and_the_rest_goes_on(line: Line) -> None:
    broken = {"field": "account_update", "value": {"event": "X", "ban_info": ["no", "mapping"]}}
    payload = hook(says(SARI, "wamid.1", "halo"))
    payload["entry"][0]["changes"].append(broken)
    line.hears(payload)
    assert len(line.replies) == 1
    with line.store.reading() as tx:
        assert "account_update" in aside.waiting(tx)[0].payload


def test_who_tells_the_network_to_stop_gets_no_pushes_and_is_not_taken_to_have_written(line: Line) -> None:
    _, person = pushed(line, message_ref("wamid.out"))
    with line.store.reading() as tx:
        before = tx.connection.execute(select(Citizen.last_seen_at)).scalar_one()
    asked = {"user_id": "ID.1001", "wa_id": "6281234567890", "category": "marketing_messages"}
    for value, stopped in (("resume", False), ("stop", True), ("resume", True)):
        change = {"field": "user_preferences", "value": {"user_preferences": [{**asked, "value": value}]}}
        line.hears({"entry": [{"changes": [change]}]})
        with line.store.reading() as tx:
            assert citizens.known(tx, [person])[person].stopped == stopped
            assert tx.connection.execute(select(Citizen.last_seen_at)).scalar_one() == before


# --- who ---


def test_a_talk_goes_on_under_a_new_number(line: Line) -> None:
    line.hears(hook(says(SARI, "wamid.1", "u-disdukcapil")))
    score = line.button("4")
    system = {
        "type": "user_changed_number",
        "body": "x",
        "wa_id": "6281999999999",
        "user_id": "ID.3003",
    }
    moved = {"from": "6281234567890", "from_user_id": "ID.1001", "id": "wamid.2", "timestamp": "1764043250"}
    line.hears(hook({**moved, "type": "system", "system": system}, contacts=()))
    new = {"profile": {"name": "Sari"}, "wa_id": "6281999999999", "user_id": "ID.3003"}
    line.hears(hook(taps(new, "wamid.3", score), contacts=(new,)))
    assert (line.count(Rating), line.count(Citizen)) == (1, 1)
    assert line.replies[-1].address == Handle("whatsapp", "bsuid", "ID.3003")


def test_a_recycled_number_finds_nothing_of_its_earlier_owner(line: Line) -> None:
    line.hears(hook(says(SARI, "wamid.1", "u-disdukcapil")))
    stranger = {**SARI, "user_id": "ID.4004"}
    line.hears(hook(taps(stranger, "wamid.2", line.button("4")), contacts=(stranger,)))
    assert (line.count(Rating), line.count(Citizen)) == (0, 2)


def test_seen_by_number_first_and_with_a_user_id_later_is_one_person(line: Line) -> None:
    number = {
        key: value for key, value in says(SARI, "wamid.1", "u-disdukcapil").items() if key != "from_user_id"
    }
    contact = {"profile": {"name": "Sari"}, "wa_id": "6281234567890"}
    line.hears(hook(number, contacts=(contact,)))
    line.hears(hook(taps(SARI, "wamid.2", line.button("4"))))
    assert (line.count(Rating), line.count(Citizen)) == (1, 1)
