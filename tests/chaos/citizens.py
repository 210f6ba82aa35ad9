"""Citizens who talk without pause: ratings, surveys and complaints, by chance but repeatable."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tests.doubles.load import Step
from tests.doubles.people import Person
from tests.doubles.play import Screen

# How the survey names its questions; the seventh and on: conduct, facilities, complaints.
ELEMENTS = ("require", "steps", "time", "cost", "product", "skill", "conduct", "place", "complain")
# The names of the steps that make a row; the account counts them.
RATES, SURVEYED, HANDED_IN = "rates", "finishes the survey", "hands in"

NUMBER = re.compile(r"KS-\d{4}-[0-9A-Z]{4,8}")
Fits = Callable[[Screen], bool]


def asks(question: str) -> Fits:
    """A screen of ours that asks this, whatever its words are."""
    return lambda screen: any(f".{question}:" in data.partition("~")[0] for data in screen.data)


def ends(screen: Screen) -> bool:
    """A screen that asks nothing: the talk is over and shows where to go on."""
    return not any("~" in data for data in screen.data)


def numbered(screen: Screen) -> bool:
    """The receipt of a case."""
    return ends(screen) and NUMBER.search(screen.text) is not None


@dataclass(frozen=True)
class Citizen:
    """One citizen's habits."""

    number: int
    seed: int
    stopped: Callable[[], bool]

    def talks(self) -> Iterator[Step]:
        """One talk after the other until stopped; the talk under way is finished."""
        chance = random.Random(self.seed * 1_000 + self.number)
        met = False
        while not self.stopped():
            sort = chance.choices(("rating", "complaint", "survey"), (6, 2, 1))[0]
            if sort == "rating":
                yield from _rating(chance)
            elif sort == "survey":
                yield from survey([chance.randint(1, 4) for _ in ELEMENTS])
            else:
                yield from _complaint(chance, self.number, first=not met)
                met = True


def _rating(chance: random.Random) -> Iterator[Step]:
    score = chance.randint(1, 4)
    says_why = chance.random() < 0.5
    yield Step("scans", lambda who, _: who.opens("u-disdukcapil"), asks("score"))
    yield Step(RATES, _tap(f"score:{score}"), asks("service"))
    yield Step("picks a service", _tap(chance.choice(("service:-", "service:ktp"))), asks("why"))
    if not says_why:
        yield Step("skips the words", _tap("why:-"), ends)
        return
    yield Step("says why", _say("Petugasnya ramah tapi antre lama"), ends if score > 2 else asks("more"))
    if score <= 2:
        yield Step("wants no complaint", _tap("more:no"), ends)


def survey(scores: Sequence[int]) -> Iterator[Step]:
    """The nine elements, in the order of the questionnaire, without profile and words."""
    yield Step("asks for the survey", _say("/survei"), asks("group"))
    yield Step("names the office", _say("Disdukcapil"), asks("service"))
    yield Step("picks a service", _tap("service:-"), asks("conprof"))
    yield Step("keeps to oneself", _tap("conprof:no"), asks(ELEMENTS[0]))
    for element, score, then in zip(ELEMENTS, scores, (*ELEMENTS[1:], "words"), strict=True):
        yield Step(f"rates {element}", _tap(f"{element}:{score}"), asks(then))
    yield Step(SURVEYED, _tap("words:-"), ends)


def _complaint(chance: random.Random, number: int, *, first: bool) -> Iterator[Step]:
    yield Step("wants to report", _say("/lapor"), asks("kind"))
    yield Step("has a complaint", _tap("kind:complaint"), asks("known"))
    yield Step("stays unnamed", _tap("known:confidential"), asks("adult" if first else "group"))
    if first:
        yield Step("is grown up", _tap("adult:yes"), asks("group"))
    yield Step("names the office", _say("Disdukcapil"), asks("category"))
    yield Step("says what it is", _tap("category:slow"), asks("about"))
    yield Step("says whom", _tap("about:service"), asks("what"))
    yield Step(
        "tells", _say(f"KTP warga {number} belum jadi, sudah {chance.randint(2, 9)} bulan"), asks("what")
    )
    yield Step("is done", _tap("what:="), asks("where"))
    yield Step("skips the place", _tap("where:-"), asks("when"))
    yield Step("says when", _tap("when:today"), asks("photos"))
    if chance.random() < 0.5:
        yield Step("sends a photo", lambda who, _: who.sends_photo(), asks("photos"))
        yield Step("is done", _tap("photos:="), asks("senda"))
    else:
        yield Step("has no photo", _tap("photos:-"), asks("senda"))
    yield Step(HANDED_IN, _tap("senda:y"), numbered)


def _tap(option: str) -> Callable[[Person, Screen | None], dict]:
    return lambda who, _: who.taps(option)


def _say(text: str) -> Callable[[Person, Screen | None], dict]:
    return lambda who, _: who.says(text)
