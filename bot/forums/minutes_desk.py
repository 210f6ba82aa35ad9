"""The minutes of a forum at the desk of who organises: as they see them, and what they decide, in chat."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.desk.entitled import NotDone
from bot.desk.facts import Looking
from bot.forums import agreed, minutes, people
from bot.forums.life import WrongStep
from bot.forums.minutes import BadMinutes
from bot.forums.people import ORGANISERS, REVIEWERS, as_actor
from bot.forums.record import step_of
from bot.offices.mistaken import Mistaken
from bot.recording import Recording
from handlers import minutes_words
from handlers.minutes_events import MinutesStepped, MinutesWritten
from handlers.minutes_views import Minutes
from handlers.talk import Recorded, speaking
from handlers.talk.stored import say_to_json
from storage import forums, officials
from storage import minutes as written
from storage.forums import ForumRow
from storage.minutes import NewAgreement
from storage.officials import OfficialRow
from storage.outbox import Message


def seen(here: Looking, what: str) -> Minutes | None:
    """The minutes of a forum that was held; None: there is none, or not for this person."""
    mine = [one for one in here.offices if one.role in REVIEWERS]
    row = forums.by_code(here.tx, what.partition(".")[0]) if mine else None
    if row is None or row.state not in ("held", "minuted", "followed_up"):
        return None
    may = _may(here, row, mine)
    return agreed.view(here.tx, row, here.house, here.house.today(here.now), may=may)


def _may(here: Looking, row: ForumRow, mine: Sequence[OfficialRow]) -> tuple[str, ...]:
    if row.state != "held":
        return ()
    there = written.of(here.tx, row.id)
    writes = ("write",) if any(one.role in ORGANISERS for one in mine) else ()
    if there is None:
        return writes
    if there.reviewed_by:
        return (*writes, "publish") if writes else ()
    wrote = any(people.same_person(here.tx, there.written_by, as_actor(one.id)) for one in mine)
    return writes if wrote else ("review", *writes)


def wrote(event: MinutesWritten, here: Recording) -> Recorded:
    """A draft; whoever may review it is asked to."""
    step = step_of(here, ORGANISERS)
    found = [NewAgreement(one.words, one.unit, one.due, one.question or None) for one in event.agreements]
    row = _mended(lambda: minutes.write(step, here.house, event.code, event.summary, found))
    for official in {one.citizen_id: one for one in officials.all_active(here.tx)}.values():
        if official.role in REVIEWERS and not people.same_person(here.tx, step.actor, as_actor(official.id)):
            _ask(official, row, here)
    return Recorded(name=row.code)


def stepped(event: MinutesStepped, here: Recording) -> Recorded:
    """review or publish."""
    step = step_of(here, REVIEWERS if event.step == "review" else ORGANISERS)
    if event.step == "review":
        _mended(lambda: minutes.review(step, event.code))
    else:
        _mended(lambda: minutes.publish(step, here.house, event.code))
    return Recorded(name=event.code)


def _ask(official: OfficialRow, row: ForumRow, here: Recording) -> None:
    if official.citizen_id is None:
        return
    with speaking(official.language):
        body = say_to_json(minutes_words.review_wanted(row.code, row.topic))
    key = f"minutes:{row.code}:{official.citizen_id}:{here.now:%Y%m%d%H%M%S}"
    here.tell(Message("bulk", official.channel, official.citizen_id, "notice", body, dedupe_key=key))


def _mended(act: Callable[[], Any]) -> Any:
    """What it gives; a mistake becomes the reason why it was not done."""
    try:
        return act()
    except (BadMinutes, WrongStep) as why:
        raise NotDone(why.problem) from why
    except Mistaken as why:
        raise NotDone("gone") from why


STEPS: Mapping[type[Any], Callable[[Any, Recording], Recorded]] = {
    MinutesWritten: wrote,
    MinutesStepped: stepped,
}
