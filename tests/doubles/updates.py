"""Updates waiting for the bot: long polling with offsets, and the settings of a webhook."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from tests.doubles.ledger import Id, Ledger, UpdateRecord
from tests.doubles.pulse import Pulse
from tests.doubles.wire import Json, Refusal, Request

KINDS = frozenset(
    "message edited_message channel_post edited_channel_post business_connection business_message"
    " edited_business_message deleted_business_messages guest_message message_reaction"
    " message_reaction_count inline_query chosen_inline_result callback_query shipping_query"
    " pre_checkout_query purchased_paid_media poll poll_answer my_chat_member chat_member"
    " chat_join_request chat_boost removed_chat_boost managed_bot subscription"
    " stopped_message_generation".split()
)
# The network sends these only to bots that name them.
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
LONGEST_POLL = 50.0


@dataclass
class Webhook:
    """Where updates are pushed to; an empty url means long polling."""

    url: str = ""
    secret: str | None = None
    max_connections: int = 40
    last_error_date: int | None = None
    last_error_message: str | None = None


class Updates:
    """The queue of one bot. What is confirmed or dropped leaves it; the ledger remembers all."""

    def __init__(self, pulse: Pulse, ledger: Ledger) -> None:
        self._pulse, self._ledger = pulse, ledger
        self.pending: dict[Id, UpdateRecord] = {}
        self.again: list[UpdateRecord] = []
        self.allowed: list[str] | None = None
        self.webhook = Webhook()
        self._last_id = 700_000_000
        self._poll = 0

    def next_id(self) -> int:
        return self._last_id + 1

    def add(self, record: UpdateRecord) -> None:
        """Queue an update, in order of its id; a kind the bot did not ask for is dropped."""
        number = int(record.update_id)
        in_order = number > self._last_id
        self._last_id = max(self._last_id, number)
        if not self._wanted(record.kind):
            record.dropped = "not among allowed_updates"
            return
        self.pending[record.update_id] = record
        if not in_order:
            self.pending = dict(sorted(self.pending.items()))

    def _wanted(self, kind: str) -> bool:
        if kind not in KINDS:  # an update of a type nobody knows yet reaches every bot
            return True
        return kind in self.allowed if self.allowed else kind not in _ON_REQUEST

    def allow(self, params: Json) -> None:
        """Remember `allowed_updates`; left out, the old ones stay; an empty list means the default."""
        allowed: Any = params.get("allowed_updates")
        if allowed is None:
            return
        if not isinstance(allowed, list) or not KINDS.issuperset(allowed):
            raise Refusal(400, "Bad Request: unknown update type in allowed_updates", violation=True)
        self.allowed = allowed or None

    async def poll(self, request: Request) -> list[Json]:
        """getUpdates: confirms all below the offset, then waits up to `timeout` seconds for something."""
        self._refuse_beside_webhook(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
        params = request.params
        self.allow(params)
        mine = self._take_the_line()
        self._ledger.accept(request)
        self._use_offset(int(params.get("offset", 0)))
        limit = min(max(int(params.get("limit", 100)), 1), 100)
        deadline = time.monotonic() + min(float(params.get("timeout", 0)), LONGEST_POLL)
        while not (batch := self._batch(limit)):
            left = deadline - time.monotonic()
            if left <= 0:
                break
            await self._pulse.beat("queue", left)
            self._check_the_line(mine)
        return self._deliver(batch)

    def _refuse_beside_webhook(self, sentence: str) -> None:
        if self.webhook.url:
            raise Refusal(409, f"Conflict: {sentence}")

    def _take_the_line(self) -> int:
        """The newest poll wins; the one before it is ended with a conflict."""
        with self._pulse.change("queue"):
            self._poll += 1
            return self._poll

    def _check_the_line(self, mine: int) -> None:
        self._refuse_beside_webhook("terminated by setWebhook request")
        if self._poll != mine:
            raise Refusal(
                409,
                "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
            )

    def _batch(self, limit: int) -> list[UpdateRecord]:
        with self._pulse.look():
            again, self.again = self.again, []
            return [*again, *list(self.pending.values())[:limit]]

    def _deliver(self, batch: list[UpdateRecord]) -> list[Json]:
        with self._pulse.change():
            for record in batch:
                record.deliveries.append(time.time())
        return [record.payload for record in batch]

    def _use_offset(self, offset: int) -> None:
        with self._pulse.change("queue"):
            if offset < 0:
                self._forget_all_but(-offset)
            for update_id in [u for u in self.pending if int(u) < offset]:
                self._confirm_by_offset(self.pending[update_id], offset)

    def _confirm_by_offset(self, record: UpdateRecord, offset: int) -> None:
        if not record.deliveries:
            skipped = Refusal(400, f"the offset skips update {record.update_id}", violation=True)
            self._ledger.refuse("getUpdates", {"offset": offset}, skipped)
        self.confirm(record)

    def _forget_all_but(self, last: int) -> None:
        for update_id in list(self.pending)[:-last]:
            self.pending.pop(update_id).dropped = "forgotten by a negative offset"

    def confirm(self, record: UpdateRecord) -> None:
        """The bot has it: by a later offset, or by a 2xx to the push."""
        with self._pulse.change("queue"):
            self.pending.pop(record.update_id, None)
            if record.confirmed_at is None:
                record.confirmed_at = time.time()

    def drop_pending(self) -> None:
        with self._pulse.change("queue"):
            for record in self.pending.values():
                record.dropped = "drop_pending_updates"
            self.pending.clear()

    def set_webhook(self, params: Json) -> None:
        """Push to this url from now on; an empty one goes back to polling."""
        self.allow(params)
        if params.get("drop_pending_updates"):
            self.drop_pending()
        with self._pulse.change("queue"):
            secret = params.get("secret_token")
            self.webhook = Webhook(params.get("url", ""), secret, int(params.get("max_connections", 40)))

    def push_failed(self, why: str) -> None:
        self.webhook.last_error_date = int(time.time())
        self.webhook.last_error_message = why

    def webhook_info(self) -> Json:
        """What getWebhookInfo answers."""
        info: Json = {
            "url": self.webhook.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.pending),
        }
        if self.webhook.url:
            info |= {"max_connections": self.webhook.max_connections, "ip_address": "127.0.0.1"}
        if self.webhook.last_error_message is not None:
            info |= {
                "last_error_date": self.webhook.last_error_date,
                "last_error_message": self.webhook.last_error_message,
            }
        return info | ({"allowed_updates": self.allowed} if self.allowed else {})
