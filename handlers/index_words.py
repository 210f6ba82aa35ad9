"""The index of a unit and period in words: its value, how sure it is, and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.dates import decimal
from handlers.element_names import ELEMENT_NAMES
from handlers.talk import _, ngettext, paragraphs
from handlers.week_lines import GRADES, how_sure, weight

TELLING = 5  # fewer forms are not told of: their answers would tell who gave them


def told(numbers: Mapping[str, Any], unit: str, period: str) -> str:
    """Everything that may be said; nothing but that there are too few where there are."""
    heading = f"📝 {unit}\n{period}"
    skm, stands = numbers["skm"], numbers["standing"]
    if not stands["publish"]:
        return paragraphs(heading, _("Too few complete surveys to be published: {n}.", n=skm["n"]))
    return paragraphs(
        heading,
        "\n".join(line for line in (_index(skm), how_sure(stands, skm["grade"]), _sample(stands)) if line),
        _weighted(numbers["weighted"]),
        "\n".join(_element(key, one) for key, one in skm["elements"].items()),
        "\n".join(map(_group, numbers["groups"])),
    )


def _index(skm: Mapping[str, Any]) -> str:
    meaning = GRADES[skm["grade"]]
    return ngettext(
        "IKM {ikm}, grade {grade}: {meaning}, from {count} complete survey (weight {weight})",
        "IKM {ikm}, grade {grade}: {meaning}, from {count} complete surveys (weight {weight})",
        skm["n"],
        ikm=decimal(skm["ikm"]),
        grade=skm["grade"],
        meaning=_(meaning),
        weight=weight(skm["weight"]),
    )


def _sample(stands: Mapping[str, Any]) -> str:
    """Whether enough were asked, where config.yaml knows how many were served."""
    if stands["needed"] is None:
        return ""
    if stands["n"] >= stands["needed"]:
        return _(
            "The sample is large enough: {needed} are needed (Krejcie & Morgan).", needed=stands["needed"]
        )
    return _("The sample is too small: {needed} are needed (Krejcie & Morgan).", needed=stands["needed"])


def _weighted(beside: Mapping[str, Any] | None) -> str:
    if beside is None:
        return ""
    return _(
        "Weighted to the people served: {ikm} (worth {worth} unweighted surveys). It stands beside the "
        "official figure and does not replace it.",
        ikm=decimal(beside["ikm"]),
        worth=beside["worth"],
    )


def _element(key: str, element: Mapping[str, Any]) -> str:
    return f"• {_(ELEMENT_NAMES[key])}: {decimal(element['nrr'])}"


def _group(row: Mapping[str, Any]) -> str:
    """One service, channel or kind of people; a small one without its value."""
    name = row["key"] or _("not said")
    if row["n"] < TELLING:
        return _("▸ {name}: too few", name=name)
    return _(
        "▸ {name}: {ikm} {grade} (from {n})",
        name=name,
        ikm=decimal(row["ikm"]),
        grade=row["grade"],
        n=row["n"],
    )
