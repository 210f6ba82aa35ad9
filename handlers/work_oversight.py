"""What is done about who handles a case: stepping out of it, pulling it up, asking who its reporter is."""

from __future__ import annotations

from handlers import offers
from handlers.desk_views import Work
from handlers.facts import Facts
from handlers.oversight_events import LEAST, CasePulled, CaseRecategorised, DisclosureAsked, SteppedOut
from handlers.talk import Go, Outcome, Recorded, Talk, Words, _, choose, confirm, write
from handlers.units import in_spoken
from handlers.work_acts import reopen_button, told

TRIES = "abc"


def step_out(facts: Facts, case: Work, version: int) -> Talk[Outcome]:
    """One tap, and the case is closed to whoever tapped; only then they are asked why, if they like."""
    yield from ()  # a conversation all the same
    done = _(
        "You are out of {number}: it is with somebody else now, and I do not show it to you any more. Thank "
        "you for saying so.",
        number=case.number,
    )
    return Outcome(
        SteppedOut(case.number), told(done), next=(offers.desk(),), then=Go("outw", arg=case.number)
    )


def recategorise(facts: Facts, case: Work, version: int) -> Talk[Outcome]:
    """Another category; where that one bypasses the offices, so does the case from then on."""
    categories = {key: in_spoken(one.name) for key, one in facts.city.categories.items()}
    question = _("What is {number} really about? Its reporter hears it.", number=case.number)
    chosen = yield from choose("category", question, categories)
    done = _("{number} stands under “{category}” now.", number=case.number, category=categories[chosen])
    return Outcome(CaseRecategorised(case.number, version, chosen), told(done), next=reopen_button(case))


def pull(facts: Facts, case: Work, version: int) -> Talk[Outcome]:
    """It goes past its unit from now on; the reason stands in the log."""
    why = yield from _motive(_("Why do you pull {number}? The oversight team reads it.", number=case.number))
    done = _(
        "🛡 {number} is with the oversight team now: its office sees nothing more of it.", number=case.number
    )
    return Outcome(CasePulled(case.number, version, why), told(done), next=reopen_button(case))


def disclose(facts: Facts, case: Work, version: int) -> Talk[Outcome]:
    """The motive goes to a second person; whoever asks sees nothing yet."""
    why = yield from _motive(
        _(
            "Why does somebody have to know who handed in {number}? Write what it is needed for, and why it "
            "cannot be done without. A second person decides, both are kept in the log, and the reporter "
            "hears of it.",
            number=case.number,
        )
    )
    sure = _("So it goes to the oversight team:\n\n“{words}”", words=why.text)
    if not (yield from confirm("sure", sure, _("🔓 Ask them"), _("No, leave it"))):
        return Outcome(words=_("Nothing was asked."), next=reopen_button(case))
    return Outcome(DisclosureAsked(case.number, why), told(_asked), next=reopen_button(case))


def _asked(recorded: Recorded) -> str:
    return _(
        "🔓 Asked. As soon as a member of the oversight team has decided, I tell you. It is good for three "
        "days."
    )


def _motive(question: str) -> Talk[Words]:
    """At least a sentence; it is asked for three times, and what is still too short is not taken."""
    said = Words()
    for letter in TRIES:
        said = yield from write(f"why{letter}", question)
        if len(said.text.strip()) >= LEAST:
            break
        question = _("Please write a whole sentence: somebody else has to understand it.")
    return said
