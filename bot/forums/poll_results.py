"""What came of a quick poll: counted once it is closed, small numbers hidden, told to who organises it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from analytics.suppression import withheld
from bot.attending.offering import reach
from bot.forums import people
from bot.forums.poll_opening import BadPoll
from bot.house import House
from handlers import poll_words
from handlers.poll_views import Result
from handlers.talk import Media, speaking
from handlers.talk.stored import say_to_json
from storage import documents, minutes, officials, poll_votes, polls
from storage.forums import ForumRow
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.polls import TELLS, PollRow
from storage.store import Tx

PNG = "image/png"


def result(tx: Tx, poll: PollRow, house: House) -> Result:
    """As it may be shown: no answer that fewer gave than may be told, nor one from which it would follow."""
    counted = poll_votes.counts(tx, poll.id)
    given = {words: counted.get(place, 0) for place, words in enumerate(poll.answers)}
    total, smallest = sum(given.values()), _smallest(house)
    out = withheld(given, smallest) if total >= smallest else frozenset(given)
    asked = max(poll.asked, total)
    if not any(given[words] for words in given.keys() - out):  # that nobody gave some answer says too little
        hidden = dict.fromkeys(given)
        return Result(poll.question, hidden, total, asked, leading=_leading(given, smallest))
    counts = {words: None if words in out else count for words, count in given.items()}
    return Result(poll.question, counts, total, asked, rest=sum(given[words] for words in out))


def tell(
    tx: Tx, poll: PollRow, row: ForumRow, house: House, png: bytes | None, now: datetime
) -> list[Message]:
    """The result to who organises it, once; the picture is kept for those who took part."""
    name = f"poll-{row.code}-{poll.id}.png"
    ref = documents.keep(tx, name, PNG, png, now) if png else ""
    if not polls.told(tx, poll.id, ref, now):
        return []
    seen = result(tx, poll, house)
    return [
        _told(official, poll, row, seen, _picture(ref, name))
        for official in _organisers(tx, poll, now, house)
    ]


def share(tx: Tx, poll: PollRow, row: ForumRow, house: House, now: datetime) -> list[Message]:
    """The same to those who took part, once. Raises BadPoll."""
    if poll.told_at is None:
        raise BadPoll("early")
    seen = result(tx, poll, house)
    if not seen.tells:
        raise BadPoll("too_few")
    if not polls.shared(tx, poll.id, now):
        raise BadPoll("shared")
    took = poll_votes.voters(tx, poll.id)
    picture = _picture(poll.picture, f"poll-{row.code}-{poll.id}.png")
    messages = []
    for person in reach(tx, set(took) - minutes.silent(tx, took)):
        with speaking(person.language):
            body = say_to_json(poll_words.shared(row.topic, seen, picture))
        key = f"{TELLS}:{poll.id}:{person.id}"
        messages.append(Message("bulk", person.channel, person.id, TELLS, body, dedupe_key=key))
    return messages


def _leading(given: Mapping[str, int], smallest: int) -> str:
    """What most said, where no number is shown and this tells none either.

    The others are few, or something were shown; of twice as many as may be told they are not sure to be one.
    """
    most = max(given, key=lambda words: given[words])
    return most if given[most] >= smallest and sum(given.values()) >= 2 * smallest else ""


def _smallest(house: House) -> int:
    return house.settings.figures.smallest_cell if house.settings else 5


def _picture(ref: str, name: str) -> Media | None:
    return Media("photo", ref, mime=PNG, name=name) if ref else None


def _organisers(tx: Tx, poll: PollRow, now: datetime, house: House) -> list[OfficialRow]:
    """Whoever opened it, while they are in office; else all coordinators."""
    maker = people.official_of(tx, poll.opened_by)
    if maker and maker.citizen_id is not None and maker.serves(house.today(now)):
        return [maker]
    return [one for one in officials.all_active(tx) if one.role == "coordinator" and one.citizen_id]


def _told(
    official: OfficialRow, poll: PollRow, row: ForumRow, seen: Result, picture: Media | None
) -> Message:
    with speaking(official.language):
        body = say_to_json(poll_words.told(row.code, poll.id, seen, picture))
    key = f"poll_told:{poll.id}:{official.citizen_id}"
    chat = official.citizen_id or 0
    return Message("bulk", official.channel, chat, "notice", body, dedupe_key=key)
