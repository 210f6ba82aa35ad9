"""What the command line does with surveys by broadcast: a sample is sent, and its response is told."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.broadcasting import selecting, steering
from bot.broadcasting.surveys import Sample, Surveys, sample_of
from bot.forums.office import Office
from bot.offices.mistaken import Mistaken
from storage import audit, broadcasts, outbox, survey_sends
from storage.store import Store

PURPOSE = "survey"


def send(office: Office, unit: str, size: int, days: int, seed: str) -> Mapping[str, Any]:
    """Drawn and sent, or a second person is asked above `forum.yes_above`. Raises Mistaken, NotNow."""
    today = office.around.house.today(datetime.now(UTC))
    if unit not in office.around.house.city_on(today).open_units():
        raise Mistaken(f"config.yaml has no open unit with the key {unit}")
    wanted, kind = Sample(unit, size, seed or secrets.token_hex(16), days), Surveys()
    with office.store.begin() as tx:
        step = office.step(tx)
        made = broadcasts.create(tx, PURPOSE, made_by=step.actor, now=step.now, audience=wanted.to_json())
        audit.add(tx, "survey_sent", step.actor, step.now, about=f"unit:{unit}")
    with office.store.reading() as tx:  # beside the turns
        selection = selecting.select(tx, made, kind, office.around, step.now)
    with office.store.begin() as tx:
        row = selecting.keep(tx, made.id, selection, kind, step.now) or made
        if row.state == "ready":
            row = steering.send(tx, row.id, step.actor, office.around.settings.forum.yes_above, step.now)
        told = {"broadcast": row.id, "state": row.state, "seed": wanted.seed, **selection.chosen.says}
        return {**told, **outbox.account(tx, row.id)}


def show(store: Store, number: int) -> Mapping[str, Any]:
    """The account, how many answered of those whom it reached, and how many did not. Raises Mistaken."""
    with store.reading() as tx:
        row = broadcasts.by_id(tx, number)
        if row is None or row.purpose != PURPOSE:
            raise Mistaken(f"broadcast {number} is no survey: see `suara broadcast list`")
        wanted, account = sample_of(row), outbox.account(tx, row.id)
        answered = survey_sends.answered(tx, row.id, wanted.unit, row.created_at)
        sent = account["sent"]
        return {
            "broadcast": row.id,
            "state": row.state,
            "unit": wanted.unit,
            "seed": wanted.seed,
            **account,
            "answered": answered,
            "not_answered": sent - answered,
            "response_rate": round(answered / sent, 3) if sent else None,
        }
