"""What the command line does with surveys by broadcast: a sample is sent, and its response is told."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.broadcasting import response, selecting, steering
from bot.broadcasting.surveys import Sample, Surveys, sample_of
from bot.broadcasting.visits import round_of
from bot.forums import lot
from bot.forums.office import Office
from bot.offices.mistaken import Mistaken
from bot.settings import Settings
from storage import audit, broadcasts, outbox
from storage.broadcasts import BroadcastRow
from storage.store import Store, Tx

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


def show(store: Store, settings: Settings, number: int) -> Mapping[str, Any]:
    """The account, how many answered of those whom it reached, and how many did not. Raises Mistaken."""
    with store.reading() as tx:
        row = _found(tx, number)
        return {
            "broadcast": row.id,
            "purpose": row.purpose,
            "state": row.state,
            **_drawn(row),
            **outbox.account(tx, row.id),
            **response.told(response.OF_PURPOSE[row.purpose](tx, row), settings),
        }


def lot_csv(store: Store, number: int) -> str:
    """Every ticket and whether it was drawn, as `tests/forum/check_lot.py` reads it. Raises Mistaken."""
    with store.reading() as tx:
        row = _found(tx, number)
    drawn = _drawn(row)
    if not drawn.get("tickets"):
        raise Mistaken(f"broadcast {number} had no lot: everybody was asked, or nobody yet")
    seed, places = drawn["seed"], drawn["places"]
    inside = frozenset(lot.order(seed, drawn["tickets"])[:places])
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerows([("seed", seed), ("seed_hash", lot.hashed(seed)), ("places", places), ()])
    table.writerow(("ticket", "drawn"))
    for ticket in range(1, drawn["tickets"] + 1):
        table.writerow((ticket, "yes" if ticket in inside else "no"))
    return text.getvalue()


def _found(tx: Tx, number: int) -> BroadcastRow:
    row = broadcasts.by_id(tx, number)
    if row is None or row.purpose not in response.OF_PURPOSE:
        raise Mistaken(f"broadcast {number} is no survey: see `suara broadcast list`")
    return row


def _drawn(row: BroadcastRow) -> Mapping[str, Any]:
    """About which office, and with which seed so many of so many were drawn."""
    if row.purpose == PURPOSE:
        wanted = sample_of(row)
        about = {"unit": wanted.unit, **({"period": wanted.period} if wanted.period else {})}
        return {**about, "seed": wanted.seed, "tickets": wanted.tickets, "places": wanted.places}
    if row.purpose == "visit":
        of = round_of(row)
        when = {"since": of.since, "until": of.until, "share": of.share}
        return {**when, "seed": of.seed, "tickets": of.tickets, "places": of.places}
    return {}
