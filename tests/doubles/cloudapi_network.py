"""The network behind the Cloud API: one business account with its number, its people and its clock."""

from __future__ import annotations

import time

from tests.doubles.cloudapi_directory import Directory, Member, wamid
from tests.doubles.cloudapi_media import Media
from tests.doubles.cloudapi_parcels import Parcels
from tests.doubles.cloudapi_payloads import status_value
from tests.doubles.cloudapi_templates import Template, Templates
from tests.doubles.faults import Faults
from tests.doubles.ledger import Id, Ledger, UpdateRecord
from tests.doubles.limits import Limits
from tests.doubles.pulse import Pulse
from tests.doubles.wire import Json

BUSINESS_NUMBER, PHONE_ID, WABA_ID = "6281190001000", "106540352242922", "102290129340398"
# What Meta finds out after it has taken the message; it comes as a status "failed".
LATE = frozenset({131026, 131049})


class CloudNetwork:
    """One business's world. `late`: error codes that come as a status instead of as the answer."""

    def __init__(self, token: str, rate: int | None, chat_rate: int | None, bsuid_field: str) -> None:
        self.token, self.bsuid_field = token, bsuid_field
        self.phone_id, self.waba_id, self.number = PHONE_ID, WABA_ID, BUSINESS_NUMBER
        self.pulse = Pulse()
        self.ledger = Ledger(self.pulse)
        self.faults = Faults(self.pulse)
        self.limits, self.pairs = Limits(rate, None), Limits(None, chat_rate)
        self.parcels = Parcels(self.pulse)
        self.directory = Directory()
        self.media = Media(self.now)
        self.templates = Templates(self._template_changed)
        self.receipts: tuple[str, ...] = ("sent", "delivered")
        self.late: set[int] = set(LATE)
        self.withheld: set[int] = set()  # whom Meta chooses not to send marketing to
        self.quality, self.people_a_day = "GREEN", 250
        self._offset = 0.0
        self._messages = 0
        self._by_wamid: dict[str, tuple[int, int]] = {}  # the bot's messages: chat, and place in it

    # ---- time

    def now(self) -> float:
        """The network's clock: the machine's, and what tests have let pass."""
        return time.time() + self._offset

    def passes(self, seconds: float) -> None:
        with self.pulse.change("queue"):
            self._offset += seconds

    # ---- what people do

    @property
    def metadata(self) -> Json:
        return {"display_phone_number": self.number, "phone_number_id": self.phone_id}

    def put(self, value: Json, update_id: Id, chat: int | None, kind: str, field: str) -> UpdateRecord:
        """Something happened that the business is to hear of."""
        record = UpdateRecord(update_id, chat, kind, {"field": field, "value": value})
        with self.pulse.change("queue"):
            self.ledger.keep(record)
            self.parcels.add(record)
        return record

    def wrote(self, who: Member) -> None:
        """Somebody turned to the business: the window is open for a day."""
        who.heard_at = self.now()
        who.chat.heard_at_last_act = len(who.chat.heard)

    # ---- what the bot says

    def shown(self, who: Member, seen: Json) -> str:
        """The bot's message appears; its id."""
        with self.pulse.change(("chat", who.id)):
            self._messages += 1
            name = wamid(who.phone)
            message = {"message_id": self._messages, "wamid": name, "from": {"is_bot": True}, "seen": seen}
            self._by_wamid[name] = (who.id, self._messages)
            who.chat.put_message(message)
            return name

    def named(self) -> str:
        """An id for a message that never appears."""
        return wamid(self.number)

    def status(self, who: Member, name: str, state: str, code: int = 0, opaque: str = "") -> UpdateRecord:
        """The business hears what became of a message it sent."""
        value = status_value(self.metadata, who, name, state, self.now(), code, opaque)
        return self.put(value, f"{name}:{state}", who.id, "status", "messages")

    def knows(self, name: str) -> bool:
        """Is this the id of any message, whoever wrote it?"""
        return name in self._by_wamid or name in self.ledger.updates

    # ---- what Meta does

    def _template_changed(self, template: Template) -> None:
        value = {
            "event": template.status,
            "message_template_id": int(template.id),
            "message_template_name": template.name,
            "message_template_language": template.language,
            "message_template_category": template.category,
            "reason": template.reason,
        }
        self.tells("message_template_status_update", value)

    def tells(self, field: str, value: Json) -> UpdateRecord:
        """A webhook of the account: templates, quality, limits."""
        self._messages += 1
        return self.put(value, f"{field}:{self._messages}", None, field, field)
