"""What an official does with an open case: answer, ask, note, pass on, join, archive, keep a promise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count, product
from string import ascii_lowercase

from handlers import offers
from handlers.desk_events import (
    CaseAnswered,
    CaseArchived,
    CasePassed,
    CasesMerged,
    DataAsked,
    NoteAdded,
    PromiseKept,
)
from handlers.desk_views import Work
from handlers.desk_words import in_a_line
from handlers.facts import Facts
from handlers.opening import Opening
from handlers.talk import Go, Outcome, Recorded, Talk, Words, _, choose, confirm, ngettext, paragraphs, write
from handlers.talk.parts import words_of
from handlers.talk.stored import as_parts
from handlers.units import pick_unit
from handlers.work_words import reason_names

OWN, OFFICE, OTHER, SORT = "own", "office", "other", "sort"
NOTHING = Words()


def answer(facts: Facts, case: Work, version: int) -> Talk[Outcome]:
    """A ready answer or one's own words, shown once more before it goes to the reporter."""
    ready = ""
    if case.canned:
        titles = {str(key): title for key, (title, _words) in case.canned.items()}
        ready = yield from choose("ready", _("A ready answer?"), {**titles, OWN: _("✏️ In my own words")})
    _title, given = case.canned.get(int(ready), ("", "")) if ready.isdecimal() else ("", "")
    question = _("What shall I answer the reporter of {number}?", number=case.number)
    words = yield from checked(question, Words(given))
    done = _on_its_way(case)
    return Outcome(CaseAnswered(case.number, words, version), told(done), next=reopen_button(case))


def checked(question: str, given: Words = NOTHING, above: str = "") -> Talk[Words]:
    """Words for the reporter, shown exactly as they will read them, as often as they are written anew.

    `given` is proposed first; `above` is what the reporter reads besides.
    """
    words = given if given.text else joined(given, (yield from write("words", question, many=True)))
    rounds = _rounds()
    while True:
        letters = next(rounds)
        if words.text and (yield from confirm(f"send{letters}", _preview(words, above), *_send())):
            return words
        missing = "" if words.text else _("A few words belong to it, so that the reporter understands.")
        anew = yield from write(f"anew{letters}", paragraphs(missing, question), many=True)
        # Photos that were sent stay with it; nobody should have to send them again.
        words = joined(Words(media=words.media), anew)


def joined(*parts: Words) -> Words:
    """All that was written and sent, in this order, as one."""
    return words_of(tuple(one for words in parts for one in as_parts(words)))


def _rounds() -> Iterator[str]:
    """a, b, ... z, aa, ab: however often somebody writes anew, nothing goes out unseen."""
    lengths = count(1)
    while True:
        yield from map("".join, product(ascii_lowercase, repeat=next(lengths)))


def _send() -> tuple[str, str]:
    return _("✅ Send"), _("✏️ Write anew")


def _preview(words: Words, above: str) -> str:
    return paragraphs(_("So the reporter will read it:"), above, f"“{words.text}”", _attached(words))


def _attached(words: Words) -> str:
    return _("📎 With {count} attached", count=len(words.media)) if words.media else ""


def by_receipt(case: Work) -> str:
    """That a reporter whom nobody can write to is asked later than others, if at all."""
    if not case.untraceable:
        return ""
    return _(
        "The report is untraceable: its reporter is asked when they come by with their receipt. Ask only for "
        "what you cannot find out otherwise."
    )


def _on_its_way(case: Work) -> str:
    if case.untraceable:
        return _("Your answer to {number} is kept for whoever holds its receipt.", number=case.number)
    return _("Your answer to {number} is on its way to the reporter.", number=case.number)


def ask(facts: Facts, case: Work, version: int) -> Talk[Outcome]:
    """The reporter is asked; meanwhile the clock stands still."""
    words = yield from checked(
        paragraphs(
            _("What do you need to know from the reporter of {number}?", number=case.number), by_receipt(case)
        )
    )
    done = _("Asked. Until the reporter answers, the clock of {number} stands still.", number=case.number)
    return Outcome(DataAsked(case.number, version, words), told(done), next=reopen_button(case))


def note(facts: Facts, case: Work, version: int) -> Talk[Outcome]:
    """For colleagues alone."""
    question = _("Your note on {number}? Only colleagues read it, never the reporter.", number=case.number)
    words = yield from write("note", question, many=True)
    return Outcome(
        NoteAdded(case.number, version, words),
        told(_("Noted, for colleagues only.")),
        next=reopen_button(case),
    )


