"""Where ratings look steered, in words for overseers: why, and the figure with and without them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypedDict

from handlers.dates import decimal, short_day
from handlers.talk import _, ngettext

MOST_UNITS = (3, 2, 1, 0)  # told in full in a digest, as there is room beside all it has to tell
MOST_REASONS, MOST_NAMES = 2, 3
DAY_HOURS, WEEK_HOURS = 24, 168


class Reason(TypedDict):
    """One thing that is unusual: see `SteeringReason` in the numbers of a week."""

    kind: str
    ratings: int
    of: int
    p: float | None
    expected: float | None
    score: int | None
    usual_share: float | None
    since: str | None
    hours: int | None
    after_digest: bool


class Figure(TypedDict):
    n: int
    mean: float | None
    distribution: list[int]


class Steered(TypedDict):
    """A unit's ratings of a week: all of them, and without those that are marked."""

    unit: str
    raw: Figure
    second: Figure
    repeated: int
    own_unit: int
    score: float
    reasons: list[Reason]


def for_digest(steered: Sequence[Steered], names: Mapping[str, str], most: int = MOST_UNITS[0]) -> str:
    """The units whose ratings look steered, strongest first, `most` of them in words and figures."""
    units = sorted((one for one in steered if one["reasons"]), key=lambda one: -one["score"])
    if not units:
        return ""
    told = [_in_short(one, names.get(one["unit"]) or one["unit"]) for one in units[:most]]
    named = ", ".join(names.get(one["unit"]) or one["unit"] for one in units[most:][:MOST_NAMES])
    rest = len(units) - most - MOST_NAMES
    more = _("and {count} more", count=rest) if rest > 0 else ""
    head = _("🧭 Ratings that look steered:")
    return "\n".join(part for part in (head, *told, named and f"• {named}", more, _caution()) if part)


def report(steered: Sequence[Steered], names: Mapping[str, str]) -> str:
    """Every unit that was rated, with its reasons and both figures."""
    if not steered:
        return _("Nobody has rated in this week.")
    found = sorted(steered, key=lambda one: (-one["score"], one["unit"]))
    told = [of_unit(one, names.get(one["unit"]) or one["unit"]) for one in found]
    caution = [_caution()] if any(one["reasons"] for one in found) else []
    return "\n".join([*told, *caution])


def of_unit(one: Steered, name: str) -> str:
    """One unit: its name with how strong the signs are, a line for each reason, and both figures."""
    reasons = [f"  – {line}" for line in map(_reason, one["reasons"])]
    return "\n".join([_heading(one, name), *reasons, *(f"  {line}" for line in _figures(one))])


def _in_short(one: Steered, name: str) -> str:
    """The strongest reasons, and the means of both figures."""
    reasons = [f"  – {line}" for line in map(_reason, one["reasons"][:MOST_REASONS])]
    figures = _(
        "All: {raw}. Without what is marked: {second}.", raw=_mean(one["raw"]), second=_mean(one["second"])
    )
    return "\n".join([_heading(one, name), *reasons, f"  {figures}"])


def _heading(one: Steered, name: str) -> str:
    strength = (
        _("signs {score} of 10", score=_tenths(one["score"])) if one["reasons"] else _("nothing unusual")
    )
    return f"• {name} ({strength})"


def _mean(figure: Figure) -> str:
    if figure["mean"] is None:
        return _("none")
    return _("{mean} from {n}", mean=decimal(figure["mean"]), n=figure["n"])


def _caution() -> str:
    return _("Nothing was deleted. Signs are no proof: please ask before anyone is blamed.")


def _figures(one: Steered) -> list[str]:
    lines = [_("All ratings: {figure}", figure=_figure(one["raw"]))]
    if one["second"]["n"] != one["raw"]["n"]:
        lines.append(_("Without what is marked: {figure}", figure=_figure(one["second"])))
    marked = _always(one)
    return [*lines, marked] if marked else lines


def _figure(figure: Figure) -> str:
    if figure["mean"] is None:
        return _("none")
    one, two, three, four = figure["distribution"]
    return _(
        "{mean} of 4 from {n} (😀 {four} · 🙂 {three} · 😕 {two} · 😞 {one})",
        mean=decimal(figure["mean"]),
        n=figure["n"],
        four=four,
        three=three,
        two=two,
        one=one,
    )


def _always(one: Steered) -> str:
    """What is marked every week, without being a sign."""
    told = [
        ngettext(
            "{count} given again on the same day", "{count} given again on the same day", one["repeated"]
        )
        if one["repeated"]
        else "",
        ngettext(
            "{count} by an official of the office", "{count} by officials of the office", one["own_unit"]
        )
        if one["own_unit"]
        else "",
    ]
    said = ", ".join(part for part in told if part)
    return _("Of these: {marked}", marked=said) if said else ""


# --- reasons  ---


def _reason(reason: Reason) -> str:
    if reason["kind"] in ("burst", "flood", "night"):
        return f"{_stretch(reason)} {_of_one_mind(reason)}"
    n = reason["ratings"]
    if reason["kind"] == "own_unit":
        return ngettext(
            "{count} rating comes from an official of this office",
            "{count} ratings come from officials of this office",
            n,
        )
    if reason["kind"] == "one_voice":
        return _("{count} ratings come from phones that rate again and again", count=n)
    return _("{count} ratings have the same words", count=n)


def _stretch(reason: Reason) -> str:
    usual = decimal(reason["expected"] or 0.0)
    since = datetime.fromisoformat(reason["since"] or "")
    if reason["kind"] == "night":
        return _("{of} ratings at night, {usual} are usual:", of=reason["of"], usual=usual)
    if reason["hours"] == WEEK_HOURS:
        return _("{of} ratings in the week, {usual} are usual:", of=reason["of"], usual=usual)
    day, begin = short_day(since), f"{since:%H:%M}"
    if reason["hours"] == DAY_HOURS and reason["after_digest"]:
        return _("{of} ratings in the day after the digest, {usual} are usual:", of=reason["of"], usual=usual)
    if reason["hours"] == DAY_HOURS:
        return _("{of} ratings on {day}, {usual} are usual:", of=reason["of"], day=day, usual=usual)
    end = f"{since + timedelta(hours=reason['hours'] or 0):%H:%M}"
    return _(
        "{of} ratings on {day} between {begin} and {end}, {usual} are usual:",
        of=reason["of"],
        day=day,
        begin=begin,
        end=end,
        usual=usual,
    )


def _of_one_mind(reason: Reason) -> str:
    face = {1: "😞 1", 4: "😀 4"}[reason["score"] or 4]
    return _(
        "{count} gave {face}, which usually {share} % give",
        count=reason["ratings"],
        face=face,
        share=round(100 * (reason["usual_share"] or 0.0)),
    )


def _tenths(score: float) -> str:
    return decimal(score).removesuffix("0")
