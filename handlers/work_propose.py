"""An official proposes to close a case: done, answered, cannot be done now, or not a matter of the city."""

from __future__ import annotations

from datetime import date, timedelta

from handlers.case_states import OUTCOMES_OF
from handlers.dates import day
from handlers.day_reading import read_day
from handlers.desk_events import ClosingProposed
from handlers.desk_views import Work
from handlers.facts import Facts
from handlers.proof_words import being_looked_at
from handlers.step_notices import OUTCOME_NAMES
from handlers.talk import Outcome, Recorded, Talk, Words, _, choose, write
from handlers.units import in_spoken
from handlers.work_acts import NOTHING, checked, joined, reopen_button, told
from handlers.work_words import reason_names

OTHER, NO_DAY = "other", "none"
SPANS = {"d30": 30, "d90": 90, "d180": 180}
TRIES = "abc"  # for a photo that is one, or a day that can be read


def propose(facts: Facts, case: Work, version: int) -> Talk[Outcome]:
    """The reporter decides in the end; what cannot be done needs the head's tap before."""
    outcomes = {key: _(OUTCOME_NAMES[key]) for key in OUTCOMES_OF[case.kind]}
    question = _("How is {number} settled? The reporter has the last word.", number=case.number)
    outcome = yield from choose("outcome", question, outcomes)
    if outcome == "cannot":
        return (yield from _cannot(facts, case, version))
    words = yield from (_elsewhere(facts, case) if outcome == "not_ours" else _settled(case, outcome))
    return _proposed(case, ClosingProposed(case.number, version, outcome, words))


def _settled(case: Work, outcome: str) -> Talk[Words]:
    """What was done or answered; something one can see is shown with a new photo."""
    if outcome == "answered":
        return (yield from checked(_("What do you answer the reporter of {number}?", number=case.number)))
    photos = (yield from _photos()) if case.physical else NOTHING
    question = _("What was done? The reporter of {number} reads it.", number=case.number)
    return (yield from checked(question, photos))


def _photos() -> Talk[Words]:
    """At least one photo, with what was written under it."""
    question = _(
        "📷 Please send a new photo, taken there now that it is done. An old or a borrowed one is found out."
    )
    sent = NOTHING
    for letter in TRIES:
        sent = joined(sent, (yield from write(f"photo{letter}", question, many=True)))
        if any(media.kind == "photo" for media in sent.media):
            break
        question = _("I see no photo yet. Something one can see is only settled with a new one.")
    return sent


def _elsewhere(facts: Facts, case: Work) -> Talk[Words]:
    """Where to go with it: one of the city's list, or in one's own words."""
    known = {str(place): in_spoken(one.name) for place, one in enumerate(facts.city.elsewhere)}
    whose = yield from choose("whose", _("Whose matter is it?"), {**known, OTHER: _("Somebody else's")})
    if whose == OTHER:
        return (yield from checked(_("Where can the reporter go with it? Name, address or number.")))
    matter = facts.city.elsewhere[int(whose)]
    words = _(
        "This is a matter of {name}. They can help: {go_to}.",
        name=in_spoken(matter.name),
        go_to=in_spoken(matter.go_to),
    )
    question = _("Where can the reporter go with it? Name, address or number.")
    return (yield from checked(question, Words(words)))


def _cannot(facts: Facts, case: Work, version: int) -> Talk[Outcome]:
    reasons = reason_names(facts.city.cannot_reasons)
    reason = yield from choose("reason", _("Why can it not be done now? The reporter reads it."), reasons)
    promised = yield from _promise(facts)
    question = _("Tell the reporter of {number} why, in your own words.", number=case.number)
    above = "\n".join([_("Reason: {reason}.", reason=reasons[reason]), _promised(promised)])
    words = yield from checked(question, above=above)
    return _proposed(case, ClosingProposed(case.number, version, "cannot", words, reason, promised))


def _promise(facts: Facts) -> Talk[date | None]:
    """A day that is promised, which the reporter is told again when it comes."""
    ahead = {key: day(facts.today + timedelta(days=days)) for key, days in SPANS.items()}
    question = _(
        "By when will it be done? Promise only what you can keep: the reporter hears of it on that day."
    )
    labels = {**ahead, OTHER: _("Another day"), NO_DAY: _("No day can be promised")}
    when = yield from choose("when", question, labels)
    if when in SPANS:
        return facts.today + timedelta(days=SPANS[when])
    return None if when == NO_DAY else (yield from _typed_day(facts))


def _promised(when: date | None) -> str:
    return _("Promised for: {due}", due=day(when)) if when else _("No day is promised.")


def _typed_day(facts: Facts) -> Talk[date | None]:
    question = _("Which day? For example: 17 August, or 17/8/2027.")
    for letter in TRIES:
        typed = yield from write(f"day{letter}", question)
        found = read_day(typed.text, facts.today, ahead=True)
        if found and found > facts.today:
            return found
        question = _("I cannot read that as a day to come. Please write it like 17/8/2027.")
    return None


def _proposed(case: Work, event: ClosingProposed) -> Outcome:
    def done(recorded: Recorded) -> str:
        if recorded.reader == "head":
            return _("The head of the office is asked first. Only then does the reporter hear of it.")
        if recorded.reader == "photo":
            return being_looked_at(case.number)
        if recorded.reader == "nobody":
            return _(
                "{number} is closed: its reporter had their data deleted and cannot be asked.",
                number=case.number,
            )
        return _("Proposed. The reporter of {number} decides whether it is settled.", number=case.number)

    return Outcome(event, told(done), next=reopen_button(case))
