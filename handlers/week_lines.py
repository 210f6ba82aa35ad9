"""The numbers of a week, typed as they cross the process boundary, and each of them in a line of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from handlers.dates import decimal
from handlers.steering_words import Steered
from handlers.talk import _, later, ngettext
from handlers.units import in_spoken

MOST_GROWING = 3
ENOUGH = 30  # below this a mean is a hint and no finding
TELLING = 5  # below this the single scores would tell who gave them

GRADES: Mapping[str, str] = {
    "A": later("very good"),
    "B": later("good"),
    "C": later("less good"),
    "D": later("not good"),
}
CHANGES: Mapping[str, str] = {
    "up": later("Better than the week before ({mean} from {n})."),
    "down": later("Worse than the week before ({mean} from {n})."),
    "unclear": later("Against the week before ({mean} from {n}): no clear difference."),
    "too_few": later("Against the week before ({mean} from {n}): too few to tell."),
}
Names = Mapping[str, Mapping[str, str]]  # key to language to words


class Skm(TypedDict):
    n: int
    ikm: float | None
    grade: str | None
    weight: str


class Standing(TypedDict):
    """How sure an index is: its interval, the grades in it, and how many forms are needed, where known."""

    n: int
    low: float | None
    high: float | None
    grades: str
    needed: int | None
    publish: bool


class Line(TypedDict):
    """One unit's week, or the city's; means are 1 to 4, the distribution counts the scores 1, 2, 3 and 4."""

    unit: str
    name: str
    n: int
    mean: float | None
    distribution: list[int]
    previous_n: int
    previous_mean: float | None
    change_word: str
    peers_mean: float | None
    peers_n: int
    skm: Skm
    standing: Standing
    cases_new: int
    cases_answered: int
    cases_overdue: int
    cases_open: int
    praise: int
    cases_fixed: int
    cases_silent: int
    cases_unfixed: int
    cases_waiting: int
    cases_reopened: int
    judged: int
    reopen_rate: float | None
    fixes: int
    fix_days: float | None
    themes: list[tuple[str, int]]
    quotes: list[str]


class Watched(TypedDict):
    kind: str
    unit: str
    count: int


class Touched(TypedDict):
    kind: str
    number: str
    actor: str


class Pasted(TypedDict):
    """An answer that many cases of a unit got; `officials`: who sent it, who did so most often first."""

    unit: str
    cases: int
    sample: str
    officials: list[str]


class CityLine(Line):
    oversight_new: int
    watched: list[Watched]
    touched: list[Touched]
    steering: list[Steered]


class Week(TypedDict):
    """All of a week: `week` like 2026-W47."""

    week: str
    units: list[Line]
    city: CityLine
    pasted: list[Pasted]  # answers that were given to many cases
    growing: list[Growing]


class Growing(TypedDict):
    """A theme of a unit that grows: `now` of this week's `texts`, `before` in the eight weeks before."""

    unit: str
    theme: str
    now: int
    texts: int
    before: int
    texts_before: int
    new: bool


def ratings(line: Line) -> str:
    """How many, how good and against last week; with honest words where that says little."""
    if line["mean"] is None:
        return _("⭐ Nobody has rated this week.")
    head = ngettext(
        "⭐ {count} rating, {mean} of 4",
        "⭐ {count} ratings, {mean} of 4 on average",
        line["n"],
        mean=decimal(line["mean"]),
    )
    if line["n"] < TELLING:
        return "\n".join([head, _("That is too few to conclude anything from.")])
    one, two, three, four = line["distribution"]
    faces = f"😀 {four} · 🙂 {three} · 😕 {two} · 😞 {one}"
    return "\n".join(part for part in (head, faces, _change(line), _peers(line)) if part)


def _peers(line: Line) -> str:
    """What the other offices of the same kind got; no hall of shame, and nothing where it is few."""
    if line["peers_mean"] is None or line["peers_n"] < ENOUGH:
        return ""
    return _(
        "Other offices of your kind: {mean} on average, from {n} ratings.",
        mean=decimal(line["peers_mean"]),
        n=line["peers_n"],
    )


def _change(line: Line) -> str:
    if line["previous_mean"] is None:
        return _("There were no ratings the week before to compare with.")
    words = CHANGES.get(line["change_word"], CHANGES["unclear"])
    return _(words, mean=decimal(line["previous_mean"]), n=line["previous_n"])


def index(line: Line) -> str:
    """The satisfaction index with its grade, number of forms and weight; nothing without forms."""
    skm = line["skm"]
    if skm["ikm"] is None or skm["grade"] is None:
        return ""
    meaning = GRADES[skm["grade"]]
    head = ngettext(
        "📝 Satisfaction index (IKM) {ikm}, grade {grade}: {meaning}, from {count} complete survey (weight "
        "{weight})",
        "📝 Satisfaction index (IKM) {ikm}, grade {grade}: {meaning}, from {count} complete surveys "
        "(weight {weight})",
        skm["n"],
        ikm=decimal(skm["ikm"]),
        grade=skm["grade"],
        meaning=_(meaning),
        weight=weight(skm["weight"]),
    )
    return "\n".join([head, how_sure(line["standing"], skm["grade"])])


def how_sure(standing: Standing, grade: str) -> str:
    """The interval with the grades in it, or that there is not enough to tell."""
    if standing["n"] < ENOUGH:
        return _("Not enough yet: with so few answers the index is only a hint.")
    if standing["low"] is None or standing["high"] is None:
        return _("Not enough yet: everybody answered the same, so nobody can say how sure it is.")
    ends = {"low": decimal(standing["low"]), "high": decimal(standing["high"])}
    if others := [letter for letter in standing["grades"] if letter != grade]:
        return _(
            "95% sure between {low} and {high}: grade {grades} is possible as well.",
            grades=", ".join(others),
            **ends,
        )
    return _("95% sure between {low} and {high}.", **ends)


def weight(name: str) -> str:
    """The weight of an element as a report names it."""
    return "1/9" if name == "exact" else _("0.111")


def themes(line: Line, names: Names) -> str:
    """What the words of the ratings were about, most frequent first."""
    told = [f"{_named(key, names)} ({count})" for key, count in line["themes"]]
    return _("💬 Spoken of: {themes}", themes=", ".join(told)) if told else ""


def growing(found: Sequence[Growing], names: Names) -> str:
    """What is spoken of more than it used to be; new is what nobody spoke of in eight weeks."""
    told = [
        _("{theme} (new)", theme=_named(one["theme"], names))
        if one["new"]
        else _(
            "{theme} ({now} of {texts})",
            theme=_named(one["theme"], names),
            now=one["now"],
            texts=one["texts"],
        )
        for one in found[:MOST_GROWING]
    ]
    return _("📈 More than usual: {themes}", themes=", ".join(told)) if told else ""


def _named(theme: str, names: Names) -> str:
    return in_spoken(names.get(theme, {})) or theme


def quotes(line: Line, length: int) -> str:
    """A few sentences of citizens, each at most `length` characters."""
    said = [
        f"“{quote if len(quote) <= length else quote[: length - 1].rstrip() + '…'}”"
        for quote in line["quotes"]
    ]
    return "\n".join([_("🗣 In citizens' words:"), *said]) if said else ""
