"""How many of those whom a broadcast reached have answered: in all, by network and by language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from analytics.sampling import Response, by_group
from bot.broadcasting.surveys import sample_of
from bot.settings import Settings
from storage import handling_sends, responses, survey_sends
from storage.broadcasts import BroadcastRow
from storage.responses import Group
from storage.store import Tx

Read = Callable[[Tx, BroadcastRow], Sequence[Group]]


def _survey(tx: Tx, row: BroadcastRow) -> Sequence[Group]:
    filled = survey_sends.of_office(sample_of(row).unit, row.created_at)
    return responses.of_broadcast(tx, row.id, filled)


def _visit(tx: Tx, row: BroadcastRow) -> Sequence[Group]:
    return responses.of_broadcast(tx, row.id, survey_sends.of_visits(row.id))


def _handling(tx: Tx, row: BroadcastRow) -> Sequence[Group]:
    return responses.of_broadcast(tx, row.id, handling_sends.answered(row.id))


OF_PURPOSE: Mapping[str, Read] = {"survey": _survey, "visit": _visit, "handling": _handling}


def told(groups: Sequence[Group], settings: Settings) -> Mapping[str, Any]:
    """answered, not_answered and response_rate; by_network and by_language without what is too small."""
    reached, answered = responses.total(groups)
    smallest = settings.figures.smallest_cell
    return {
        "answered": answered,
        "not_answered": reached - answered,
        "response_rate": _rounded(Response(reached, answered)),
        "by_network": _lines(parts(groups, "channel", smallest)),
        "by_language": _lines(parts(groups, "language", smallest)),
    }


def parts(groups: Sequence[Group], by: str, smallest: int) -> Mapping[str, Response]:
    """The response of each network or language."""
    sums: dict[str, tuple[int, int]] = {}
    for one in groups:
        reached, answered = sums.get(getattr(one, by), (0, 0))
        sums[getattr(one, by)] = (reached + one.sent, answered + one.answered)
    return by_group(sums, smallest)


def _lines(found: Mapping[str, Response]) -> Mapping[str, Any]:
    return {
        name: {"reached": one.reached, "answered": one.answered, "response_rate": _rounded(one)}
        for name, one in found.items()
    }


def _rounded(one: Response) -> float | None:
    return None if one.rate is None else round(one.rate, 3)
