"""What belongs to an answer to an invitation: how many come, what they need, and the date for a calendar."""

from __future__ import annotations

from collections.abc import Callable

from handlers import offers
from handlers.facts import Facts, ForumView
from handlers.forum import after, answering
from handlers.forum_events import NeedStated, PartyStated
from handlers.forum_words import NEEDS, calendar_file, closed, details, heard, party
from handlers.talk import Go, Outcome, Recorded, Script, Talk, Words, _, choose, paragraphs, write

COMING = ("come", "offered", "waiting")
NONE = "none"


def many(facts: Facts, code: str = "") -> Talk[Outcome]:
    """How many of them come; when there are not seats for all, fewer or all together later."""
    forum = facts.forum
    if forum is None or closed(forum) or forum.answer not in COMING:
        return _first(forum)
    counts = {number: str(number) for number in range(1, forum.most + 1)}
    count = yield from choose("count", _("How many people come, you included?"), counts, columns=4)
    room = forum.room
    together = False
    if room is not None and 0 < room < count:
        way = yield from choose("way", _("Seats are left for {room} of you.", room=room), _ways(room, count))
        together = way == "wait"
        count = count if together else room
    event = PartyStated(forum.code, count, together)
    return Outcome(event, _counted(forum), next=(*after(forum.code, "come"), offers.menu()))


def _ways(room: int, count: int) -> dict[str, str]:
    return {
        "fewer": _("We come with {room}", room=room),
        "wait": _("We wait for {count} seats", count=count),
    }


def _counted(forum: ForumView) -> Callable[[Recorded], str]:
    def words(recorded: Recorded) -> str:
        if recorded.problem == "short" and recorded.seat:
            return paragraphs(
                _("So many seats are not free any more. Nothing has changed for you:"), party(recorded.seat)
            )
        return heard(forum, "come", recorded.seat, recorded.problem)

    return words


def need(facts: Facts, code: str = "") -> Talk[Outcome]:
    """What they need to take part, one thing after another."""
    forum = facts.forum
    if forum is None or closed(forum) or forum.answer not in (*COMING, "perhaps"):
        return _first(forum)
    options = {key: _(label) for key, label in NEEDS.items() if key == "other" or key not in forum.needs}
    if forum.needs:
        options[NONE] = _("Nothing of that after all")
    asked = paragraphs(_("What do you need to take part? Only the organisers see it."), _told(forum))
    what = yield from choose("what", asked, options)
    words = Words()
    if what == "other":
        words = yield from write("words", _("Please write in a few words what you need."))
    return Outcome(
        NeedStated(forum.code, what, words),
        lambda recorded: _noted(what, recorded),
        next=(Go("need", _("➕ Something else"), forum.code), offers.menu()),
    )


def _told(forum: ForumView) -> str:
    if not forum.needs:
        return ""
    known = [_(NEEDS[key]) for key in NEEDS if key in forum.needs]
    return "\n".join([_("You have told us:"), *known])


def _noted(what: str, recorded: Recorded) -> str:
    if not recorded.done:
        return _("I am sorry, this forum is over or no longer takes answers.")
    return _("Forgotten.") if what == NONE else _("Thank you, the organisers will see to it.")


def ical(facts: Facts, code: str = "") -> Talk[Outcome]:
    """The forum as a file for one's calendar, and as a link where there is a page."""
    yield from ()  # asks nothing, and is a conversation all the same
    forum = facts.forum
    if forum is None or forum.state == "draft":
        return _first(None)
    link = _("Or open it from here: {link}", link=forum.calendar) if forum.calendar else ""
    words = paragraphs(_("📅 Open the file to put the forum into your calendar."), details(forum), link)
    return Outcome(words=words, next=(offers.menu(),), file=lambda _recorded: calendar_file(forum))


def _first(forum: ForumView | None) -> Outcome:
    """Nothing to add to yet."""
    if forum is None:
        return Outcome(words=_("I do not find that forum (any more)."), next=(offers.menu(),))
    if words := closed(forum):
        return Outcome(words=words, next=(offers.menu(),))
    return Outcome(
        words=_("Please say first whether you come."),
        next=(answering(forum.code, "come"), answering(forum.code, "perhaps"), offers.menu()),
    )


_READS = frozenset({"forum"})
MANY = Script("many", lambda: offers.title("many"), many, reads=_READS, arg="code")
NEED = Script("need", lambda: offers.title("need"), need, reads=_READS, arg="code")
ICAL = Script("ical", lambda: offers.title("ical"), ical, reads=_READS, arg="code")
