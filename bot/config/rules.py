"""Rules between several keys: keys are unique, references exist, names have every language.

They read the plain values, before types are checked, so that one run shows all problems at once.
"""

from collections.abc import Iterator, Mapping

from bot.config.problems import KeyPath, Problem, nearest

Rows = list[tuple[int, Mapping[str, object]]]
_KEYED = ("groups", "units", "categories", "themes", "training_topics", "cannot_reasons", "archive_reasons")
_LISTS: tuple[KeyPath, ...] = (
    *((name,) for name in _KEYED),
    ("city", "elsewhere"),
)

# Without any one of these the channel can either not hear or not answer.
_WHATSAPP = ("token", "phone_id", "app_secret", "verify_token")


def broken_rules(values: Mapping[str, object]) -> Iterator[Problem]:
    yield from _webhook(values)
    yield from _whatsapp(values)
    for key in _LISTS:
        rows = _rows(value_at(values, key))
        yield from _twice(key, rows)
        for place, row in rows:
            yield from _languages((*key, place), row, values)
    yield from _unit_references(values)
    for place, served in _rows(values.get("served")):
        yield from _refers(("served", place, "unit"), served, _keys(_rows(values.get("units"))))
    yield from _asking_units(values)


def _webhook(values: Mapping[str, object]) -> Iterator[Problem]:
    if value_at(values, ("telegram", "mode")) != "webhook":
        return
    for key in (("telegram", "webhook_secret"), ("web", "public_url")):
        if value_at(values, key) is None:
            yield Problem(key, "is needed when telegram.mode is webhook", other=("telegram", "mode"))


def _whatsapp(values: Mapping[str, object]) -> Iterator[Problem]:
    """The channel is set as a whole or not at all: half of it would hear and not answer, or the reverse."""
    given = {name: value_at(values, ("whatsapp", name)) is not None for name in _WHATSAPP}
    if not any(given.values()):
        return
    first = next(name for name in _WHATSAPP if given[name])
    for name in (name for name in _WHATSAPP if not given[name]):
        what = f"is missing, and WhatsApp cannot do without it: {first} is set"
        yield Problem(("whatsapp", name), what, other=("whatsapp", first))


def _twice(key: KeyPath, rows: Rows) -> Iterator[Problem]:
    first: dict[object, int] = {}
    for place, row in rows:
        name = row.get("key")
        if isinstance(name, str) and first.setdefault(name, place) != place:
            other = (*key, first[name], "key")
            yield Problem((*key, place, "key"), f'"{name}" is the key of another one', other)


def _languages(key: KeyPath, row: Mapping[str, object], values: Mapping[str, object]) -> Iterator[Problem]:
    languages = value_at(values, ("city", "languages"))
    for part in ("name", "go_to"):
        names = row.get(part)
        if isinstance(names, Mapping) and isinstance(languages, list):
            for language in languages:
                if language not in names:
                    yield Problem((*key, part), f'has no "{language}", a language of the city')


def _unit_references(values: Mapping[str, object]) -> Iterator[Problem]:
    units, groups = _rows(values.get("units")), _rows(values.get("groups"))
    unit_keys, group_keys = _keys(units), _keys(groups)
    for place, unit in units:
        here = ("units", place)
        yield from _refers((*here, "group"), unit, group_keys)
        for part in ("within", "merged_into"):
            yield from _refers((*here, part), unit, [key for key in unit_keys if key != unit.get("key")])
        yield from _service_references(here, unit)
    for place, group in groups:
        yield from _service_references(("groups", place), group)


def _service_references(key: KeyPath, row: Mapping[str, object]) -> Iterator[Problem]:
    services = row.get("services")
    if not isinstance(services, Mapping):
        return
    for name, service in services.items():
        if isinstance(service, Mapping):
            others = [str(other) for other in services if other != name]
            yield from _refers((*key, "services", name, "merged_into"), service, others)


def _asking_units(values: Mapping[str, object]) -> Iterator[Problem]:
    """The offices that ask by themselves are offices of the city."""
    key: KeyPath = ("survey", "periodic", "units")
    named, known = value_at(values, key), _keys(_rows(values.get("units")))
    for place, unit in enumerate(named if isinstance(named, list) else []):
        if isinstance(unit, str) and unit not in (*known, "all"):
            yield Problem((*key, place), f'there is no "{unit}"{nearest(unit, known)}')


def _refers(key: KeyPath, row: Mapping[str, object], known: list[str]) -> Iterator[Problem]:
    word = row.get(str(key[-1]))
    if isinstance(word, str) and word not in known:
        yield Problem(key, f'there is no "{word}"{nearest(word, known)}')


def _keys(rows: Rows) -> list[str]:
    return [key for _, row in rows if isinstance(key := row.get("key"), str)]


def _rows(value: object) -> Rows:
    if not isinstance(value, list):
        return []
    return [(place, row) for place, row in enumerate(value) if isinstance(row, Mapping)]


def value_at(values: object, key: KeyPath) -> object:
    """What stands under a key, or nothing."""
    for step in key:
        values = values.get(step) if isinstance(values, Mapping) else None
    return values
