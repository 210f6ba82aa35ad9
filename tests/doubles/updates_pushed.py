"""How the Bot API pushes an update, and obeys a method that the webhook names in its answer."""

from __future__ import annotations

import json

from tests.doubles.answers import answer
from tests.doubles.body import read_body
from tests.doubles.ledger import UpdateRecord
from tests.doubles.network import Network
from tests.doubles.pusher import Pusher
from tests.doubles.wire import Refusal


class UpdatesPushed(Pusher):
    """Pushes the updates of one bot."""

    def __init__(self, network: Network, push_timeout: float) -> None:
        super().__init__(network.pulse, network.updates, push_timeout)
        self._network = network

    def letter(self, record: UpdateRecord) -> tuple[bytes, dict[str, str]]:
        headers = {"Content-Type": "application/json"}
        if secret := self._network.updates.webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        return json.dumps(record.payload).encode(), headers

    async def read_answer(self, content_type: str, body: bytes) -> None:
        """A method named in the response is carried out; its result goes nowhere, as for the real one."""
        try:
            fields, uploads = read_body(content_type, body)
        except Refusal as refusal:
            self._network.ledger.refuse("webhook response", {}, refusal)
            return
        method = str(fields.pop("method", ""))
        # The network ignores the methods that answer with something or move the webhook.
        if method and not method.lower().startswith(("get", "setwebhook", "deletewebhook")):
            await answer(self._network, method, fields, uploads, via="webhook")
