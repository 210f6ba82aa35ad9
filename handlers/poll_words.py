"""What people read of quick polls: question and answers, what came of it, why something cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from handlers.dates import clock, day
from handlers.poll_views import Ballot, PollSheet, PollView, Result
from handlers.report_parts import Block, table, words
from handlers.talk import Go, Media, Say, _, later, ngettext, paragraphs
from handlers.talk.model import Choice

PROBLEMS: Mapping[str, str] = {
    "question": later("A poll asks something, in at most 300 characters."),
    "numbers": later(
        "There is a long number in it. Please write it without numbers that belong to somebody."
    ),
    "few": later("A poll needs two answers at least. Please write each on a line of its own."),
    "many": later("A poll has six answers at most."),
    "doubled": later("Two of the answers are the same."),
    "long": later("An answer has at most 60 characters."),
    "minutes": later("A poll is open for 1 to 240 minutes, or until it is closed."),
    "not_on": later("A poll can be opened on the day of the forum alone."),
    "open": later("A poll is open already. Please close it first: one at a time."),
    "nobody": later("Nobody can be asked yet: a poll goes to those who have checked in at the door."),
    "nobody_online": later("Nobody can be asked yet: a poll goes to those who said that they come."),
    "quiet": later("It is quiet time now, and nothing is sent. Please ask in the hall."),
    "closed": later(
        "This poll is closed: your answer came too late and does not count. Thank you all the same!"
    ),
    "uninvited": later(
        "This poll is for those who are at the forum. If you are there, check in at the door first: /hadir"
    ),
    "browser": later(
        "In a browser only those can answer who were invited. If you were, in another chat, answer there."
    ),
    "gone": later("I do not find that poll (any more)."),
    "none": later("No poll is open."),
    "early": later("Its result is not there yet."),
    "shared": later("Those who took part have the result already."),
    "too_few": later("Too few took part: the result would tell who said what, so nobody gets it."),
    "forbidden": later("Forums are organised by coordinators."),
}


def problem(key: str) -> str:
    """Why it could not be done."""
    return f"⚠️ {_(PROBLEMS.get(key, PROBLEMS['gone']))}"


def asked(ballot: Ballot) -> Say:
    """The poll as it comes to who is there: a button for each answer."""
    text = paragraphs(
        _("📊 A quick question at the forum “{topic}”:", topic=ballot.topic),
        ballot.question,
        numbered(ballot.answers),
        _("One answer each, without your name. You can change it until {time}.", time=clock(ballot.until)),
    )
    return Say(text, tuple(Choice(str(go), go.label) for go in buttons(ballot)))


def buttons(ballot: Ballot) -> tuple[Go, ...]:
    """A button for each answer; that which was given before is marked."""
    return tuple(
        Go("vote", f"✅ {answer}" if place == ballot.mine else answer, f"{ballot.id}.{place}")
        for place, answer in enumerate(ballot.answers)
    )


def numbered(answers: Sequence[str]) -> str:
    """All answers whole, as buttons may be cut short."""
    return "\n".join(f"{place}. {answer}" for place, answer in enumerate(answers, start=1))


def read_back(question: str, answers: Sequence[str], minutes: int, here: int) -> str:
    """What an organiser confirms before it goes out."""
    lasts = (
        ngettext("⏱ Open for {count} minute", "⏱ Open for {count} minutes", minutes)
        if minutes
        else _("⏱ Open until you close it")
    )
    goes = ngettext("👥 It goes to {count} person at once.", "👥 It goes to {count} people at once.", here)
    return paragraphs(_("Is this right?"), question, numbered(answers), f"{lasts}\n{goes}")


def sheet(seen: PollSheet) -> str:
    """The newest poll of a forum, and how many are there to be asked."""
    here = ngettext("👥 {count} person can be asked.", "👥 {count} people can be asked.", seen.here)
    heading = _("📊 Quick polls at the forum “{topic}”", topic=seen.topic)
    return paragraphs(heading, here, view(seen.poll) if seen.poll else _("There was none yet."))


def view(poll: PollView) -> str:
    """One poll: how many answered while it is open, and its result afterwards."""
    if poll.result:
        return result(poll.result)
    how = _("{answered} of {asked} have answered.", answered=poll.answered, asked=poll.asked)
    until = (
        _("Open until {time}.", time=clock(poll.until))
        if poll.state == "open"
        else _("It is closed; its result comes in a moment.")
    )
    return paragraphs(poll.question, numbered(poll.answers), f"{how}\n{until}")


def result(seen: Result) -> str:
    """All numbers of a picture in words, as not everybody sees it."""
    took = _("{answered} of {asked} took part.", answered=seen.answered, asked=seen.asked)
    if not seen.shows:
        return paragraphs(seen.question, *_unshown(seen), took)
    lines = [f"{answer}: {_count(count, seen.answered)}" for answer, count in seen.counts.items()]
    return paragraphs(seen.question, "\n".join(lines), rest(seen), took)


def rest(seen: Result) -> str:
    """Of answers that are not shown apart, how many they are together."""
    if not seen.rest:
        return ""
    return _("“–”: too few to be shown apart. Together they are {count}.", count=seen.rest)


def bar(count: int, of: int) -> str:
    """A count with its share of those who took part."""
    return f"{count} ({round(100 * count / of)}%)"


def chapter(results: Sequence[Result]) -> tuple[Block, ...]:
    """All polls of a forum, in its report."""
    if not results:
        return words(_("Nothing was asked in a poll."))
    return tuple(block for one in results for block in _reported(one))


def _reported(seen: Result) -> tuple[Block, ...]:
    took = _("{answered} of {asked} took part.", answered=seen.answered, asked=seen.asked)
    if not seen.shows:
        return words(seen.question, *_unshown(seen), took)
    rows = [(answer, _count(count, seen.answered)) for answer, count in seen.counts.items()]
    told = table((_("Answer"), _("People")), rows, (3, 1))
    return (*words(seen.question), told, *words(f"{took} {rest(seen)}".strip()))


def _unshown(seen: Result) -> tuple[str, str]:
    """What is said where no number can be."""
    most = _("Most said: {answer}", answer=seen.leading) if seen.leading else ""
    return most, _("Too few took part to show the numbers: they would tell who said what.")


def told(code: str, poll: int, seen: Result, picture: Media | None) -> Say:
    """What came of it, to who organises: nobody else has it until they tap."""
    share = Go("poll", _("📤 Send it to those who took part"), f"{code}.share.{poll}")
    new = Go("poll", _("📊 Quick polls"), code)
    goes = (share, new) if seen.tells else (new,)
    text = paragraphs(_("📊 The poll is closed. Its result:"), result(seen))
    return Say(text, tuple(Choice(str(go), go.label) for go in goes), media=(picture,) if picture else ())


def shared(topic: str, seen: Result, picture: Media | None) -> Say:
    """The same to those who took part."""
    text = paragraphs(_("📊 What came of the poll at the forum “{topic}”:", topic=topic), result(seen))
    return Say(text, media=(picture,) if picture else ())


def picture(topic: str, when: date, seen: Result) -> Mapping[str, str]:
    """The words in the picture: title, subtitle and note."""
    took = _("{answered} of {asked} took part.", answered=seen.answered, asked=seen.asked)
    note = " ".join(filter(None, (took, rest(seen))))
    return {"title": seen.question, "subtitle": f"{topic} · {day(when)}", "note": note}


def _count(count: int | None, of: int) -> str:
    return "–" if count is None else bar(count, of)
