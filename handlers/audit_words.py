"""What overseers are told of the log: that a day is closed, and the code that holds whoever runs us to it."""

from __future__ import annotations

from datetime import date

from handlers.dates import day
from handlers.talk import Say, _, ngettext, paragraphs


def day_closed(closed: date, code: str, rows: int) -> Say:
    """The head after a day: short, so that it is kept."""
    counted = ngettext("{count} entry since the first day.", "{count} entries since the first day.", rows)
    return Say(
        paragraphs(
            _("🔒 The log is sealed up to {day}.", day=day(closed)) + " " + counted,
            code,
            _(
                "Keep this message. With the code in it anybody can find out whether something before "
                "it was changed afterwards, also by those who run the system."
            ),
        )
    )
