"""What became of past forums, as the public page tells it: no further than everybody concerned was told."""

from __future__ import annotations

from dataclasses import dataclass

from bot.forums import agreed
from bot.house import House
from bot.pages.public_facts import PublicFacts
from handlers import minutes_words
from handlers.dates import day, moment


@dataclass(frozen=True)
class AgreedWords:
    """One agreement as it is read."""

    words: str
    unit: str
    due: str
    became: str


@dataclass(frozen=True)
class PastForum:
    """A forum that was held, with what was agreed in it."""

    code: str
    topic: str
    when: str
    has_pdf: bool
    agreed: tuple[AgreedWords, ...]


def past(facts: PublicFacts, house: House, unit: str = "") -> list[PastForum]:
    """The newest first; on the page of an office what it has to see to."""
    found = []
    for row in facts.held:
        mine = [one for one in facts.agreed.get(row.id, ()) if unit in ("", one.unit)]
        told = [agreed.as_told(one, house, facts.why.get(one.id, "")) for one in mine]
        words = tuple(
            AgreedWords(one.words, one.unit, day(one.due), minutes_words.standing(one)) for one in told
        )
        if words:
            when = moment(row.starts_at.astimezone(house.zone))
            found.append(PastForum(row.code, row.topic, when, row.id in facts.typeset, words))
    return found
