"""An organiser asks those who are at a forum: a question and its answers in a minute, the result on a tap."""

from __future__ import annotations

import re
from functools import partial

from handlers import minutes_words, offers, poll_words
from handlers.asking import GivenUp, ask
from handlers.facts import Facts
from handlers.poll_events import PollOpened, PollStepped
from handlers.poll_views import PollSheet
from handlers.talk import Go, Outcome, Recorded, Script, Talk, Words, _, choose, confirm, ngettext, paragraphs

NEW, CLOSE, SHARE = "new", "close", "share"
LONGEST_QUESTION, LONGEST_ANSWER, FEWEST, MOST = 300, 60, 2, 6
UNTIL_CLOSED = 0
_BETWEEN = re.compile(r"[\n;]")
_MARK = re.compile(r"^(?:[-•*]|[1-6a-f][.)])\s+")  # of a list; a name like "A. Yani" keeps its letter


def poll(facts: Facts, what: str = "") -> Talk[Outcome]:
    """`CODE` shows the newest poll; `CODE.new` opens one, `CODE.close` closes it, `CODE.share.ID` shares."""
    seen = facts.poll
    if seen is None:
        return Outcome(words=poll_words.problem("gone"), next=(offers.menu(),))
    _code, _dot, step = what.partition(".")
    step, _dot, number = step.partition(".")
    if step not in seen.may:
        return Outcome(words=poll_words.sheet(seen), next=_steps(seen))
    if step == NEW:
        try:
            return (yield from _new(seen))
        except GivenUp as why:
            return Outcome(words=paragraphs(str(why), _("Nothing was stored.")), next=_onward(seen))
    shown = int(number) if number.isdecimal() else _newest(seen)
    words = _("The result comes here in a moment.") if step == CLOSE else _("It is on its way.")
    return Outcome(PollStepped(seen.code, shown, step), partial(_done, words=words), next=_onward(seen))


def answers_in(text: str) -> tuple[str, ...]:
    """The answers that were written: one on each line, or between semicolons; their marks go."""
    lines = (" ".join(_MARK.sub("", line.strip()).split()) for line in _BETWEEN.split(text))
    return tuple(line for line in lines if line)


def wrong_question(question: str) -> str:
    """Why it cannot be asked: a key of the problems, or nothing."""
    if not 0 < len(question) <= LONGEST_QUESTION:
        return "question"
    return "numbers" if minutes_words.has_long_number(question) else ""


def wrong_answers(answers: tuple[str, ...]) -> str:
    """Why they cannot be answers: a key of the problems, or nothing."""
    if len(answers) < FEWEST:
        return "few"
    if len(answers) > MOST:
        return "many"
    if len({answer.casefold() for answer in answers}) < len(answers):
        return "doubled"
    if any(not answer or len(answer) > LONGEST_ANSWER for answer in answers):
        return "long"
    return "numbers" if any(map(minutes_words.has_long_number, answers)) else ""


def _new(seen: PollSheet) -> Talk[Outcome]:
    question = yield from ask("ques", _("What would you like to ask? One sentence."), _question)
    hint = _("Which answers are there? Two to six, each on a line of its own.")
    answers = yield from ask("answ", hint, _answers)
    lasting = {
        seen.minutes: ngettext("{count} minute", "{count} minutes", seen.minutes),
        UNTIL_CLOSED: _("Until I close it"),
    }
    minutes = yield from choose("mins", _("How long can it be answered?"), lasting)
    event = PollOpened(seen.code, question or "", answers or (), int(minutes))
    shown = poll_words.read_back(event.question, event.answers, event.minutes, seen.here)
    if not (yield from confirm("right", shown, _("📊 Ask now"), _("No"))):
        return Outcome(words=_("All right, nothing was stored."), next=_onward(seen))
    return Outcome(event, _opened, next=_onward(seen))


def _question(said: Words) -> tuple[str | None, str]:
    text = " ".join(said.text.split())
    wrong = wrong_question(text)
    return (None, poll_words.problem(wrong)) if wrong else (text, "")


def _answers(said: Words) -> tuple[tuple[str, ...] | None, str]:
    answers = answers_in(said.text)
    wrong = wrong_answers(answers)
    return (None, poll_words.problem(wrong)) if wrong else (answers, "")


def _opened(recorded: Recorded) -> str:
    if not recorded.done:
        return poll_words.problem(recorded.problem)
    count = int(recorded.name)
    return ngettext("It goes to {count} person now.", "It goes to {count} people now.", count)


def _done(recorded: Recorded, words: str) -> str:
    return words if recorded.done else poll_words.problem(recorded.problem)


def _newest(seen: PollSheet) -> int:
    return seen.poll.id if seen.poll else 0


def _steps(seen: PollSheet) -> tuple[Go, ...]:
    labels = {
        NEW: _("➕ A new poll"),
        CLOSE: _("⏹ Close it and see the result"),
        SHARE: _("📤 Send it to those who took part"),
    }
    keys = [key for key in labels if key in seen.may and (key != SHARE or _is_to_share(seen))]
    steps = (Go("poll", labels[key], f"{seen.code}.{key}") for key in keys)
    return (*steps, Go("orga", _("🤝 This forum"), seen.code), offers.desk())


def _is_to_share(seen: PollSheet) -> bool:
    """Whether the poll that is shown has a result that those who took part have not got yet."""
    newest = seen.poll
    return bool(newest and newest.result and newest.result.tells and not newest.shared)


def _onward(seen: PollSheet) -> tuple[Go, ...]:
    return (
        Go("poll", _("📊 Quick polls"), seen.code),
        Go("orga", _("🤝 This forum"), seen.code),
        offers.desk(),
    )


POLL = Script("poll", lambda: offers.title("poll"), poll, reads=frozenset({"poll"}), arg="what")
