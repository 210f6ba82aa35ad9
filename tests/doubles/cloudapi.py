"""Meta's Cloud API of our own on loopback: WhatsApp with people on it, strict about every request."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from contextlib import AbstractContextManager

from tests.doubles.cloudapi_network import CloudNetwork
from tests.doubles.cloudapi_parcels import Parcel
from tests.doubles.cloudapi_payloads import Shape, payload, signature, written
from tests.doubles.cloudapi_people import WhatsAppPerson
from tests.doubles.cloudapi_server import CloudServer
from tests.doubles.double import Double
from tests.doubles.ledger import Id, UpdateRecord
from tests.doubles.wire import Json

TOKEN = "EAAJdoubles0of0the0suara0warga0businessZDZD"
APP_SECRET, VERIFY_TOKEN = "0123456789abcdef0123456789abcdef", "only-our-webhook-knows-this"
PUSH_TIMEOUT = 30.0
CHALLENGE = "1158201444"


class CloudApi(Double):
    """The double. `with CloudApi()` runs it in a thread, `async with CloudApi()` in the running loop.

    `rate`: messages the number may send in any second, `chat_rate`: to one person (None: no limit).
    `bsuid_field`: where a business-scoped user id is to stand in a request.
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        port: int = 0,
        rate: int | None = 80,
        chat_rate: int | None = None,
        bsuid_field: str = "recipient",
        push_timeout: float = PUSH_TIMEOUT,
    ) -> None:
        self.app_secret, self.verify_token = APP_SECRET, VERIFY_TOKEN
        self.network = CloudNetwork(token, rate, chat_rate, bsuid_field)
        super().__init__(self.network, CloudServer(self.network, APP_SECRET, push_timeout), port)
        self.media, self.templates = self.network.media, self.network.templates
        self.phone_id, self.waba_id, self.number = (
            self.network.phone_id,
            self.network.waba_id,
            self.network.number,
        )
        self._people: dict[int, WhatsAppPerson] = {}

    @property
    def token(self) -> str:
        return self.network.token

    # ---- the app's settings, as its owner changes them

    def subscribe(self, url: str) -> None:
        """Bring webhooks here from now on; first the business must give the challenge back."""
        asked = {"hub.mode": "subscribe", "hub.challenge": CHALLENGE, "hub.verify_token": self.verify_token}
        query = urllib.parse.urlencode(asked)
        with urllib.request.urlopen(f"{url}?{query}", timeout=10) as response:  # noqa: S310 - loopback
            answered = response.read().decode()
        assert answered == CHALLENGE, f"the challenge came back as {answered!r}"
        with self.pulse.change("queue"):
            self.network.parcels.webhook.url = url

    def revoke(self) -> None:
        """The token opens nothing any more, until `renew`."""
        self.renew("")

    def renew(self, token: str = TOKEN) -> None:
        with self.pulse.change():
            self.network.token = token

    # ---- people

    def person(self, person_id: int, name: str = "") -> WhatsAppPerson:
        """The person with this number of ours; without a name one who shows no profile."""
        if person_id not in self._people:
            with self.pulse.change():
                who = self.network.directory.add(person_id, name)
            self._people[person_id] = WhatsAppPerson(self.network, who)
        return self._people[person_id]

    def passes(self, *, hours: float = 0, seconds: float = 0) -> None:
        """The network's clock goes on: windows close, addresses of files end."""
        self.network.passes(hours * 3600 + seconds)

    # ---- what goes to the webhook, and how

    def together(self, shape: Shape = "lists") -> AbstractContextManager[list[UpdateRecord]]:
        """What is done in the block arrives as one payload; the list may be put in another order."""
        return self.network.parcels.together(shape)

    def held(self) -> AbstractContextManager[list[UpdateRecord]]:
        """What is done in the block arrives after it, side by side."""
        return self.network.parcels.held()

    def redeliver(self, update_id: Id, copies: int = 1) -> None:
        """Hand a message or status over again."""
        self.network.parcels.repeat(self.ledger.updates[update_id], copies)

    def tells(self, field: str, value: Json) -> UpdateRecord:
        """A webhook about the account: quality, limits, templates."""
        return self.network.tells(field, value)

    def letter(self, *records: UpdateRecord, shape: Shape = "lists") -> tuple[bytes, dict[str, str]]:
        """Body and headers of the POST that brings these, for a test that changes or sends them itself."""
        changes = [(str(one.payload["field"]), one.payload["value"]) for one in records]
        body = written(payload(self.waba_id, changes, shape))
        return body, self.signed(body)

    def signed(self, body: bytes) -> dict[str, str]:
        """Headers for any body, signed as Meta does."""
        return {"Content-Type": "application/json", "X-Hub-Signature-256": signature(self.app_secret, body)}

    # ---- what happened

    def statuses(self) -> list[UpdateRecord]:
        """Statuses the business was or will be told of."""
        with self.pulse.look():
            return [record for record in self.ledger.updates.values() if record.kind == "status"]

    def parcels(self) -> list[Parcel]:
        """What the business has not taken yet."""
        with self.pulse.look():
            return [one for one in self.network.parcels.pending.values() if isinstance(one, Parcel)]


def dumped(body: Json) -> bytes:
    """The same JSON written by somebody else: other bytes, so another signature."""
    return json.dumps(body, ensure_ascii=False).encode()
