"""A coordinator writes down what a forum agreed on; a second person looks at it; then everybody reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from handlers import minutes_words, offers
from handlers.asking import GivenUp, ask
from handlers.day_reading import read_day
from handlers.facts import Facts
from handlers.minutes_events import Agreement, MinutesStepped, MinutesWritten
from handlers.minutes_views import Agreed, Minutes
from handlers.talk import Go, Outcome, Recorded, Script, Talk, Words, _, choose, confirm, later, paragraphs

PLACES = "abcdefghij"  # an agreement's questions have its letter in their keys; more come from a file
LONGEST_SUMMARY, LONGEST_AGREEMENT = 2000, 300
FARTHEST = timedelta(days=730)
NONE = "none"
STEPS = {
    "write": later("✍️ Write the minutes"),
    "review": later("👌 I have looked at it and agree"),
    "publish": later("📢 Publish the minutes"),
}


def mins(facts: Facts, what: str = "") -> Talk[Outcome]:
    """`CODE` shows the minutes as far as they are; `CODE.step` takes a step."""
    minutes = facts.minutes
    if minutes is None:
        return Outcome(words=minutes_words.problem("gone"), next=(offers.menu(),))
    step = what.partition(".")[2]
    if step not in minutes.may:
        return _shown(minutes)
    if step != "write":
        return (yield from _step(minutes, step))
    try:
        return (yield from _write(facts, minutes))
    except GivenUp as why:
        return Outcome(words=paragraphs(str(why), _("Nothing was stored.")), next=_back(minutes))


def _shown(minutes: Minutes) -> Outcome:
    written = minutes.state != NONE
    text = minutes_words.whole(minutes) if written else _("The minutes are not written yet.")
    steps = tuple(Go("mins", _(STEPS[key]), f"{minutes.code}.{key}") for key in minutes.may)
    return Outcome(words=text, next=(*steps, *_onward(minutes)))


def _step(minutes: Minutes, step: str) -> Talk[Outcome]:
    sure = {
        "review": _("You confirm that this is what was said and agreed."),
        "publish": _(
            "Everybody can read it from now on; all who came or were invited get it in short, and each "
            "agreement goes to its office as a case with its day."
        ),
    }
    shown = paragraphs(minutes_words.whole(minutes), sure[step])
    if not (yield from confirm("right", shown, _(STEPS[step]), _("No"))):
        return Outcome(words=_("All right, nothing changes."), next=_back(minutes))
    return Outcome(MinutesStepped(minutes.code, step), partial(_done, words=_("Done.")), next=_back(minutes))


def _write(facts: Facts, minutes: Minutes) -> Talk[Outcome]:
    summary = yield from ask(
        "sum", _("What was talked about? In a few sentences, without names."), partial(_text, LONGEST_SUMMARY)
    )
    agreements: list[Agreement] = []
    for letter in PLACES:
        question = _("Was anything agreed?") if letter == "a" else _("Was anything else agreed?")
        if (yield from choose(f"more{letter}", question, {"yes": _("Yes"), "no": _("No")})) == "no":
            break
        agreements.append((yield from _agreement(facts, minutes, letter)))
    event = MinutesWritten(minutes.code, summary or "", tuple(agreements))
    if not (
        yield from confirm("right", _read_back(facts, minutes, event), _("✅ Keep the minutes"), _("No"))
    ):
        return Outcome(words=_("All right, nothing was stored."), next=_back(minutes))
    kept = _("Kept. Another coordinator or overseer looks at it now; then it can be published.")
    return Outcome(event, partial(_done, words=kept), next=_back(minutes))


def _agreement(facts: Facts, minutes: Minutes, letter: str) -> Talk[Agreement]:
    question = _("What was agreed? One sentence, as people will read it.")
    words = yield from ask(f"text{letter}", question, partial(_text, LONGEST_AGREEMENT))
    offices = {key: unit.label for key, unit in facts.city.open_units().items()}
    unit = yield from choose(
        f"unit{letter}", _("Which office sees to it? Type its name to find it."), offices
    )
    due = yield from ask(
        f"due{letter}", _("By which day? For example: 17 August, or 17/8/2027."), partial(_day, facts.today)
    )
    asked = yield from _from_question(minutes, letter)
    return Agreement(words or "", unit, due or facts.today, asked)


def _from_question(minutes: Minutes, letter: str) -> Talk[int]:
    """Whose question it came from, so that they hear of it first; asked only where there are questions."""
    if not minutes.questions:
        return 0
    options = {str(key): words for key, words in minutes.questions.items()} | {NONE: _("From none of them")}
    which = yield from choose(f"from{letter}", _("From which question did it come?"), options)
    return 0 if which == NONE else int(which)


def _read_back(facts: Facts, minutes: Minutes, event: MinutesWritten) -> str:
    agreed = tuple(
        Agreed(place, one.words, facts.city.units[one.unit].label, one.due)
        for place, one in enumerate(event.agreements, start=1)
    )
    shown = replace(minutes, summary=event.summary, agreed=agreed)
    return paragraphs(_("Is this right?"), minutes_words.whole(shown))


def _text(most: int, said: Words) -> tuple[str | None, str]:
    text = said.text.strip()
    if not text or len(text) > most:
        return None, _("⚠️ That is too long: {count} characters, at most {most}.", count=len(text), most=most)
    if minutes_words.has_long_number(text):
        return None, minutes_words.problem("numbers")
    return text, ""


def _day(today: date, said: Words) -> tuple[date | None, str]:
    found = read_day(said.text, today, ahead=True)
    if found is None:
        return None, _("⚠️ I cannot read that as a day.")
    if not today < found <= today + FARTHEST:
        return None, minutes_words.problem("due")
    return found, ""


def _done(recorded: Recorded, words: str) -> str:
    return words if recorded.done else minutes_words.problem(recorded.problem)


def _back(minutes: Minutes) -> tuple[Go, ...]:
    return (Go("mins", _("📄 These minutes"), minutes.code), *_onward(minutes))


def _onward(minutes: Minutes) -> tuple[Go, ...]:
    return (Go("orga", _("🤝 This forum"), minutes.code), offers.desk())


MINS = Script("mins", lambda: offers.title("mins"), mins, reads=frozenset({"minutes"}), arg="what")
