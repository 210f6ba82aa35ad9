"""An untraceable report is finished: it goes into the letterbox, and its author gets a receipt."""

from __future__ import annotations

from dataclasses import replace

from bot.recording import Recording
from bot.untraceable.apart import Apart
from bot.untraceable.letters import Letter, enclosed
from handlers.events import CaseOpened, ReceiptUsed
from handlers.talk import Recorded


def left(event: CaseOpened, here: Recording) -> Recorded:
    """The report waits for the night: with the day alone, no chat, and soon not where photos came from."""
    apart = _apart(here)
    receipt, hashed = apart.receipts.take()
    sent = (event.words, event.where)
    letter = Letter(
        receipt=hashed,
        day=here.house.today(here.now).isoformat(),
        about=_about(event),
        enclosed=enclosed(here.incoming.channel, sent),
    )
    name = apart.letters.name_for(_run(here))
    if before := apart.letters.get(name):  # the turn is taken again: its first receipt was never shown
        apart.letters.destroy(name, before)
    apart.letters.put(name, letter)
    due = here.house.due(here.now, here.house.city.answer_days)
    return Recorded(due=due, receipt=receipt)


def words_left(event: ReceiptUsed, here: Recording) -> Recorded:
    """New words for a case wait for the night as well."""
    apart = _apart(here)
    letter = Letter(event.receipt, here.house.today(here.now).isoformat(), {}, event.words.text)
    letter = replace(letter, enclosed=enclosed(here.incoming.channel, (event.words,)))
    apart.letters.put(apart.letters.name_for(_run(here)), letter)
    return Recorded()


def _about(event: CaseOpened) -> dict[str, object]:
    place = event.where.place
    return {
        "kind": event.kind,
        "unit": event.unit or None,
        "category": event.category,
        "about": event.about,
        "words": event.words.text,
        "where": event.where.text,
        "place": [place.latitude, place.longitude] if place else None,
        "when": event.when,
    }


def _run(here: Recording) -> str:
    """This run of the talk in this chat; only the room's secret makes a name of it."""
    return f"{here.incoming.channel}:{here.incoming.address}:{here.talk}"


def _apart(here: Recording) -> Apart:
    assert here.house.apart is not None  # noqa: S101 - else no talk is kept apart; told to mypy
    return here.house.apart
