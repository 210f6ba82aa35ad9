"""Invitations to a forum: to those who agreed, drawn by lot where more fit than there are places for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.attending.seen import view
from bot.broadcasting.kinds import ENOUGH, UNWILLING, Around, Chosen, Kind, forum_of
from bot.forums import audience as audiences
from bot.forums import lot
from bot.forums.audience import EVERY_TOPIC, Audience
from bot.offices.mistaken import Mistaken
from bot.settings import Settings
from handlers import forum
from handlers.organisation_views import unit_of
from handlers.talk import Say
from storage import broadcasts, fatigue, forum_lots, forum_reach, forums, organisations
from storage.broadcasts import BroadcastRow
from storage.forums import ForumRow
from storage.organisations import OrganisationRow
from storage.store import Tx

OVER: Mapping[str, str] = {"cancelled": "cancelled", "closed": "no more answers are taken"}
BEGUN = "the forum has begun"


class Invitations(Kind):
    """The kind of broadcast whose purpose is `invitation`."""

    agreed = True

    def choose(self, tx: Tx, row: BroadcastRow, around: Around, now: datetime) -> Chosen:
        """Everybody who fits, or as many as there are places for. Raises Mistaken."""
        of, audience = forum_of(tx, row), audiences.from_json(row.audience)
        found = self.count(tx, of, audience, around, now)
        if audience.organisations:  # few enough to be asked all of them; nobody is drawn
            return found
        places, eligible = _places(tx, of, audience, around.settings), found.people
        before = forum_lots.of(tx, of.id)
        if before is not None:
            return _drawn_on(tx, of, row, before, places, found.says)
        if places is None or len(eligible) <= places:
            return found
        people = lot.drawn(_seed(tx, of), eligible, places)
        keep = _Drawn(of.id, eligible, places, now)
        return Chosen(people, keep, {**found.says, "places": places, "tickets": len(eligible)})

    def count(self, tx: Tx, of: ForumRow, audience: Audience, around: Around, now: datetime) -> Chosen:
        """Everybody who fits and has not had enough for this month; nobody is drawn."""
        fitting = _fitting(tx, of, audience, around.settings, now)
        tired = fatigue.capped(tx, fitting, now, around.settings)
        return Chosen(
            [one for one in fitting if one not in tired], says={"fitting": len(fitting), "tired": len(tired)}
        )

    def over(self, tx: Tx, row: BroadcastRow, now: datetime) -> str:
        of = forum_of(tx, row)
        if of.state != "announced":
            return OVER.get(of.state, OVER["closed"])
        return BEGUN if of.starts_at <= now else ""

    def passes_over(
        self, tx: Tx, row: BroadcastRow, people: Sequence[int], around: Around, now: datetime
    ) -> Mapping[int, str]:
        by_organisation = audiences.from_json(row.audience).organisations
        agreeing = _still_writing(tx, people) if by_organisation else forum_reach.still_agreeing(tx, people)
        tired = fatigue.capped(tx, people, now, around.settings)
        return dict.fromkeys(tired, ENOUGH) | {one: UNWILLING for one in people if one not in agreeing}

    def marks(self, tx: Tx, row: BroadcastRow, people: Sequence[int]) -> Mapping[int, str]:
        """Ticket and number of tickets of each who was drawn."""
        drawn = forum_lots.of(tx, row.forum_id or 0)
        if drawn is None or audiences.from_json(row.audience).organisations:
            return {}
        count = len(drawn.eligible)
        places = {one: bisect_left(drawn.eligible, one) for one in people}
        return {one: f"{at + 1}/{count}" for one, at in places.items() if drawn.eligible[at] == one}

    def written(
        self, tx: Tx, row: BroadcastRow, people: Sequence[int], around: Around, now: datetime
    ) -> None:
        audience = audiences.from_json(row.audience)
        forums.invited(tx, row.forum_id or 0, people, audience.group, now)
        if audience.organisations:
            organisations.invited(tx, row.forum_id or 0, people)

    def say(self, tx: Tx, row: BroadcastRow, around: Around, mark: str, now: datetime) -> Say:
        return letter(forum_of(tx, row), around, mark, now)

    def key(self, tx: Tx, row: BroadcastRow, citizen_id: int) -> str:
        return f"invitation:{row.forum_id}:{citizen_id}"


def _fitting(tx: Tx, of: ForumRow, audience: Audience, settings: Settings, now: datetime) -> Sequence[int]:
    """Whom the choice is true of, each once: of organisations their contact persons."""
    if not audience.organisations:
        return forum_reach.chosen(tx, of.id, audience.known(settings, now))
    topics = audience.topics or ((of.unit,) if of.unit else ())
    fitting = [one for one in organisations.contacts(tx, of.id) if _cares_about(one, topics)]
    return sorted({one.citizen_id for one in fitting if one.citizen_id is not None})


def _cares_about(one: OrganisationRow, topics: Sequence[str]) -> bool:
    """Whether any topic of theirs is one of these: an office stands for each of its services."""
    if not topics or EVERY_TOPIC in topics:
        return True
    return any(
        mine in (wanted, unit_of(wanted)) or unit_of(mine) == wanted
        for mine in one.topics
        for wanted in topics
    )


def _still_writing(tx: Tx, people: Sequence[int]) -> frozenset[int]:
    """Those who write for a registered organisation and agree to be invited for it."""
    agreeing = forum_reach.still_agreeing(tx, people, organisations.PURPOSE)
    return agreeing & organisations.of_citizens(tx, people).keys()


def letter(row: ForumRow, around: Around, mark: str, now: datetime) -> Say:
    """An invitation as it is read by somebody with this ticket, or with none."""
    return forum.invitation(view(row, around.house, now), row.words, mark)


@dataclass(frozen=True)
class _Drawn:
    """The lot, to be kept with the selection."""

    forum_id: int
    eligible: Sequence[int]
    places: int
    now: datetime

    def __call__(self, tx: Tx) -> None:
        forum_lots.keep(tx, self.forum_id, self.eligible, self.places, self.now)


@dataclass(frozen=True)
class _Widened:
    """More places of the same lot."""

    forum_id: int
    places: int

    def __call__(self, tx: Tx) -> None:
        forum_lots.widen(tx, self.forum_id, self.places)


def _drawn_on(
    tx: Tx,
    of: ForumRow,
    row: BroadcastRow,
    before: forum_lots.Lot,
    places: int | None,
    says: Mapping[str, int],
) -> Chosen:
    """The next of the lot that was drawn before: a second lot would put the first one in doubt."""
    before_it = [audiences.from_json(one.audience) for one in _invitations(tx, of, row.purpose)]
    first = next(one for one in before_it if not one.organisations)
    if first.whom != audiences.from_json(row.audience).whom:
        raise Mistaken(f"forum {of.code} has its lot: further people are drawn of it, with the same choice")
    tickets = len(before.eligible)
    after = tickets if places is None else min(tickets, before.places + places)
    people = lot.drawn(_seed(tx, of), before.eligible, after, before.places)
    return Chosen(people, _Widened(of.id, after), {**says, "places": after, "tickets": tickets})


def _invitations(tx: Tx, of: ForumRow, purpose: str) -> list[BroadcastRow]:
    return [one for one in broadcasts.of_forum(tx, of.id) if one.purpose == purpose]


def _places(tx: Tx, of: ForumRow, audience: Audience, settings: Settings) -> int | None:
    """How many are invited; None: everybody, as their group has no seats of its own to be counted."""
    if audience.quota is not None:
        return audience.quota
    seats = forums.seats(tx, of.id).get(audience.group)
    return seats * settings.forum.invited_per_seat if seats else None


def _seed(tx: Tx, of: ForumRow) -> str:
    seed = forum_lots.seed(tx, of.id)
    if not seed:
        raise Mistaken(f"forum {of.code} is not announced: the seed of its lot is fixed with that")
    return seed
