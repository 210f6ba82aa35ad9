"""The survey of a forum in numbers, as its organiser and the report of the forum tell it."""

from __future__ import annotations

from handlers.dates import decimal
from handlers.poll_views import Opinions
from handlers.report_parts import Block, table, words
from handlers.talk import _, paragraphs


def line(seen: Opinions | None) -> str:
    """On the sheet of a forum; nothing while nobody was asked."""
    if seen is None or not seen.asked:
        return ""
    return "\n".join(
        filter(None, (_("📝 Survey of the forum: {response}", response=response(seen)), _means(seen)))
    )


def response(seen: Opinions) -> str:
    """How many of those asked answered, and how many did not."""
    rate = round(100 * (seen.rate or 0))
    return _(
        "{answered} of {asked} answered ({rate}%), {silent} did not",
        answered=seen.answered,
        asked=seen.asked,
        rate=rate,
        silent=max(0, seen.asked - seen.answered),
    )


def said(seen: Opinions) -> str:
    """What they wrote, masked; who wrote it is told to nobody."""
    if not seen.words:
        return _("Nobody wrote anything, or too few answered to show it.")
    return paragraphs(_("💬 What people wrote about the forum:"), *(f"• {text}" for text in seen.words))


def chapter(seen: Opinions) -> tuple[Block, ...]:
    """In the report of the forum."""
    if not seen.asked:
        return words(_("Nobody was asked yet."))
    rows = [
        (_("Asked"), str(seen.asked)),
        (_("Gave an answer"), str(seen.answered)),
        (_("Did not answer"), str(max(0, seen.asked - seen.answered))),
        (_("Response rate"), f"{round(100 * (seen.rate or 0))}%"),
    ]
    if seen.useful is None:
        return (*words(few()), table((_("What"), _("How many")), rows, (3, 1)))
    rows += [
        (_("Useful (1 to 4, on average)"), decimal(seen.useful)),
        (_("What they said was heard (1 to 4, on average)"), _mean(seen.heard)),
    ]
    note = _("Who answers is no random sample of those who came: the rate stands beside the means.")
    return (*words(note), table((_("What"), _("How many")), rows, (3, 1)))


def few() -> str:
    """In the place of the means where they would tell who gave them."""
    return _("Too few answered to show what they said.")


def _means(seen: Opinions) -> str:
    if seen.useful is None:
        return few()
    return _(
        "useful {useful} of 4 · heard {heard} of 4", useful=decimal(seen.useful), heard=_mean(seen.heard)
    )


def _mean(value: float | None) -> str:
    return "–" if value is None else decimal(value)
