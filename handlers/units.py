"""Which office and which service: chosen in two steps, found by name, or not the city's at all."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.facts import City, Facts, Unit
from handlers.opening import Opening
from handlers.talk import Talk, _, choose, spoken
from handlers.talk.matching import chosen, plain

UNKNOWN, SKIPPED = "?", "-"
LONGEST_OPTION = 40
LONGEST_NAME = 3  # words of a name like "Kelurahan Banjar Agung", of which people say the last two


def name_of(city: City, unit: str) -> str:
    """The office's short name, or words for one that is not known."""
    return city.units[unit].label if unit in city.units else _("not known")


def pick_unit(
    facts: Facts, question: str, opening: Opening, *, may_not_know: bool = False, key: str = ""
) -> Talk[str]:
    """The key of an open unit; empty when the person does not know. A typed name finds it at once.

    `key`: a letter for each where one talk asks for several.
    """
    units = facts.city.open_units()
    names = {key: spoken_name(unit) for key, unit in units.items()}
    groups = {_group(key): in_spoken(name) for key, name in facts.city.groups.items()}
    unknown = {UNKNOWN: _("I don't know")} if may_not_know else {}
    hint = _("Choose a group, or simply type the name.")
    first = yield from choose(
        f"group{key}", opening.above(f"{question}\n{hint}"), {**groups, **unknown}, also=names
    )
    if first in groups:
        labels = {key: unit.label for key, unit in units.items() if _group(unit.group) == first}
        first = yield from choose(f"unit{key}", _("Which one?"), {**labels, **unknown}, also=names)
    return "" if first == UNKNOWN else first


def _group(key: str) -> str:
    """A group's option, which is no unit's key, and no longer than an option may be."""
    return f".{key}"[:LONGEST_OPTION]


def pick_service(unit: Unit, question: str, opening: Opening, *, key: str = "") -> Talk[str]:
    """The key of one of the unit's services; empty when skipped or when there is none."""
    if len(unit.services) <= 1:
        return unit.services[0].key if unit.services else ""
    labels = {service.key: service.name for service in unit.services}
    service = yield from choose(f"service{key}", opening.above(question), {**labels, SKIPPED: _("Skip")})
    return "" if service == SKIPPED else service


def at_unit(city: City, arg: str) -> tuple[str, str]:
    """Unit and service out of what a link or button carried; empty what the city does not have open."""
    key, _dot, service = arg.partition(".")
    unit = city.open_units().get(key)
    if unit is None:
        return "", ""
    return key, service if service in {one.key for one in unit.services} else ""


def found(city: City, text: str) -> str:
    """The key of the unit called exactly or nearly so, or nothing."""
    return chosen(text, (), {key: spoken_name(unit) for key, unit in city.open_units().items()}) or ""


def spoken_name(unit: Unit) -> str:
    """The name with what people say for short, in brackets, so that either finds it."""
    if unit.short:
        return f"{unit.short} ({unit.name})"
    kind, _space, own = unit.name.partition(" ")
    has_own = bool(own) and "(" not in own and len(unit.name.split()) <= LONGEST_NAME
    return f"{own} ({kind} {own})" if has_own else unit.name


def in_spoken(names: Mapping[str, str]) -> str:
    """The words of the spoken language, or of the first there is."""
    return names.get(spoken()) or next(iter(names.values()), "")


def elsewhere(city: City, text: str) -> str:
    """Where to go with a matter that is not the city's; empty when it does not sound like one."""
    said = f" {plain(text)} "
    for matter in city.elsewhere:
        if any(f" {plain(word)} " in said for word in matter.words):
            return _(
                "This sounds like a matter of {name}. They can really help: {go_to}. You can also send it "
                "here, and we pass it on.",
                name=in_spoken(matter.name),
                go_to=in_spoken(matter.go_to),
            )
    return ""
