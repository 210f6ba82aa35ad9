"""What organisers decide in their chats becomes rows: the same steps as at the command line, in the turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.broadcasting import steering, trial
from bot.broadcasting.kinds import Around
from bot.broadcasting.steering import NotNow
from bot.desk.entitled import NotDone
from bot.forums import life, office, people
from bot.forums.audience import Audience
from bot.forums.life import Step, WrongStep
from bot.forums.people import ORGANISERS, REVIEWERS, as_actor
from bot.forums.wish import NotPossible, Wish
from bot.offices.mistaken import Mistaken
from bot.recording import Recording
from handlers import organise_words
from handlers.organise_events import (
    BroadcastSteered,
    ForumDrafted,
    ForumMoved,
    ForumStepped,
    InvitationsPrepared,
    InvitationTried,
)
from handlers.talk import Recorded, speaking
from handlers.talk.stored import say_to_json
from storage import officials
from storage.forums import ForumRow
from storage.officials import OfficialRow
from storage.outbox import Message

REVIEWED_BY = frozenset({"review", "agree"})  # steps that overseers may take as well


def drafted(event: ForumDrafted, here: Recording) -> Recorded:
    """A new draft, or another wish for one; whoever may review it is told."""
    step = step_of(here, ORGANISERS)
    wish = _wish(event, here)
    row = _mended(lambda: life.change(step, event.code, wish) if event.code else life.draft(step, wish))
    _ask_for_review(here, step, row)
    return Recorded(name=row.code)


def stepped(event: ForumStepped, here: Recording) -> Recorded:
    """review, announce, close, held or cancel."""
    step = step_of(here, REVIEWERS if event.step in REVIEWED_BY else ORGANISERS)
    if event.step == "cancel":
        _mended(lambda: life.cancel(step, event.code, event.why))
    elif event.step in office.TAKEN:
        _mended(lambda: office.TAKEN[event.step](step, event.code))
    return Recorded(name=event.code)


def moved(event: ForumMoved, here: Recording) -> Recorded:
    """Another time, or another place."""
    where: dict[str, Any] = {}
    if event.day and event.at:
        where["starts_at"] = datetime.combine(event.day, event.at, here.house.zone)
    if event.place:
        where |= {"place": event.place, "latitude": event.latitude, "longitude": event.longitude}
    if event.link:
        where["link"] = event.link
    step = step_of(here, ORGANISERS)
    _mended(lambda: life.move(step, event.code, event.why, **where))
    return Recorded(name=event.code)


def prepared(event: InvitationsPrepared, here: Recording) -> Recorded:
    """A broadcast whose recipients are looked for behind the turns."""
    step = step_of(here, ORGANISERS)
    quota = event.quota or None
    chosen = (event.units, (), event.area, event.language, event.days, event.group, quota)
    audience = Audience(*chosen, event.organisations, event.topics)
    _mended(lambda: office.prepare(step, life.found(here.tx, event.code), audience))
    return Recorded(name=event.code)


def tried(event: InvitationTried, here: Recording) -> Recorded:
    """The invitation to oneself, or to the test group."""
    step = step_of(here, ORGANISERS)
    row, around = _mended(lambda: life.found(here.tx, event.code)), Around(step.settings, here.house)
    if event.whom == "me":
        trial.to_oneself(here.tx, row, step.actor, around, here.now)
    else:
        trial.to_group(here.tx, row, around, here.now)
    return Recorded(name=event.code)


def steered(event: BroadcastSteered, here: Recording) -> Recorded:
    """send, agree, pause, resume or stop; `reader` tells the state it is in then."""
    step = step_of(here, REVIEWERS if event.act in REVIEWED_BY else ORGANISERS)
    number, now = event.broadcast, here.now
    acts: Mapping[str, Callable[[], Any]] = {
        "send": lambda: steering.send(here.tx, number, step.actor, step.settings.forum.yes_above, now),
        "agree": lambda: steering.agree(here.tx, number, step.actor, now),
        "pause": lambda: steering.pause(here.tx, number, step.actor, now),
        "resume": lambda: steering.resume(here.tx, number, step.actor, now),
        "stop": lambda: steering.stop(here.tx, number, step.actor, now),
    }
    row = _mended(acts[event.act])
    return Recorded(reader=row.state)


def step_of(here: Recording, roles: frozenset[str]) -> Step:
    """In whose name it is done. Raises NotDone: forbidden to whoever has none of these roles."""
    held = officials.of_citizen(here.tx, here.person.id)
    today = here.house.today(here.now)
    mine = [one for one in held if one.role in roles and one.serves(today)]
    if not mine or here.house.settings is None:
        raise NotDone("forbidden")
    return Step(here.tx, here.house.settings, as_actor(mine[0].id), here.now)


def _mended(act: Callable[[], Any]) -> Any:
    """What it gives; a mistake becomes the reason why it was not done."""
    try:
        return act()
    except (NotPossible, WrongStep, NotNow) as why:
        raise NotDone(why.problem) from why
    except Mistaken as why:
        raise NotDone("gone") from why


def _wish(event: ForumDrafted, here: Recording) -> Wish:
    starts = datetime.combine(event.day, event.at, here.house.zone)
    return Wish(
        event.topic,
        starts,
        event.place,
        event.unit or None,
        (event.service,) if event.service else (),
        starts + timedelta(hours=event.hours),
        event.link,
        event.latitude,
        event.longitude,
        event.words,
        event.seats,
    )


def _ask_for_review(here: Recording, step: Step, row: ForumRow) -> None:
    """Everybody who may review it, once for this draft, but whoever made it."""
    told: set[int] = set()
    for official in officials.all_active(here.tx):
        if official.role not in REVIEWERS or official.citizen_id is None or official.citizen_id in told:
            continue
        if people.same_person(here.tx, step.actor, as_actor(official.id)):
            continue
        told.add(official.citizen_id)
        here.tell(_request(official, row, here))


def _request(official: OfficialRow, row: ForumRow, here: Recording) -> Message:
    with speaking(official.language):
        say = organise_words.review_wanted(row.code, row.topic)
    key = f"review:{row.code}:{official.citizen_id}:{here.now:%Y%m%d%H%M%S}"
    chat = official.citizen_id or 0
    return Message("bulk", official.channel, chat, "notice", say_to_json(say), dedupe_key=key)


STEPS: Mapping[type[Any], Callable[[Any, Recording], Recorded]] = {
    ForumDrafted: drafted,
    ForumStepped: stepped,
    ForumMoved: moved,
    InvitationsPrepared: prepared,
    InvitationTried: tried,
    BroadcastSteered: steered,
}
