"""What people read who were drawn to answer the survey of an office."""

from __future__ import annotations

from handlers import offers
from handlers.talk import Go, Say, _, paragraphs
from handlers.talk.model import Choice


def after_visit(office: str, unit: str, service: str) -> Say:
    """Once, some days after a quick score; its button begins the survey of what they came for."""
    begin = Go("srvy", _("📝 Begin: nine questions, three minutes"), offers.at(unit, service))
    text = paragraphs(
        _(
            "📝 You were at {unit} a few days ago and told how it was: thank you! Would you answer nine "
            "short questions about it? You were drawn by lot, and each answer weighs.",
            unit=office,
        ),
        _("Your answers count without your name. No more questions: /stop"),
    )
    return Say(text, (Choice(str(begin), begin.label),))


def asked(office: str, unit: str) -> Say:
    """Once; its button begins the survey, whenever it is tapped."""
    begin = Go("srvy", _("📝 Begin: nine questions, three minutes"), unit)
    text = paragraphs(
        _("📝 How was it at {unit}? You were drawn by lot from those who had to do with it.", unit=office),
        _("Your answers count without your name. No more questions: /stop"),
    )
    return Say(text, (Choice(str(begin), begin.label),))
