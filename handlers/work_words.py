"""One case as an official reads it: what it tells, where it stands, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from handlers.behalf import spoken_for
from handlers.complaint_words import ABOUT, KIND_NAMES, when_in_words
from handlers.dates import day
from handlers.desk_views import Step, Work
from handlers.desk_words import STATE_NAMES
from handlers.facts import City, Facts
from handlers.step_notices import OUTCOME_NAMES
from handlers.talk import Words, _, later, ngettext, paragraphs
from handlers.talk.parts import in_short
from handlers.units import in_spoken

STEPS_SHOWN = 8
BOT = "Suara Warga"
LONGEST_STEP = 300
REASONED = frozenset({"proposed", "archived"})
INTERNAL = frozenset({"noted", "explained", "passed", "declined"})  # whose words no reporter ever reads

# `who` is an official's name, the reporter, or the bot itself where nobody did it.
STEPS: Mapping[str, str] = {
    "supplemented": later("{who} replied"),
    "answered": later("{who} answered"),
    "cut": later("the reporter had their data deleted"),
    "followed": later("the reporter goes on from another chat"),
    "verified": later("{who} checked this report"),
    "assigned": later("{who} gave it to the office"),
    "taken": later("{who} took this report"),
    "passed": later("{who} passed it on to {target}"),
    "pulled": later("{who} pulled it up to the oversight team"),
    "stepped_out": later("{who} stepped out of it"),
    "recategorised": later("{who} put it under “{target}”"),
    "owned": later("{target} has it now"),
    "asked": later("{who} asked the reporter"),
    "noted": later("{who} wrote an internal note"),
    "merged": later("{who} joined it with {target}"),
    "unmerged": later("stands for itself again"),
    "proposed": later("{who} proposed to close it"),
    "approved": later("{who} agreed"),
    "declined": later("{who} did not agree"),
    "withdrawn": later("{who} went on with it"),
    "archived": later("{who} archived it"),
    "settled": later("{who} says that it is settled"),
    "reopened": later("{who} says that it is not settled yet"),
    "silent": later("closed without a reply"),
    "rated": later("{who} rated the handling"),
    "told_why": later("{who} said why"),
    "promised": later("a day was promised"),
    "promise_kept": later("{who} kept the promise"),
    "explained": later("{who} explained why it is late"),
    "retimed": later("a date moved, as the days off changed"),
    "reminded": later("{target} was reminded"),
    "read": later("read at the command line"),
    "handed_over": later("handed over to {target}"),
    "proof_refused": later("the photo did not count"),
}
PASSED_ON_THE_WAY = frozenset({"verified", "assigned", "owned"})


def case_in_words(facts: Facts, work: Work) -> str:
    """Everything there is to know of it, in one message."""
    return paragraphs(
        _heading(work),
        _standing(work, facts.today),
        _facts(work),
        work.words,
        _history(facts.city, work),
    )


def _heading(work: Work) -> str:
    about = " · ".join(part for part in (_(KIND_NAMES[work.kind]), work.category) if part)
    follows = _("↳ follows {number}", number=work.merged_into) if work.merged_into else ""
    reports = ngettext("👥 {count} person reports this", "👥 {count} people report this", work.reports)
    lines = [f"📂 {work.number} · {about}", reports if work.reports > 1 else "", follows]
    return "\n".join(line for line in lines if line)


def _standing(work: Work, today: date) -> str:
    outcome = _(OUTCOME_NAMES[work.outcome]) if work.outcome in OUTCOME_NAMES else ""
    again = ngettext(
        "🔄 Opened again once by the reporter", "🔄 Opened again {count} times by the reporter", work.reopened
    )
    lines = [
        _("State: {state}", state=_(STATE_NAMES[work.state])),
        _("Proposed: {outcome}", outcome=outcome) if outcome else "",
        _due(work, today),
        _("With: {owner}", owner=_("you") if work.mine else work.owner or _("nobody yet")),
        again if work.reopened else "",
        _("📌 Promised to the reporter for {due}", due=day(work.promised)) if work.promised else "",
    ]
    return "\n".join(line for line in lines if line)


def _due(work: Work, today: date) -> str:
    if work.due is None:
        return ""
    if work.overdue:
        late = ngettext("{count} day late", "{count} days late", (today - work.due).days)
        return _("⚠️ Was due by {due}: {late}", due=day(work.due), late=late)
    return _("Due by {due}", due=day(work.due))


def _facts(work: Work) -> str:
    lines = [
        _("Office: {unit}", unit=work.unit or _("not known")),
        _("About: {about}", about=_(ABOUT[work.about])) if work.about in ABOUT else "",
        _("Where: {where}", where=work.where) if work.where else "",
        _("When: {when}", when=when_in_words(work.when)) if work.when else "",
        _reporter(work),
        _("Handed in: {day}", day=day(work.opened)),
    ]
    return "\n".join(line for line in lines if line)


def _reporter(work: Work) -> str:
    if work.untraceable:
        return _("Reporter: unknown (untraceable)")
    who = _("Reporter: {name}", name=work.reporter) if work.reporter else _("Reporter: confidential")
    return "\n".join(part for part in (who, spoken_for(work.people, work.organisation)) if part)


def _history(city: City, work: Work) -> str:
    told = [step for step in _telling(_readable(work)) if step.kind in STEPS]
    earlier = len(told) - STEPS_SHOWN
    lines = [_step(city, step) for step in told[-STEPS_SHOWN:]]
    if not lines:
        return ""
    more = ngettext("({count} earlier step)", "({count} earlier steps)", earlier) if earlier > 0 else ""
    return "\n".join(part for part in (_("What happened so far:"), more, *lines) if part)


def _readable(work: Work) -> Sequence[Step]:
    """Who read or handed on a case, and why, is for those alone who may hand it on themselves."""
    if "export" in work.may:
        return work.steps
    steps = [step for step in work.steps if step.kind != "read"]
    return [replace(step, words="") if step.kind == "handed_over" else step for step in steps]


def _telling(steps: Sequence[Step]) -> list[Step]:
    """Without what was only passed on the way to something else that the same person did in that moment."""
    goals = {(step.who, step.at) for step in steps if step.kind not in PASSED_ON_THE_WAY}
    return [step for step in steps if step.kind not in PASSED_ON_THE_WAY or (step.who, step.at) not in goals]


def _step(city: City, step: Step) -> str:
    clock = _("{hour}:{minute}", hour=f"{step.at:%H}", minute=f"{step.at:%M}")
    who = {"citizen": _("the reporter"), "system": BOT}.get(step.who, step.who)
    what = _(STEPS[step.kind], who=who, target=step.target or _("somebody"))
    inner = "🔒 " if step.kind in INTERNAL else ""
    words = f": {inner}{in_short(Words(step.words), LONGEST_STEP)}" if step.words else ""
    return f"• {step.at:%d/%m} {clock} · {what}{_why(city, step)}{words}"


def _why(city: City, step: Step) -> str:
    """As what a closing was proposed, with its reason and the promised day; why a case was archived."""
    if step.kind not in REASONED:
        return ""
    outcome = OUTCOME_NAMES.get(step.reason)
    reason = _(outcome) if outcome else reason_in_words(city, step.reason)
    promised = step.target if step.kind == "proposed" else ""
    due = _("promised for {due}", due=day(date.fromisoformat(promised))) if promised else ""
    said = ", ".join(part for part in (reason, due) if part)
    return f" ({said})" if said else ""


def reason_names(reasons: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Reasons of config.yaml as buttons, in the language spoken."""
    return {key: in_spoken(names) for key, names in reasons.items()}


def reason_in_words(city: City, reason: str) -> str:
    """A reason as people read it."""
    return in_spoken(city.cannot_reasons.get(reason) or city.archive_reasons.get(reason) or {}) or reason
