"""What a tablet at a counter says: the question, four faces, a question why, thanks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.faces import FACES
from handlers.facts import Unit
from handlers.talk import _

REASONS = 8  # so many of the city's themes stand as buttons


def view(unit: Unit, reasons: list[str]) -> Mapping[str, Any]:
    """All words of the page. A face is its score, its picture and its label."""
    faces = [(score, *_(words).split(" ", 2)[1:]) for score, words in sorted(FACES.items(), reverse=True)]
    return {
        "unit": unit.key,
        "name": unit.name,
        "question": _("How was the service at {unit}?", unit=unit.label),
        "faces": faces,
        "why": _("Thank you! What was it about?"),
        "reasons": reasons,
        "own": _("In your own words"),
        "send": _("Send"),
        "skip": _("Done"),
        "thanks": _("Thank you, it is noted."),
        "again": _("Back to the start"),
        "nobody": _("Nobody here learns who rated."),
        # Filled in by the script: how many, and that nothing is lost.
        "waiting": _("No network: {count} kept on this tablet, sent as soon as it is back.", count="{count}"),
        "sending": _("Sending {count} …", count="{count}"),
        "sent": _("Everything is sent."),
        "full": _("This tablet has no room to keep more. Please tell the staff."),
    }