def pass_on(facts: Facts, case: Work, version: int) -> Talk[Outcome]:
    """To a colleague or to another office, with a note for whoever gets it."""
    people = {str(key): name for key, name in case.colleagues.items()}
    # Beside the other steps it would be one button more than every network shows at once.
    sort = {SORT: _("🏷 Another category")} if "recategorise" in case.may else {}
    ways = {**people, OFFICE: _("🏢 Another office"), **sort}
    whom = yield from choose("whom", _("Who shall have {number}?", number=case.number), ways)
    if whom == SORT:
        return Outcome(then=Go("work", arg=f"{case.number}.recategorise.{version}"))
    unit = (yield from pick_unit(facts, _("Which office?"), Opening())) if whom == OFFICE else ""
    words = yield from write(
        "note", _("A note for whoever gets it? The reporter does not read it."), may_skip=True
    )
    event = CasePassed(case.number, version, unit, 0 if unit else int(whom), words)

    def done(recorded: Recorded) -> str:
        return _("{number} is with {name} now.", number=case.number, name=recorded.name)

    return Outcome(event, told(done), next=(offers.desk(),))


def merge(facts: Facts, case: Work, version: int) -> Talk[Outcome]:
    """This case follows another that tells the same; their reporters hear of every step together."""
    alike = {line.number: in_a_line(line) for line in case.alike}
    question = _(
        "Which report tells the same as {number}? That one is worked on, and this one follows.",
        number=case.number,
    )
    into = yield from choose("into", question, {**alike, OTHER: _("🔎 Another number")})
    if into == OTHER:
        typed = yield from write("number", _("Its number, please, like {number}.", number=case.number))
        into = "-".join(typed.text.upper().split())
    if into == case.number:
        words = _("{number} cannot follow itself. Please choose another one.", number=case.number)
        return Outcome(words=words, next=reopen_button(case))
    known = sum(line.reports for line in case.alike if line.number == into)
    return Outcome(
        CasesMerged(case.number, version, into),
        told(lambda recorded: _joined(case, recorded.number, known)),
        next=(Go("work", _("📂 Open {number}", number=into), into), offers.desk()),
    )


def _joined(case: Work, main: str, known: int) -> str:
    """`known`: how many people the other one stood for, 0 where that was not shown."""
    together = case.reports + known
    counted = ngettext("👥 {count} person reports this", "👥 {count} people report this", together)
    return paragraphs(
        _("{number} follows {main} now.", number=case.number, main=main), counted if known else ""
    )


def archive(facts: Facts, case: Work, version: int) -> Talk[Outcome]:
    """It is no report that can be worked on; its reporter hears why, and the oversight team sees it."""
    reasons = reason_names(facts.city.archive_reasons)
    reason = yield from choose(
        "reason", _("Why is {number} archived? The reporter reads it.", number=case.number), reasons
    )
    words = yield from write("words", _("A sentence to the reporter besides?"), may_skip=True)
    preview = paragraphs(_("So the reporter will read it:"), reasons[reason], words.text)
    if not (yield from confirm("sure", preview, _("🗄 Archive"), _("No, leave it"))):
        return Outcome(words=_("Nothing was changed."), next=reopen_button(case))
    done = _("{number} is archived. The reporter hears why.", number=case.number)
    return Outcome(CaseArchived(case.number, version, reason, words), told(done), next=(offers.desk(),))


def kept(facts: Facts, case: Work, version: int) -> Talk[Outcome]:
    """What was promised is done at last."""
    words = yield from checked(_("What was done? The reporter of {number} reads it.", number=case.number))
    done = _("Thank you. The reporter of {number} hears it now.", number=case.number)
    return Outcome(PromiseKept(case.number, version, words), told(done), next=reopen_button(case))


# --- what came of it ----------------------------------------------------------------------------------------


def told(done: str | Callable[[Recorded], str]) -> Callable[[Recorded], str]:
    """The words after a step, or why it was not taken: then nothing was changed, and nothing was sent."""

    def words(recorded: Recorded) -> str:
        if not recorded.done:
            return not_done(recorded)
        return done(recorded) if callable(done) else done

    return words


def not_done(recorded: Recorded) -> str:
    """Why a step was not taken, by its problem."""
    if recorded.problem == "stale":
        return paragraphs(
            _quicker(recorded.name), _("I have not sent or changed anything. Please look at it again.")
        )
    if recorded.problem == "merged":
        return _("This report follows {number}; please work on that one.", number=recorded.name)
    reasons = {
        "closed": _("This report is closed."),
        "forbidden": _("That step is not yours to take with this report."),
        "waiting": _("The reporter is being asked just now. Please wait for the answer."),
        "no_photo": _("Something one can see is only settled with a new photo, taken there for it."),
        "no_head": _("Only the head can say so, and none has joined here yet. Please ask the coordinator."),
        "bad_day": _("The promised day must lie ahead."),
        "no_reason": _("A reason is needed."),
        "no_second": _("It takes a second person of the oversight team, and there is none who can decide."),
    }
    return reasons.get(recorded.problem, _("I do not find that report at your desk."))


def _quicker(name: str) -> str:
    if name == "citizen":
        return _("Meanwhile the reporter has written.")
    if name in ("", "system"):
        return _("Meanwhile something has changed in this report.")
    return _("Meanwhile {name} was quicker.", name=name)


def reopen_button(case: Work) -> tuple[Go, ...]:
    """Back to the case, and to the desk."""
    return (Go("work", _("📂 Open the report"), case.number), offers.desk())
