"""What templates cost, as an operator reads it once a week; and the alarm of an account that cannot send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal

from handlers.dates import week as week_in_words
from handlers.talk import _, later, ngettext, paragraphs, spoken

# What a category of the network is about, in our words.
CATEGORIES: Mapping[str, str] = {
    "utility": later("about somebody's own reports"),
    "marketing": later("invitations"),
    "authentication": later("one-time codes"),
}


@dataclass(frozen=True)
class Cost:
    """How many templates of a category went out, and what they cost in rupiah."""

    category: str
    count: int
    price: int


@dataclass(frozen=True)
class Month:
    """What the month came to so far, of how much, and how many messages wait for money or for tomorrow."""

    spent: int
    ceiling: int
    waiting: int = 0


def weekly(week: str, costs: Sequence[Cost], month: Month) -> str:
    """The week's templates and the month so far; `week` like 2026-W47."""
    return paragraphs(
        _("💰 Templates of the week {week}", week=week_in_words(week)),
        "\n".join(map(_line, costs)) or _("None went out."),
        _(
            "This month so far: {spent} of {ceiling}.",
            spent=rupiah(month.spent),
            ceiling=rupiah(month.ceiling),
        ),
        _waiting(month.waiting),
    )


def rupiah(amount: int) -> str:
    """A sum of money as it is written in the language spoken."""
    return f"Rp{format_decimal(amount, locale=spoken())}"


def alarm_token(network: str, waiting: int) -> str:
    """To the operator: an account cannot send until somebody acts."""
    return ngettext(
        "⚠️ {network} does not accept our token any more. Nothing is lost: {count} message waits and goes out "
        "when there is a valid token. Please look at the service: `suara check`.",
        "⚠️ {network} does not accept our token any more. Nothing is lost: {count} messages wait and go out "
        "when there is a valid token. Please look at the service: `suara check`.",
        waiting,
        network=network,
    )


def _line(cost: Cost) -> str:
    about = _(CATEGORIES[cost.category]) if cost.category in CATEGORIES else cost.category
    return _("• {about}: {count}, {price}", about=about, count=cost.count, price=rupiah(cost.price))


def _waiting(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "{count} message waits for next month's money or for tomorrow's number of people.",
        "{count} messages wait for next month's money or for tomorrow's number of people.",
        count,
    )
