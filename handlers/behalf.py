"""A matter that an organisation hands in: its contact person says for how many people."""

from __future__ import annotations

from dataclasses import replace

from handlers.asking import TRIES
from handlers.events import CaseOpened
from handlers.facts import Facts
from handlers.talk import Talk, Words, _, choose, paragraphs, write

LEAST, MOST = 2, 9999
MYSELF, ORGANISATION = "me", "org"


def for_whom(facts: Facts, draft: CaseOpened) -> Talk[CaseOpened]:
    """The same, for the organisation and so many people; after several tries it is for themselves."""
    name = facts.citizen.organisation
    ways = {MYSELF: _("🙂 For myself"), ORGANISATION: _("🏛 For {name}", name=name)}
    if (yield from choose("behalf", _("For whom do you hand this in?"), ways)) == MYSELF:
        return draft
    question, wrong = _("For how many people? Write a number."), ""
    for letter in TRIES:
        said = yield from write(f"people{letter}", paragraphs(wrong, question))
        people, wrong = read_people(said)
        if people:
            return replace(draft, organisation=name, people=people)
    return draft


def read_people(said: Words) -> tuple[int, str]:
    """How many people are meant, or 0 and why it cannot be so."""
    text = said.text.strip().replace(".", "")
    if not (text.isdecimal() and text.isascii()) or not LEAST <= int(text[:9]) <= MOST:
        return 0, _("⚠️ Please write a number from {least} to {most}.", least=LEAST, most=MOST)
    return int(text), ""


def spoken_for(people: int, organisation: str) -> str:
    """On behalf of how many people it was handed in; nothing for somebody who speaks for themselves.

    `organisation`: empty where the reporter is not known by name.
    """
    if people < LEAST:
        return ""
    if not organisation:
        return _("On behalf of {count} people (an organisation, confidential)", count=people)
    return _("On behalf of {count} people ({name})", count=people, name=organisation)
