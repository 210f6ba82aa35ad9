"""What whoever sits at the command line does with forums: each function a command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.broadcasting import selecting, steering, trial
from bot.broadcasting.kinds import Around
from bot.broadcasting.purposes import KINDS
from bot.forums import audience as audiences
from bot.forums import life, lot, people
from bot.forums.audience import Audience
from bot.forums.life import Step
from bot.forums.wish import Wish
from bot.offices.mistaken import Mistaken
from storage import audit, broadcasts, forum_lots, forum_steps, forums, outbox, outbox_account
from storage.broadcasts import BroadcastRow
from storage.forums import ForumRow
from storage.store import Store, Tx

Table = Sequence[Mapping[str, Any]]
TAKEN = {"review": life.review, "announce": life.announce, "close": life.close, "held": life.held}


@dataclass(frozen=True)
class Office:
    """The command line at work; `official`: for whom it acts, None for itself."""

    store: Store
    around: Around
    official: int | None = None

    def step(self, tx: Tx, roles: frozenset[str] = people.ORGANISERS) -> Step:
        """Raises Mistaken when that official may not."""
        return Step(tx, self.around.settings, people.actor_of(tx, self.official, roles), datetime.now(UTC))


def create(office: Office, wish: Wish) -> ForumRow:
    """A draft. Raises NotPossible."""
    with office.store.begin() as tx:
        return life.draft(office.step(tx), wish)


def take(office: Office, code: str, what: str) -> ForumRow:
    """review, announce, close or held. Raises WrongStep."""
    roles = people.REVIEWERS if what == "review" else people.ORGANISERS
    with office.store.begin() as tx:
        return TAKEN[what](office.step(tx, roles), code)


def move(office: Office, code: str, why: str, where: Mapping[str, Any]) -> ForumRow:
    """Everybody concerned hears of it once. Raises NotPossible, WrongStep."""
    with office.store.begin() as tx:
        return life.move(office.step(tx), code, why, **where)


def cancel(office: Office, code: str, why: str) -> ForumRow:
    """What waits is never sent, and everybody concerned hears of it once. Raises WrongStep."""
    with office.store.begin() as tx:
        return life.cancel(office.step(tx), code, why)


def listing(store: Store) -> Table:
    """Every forum, by its date."""
    with store.reading() as tx:
        return [_line(row) for row in forums.listing(tx)]


def show(store: Store, code: str) -> Mapping[str, Any]:
    """Everything that was settled about it, and what happened to it when."""
    with store.reading() as tx:
        row = life.found(tx, code)
        seed = forum_lots.seed(tx, row.id) if forum_lots.of(tx, row.id) else ""
        steps = [{"at": step.at, "what": step.kind, "who": step.actor} for step in forum_steps.of(tx, row.id)]
        place = {"link": row.link, "latitude": row.latitude, "longitude": row.longitude}
        return {
            **_line(row),
            "ends": row.ends_at,
            **place,
            "words": row.words,
            "seats": forums.seats(tx, row.id),
            "reviewed_by": row.reviewed_by,
            "seed_hash": row.seed_hash,
            "seed": seed,
            "steps": steps,
        }


def invite(office: Office, code: str, audience: Audience) -> Mapping[str, Any]:
    """Select whom it reaches and send it, or have a second person asked; the account right after.

    Raises Mistaken, WrongStep and NotNow.
    """
    row = select(office, code, audience)
    with office.store.begin() as tx:
        step = office.step(tx)
        if row.state == "ready":
            row = steering.send(tx, row.id, step.actor, office.around.settings.forum.yes_above, step.now)
        return {"broadcast": row.id, "state": row.state, **outbox.account(tx, row.id)}


def select(office: Office, code: str, audience: Audience) -> BroadcastRow:
    """A new broadcast with its recipients, ready to be sent; read beside whatever else goes on."""
    with office.store.begin() as tx:
        step = office.step(tx)
        row = prepare(step, life.announce_own(step, code), audience)
    kind, now = KINDS[row.purpose], datetime.now(UTC)
    try:
        with office.store.reading() as tx:
            selection = selecting.select(tx, row, kind, office.around, now)
    except Mistaken:
        with office.store.begin() as tx:
            broadcasts.change(tx, row.id, state="stopped", finished_at=now)
        raise
    with office.store.begin() as tx:
        kept = selecting.keep(tx, row.id, selection, kind, now)
        return kept or broadcasts.by_id(tx, row.id) or row


def prepare(step: Step, row: ForumRow, audience: Audience) -> BroadcastRow:
    """A broadcast of invitations whose recipients are still to be selected. Raises WrongStep."""
    if row.state != "announced":
        raise life.WrongStep(
            "state", f"forum {row.code} is {row.state}: announce it before people are invited"
        )
    for before in broadcasts.of_forum(step.tx, row.id):
        if before.purpose == "invitation" and before.state in broadcasts.OPEN:
            raise life.WrongStep("open", f"broadcast {before.id} is {before.state}: send or stop it first")
    audit.add(step.tx, "invited", step.actor, step.now, about=f"forum:{row.code}")
    whom = audiences.to_json(audience)
    return broadcasts.create(
        step.tx, "invitation", made_by=step.actor, now=step.now, forum_id=row.id, audience=whom
    )


def report(store: Store, code: str) -> Mapping[str, Any]:
    """The forum, the account of each of its broadcasts, and how many said they come."""
    with store.reading() as tx:
        row = life.found(tx, code)
        return {
            "code": row.code,
            "topic": row.topic,
            "accounts": [account(tx, one) for one in broadcasts.of_forum(tx, row.id)],
            "answers": forums.answers(tx, row.id),
        }


def account(tx: Tx, row: BroadcastRow) -> Mapping[str, Any]:
    """One broadcast: selected = sent + failed + skipped + unknown + pending, and so on each network."""
    return {
        "broadcast": row.id,
        "purpose": row.purpose,
        "state": row.state,
        **outbox.account(tx, row.id),
        "channels": outbox_account.by_channel(tx, row.id),
    }


def lot_table(store: Store, code: str) -> Table:
    """Every ticket with what it is sorted by and whether it was drawn; no ticket tells whose it is."""
    with store.reading() as tx:
        row = life.found(tx, code)
        drawn = forum_lots.of(tx, row.id)
        if drawn is None:
            raise Mistaken(f"forum {code} had no lot: everybody who fits was invited, or nobody yet")
        seed = forum_lots.seed(tx, row.id)
    order = lot.order(seed, len(drawn.eligible))
    same = {"seed": seed, "seed_hash": row.seed_hash, "places": drawn.places}
    return [
        {
            "rank": rank,
            "ticket": ticket,
            "digest": lot.digest(seed, ticket),
            "drawn": rank <= drawn.places,
            **same,
        }
        for rank, ticket in enumerate(order, start=1)
    ]


def _line(row: ForumRow) -> Mapping[str, Any]:
    return {
        "code": row.code,
        "topic": row.topic,
        "unit": row.unit or "",
        "starts": row.starts_at,
        "place": row.place,
        "state": row.state,
    }


def lot_csv(store: Store, code: str) -> str:
    """The same as CSV, so small that a journalist's program checks it: seed, hash and places first."""
    rows = lot_table(store, code)
    head = "".join(f"{name},{rows[0][name]}\n" for name in ("seed", "seed_hash", "places"))
    tickets = sorted((row["ticket"], "yes" if row["drawn"] else "no") for row in rows)
    return f"{head}\nticket,drawn\n" + "".join(f"{ticket},{drawn}\n" for ticket, drawn in tickets)


def test(office: Office, code: str) -> int:
    """The invitation to the test group, who are told that it is a trial; how many they are."""
    with office.store.begin() as tx:
        step = office.step(tx)
        return trial.to_group(tx, life.found(tx, code), office.around, step.now)
