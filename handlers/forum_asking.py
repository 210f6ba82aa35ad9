"""What an organiser is asked of a forum: day, time, place, seats; each asked again while it cannot be so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TypeVar

from handlers.asking import GivenUp, ask
from handlers.day_reading import read_day
from handlers.forum_words import GROUPS, group_name
from handlers.organise_words import problem
from handlers.talk import Place, Talk, Words, _, choose

T = TypeVar("T")
FARTHEST = timedelta(days=730)
LONGEST_TOPIC, LONGEST_PLACE, MOST_SEATS = 200, 300, 100_000
# The question's key of each group: short, and for ever.
SEAT_KEYS: Mapping[str, str] = {
    "citizens": "scit",
    "users": "suse",
    "ngos": "sngo",
    "experts": "sexp",
    "press": "spre",
    "officials": "soff",
}
_TIME = re.compile(r"(?:pukul |jam |at )?(\d{1,2})[.:](\d{2})(?: ?wib)?", re.IGNORECASE)
_DAY_LIKE = re.compile(r"\d{1,2}\D")


@dataclass(frozen=True)
class Where:
    """Where it is held; a pin has both degrees."""

    place: str = ""
    link: str = ""
    pin: Place | None = None


def topic() -> Talk[str]:
    question = _("What is the forum about? One sentence, as people will read it.")
    return _there((yield from ask("topi", question, _topic)))


def day_and_time(today: date) -> Talk[tuple[date, time]]:
    """When it begins, in the city's time."""

    def on_day(said: Words) -> tuple[date | None, str]:
        return read_forum_day(said.text, today)

    day = yield from ask("day", _("On which day? For example: 17 August, or 17/8/2027."), on_day)
    at = yield from ask("at", _("At what time does it begin (WIB)? For example: 09.00"), read_time)
    return _there(day), _there(at)


def read_forum_day(text: str, today: date) -> tuple[date | None, str]:
    """The day that is meant, or why it cannot be one."""
    found = read_day(text, today, ahead=True)
    if found is None:
        if _DAY_LIKE.match(text.strip()):
            return None, _("⚠️ There is no such day: {day}", day=text.strip()[:40])
        return None, _("⚠️ I cannot read that as a day.")
    if found <= today:
        return None, problem("past")
    return (None, problem("far")) if found - today > FARTHEST else (found, "")


def read_time(said: Words) -> tuple[time | None, str]:
    """The time that is meant, or why it cannot be one."""
    found = _TIME.fullmatch(said.text.strip())
    if not found:
        return None, _("⚠️ I cannot read that as a time. Please write it like 09.00.")
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 or minute > 59:
        return None, _("⚠️ There is no such time: {time}", time=said.text.strip()[:20])
    return time(hour, minute), ""


def hours() -> Talk[int]:
    lasting = {count: _("{count} hours", count=count) for count in (1, 2, 3, 4, 6, 8)}
    return (yield from choose("hours", _("How long does it last?"), lasting, columns=3))


def where() -> Talk[Where]:
    """A place with or without a pin, a link, or both."""
    ways = {"place": _("📍 At a place"), "net": _("💻 On the net"), "both": _("Both")}
    way = yield from choose("where", _("Where is it held?"), ways)
    place, pin = ("", None) if way == "net" else (yield from at_place())
    link = "" if way == "place" else _there((yield from ask("link", _("The link of the meeting?"), _link)))
    return Where(place, link, pin)


def at_place() -> Talk[tuple[str, Place | None]]:
    place = yield from ask("plac", _("At which place? Name and address, as people will read it."), _place)
    pin = yield from ask("pin", _("Send the place on the map, or skip."), _pin, skip=True)
    return _there(place), pin


def seats() -> Talk[dict[str, int]]:
    """How many for each group. Raises GivenUp when there are none at all."""
    counts: dict[str, int] = {}
    for group in GROUPS:
        question = _("🪑 How many seats for {group}? A number, or skip.", group=group_name(group))
        count = yield from ask(SEAT_KEYS[group], question, read_seats, skip=True)
        if count:
            counts[group] = count
    if not counts:
        raise GivenUp(problem("no_seats"))
    return counts


def read_seats(said: Words) -> tuple[int | None, str]:
    """A number of seats, or why it cannot be one."""
    text = said.text.strip()
    if not text.isdecimal():
        return None, _("⚠️ Please write a number.")
    return (int(text), "") if 0 < int(text) <= MOST_SEATS else (None, problem("seats"))


def more_words(most: int) -> Talk[str]:
    """What the invitation says beside topic, time and place."""

    def read(said: Words) -> tuple[str | None, str]:
        text = said.text.strip()
        if len(text) <= most:
            return text, ""
        return None, _("⚠️ That is too long: {count} characters, at most {most}.", count=len(text), most=most)

    question = _("What else should the invitation say? At most {most} characters, or skip.", most=most)
    return (yield from ask("more", question, read, skip=True)) or ""


def _topic(said: Words) -> tuple[str | None, str]:
    text = " ".join(said.text.split())
    return (text, "") if 0 < len(text) <= LONGEST_TOPIC else (None, problem("topic"))


def _place(said: Words) -> tuple[str | None, str]:
    text = " ".join(said.text.split())
    return (text, "") if 0 < len(text) <= LONGEST_PLACE else (None, problem("place"))


def _pin(said: Words) -> tuple[Place | None, str]:
    return (said.place, "") if said.place else (None, _("⚠️ Please send a place on the map, or skip."))


def _link(said: Words) -> tuple[str | None, str]:
    text = said.text.strip()
    fits = text.startswith(("https://", "http://")) and len(text.split()) == 1
    return (text, "") if fits else (None, problem("link"))


def _there(found: T | None) -> T:
    """What cannot be skipped was said."""
    assert found is not None  # noqa: S101 - `ask` gives None only where skipping is allowed; told to mypy
    return found
