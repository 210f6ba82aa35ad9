"""The door of a forum: checking in with a code, and the official who keeps it."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import offers
from handlers.dates import moment
from handlers.facts import Facts
from handlers.forum_events import DoorPassed, DoorShown, PeopleCounted
from handlers.forum_views import Door, Seat, Ticket
from handlers.forum_words import GROUPS, NEEDS, group_name
from handlers.talk import (
    Go,
    Media,
    Outcome,
    Recorded,
    Say,
    Script,
    Talk,
    _,
    choose,
    ngettext,
    paragraphs,
    write,
)

COUNTS = (1, 2, 3, 4, 5, 10, 20, 50)


def hadir(facts: Facts, code: str = "") -> Talk[Outcome]:
    """Checks in whoever is at the door; an official with somebody's personal code checks in those."""
    if not code:
        asked = (
            _("Which code shall be checked in?")
            if facts.is_official
            else paragraphs(*map(_ticket, facts.tickets), _door_code())
        )
        written = yield from write("code", asked)
        code = written.text
    return Outcome(DoorPassed(code.strip()), passed, next=(offers.menu(),))


def _ticket(ticket: Ticket) -> str:
    shown = f"{ticket.code[:4]}-{ticket.code[4:]}".upper()
    return "\n".join(
        (
            ticket.topic,
            f"🗓 {moment(ticket.at)}",
            _("🎫 Your code at the door: {code}", code=shown),
        )
    )


def _door_code() -> str:
    return _("Which code stands at the door? You can also scan the QR code there.")


def passed(recorded: Recorded) -> str:
    """What is said to whoever typed the code."""
    if recorded.problem == "checked" and recorded.seat:
        return _checked(recorded.seat)
    if recorded.problem in ("again", "walked_in", "personal", "early"):
        return {
            "again": _("You are checked in already. Welcome!"),
            "walked_in": _("Welcome! You are counted. Please ask at the door whether there is room."),
            "personal": _("That is a personal code: please show it to the official at the door."),
            "early": _("The door is not open yet. Please check in when you are there."),
        }[recorded.problem]
    if not recorded.done or recorded.seat is None:
        return _("I do not know that code. Please look at it once more.")
    welcome = ngettext(
        "✅ Welcome! {count} person is checked in.",
        "✅ Welcome! {count} people are checked in.",
        recorded.seat.party,
    )
    return paragraphs(welcome, recorded.name)


def _checked(seat: Seat) -> str:
    count = ngettext("✅ {count} person is checked in", "✅ {count} people are checked in", seat.party)
    needs = [_(NEEDS[key]) for key in NEEDS if key in seat.needs]
    return "\n".join([f"{count} ({group_name(seat.group)})", *needs])


def keep_door(facts: Facts, code: str = "") -> Talk[Outcome]:
    """Shows the door's code and who is there, and counts people who have no chat with us."""
    doors = {door.code: door for door in facts.doors}
    if not doors:
        return Outcome(words=_("There is no forum today whose door you keep."), next=(offers.menu(),))
    chosen = code if code in doors else ""
    if not chosen and len(doors) > 1:
        topics = {key: door.topic for key, door in doors.items()}
        chosen = yield from choose("forum", _("Which forum?"), topics)
    door = doors[chosen or next(iter(doors))]
    what = yield from choose("what", shown(door), {"qr": _("🔳 QR code"), "count": _("➕ Count people")})
    if what == "qr":
        words = _("Here is the code as a picture; put it up at the door.")
        return Outcome(DoorShown(door.code), words, next=_again(door))
    group = yield from choose("group", _("As what do they come?"), {key: _(GROUPS[key]) for key in GROUPS})
    people = yield from choose("people", _("How many?"), {n: str(n) for n in COUNTS}, columns=4)
    return Outcome(PeopleCounted(door.code, group, people), _counted, next=_again(door))


def shown(door: Door) -> str:
    """The forum, its code at the door, and who is there of those who were expected."""
    return paragraphs(
        f"{door.topic}\n🗓 {moment(door.at)}",
        _("🚪 Code at the door: {code}\nWho is there sends: /hadir {code}", code=door.door.upper()),
        _listed(_("Expected:"), {group_name(key): count for key, count in door.expected.items()}),
        _listed(_("Here:"), {group_name(key): count for key, count in door.here.items()}),
        _listed(_("What they need:"), {_(NEEDS[key]): door.needs[key] for key in NEEDS if key in door.needs}),
        _("To check in somebody by their own code: /hadir and the code"),
    )


def picture(topic: str, code: Media) -> Say:
    """The QR code that is put up at the door."""
    return Say(_("🚪 {topic}: scan to check in", topic=topic), media=(code,))


def _listed(heading: str, counts: Mapping[str, int]) -> str:
    lines = [f"• {name}: {count}" for name, count in counts.items() if count]
    return "\n".join([heading, *lines]) if lines else ""


def _counted(recorded: Recorded) -> str:
    return _("Counted.") if recorded.done else _("There is no forum today whose door you keep.")


def _again(door: Door) -> tuple[Go, ...]:
    return (Go("door", _("🚪 To the door"), door.code), offers.menu())


HADIR = Script("hadr", lambda: offers.title("hadr"), hadir, reads=frozenset({"tickets"}), arg="code")
DOOR = Script("door", lambda: offers.title("door"), keep_door, reads=frozenset({"doors"}), arg="code")
