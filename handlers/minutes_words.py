"""What people read of the minutes of a forum, and of what became of what was agreed in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from handlers.dates import day, moment
from handlers.forum_words import group_name
from handlers.minutes_views import Agreed, Minutes
from handlers.report_parts import Block, Chapter, Document, table, words
from handlers.talk import Go, Say, _, later, ngettext, paragraphs
from handlers.talk.model import Choice

_LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){6,}")
STANDINGS: Mapping[str, str] = {
    "open": later("⏳ still to be done"),
    "begun": later("🔧 being worked on"),
    "late": later("⚠️ late: the day is over and it is not done"),
    "done": later("✅ done in time"),
    "done_late": later("✅ done, later than agreed"),
    "dropped": later("❌ will not be done"),
}
PROBLEMS: Mapping[str, str] = {
    "summary": later("Please say what was talked about, in at most 2,000 characters."),
    "words": later("An agreement is said in at most 300 characters."),
    "numbers": later(
        "There is a long number in it. Please write it without numbers that belong to somebody."
    ),
    "unit": later("That office is not there any more."),
    "due": later("An agreement is due after today, and within two years."),
    "many": later("Those are too many agreements: at most 50."),
    "question": later("That question does not belong to this forum."),
    "written": later("The minutes are not there yet, or were changed meanwhile."),
    "second": later("Another person than the one who wrote them has to do this."),
    "state": later("That cannot be done now: somebody was quicker, or it is not that far yet."),
    "forbidden": later("Forums are organised by coordinators."),
    "gone": later("I do not find that forum (any more)."),
}


def problem(key: str) -> str:
    """Why it could not be done."""
    return f"⚠️ {_(PROBLEMS[key])}" if key in PROBLEMS else _("⚠️ That could not be done.")


def has_long_number(text: str) -> bool:
    """Whether it holds a number long enough for a telephone or an identity card: it is read by everybody."""
    return _LONG_NUMBER.search(text) is not None


def standing(one: Agreed) -> str:
    """What became of one agreement, with the reason where it was dropped."""
    said = _(STANDINGS[one.standing])
    return _("{standing}. Why: {why}", standing=said, why=one.why) if one.why else said


def agreed(one: Agreed) -> str:
    """One agreement: what, who and by when."""
    return _(
        "{place}. {words}\n   🏢 {unit} · 🗓 {due}",
        place=one.place,
        words=one.words,
        unit=one.unit,
        due=day(one.due),
    )


def whole(minutes: Minutes) -> str:
    """Everything, for whoever reviews it."""
    return paragraphs(
        _("📄 Minutes: {topic}", topic=minutes.topic),
        minutes.summary,
        _list(minutes.agreed),
        came(minutes.came),
    )


def came(counts: Mapping[str, int]) -> str:
    """How many people were there, by group; who they were is told nowhere."""
    if not counts:
        return ""
    groups = " · ".join(f"{group_name(group)} {count}" for group, count in counts.items())
    return _("👥 {count} people came: {groups}", count=sum(counts.values()), groups=groups)


def published(minutes: Minutes) -> Say:
    """To all who came or were invited: in short, with the way to the whole of it."""
    text = paragraphs(
        _("📄 What came out of the forum “{topic}”:", topic=minutes.topic),
        minutes.summary,
        _list(minutes.agreed),
        _("The whole minutes: {link}", link=minutes.pdf) if minutes.pdf else "",
        _("I tell you what becomes of it. No more news: /stop"),
    )
    return Say(text)


def became(minutes: Minutes, changed: Sequence[Agreed]) -> Say:
    """To everybody: what moved of that which was agreed."""
    text = paragraphs(
        _("📌 What became of what was agreed at the forum “{topic}”:", topic=minutes.topic),
        "\n\n".join(f"{one.words}\n{standing(one)}" for one in changed),
        _left(minutes.agreed),
        _("No more news: /stop"),
    )
    return Say(text)


def raised(minutes: Minutes, one: Agreed) -> Say:
    """To those from whose question it came, before everybody else."""
    text = paragraphs(
        _(
            "📌 You said it, so you hear it first. From your question for the forum “{topic}” came:",
            topic=minutes.topic,
        ),
        f"{one.words}\n🏢 {one.unit} · 🗓 {day(one.due)}",
        standing(one),
    )
    return Say(text)


def review_wanted(code: str, topic: str) -> Say:
    """To whoever may review the minutes."""
    look = Go("mins", _("👀 Look at the minutes"), code)
    text = paragraphs(_("📄 The minutes of a forum wait for a second person:"), topic)
    return Say(text, (Choice(str(look), look.label),))


def raised_at(topic: str) -> str:
    """Who an agreement is from, as the office that sees to it reads."""
    return _("agreed at the forum “{topic}”", topic=topic)


def document(minutes: Minutes) -> Document:
    """The minutes as a document; nobody is named in it."""
    facts = [
        (_("Topic"), minutes.topic),
        (_("Held on"), moment(minutes.starts)),
        (_("Place"), minutes.place),
        (_("Office"), minutes.unit),
        (_("People who came"), str(sum(minutes.came.values()))),
    ]
    return Document(
        title=_("Minutes of the public consultation forum"),
        subtitle=minutes.topic,
        facts=tuple(fact for fact in facts if fact[1]),
        chapters=(
            Chapter(_("What was talked about"), words(*minutes.summary.split("\n"))),
            Chapter(_("What was agreed"), _agreed_table(minutes, became_of=False)),
            Chapter(_("Who came"), _came_table(minutes)),
        ),
        footer=_("Forum {code}", code=minutes.code),
    )


def report(
    minutes: Minutes,
    numbers: Sequence[tuple[str, str]],
    polls: tuple[Block, ...],
    survey: tuple[Block, ...],
) -> Document:
    """The report of a forum (FKP): its numbers, what was agreed and became of it, polls and survey."""
    return Document(
        title=_("Report of the public consultation forum (FKP)"),
        subtitle=minutes.topic,
        facts=(
            (_("Topic"), minutes.topic),
            (_("Held on"), moment(minutes.starts)),
            (_("Office"), minutes.unit or _("The whole city")),
        ),
        chapters=(
            Chapter(_("Numbers"), (table((_("What"), _("How many")), numbers, (3, 1)),)),
            Chapter(_("What was talked about"), words(*minutes.summary.split("\n"), _nothing(minutes))),
            Chapter(_("What was agreed, and what became of it"), _agreed_table(minutes, became_of=True)),
            Chapter(_("Who came"), _came_table(minutes)),
            Chapter(_("What those who were there answered"), polls),
            Chapter(_("What those who came thought of it"), survey),
        ),
        footer=_("Forum {code}", code=minutes.code),
    )


def _nothing(minutes: Minutes) -> str:
    return "" if minutes.summary else _("There are no minutes yet.")


def _agreed_table(minutes: Minutes, *, became_of: bool) -> tuple[Block, ...]:
    if not minutes.agreed:
        return words(_("Nothing was agreed."))
    head = ("#", _("What was agreed"), _("Office"), _("By"))
    rows = [(str(one.place), one.words, one.unit, day(one.due)) for one in minutes.agreed]
    if not became_of:
        return (table(head, rows, (1, 8, 4, 3)),)
    told = [(*row, plain(one)) for row, one in zip(rows, minutes.agreed, strict=True)]
    return (table((*head, _("What became of it")), told, (1, 6, 3, 3, 4)),)


def plain(one: Agreed) -> str:
    """What became of it, without the sign before it: documents have no type for it."""
    return standing(one).partition(" ")[2]


def _came_table(minutes: Minutes) -> tuple[Block, ...]:
    if not minutes.came:
        return words(_("Nobody was counted at the door."))
    rows = [(group_name(group), str(count)) for group, count in minutes.came.items()]
    note = _("People are counted by group; who they were is written down nowhere.")
    return (*words(note), table((_("Group"), _("People")), rows, (3, 1)))


def _list(agreements: Sequence[Agreed]) -> str:
    if not agreements:
        return _("Nothing was agreed.")
    heading = ngettext("🤝 {count} agreement:", "🤝 {count} agreements:", len(agreements))
    return "\n".join([heading, *map(agreed, agreements)])


def _left(agreements: Sequence[Agreed]) -> str:
    left = sum(1 for one in agreements if one.standing in ("open", "begun", "late"))
    if not left:
        return _("With that everything that was agreed there is settled.")
    return ngettext("{count} agreement is still open.", "{count} agreements are still open.", left)
