"""A tiny conversation with one question of every kind, and what older and newer versions of it ask."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from handlers.events import CaseOpened, RatingExplained, RatingGiven
from handlers.facts import Citizen, City, Facts
from handlers.talk import Go, Outcome, Recorded, Script, Talk, choose, confirm, record, write
from handlers.talk.model import State

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SCORES: Mapping[int, str] = {4: "4 😀 Very good", 3: "3 🙂 Good", 2: "2 😕 Not good", 1: "1 😞 Bad"}
KINDS: Mapping[str, str] = {"complaint": "Complaint", "praise": "Praise"}
# 67 of them, as many as the city has kelurahan; one name stands for two places, and one is short.
PLACES: Mapping[str, str] = {
    "sukawa_s": "Sukawana (Serang)",
    "sukawa_c": "Sukawana (Curug)",
    "serang": "Serang",
    "dukcapil": "Disdukcapil",
    "rsud": "RSUD Kota Serang",
    **{f"unit{n}": f"Kantor {chr(65 + n // 26)}{chr(97 + n % 26)}lun" for n in range(62)},
}
ALSO: Mapping[str, str] = {"unknown": "I do not know"}

CITY = City(
    name="Kota Contoh",
    units={},
    groups={},
    categories={},
    emergency="112",
    elsewhere=(),
    consent_version="1",
    guardian_age=17,
    verify_days=3,
    answer_days=5,
    draft_days=30,
)
FACTS = Facts(CITY, date(2026, 11, 24), Citizen(language="en"))


@dataclass(frozen=True)
class Version:
    """Which questions a version of the conversation asks besides those it always asks."""

    asks_since: bool = False  # a new choice in the middle, right after the place
    asks_where: bool = True  # a short written answer
    asks_name: bool = True  # removed by some version to come
    collects: bool = True
    explains: bool = False  # records the words in the middle, so that later ones are no part of them


def tell(version: Version) -> Script:
    """The conversation as this version asks it."""

    def run(facts: Facts, unit: str = "") -> Talk[Outcome]:
        kind = yield from choose("kind", "What is it?", KINDS)
        place = unit or (yield from choose("place", "Which office?", PLACES, also=ALSO))
        if version.asks_since:
            yield from choose("since", "Since when?", {"today": "Today", "long": "Longer"})
        score = yield from choose("score", "How was it?", SCORES, columns=2)
        yield from record(RatingGiven(place, score))
        what = yield from write("what", "What happened?", many=True, collects=version.collects)
        if version.explains:
            yield from record(RatingExplained(what))
        case = CaseOpened(kind, place, "", "service", what)
        if version.asks_where and kind == "complaint":
            case = replace(case, where=(yield from write("where", "Where was it?")))
        if version.asks_name:
            name = yield from write("name", "How may we call you?", may_skip=True)
            case = replace(case, name=name.text)
        if not (yield from confirm("sure", f"Send this?\n{case}", "Yes, send it", "No, not yet")):
            return Outcome(words="Not sent.", then=Go("comp"))
        return Outcome(case, words=_thanks)

    return Script("tell", lambda: "your story", run, arg="unit")


def _thanks(recorded: Recorded) -> str:
    return f"Your number is {recorded.number}."


TELL = tell(Version())


def fresh(script: Script = TELL, **args: str) -> State:
    """A talk that has just been opened."""
    return State(script.name, "k3f7", NOW.date(), "en", args)
