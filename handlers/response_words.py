"""How many answered of those who were asked by broadcast: beside the index, so that nobody forgets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from handlers.dates import decimal
from handlers.talk import _

NETWORKS: Mapping[str, str] = {"telegram": "Telegram", "whatsapp": "WhatsApp"}


@dataclass(frozen=True)
class AskedSeen:
    """People whom a survey of the period reached, and how many of them answered.

    `networks`: the same for each, None where it is so few that it is not told. `lots`: seed, how many were
    drawn, and of how many.
    """

    reached: int
    answered: int
    networks: Mapping[str, tuple[int, int] | None] = field(default_factory=dict)
    lots: Sequence[tuple[str, int, int]] = ()


def line(seen: AskedSeen) -> str:
    """Beside the index: "60 of 400 (15.00%)"."""
    rate = decimal(100 * seen.answered / seen.reached)
    return _("{answered} of {reached} ({rate}%)", answered=seen.answered, reached=seen.reached, rate=rate)


def told(seen: AskedSeen) -> list[str]:
    """Response, non-response and lot, a paragraph each."""
    return [_response(seen), _by_network(seen), *(_lot(*one) for one in seen.lots)]


def _response(seen: AskedSeen) -> str:
    return _(
        "Surveys were also sent to people drawn by lot: of {reached} whom they reached, {answered} answered "
        "and {silent} did not. Who answers is no random sample of who was asked.",
        reached=seen.reached,
        answered=seen.answered,
        silent=seen.reached - seen.answered,
    )


def _by_network(seen: AskedSeen) -> str:
    """Nothing where there is only one."""
    if len(seen.networks) < 2:
        return ""
    parts = [f"{_name(name)} {_share(both)}" for name, both in sorted(seen.networks.items())]
    return _("Who answered, by network: {parts}.", parts=", ".join(parts))


def _share(both: tuple[int, int] | None) -> str:
    return line(AskedSeen(*both)) if both else _("too few to be told")


def _name(network: str) -> str:
    return NETWORKS.get(network) or _("in the browser")


def _lot(seed: str, places: int, tickets: int) -> str:
    return _(
        "The lot of the period drew {places} of {tickets} with the seed “{seed}”; with it anybody can check "
        "it.",
        places=places,
        tickets=tickets,
        seed=seed,
    )
