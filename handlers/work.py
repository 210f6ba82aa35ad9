"""One case opened on the desk, with all that may be done to it: each of that is a short conversation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers import offers
from handlers.case_states import CLOSED, WAITING
from handlers.desk_events import CaseTaken, ClosingApproved
from handlers.desk_views import Work
from handlers.desk_words import not_an_official
from handlers.facts import Facts
from handlers.talk import Go, Outcome, Recorded, Script, Talk, _, later, ngettext, paragraphs, so_far, write
from handlers.work_acts import answer, archive, ask, kept, merge, not_done, note, pass_on, reopen_button, told
from handlers.work_oversight import disclose, pull, recategorise, step_out
from handlers.work_propose import propose
from handlers.work_words import case_in_words

Act = Callable[[Facts, Work, int], Talk[Outcome]]

# In the order in which they are offered: the action of `handlers.rights`, and what its button says.
BUTTONS: Mapping[str, str] = {
    "agree": later("✅ I agree"),
    "decline": later("❌ No, work on it"),
    "take": later("🙋 Take it"),
    "answer": later("💬 Answer"),
    "ask": later("❓ Ask the reporter"),
    "propose": later("✅ Propose to close"),
    "pass": later("↪️ Pass on"),
    "note": later("🔒 Internal note"),
    "merge": later("👥 Same as another"),
    "archive": later("🗄 Archive"),
    "pull": later("🛡 Pull up to oversight"),
    "disclose": later("🔓 Ask who reported it"),
    "step_out": later("🙅 I have to do with it"),
}
NOT_BEGUN = frozenset({"received", "verified", "assigned", "reopened"})
# The right that a step needs where it is not called like it.
NEEDS: Mapping[str, str] = {"agree": "approve", "decline": "approve", "kept": "see", "photos": "see"}


def work(facts: Facts, number: str = "") -> Talk[Outcome]:
    """The case `number`, or `number.action.version`: the version is the one that was on the screen."""
    case = facts.work
    if case is None:
        return (yield from _kept_back(_not_found(facts), (offers.desk(), offers.menu())))
    _number, _dot, rest = number.partition(".")
    action, _dot, version = rest.partition(".")
    if not action or action not in ACTS:
        return _shown(facts, case)
    if NEEDS.get(action, action) not in case.may:
        return (yield from _kept_back(not_done(_why_not(case)), reopen_button(case)))
    if not (version.isascii() and version.isdecimal()):
        if NEEDS.get(action) == "approve":  # nobody agrees to what they have not seen
            return _shown(facts, case)
        return Outcome(then=Go("work", arg=f"{case.number}.{action}.{case.version}"))
    return (yield from ACTS[action](facts, case, int(version)))


def _not_found(facts: Facts) -> str:
    # The same for a number that does not exist and for one that is somebody else's.
    return _("I do not find that report at your desk.") if facts.is_official else not_an_official()


def _kept_back(why: str, onward: tuple[Go, ...]) -> Talk[Outcome]:
    """What was written for it goes nowhere, least of all into a new report of one's own."""
    said = yield from so_far()
    unsent = _("I have not passed on what you wrote: “{words}”", words=said.text) if said.text else ""
    return Outcome(words=paragraphs(why, unsent), next=onward)


def _why_not(case: Work) -> Recorded:
    problem = "forbidden"
    if case.state in CLOSED:
        problem = "closed"
    elif case.merged_into:
        problem = "merged"
    elif case.state in WAITING:
        problem = "waiting"
    return Recorded(done=False, problem=problem, name=case.merged_into)


def _shown(facts: Facts, case: Work) -> Outcome:
    offered = [
        _button(case, action)
        for action in BUTTONS
        if NEEDS.get(action, action) in case.may and _makes_sense(case, action)
    ]
    return Outcome(words=case_in_words(facts, case), next=(*offered, *_besides(case), offers.desk()))


def _makes_sense(case: Work, action: str) -> bool:
    if action == "take":  # whoever has a new case as its owner has not begun with it
        return not case.mine or case.state in NOT_BEGUN
    if action == "merge":
        return not case.merged_into
    return NEEDS.get(action) != "approve" or case.next_step == "head"


def _button(case: Work, action: str) -> Go:
    return Go("work", _(BUTTONS[action]), f"{case.number}.{action}.{case.version}")


def _besides(case: Work) -> list[Go]:
    """What changes nothing, and what belongs to a case that is late or promised."""
    photos = ngettext("📷 See {count} photo", "📷 See {count} photos", len(case.photos))
    return [
        *([Go("work", photos, f"{case.number}.photos.{case.version}")] if case.photos else []),
        *(
            [Go("expl", _("✏️ Explain why it is late"), case.number)]
            if case.overdue and case.reader == "head"
            else []
        ),
        *(
            [Go("work", _("📌 The promise is kept"), f"{case.number}.kept.{case.version}")]
            if case.promised
            else []
        ),
        *([Go("cloc", _("🗓 How the date was counted"), case.number)] if case.clock else []),
    ]


def _take(facts: Facts, case: Work, version: int) -> Talk[Outcome]:
    yield from ()  # a conversation all the same
    done = _("{number} is with you now.", number=case.number)  # its reporter has heard that it is worked on
    if case.state in NOT_BEGUN:
        done = _("{number} is yours now. The reporter hears that it is being worked on.", number=case.number)
    return Outcome(CaseTaken(case.number, version), told(done), next=reopen_button(case))


def _agree(facts: Facts, case: Work, version: int) -> Talk[Outcome]:
    yield from ()
    done = _("Thank you. The reporter of {number} is asked now.", number=case.number)
    return Outcome(ClosingApproved(case.number, version, approved=True), told(done), next=reopen_button(case))


def _decline(facts: Facts, case: Work, version: int) -> Talk[Outcome]:
    words = yield from write("why", _("What shall the officer do instead? One sentence."), may_skip=True)
    done = _("Thank you. Whoever proposed it reads that now.")
    event = ClosingApproved(case.number, version, approved=False, note=words)
    return Outcome(event, told(done), next=reopen_button(case))


def _photos(facts: Facts, case: Work, version: int) -> Talk[Outcome]:
    yield from ()
    if not case.photos:
        return Outcome(words=_("There are no photos that can be shown here."), next=reopen_button(case))
    words = _("📷 The photos of {number}.", number=case.number)
    return Outcome(words=words, media=case.photos, next=reopen_button(case))


ACTS: Mapping[str, Act] = {
    "take": _take,
    "answer": answer,
    "ask": ask,
    "note": note,
    "pass": pass_on,
    "merge": merge,
    "propose": propose,
    "agree": _agree,
    "decline": _decline,
    "archive": archive,
    "kept": kept,
    "photos": _photos,
    "recategorise": recategorise,
    "pull": pull,
    "disclose": disclose,
    "step_out": step_out,
}

WORK = Script("work", lambda: offers.title("work"), work, reads=frozenset({"work"}), arg="number")
