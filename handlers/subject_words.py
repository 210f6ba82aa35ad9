"""What people are told about their own data by others than a conversation: reminders, answers, a leak."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.dates import day
from handlers.talk import Say, _, ngettext, paragraphs


def due(numbers: Sequence[int], late: int) -> Say:
    """To coordinators and operators: which requests must be answered soon, by number alone."""
    head = ngettext(
        "⏰ {count} request about personal data must be answered within a day: no. {numbers}.",
        "⏰ {count} requests about personal data must be answered within a day: no. {numbers}.",
        len(numbers),
        numbers=", ".join(map(str, numbers)),
    )
    over = (
        ngettext("{count} of them is late already.", "{count} of them are late already.", late)
        if late
        else ""
    )
    return Say(paragraphs(head, over, _("See: suara request list")))


def answered(words: str) -> Say:
    """To a citizen: what was done about what they asked."""
    return Say(paragraphs(_("🔒 About your request concerning your data:"), words))


def breach(city: str, since: date, until: date) -> Say:
    """To everybody whom a leak may have hit: what happened, what it may concern, what to do."""
    first, last = day(since), day(until)
    when = (
        _("on {day}", day=first) if first == last else _("between {first} and {last}", first=first, last=last)
    )
    return Say(
        paragraphs(
            _("⚠️ A notice about your data, from {city}.", city=city),
            _(
                "Somebody may have seen what we keep of you, {when}. It may be what you wrote to us and "
                "under which address you did.",
                when=when,
            ),
            _(
                "The leak is closed and examined. Please be careful with messages in which somebody "
                "refers to your report and asks for money, codes or passwords: we never do."
            ),
            _("With /data you see what we keep and can have it deleted. Questions: just write them here."),
        )
    )
