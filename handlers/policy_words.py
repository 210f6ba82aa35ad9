"""What a policy came to, in a plain sentence: better, worse, or that nothing can be concluded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handlers.dates import day, decimal
from handlers.element_names import ELEMENT_NAMES
from handlers.talk import _, paragraphs

WHOLE = ""


@dataclass(frozen=True)
class PolicySeen:
    """A policy and what was measured of it; numbers are points of the index, None where there are none.

    `declared_late`: it was declared after its start, when its effect could have been looked at already.
    """

    name: str
    starts: date
    ends: date  # the first day on which it can be judged
    element: str
    verdict: str
    against: str
    points: float | None
    low: float | None
    high: float | None
    n_before: int
    n_after: int
    others: int
    declared_late: bool = False


def sentence(policy: PolicySeen) -> str:
    """The finding with its interval, what it was held against, and what one must know about it."""
    return paragraphs(
        _("📐 {name}, since {day}", name=policy.name, day=day(policy.starts)),
        _found(policy),
        _numbers(policy),
        _against(policy),
        _("It was declared only after its start: please read this as a hint.")
        if policy.declared_late
        else "",
    )


def in_a_line(policy: PolicySeen) -> str:
    """The same as one paragraph of a report."""
    since = _("{name}, since {day}.", name=policy.name, day=day(policy.starts))
    late = _("It was declared only after its start: please read this as a hint.")
    parts = (since, _found(policy), _numbers(policy), _against(policy), late if policy.declared_late else "")
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)


def _found(policy: PolicySeen) -> str:
    what = _(ELEMENT_NAMES[policy.element]) if policy.element else _("The satisfaction index (IKM)")
    if policy.verdict == "too_early":
        return _("Nothing can be concluded yet: the window ends on {day}.", day=day(policy.ends))
    if policy.verdict == "too_few":
        return _("Nothing can be concluded yet: there are too few surveys before or after it.")
    if policy.verdict == "better":
        return _("{what} became better with it.", what=what)
    if policy.verdict == "worse":
        return _("{what} became worse with it.", what=what)
    return _("Nothing can be concluded yet: what is seen of {what} can be chance.", what=what)


def _numbers(policy: PolicySeen) -> str:
    forms = _("{before} surveys before it, {after} after it", before=policy.n_before, after=policy.n_after)
    if policy.points is None or policy.low is None or policy.high is None:
        return forms if policy.n_before or policy.n_after else ""
    return _(
        "Change: {points} points, with 95% certainty between {low} and {high} ({forms}).",
        points=signed(policy.points),
        low=signed(policy.low),
        high=signed(policy.high),
        forms=forms,
    )


def _against(policy: PolicySeen) -> str:
    if policy.points is None:
        return ""
    if policy.against == "others":
        return _("Held against {count} offices without it in the same weeks.", count=policy.others)
    return _("There are no offices to hold it against: something else may have changed at the same time.")


def signed(points: float) -> str:
    """A change with its sign: "+2.40"."""
    return f"{'+' if points >= 0 else '−'}{decimal(abs(points))}"
