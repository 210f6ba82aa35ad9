"""An organiser sends, pauses and stops a broadcast, or agrees to somebody else's; at any moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from handlers import offers, organise_words
from handlers.broadcast_views import BroadcastView
from handlers.broadcast_words import CONTROLS, OFFERED, control, reasons_csv, told
from handlers.facts import Facts
from handlers.organise_events import BroadcastSteered
from handlers.talk import File, Go, Outcome, Recorded, Script, Talk, _, confirm, paragraphs

# What is done about it, and where it stands then if it could be done.
AFTER: Mapping[str, str] = {
    "send": "going",
    "agree": "going",
    "pause": "paused",
    "resume": "going",
    "stop": "stopped",
}


def bcst(facts: Facts, what: str = "") -> Talk[Outcome]:
    """How it stands; with `ID.act` that is done. To stop it, and to agree, takes a second tap."""
    seen, act = facts.broadcast, what.partition(".")[2]
    if seen is None:
        return Outcome(words=organise_words.problem("none"), next=(offers.menu(),))
    if act == "reasons":
        return _reasons(seen)
    if act not in AFTER:
        return Outcome(words=told(seen), next=_buttons(seen))
    if act in ("stop", "agree") and not (yield from _is_sure(seen, act)):
        return Outcome(words=_("All right, nothing changes."), next=_buttons(seen))
    then = _buttons(replace(seen, state=AFTER[act]))
    return Outcome(BroadcastSteered(seen.id, act), partial(_done, act=act), next=then)


def _is_sure(seen: BroadcastView, act: str) -> Talk[bool]:
    warning = (
        _("Who has not got it by now gets it never.") if act == "stop" else _("It goes out with your yes.")
    )
    return (yield from confirm("sure", paragraphs(told(seen), warning), _(CONTROLS[act]), _("No")))


def _reasons(seen: BroadcastView) -> Outcome:
    name = f"broadcast-{seen.id}.csv"
    return Outcome(words=told(seen), file=lambda recorded: File(name, reasons_csv(seen)), next=_buttons(seen))


def _done(recorded: Recorded, act: str) -> str:
    if not recorded.done:
        return organise_words.problem(recorded.problem)
    if act == "send" and recorded.reader == "asked":
        return _("🖐 A second person has to agree. The others have been asked.")
    return {
        "send": _("▶️ It goes out. How far it is stands in a message of its own."),
        "agree": _("✅ Thank you. It goes out now."),
        "pause": _("⏸ Paused. What was on its way this very moment still arrives."),
        "resume": _("▶️ It goes on."),
        "stop": _("⏹ Stopped."),
    }[act]


def _buttons(seen: BroadcastView) -> tuple[Go, ...]:
    look = Go("bcst", _("🔄 How far is it?"), str(seen.id))
    return (
        look,
        *(control(seen.id, act) for act in OFFERED.get(seen.state, ()) if act != "send"),
        offers.desk(),
    )


BCST = Script("bcst", lambda: offers.title("bcst"), bcst, reads=frozenset({"broadcast"}), arg="what")
