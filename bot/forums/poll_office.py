"""What whoever sits at the command line does with quick polls: opens, closes, shares and shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.forums import life, poll_opening, poll_results, poll_telling
from bot.forums.office import Office
from bot.forums.poll_opening import BadPoll
from bot.offices.mistaken import Mistaken
from handlers.poll_views import Result
from storage import outbox, poll_votes, polls
from storage.forums import ForumRow
from storage.polls import PollRow
from storage.store import Tx


def open_(office: Office, code: str, question: str, answers: Sequence[str], minutes: int | None) -> int:
    """Asked at once; how many get it. `minutes`: None for `forum.poll_minutes`, 0 until it is closed.

    Raises BadPoll, Mistaken.
    """
    lasts = office.around.settings.forum.poll_minutes if minutes is None else minutes
    said = tuple(" ".join(answer.split()) for answer in answers)
    with office.store.begin() as tx:
        step = office.step(tx)
        _made, messages = poll_opening.start(step, office.around.house, code, question, said, lasts)
        outbox.add(tx, messages, step.now)
    return len(messages)


def close(office: Office, code: str) -> None:
    """No answer counts any more; its result is told by whoever runs. Raises BadPoll, Mistaken."""
    with office.store.begin() as tx:
        step = office.step(tx)
        poll = polls.open_of(tx, life.found(tx, code, lock=True).id)
        if poll is None:
            raise BadPoll("none")
        polls.close(tx, poll.id, step.now)


def share(office: Office, code: str) -> int:
    """The newest result to those who took part; how many. Raises BadPoll, Mistaken."""
    with office.store.begin() as tx:
        step = office.step(tx)
        row = life.found(tx, code, lock=True)
        messages = poll_results.share(tx, _newest(tx, row), row, office.around.house, step.now)
        outbox.add(tx, messages, step.now)
    return len(messages)


def show(office: Office, code: str) -> Sequence[Mapping[str, Any]]:
    """All polls of this forum in numbers, as they may be shown. Raises Mistaken."""
    with office.store.reading() as tx:
        return [_line(tx, office, poll) for poll in polls.of_forum(tx, life.found(tx, code).id)]


def results(office: Office, code: str) -> list[Result]:
    """What came of each that is closed. Raises Mistaken."""
    with office.store.reading() as tx:
        made = polls.of_forum(tx, life.found(tx, code).id)
        return [poll_results.result(tx, one, office.around.house) for one in made if one.closed_at]


def write_picture(office: Office, code: str, to: Path) -> None:
    """The newest poll's result as PNG. Raises BadPoll, Mistaken."""
    if to.suffix.lower() != ".png":
        raise Mistaken(f"{to.name}: a picture is written as .png")
    with office.store.reading() as tx:
        row = life.found(tx, code)
        poll = _newest(tx, row)
        if poll.closed_at is None:
            raise BadPoll("early")
        seen = poll_results.result(tx, poll, office.around.house)
    if not seen.shows:
        raise BadPoll("too_few")
    day = office.around.house.today(poll.opened_at)
    to.write_bytes(poll_telling.draw(*poll_telling.picture_of(row, seen, day)))


def _newest(tx: Tx, row: ForumRow) -> PollRow:
    made = polls.of_forum(tx, row.id)
    if not made:
        raise BadPoll("gone")
    return made[-1]


def _line(tx: Tx, office: Office, poll: PollRow) -> Mapping[str, Any]:
    """While it is open how many answered, and afterwards what."""
    state = "open" if poll.closed_at is None else "closed" if poll.told_at is None else "told"
    line = {"opened": poll.opened_at, "state": state, "question": poll.question, "asked": poll.asked}
    if poll.closed_at is None:
        counted = sum(poll_votes.counts(tx, poll.id).values())
        return {**line, "answered": counted, "answers": {}, "hidden_together": 0, "most_said": ""}
    return {**line, **numbers(poll_results.result(tx, poll, office.around.house))}


def numbers(seen: Result) -> Mapping[str, Any]:
    """A result for tables: null where an answer is not shown apart."""
    return {
        "answered": seen.answered,
        "answers": dict(seen.counts) if seen.shows else {},
        "hidden_together": seen.rest,
        "most_said": seen.leading,
    }
