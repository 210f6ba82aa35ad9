"""What overseers are told of the log: that a day is closed, with its code, and that an old one is back."""

from __future__ import annotations

from datetime import date, datetime

from handlers.dates import day, moment
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


def restored(made_at: datetime) -> Say:
    """An older copy of everything stands in the place of what was there."""
    return Say(
        paragraphs(
            _("🗄 A copy of everything from {moment} was put back.", moment=moment(made_at)),
            _(
                "What came after it is gone from the system, and the codes you got since then are not found "
                "in it. Keep them all the same."
            ),
            _("If you do not know of this, ask whoever runs the machine: it was done at the command line."),
        )
    )
