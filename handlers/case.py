"""A case after it was handed in: its reporter's list, what is added to it, and the answer that comes back."""

from __future__ import annotations

from handlers import offers
from handlers.case_notices import CaseSeen, notice, supplement_to_official, whose
from handlers.case_states import CLOSED, STATES
from handlers.complaint_words import KIND_NAMES
from handlers.dates import day
from handlers.events import CaseSupplemented
from handlers.facts import CaseView, Facts
from handlers.talk import Go, Outcome, Say, Script, Talk, Words, _, ngettext, paragraphs, write
from handlers.talk.parts import in_short

__all__ = [
    "ADD",
    "STAT",
    "STATES",
    "CaseSeen",
    "already_closed",
    "answer_sent",
    "answer_to_citizen",
    "followed",
    "followed_elsewhere",
    "not_followed",
    "not_yours",
    "notice",
    "supplement_to_official",
    "supplemented",
    "write_words",
]

PAGE = 5
ADDABLE = 3  # buttons for adding under a list; more would bury the list


# --- the reporter's own list  ---


def stat(facts: Facts, page: str = "") -> Talk[Outcome]:
    """One's own cases, newest first, five a page."""
    yield from ()  # asks nothing, and is a conversation all the same
    newest = sorted(facts.cases, key=lambda case: case.opened, reverse=True)
    if not newest:
        return Outcome(
            words=_("You have not reported anything here yet."), next=(offers.report(), offers.menu())
        )
    start = PAGE * int(page) if page.isdecimal() and page.isascii() and PAGE * int(page) < len(newest) else 0
    shown = newest[start : start + PAGE]
    heading = ngettext("You have {count} report:", "You have {count} reports:", len(newest))
    return Outcome(
        words=paragraphs(heading, *map(_line, shown)),
        next=(*_additions(shown), *_older(start, len(newest)), offers.menu()),
    )


def _line(case: CaseView) -> str:
    kind = _(KIND_NAMES[case.kind]) if case.kind in KIND_NAMES else case.kind
    state = _(STATES[case.state]) if case.state in STATES else case.state
    waiting = case.answer_due is not None and not case.answer and case.state not in CLOSED
    lines = [
        f"{case.number} · {' · '.join(part for part in (kind, case.unit) if part)}",
        _("State: {state}", state=state),
        _("Answer by {due}", due=day(case.answer_due)) if waiting and case.answer_due else "",
        _("Last answer: “{answer}”", answer=in_short(Words(case.answer))) if case.answer else "",
    ]
    return "\n".join(line for line in lines if line)


def _additions(shown: list[CaseView]) -> list[Go]:
    """What is proposed is to be judged; to what is open something can be added."""
    judged = [
        go
        for case in shown
        if case.state == "proposed"
        for go in (
            Go("judg", _("✅ {number}: settled", number=case.number), f"{case.number}.yes"),
            Go("judg", _("❌ {number}: not yet", number=case.number), f"{case.number}.no"),
        )
    ]
    still_open = [case for case in shown if case.state not in CLOSED and case.state != "proposed"]
    added = [Go("add", _("✏️ Add to {number}", number=case.number), case.number) for case in still_open]
    return [*judged, *added[:ADDABLE]]


def _older(start: int, count: int) -> list[Go]:
    if start + PAGE >= count:
        return []
    return [Go("stat", _("Older reports »"), str(start // PAGE + 1))]


def add(facts: Facts, number: str = "") -> Talk[Outcome]:
    """Adds words or photos to one's own case."""
    if number not in {case.number for case in facts.cases}:
        return Outcome(
            words=_("I do not find that report among yours."), next=(offers.reports(), offers.menu())
        )
    words = yield from write(
        "what", _("What would you like to add to {number}? Photos are welcome too.", number=number), many=True
    )
    thanks = _("Thank you. It is with {number} now, and whoever works on it is told.", number=number)
    return Outcome(CaseSupplemented(number, words), thanks, next=(offers.reports(), offers.menu()))


# --- what the reporter hears  ---


def answer_to_citizen(case: CaseSeen, words: Words) -> Say:
    """The answer under the case's number; a reply to it goes back to the case."""
    head = _("💬 An answer to {number} from {unit}:", number=case.number, unit=whose(case))
    return Say(
        paragraphs(head, words.text, _("Is there anything to add? Simply reply to this message.")),
        case=case.number,
        media=words.media,
    )


def supplemented(case: CaseSeen) -> Say:
    """What was replied to a case's message has joined the case."""
    return Say(_("Thank you, I have added that to {number}.", number=case.number), case=case.number)


# --- what somebody who answers hears  ---


def answer_sent(case: CaseSeen, *, reached: bool) -> Say:
    """To the official: the answer is on its way, or its reporter can no longer be reached."""
    if case.untraceable:
        words = _(
            "Your answer to {number} is kept for whoever holds its receipt; they read it when they come by.",
            number=case.number,
        )
        return Say(words, case=case.number)
    if not reached:
        words = _(
            "Your answer to {number} is kept. The reporter had their data deleted and gets no message.",
            number=case.number,
        )
        return Say(words, case=case.number)
    return Say(
        _("Your answer to {number} is on its way to the reporter.", number=case.number), case=case.number
    )


def not_yours() -> Say:
    """A reply to the message of a case that is not, or no longer, theirs."""
    return Say(_("That report is not with you (any more), so I did not pass anything on."))


def followed(number: str) -> Say:
    """The PIN was right: the report has come along to this chat."""
    words = _("{number} is with you in this chat from now on. The answer comes here.", number=number)
    return Say(words, case=number)


def followed_elsewhere(number: str) -> Say:
    """To the chat that the report has left; whoever holds its PIN can take it back."""
    return Say(
        _(
            "{number} is followed from another chat now, by somebody who knows its PIN. Was that not you? "
            "Send “{number}” and the PIN here, and it comes back.",
            number=number,
        )
    )


def not_followed() -> Say:
    """A number and a PIN that do not belong together; which of them is wrong is nobody's business."""
    return Say(
        _(
            "I do not find a report with this number and this PIN. Please look at both once more; after a "
            "few wrong tries it takes an hour until you can try again."
        )
    )


def already_closed(number: str) -> Say:
    return Say(_("{number} is closed. If it is not settled, please make a new report.", number=number))


def write_words() -> Say:
    """A reply to a case without words to pass on."""
    return Say(_("Please reply with a few words, then I pass it on."))


STAT = Script("stat", lambda: offers.title("stat"), stat, reads=frozenset({"cases"}), arg="page")
ADD = Script("add", lambda: offers.title("add"), add, reads=frozenset({"cases"}), arg="number")
