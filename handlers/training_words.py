"""What a unit's people could be trained in, with the evidence; and what became of a training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.dates import day, decimal
from handlers.element_names import ELEMENT_NAMES
from handlers.policy_words import signed
from handlers.talk import _, ngettext, paragraphs
from handlers.units import in_spoken

Names = Mapping[str, Mapping[str, str]]  # key to language to words
LONGEST_QUOTE = 150


@dataclass(frozen=True)
class EvidenceSeen:
    """Why a topic is needed; `kind` element (means times 25) or theme (shares of the low ratings' words)."""

    kind: str
    key: str
    value: float
    low: float | None
    high: float | None
    peers: float
    n: int


@dataclass(frozen=True)
class NeedSeen:
    """One topic that a unit needs, its evidence, and at most three masked quotes."""

    topic: str
    evidence: Sequence[EvidenceSeen]
    quotes: Sequence[str] = ()


@dataclass(frozen=True)
class TrainedSeen:
    """A training and how the topic's elements changed after it; None: too little to tell."""

    topic: str
    held_on: date
    people: int | None
    points: float | None
    low: float | None
    high: float | None


def needs(unit: str, found: Sequence[NeedSeen], topics: Names, themes: Names) -> str:
    """A unit's needs, the strongest evidence first; it names no person."""
    heading = _("🎓 Training needs of {unit}", unit=unit)
    if not found:
        return paragraphs(
            heading, _("Nothing lies clearly below similar offices. There is no need to be seen.")
        )
    return paragraphs(heading, *(_need(one, topics, themes) for one in found))


def _need(need: NeedSeen, topics: Names, themes: Names) -> str:
    quotes = [f"“{quote[:LONGEST_QUOTE]}”" for quote in need.quotes]
    return "\n".join(
        [f"• {_name(need.topic, topics)}", *(_why(one, themes) for one in need.evidence), *quotes]
    )


def _why(evidence: EvidenceSeen, themes: Names) -> str:
    if evidence.kind == "theme":
        return ngettext(
            "   {share}% of {count} low rating or complaint speak of {theme}; {peers}% at similar offices",
            "   {share}% of {count} low ratings and complaints speak of {theme}; {peers}% at similar offices",
            evidence.n,
            share=round(100 * evidence.value),
            theme=_name(evidence.key, themes),
            peers=round(100 * evidence.peers),
        )
    span = _("{low} to {high}", low=decimal(evidence.low or 0), high=decimal(evidence.high or 0))
    return ngettext(
        "   {element}: {value} ({span}, {count} survey); similar offices {peers}",
        "   {element}: {value} ({span}, {count} surveys); similar offices {peers}",
        evidence.n,
        element=_(ELEMENT_NAMES[evidence.key]),
        value=decimal(evidence.value),
        span=span,
        peers=decimal(evidence.peers),
    )


def trained(unit: str, held: Sequence[TrainedSeen], topics: Names) -> str:
    """The trainings of a unit, and before and after each."""
    heading = _("🎓 Trainings of {unit}", unit=unit)
    if not held:
        return paragraphs(heading, _("None has been recorded yet."))
    return paragraphs(heading, *(_training(one, topics) for one in held))


def _training(training: TrainedSeen, topics: Names) -> str:
    head = f"• {_name(training.topic, topics)}, {day(training.held_on)}"
    if training.people:
        head += ngettext(" ({count} person)", " ({count} people)", training.people)
    if training.points is None or training.low is None or training.high is None:
        return f"{head}\n   " + _("Before and after: there are too few surveys to tell.")
    change = _(
        "Before and after: {points} points, with 95% certainty between {low} and {high}.",
        points=signed(training.points),
        low=signed(training.low),
        high=signed(training.high),
    )
    return f"{head}\n   {change}"


def _name(key: str, names: Names) -> str:
    return in_spoken(names.get(key, {})) or key
