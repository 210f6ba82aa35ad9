"""What a broadcast would come to before it is sent: how many people on each network, and for how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from math import ceil
from typing import Any

from bot.broadcasting.invitations import Invitations
from bot.broadcasting.kinds import Around
from bot.forums import life
from bot.forums.audience import Audience
from bot.settings import Settings
from bot.templates.account import CHANNEL
from bot.templates.files import templates
from bot.templates.standing import Standing
from bot.templates.tariff import Tariff, tariff_of
from bot.window import LENGTH, is_open
from storage import citizens, network_facts, readers, template_sends, windows
from storage.store import Store, Tx

INVITATION = "forum_invitation"
AT_ONCE = 5000  # databases count the values in one statement


def invitation(store: Store, around: Around, code: str, audience: Audience) -> Mapping[str, Any]:
    """Whom `suara forum invite` would reach now, and what it would cost; nothing is stored or sent.

    Raises Mistaken when there is no such forum.
    """
    with store.reading() as tx:
        forum = life.found(tx, code)
        fitting = Invitations().count(tx, forum, audience, around, datetime.now(UTC))
        reached = [person for some in _chunks(fitting.people) for person in citizens.reach(tx, some)]
        channels = Counter(person.channel for person in reached)
        return {
            "code": code,
            "recipients": len(reached),
            "channels": dict(sorted(channels.items())),
            **({"tired": tired} if (tired := fitting.says["tired"]) else {}),
            **price(tx, [one.id for one in reached if one.channel == CHANNEL], around.settings),
        }


def price(tx: Tx, ids: Sequence[int], settings: Settings) -> Mapping[str, Any]:
    """What it costs to invite these people, all of whom are on the network that costs."""
    return _paid(tx, ids, tariff_of(settings), datetime.now(UTC)) if ids else {"price_idr": 0}


def _paid(tx: Tx, ids: Sequence[int], tariff: Tariff, now: datetime) -> Mapping[str, Any]:
    """Of those on a network with windows: who is inside, and what the others cost."""
    outside = [one for some in _chunks(ids) for one in _outside(tx, some, now)]
    standing = Standing(network_facts.of(tx, CHANNEL))
    template = templates()[INVITATION]
    states = {language: standing.state(template, language) for language in template.wordings}
    price = len(outside) * max(tariff.price(standing.category(template, one)) for one in template.wordings)
    left = max(0, tariff.ceiling - template_sends.spent_in(tx, CHANNEL, tariff.month(now)))
    room, today = standing.people_a_day(tariff.people), template_sends.people_since(tx, CHANNEL, now - LENGTH)
    return {
        "free_inside_window": len(ids) - len(outside),
        "by_template": len(outside),
        "template": states,
        "price_idr": price,
        "left_this_month_idr": left,
        "fits_this_month": price <= left,
        "days": ceil((len(outside) + today.count) / room) if outside else 0,
    }


def _outside(tx: Tx, ids: Sequence[int], now: datetime) -> list[int]:
    known, heard = windows.of(tx, ids, CHANNEL), readers.heard(tx, ids)
    return [one for one in ids if not is_open(heard.get(one), known.get(one, windows.UNKNOWN), now)]


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
