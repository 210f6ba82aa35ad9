"""An older copy was put back: its log says so and who oversees hears of it; nobody does it in silence."""

from __future__ import annotations

from datetime import datetime, tzinfo

from handlers import audit_words
from handlers.talk import speaking
from handlers.talk.stored import say_to_json
from storage import audit, officials, outbox, schema
from storage.failures import FromNewerVersion, NotUpgraded
from storage.manifest import Manifest
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.store import Store

KIND = "restored"


def note(store: Store, manifest: Manifest | None, zone: tzinfo, now: datetime) -> bool:
    """In the database that is in place now; `zone`: the city's. False where it cannot be: of another key or
    version, or a bare file that tells neither.
    """
    if manifest is None or manifest.key != store.vault.ring.id.hex():
        return False
    try:
        schema.check(store)
    except (NotUpgraded, FromNewerVersion):
        return False
    with store.begin() as tx:
        audit.add(tx, KIND, "operator", now, about=f"backup:{manifest.made_at:%Y-%m-%d %H:%M}")
        told = officials.readers(tx, None, "overseers")
        outbox.add(tx, [_message(one, manifest.made_at.astimezone(zone), now) for one in told], now)
    return True


def _message(official: OfficialRow, made_at: datetime, now: datetime) -> Message:
    with speaking(official.language):
        body = say_to_json(audit_words.restored(made_at))
    key = f"{KIND}:{now.isoformat()}:{official.id}"
    return Message("bulk", official.channel, official.citizen_id or 0, "notice", body, dedupe_key=key)
