"""Made weeks of many units, honest ones and steered ones, for measuring what is found and who is accused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from analytics.period import Week

WEEK = Week.parse("2026-W47", ZoneInfo("Asia/Jakarta"))
DIGEST = datetime(2026, 11, 16, 7, 30, tzinfo=WEEK.zone)
PAST = 8
COLUMNS = ["unit", "score", "words", "at", "voice", "own_unit"]
Random = np.random.Generator
Rows = list[tuple[str, int, str | None, datetime, int, bool]]
MONDAY = datetime.combine(WEEK.monday, datetime.min.time())

# Shares of the scores 1, 2, 3 and 4: from an office people are angry with to one they like.
MOODS = ((0.3, 0.25, 0.25, 0.2), (0.12, 0.15, 0.38, 0.35), (0.06, 0.09, 0.3, 0.55), (0.04, 0.06, 0.2, 0.7))
HAPPY = (0.02, 0.03, 0.1, 0.85)  # where nearly everybody gives a four already
GRUMPY, GLAD = (0.45, 0.3, 0.15, 0.1), (0.02, 0.03, 0.2, 0.75)
OFFICE = np.array([0] * 7 + [3, 10, 16, 15, 10, 5, 8, 8, 4, 2, 2, 3, 4, 3, 1, 0.5, 0.2], dtype=float)
HOSPITAL = np.array([2, 1, 1, 1, 1, 2, 4, 8, 12, 12, 12, 9, 7, 7, 7, 6, 5, 5, 6, 6, 5, 4, 3, 2], dtype=float)
WEEKDAYS = np.array([1.3, 1.1, 1.0, 1.0, 0.8, 0.25, 0.05])
SAID = (
    "cepat",
    "antre lama sekali",
    "petugasnya ramah dan sabar",
    "pelayanan cepat dan ramah sekali",
    "pelayanan sangat baik dan petugas ramah",
    "loketnya kurang",
    "ruang tunggu panas tidak ada kipas",
)
_voices = count(1)


class Office:
    """One unit: how many come in a week, in which mood, by which clock."""

    def __init__(self, key: str, random: Random, mood: Sequence[float] | None = None) -> None:
        self.key = key
        self.size = float(np.exp(random.uniform(np.log(8), np.log(250))))
        self.mood = mood or MOODS[int(random.integers(len(MOODS)))]
        self.hospital = bool(random.random() < 0.15)
        self.wordy = float(random.uniform(0.1, 0.4))
        self.regulars = [next(_voices) for _ in range(max(1, int(self.size * 0.03)))]

    def week(self, random: Random, ago: int = 0, times: float = 1.0) -> Rows:
        """An honest week: some people come again, some tap twice, rarely an official rates their own."""
        busy = times * random.gamma(30, 1 / 30)
        days = (np.ones(7) if self.hospital else WEEKDAYS) / (7 if self.hospital else WEEKDAYS.sum())
        clock = HOSPITAL if self.hospital else OFFICE
        rows: Rows = []
        for day, share in enumerate(days):
            for _ in range(random.poisson(self.size * busy * share)):
                rows += self.visit(random, moment(random, clock, day, ago))
        for regular in self.regulars:
            for day in random.choice(6, random.integers(1, 4), replace=False):
                rows += self.visit(random, moment(random, clock, int(day), ago), regular)
        return rows

    def visit(self, random: Random, at: datetime, voice: int | None = None) -> Rows:
        who = voice or next(_voices)
        own = bool(random.random() < 0.001)
        said = SAID[int(random.integers(len(SAID)))] if random.random() < self.wordy else None
        if said and random.random() < 0.6:
            said = f"{said} {who} tadi di loket {int(random.integers(9))}"
        row = (self.key, drawn(random, self.mood), said, at, who, own)
        return [row, (*row[:3], at + timedelta(minutes=1), who, own)] if random.random() < 0.04 else [row]


def drawn(random: Random, mood: Sequence[float]) -> int:
    return int(random.choice(4, p=mood)) + 1


def moment(random: Random, clock: np.ndarray, day: int, ago: int = 0) -> datetime:
    hour = int(random.choice(24, p=clock / clock.sum()))
    return MONDAY + timedelta(days=day - 7 * ago, hours=hour, seconds=int(random.integers(3600)))


def crowd(random: Random, office: Office, n: int, mood: Sequence[float], hours: range, day: int) -> Rows:
    """Many people, each for themselves, within some hours of one day."""
    clock = np.zeros(24)
    clock[list(hours)] = 1
    people = (moment(random, clock, day) for _ in range(n))
    return [(office.key, drawn(random, mood), None, at, next(_voices), False) for at in people]


# --- honest weeks that look unusual ---


def festival(random: Random, office: Office) -> Rows:
    """A Saturday of ten hours with hundreds of glad people, more of them in the evening."""
    n = int(random.integers(120, 400))
    early = crowd(random, office, n // 2, GLAD, range(10, 23), 5)
    return early + crowd(random, office, n // 2, GLAD, range(19, 23), 5)


def enrolment(random: Random, office: Office) -> Rows:
    """A morning of school enrolment with a large, unhappy crowd; often just after the digest."""
    n, day = int(random.integers(80, 300)), int(random.choice([0, 0, 1, 2]))
    return crowd(random, office, n, GRUMPY, range(7, 13), day)


def bus(random: Random, office: Office) -> Rows:
    """A bus arrives: fifteen to forty people in one hour, in the mood that is usual there."""
    hour = int(random.integers(8, 15))
    return crowd(
        random,
        office,
        int(random.integers(15, 40)),
        office.mood,
        range(hour, hour + 1),
        int(random.integers(5)),
    )


def good_week(random: Random, office: Office) -> Rows:
    """Twice as many people, and gladder ones: somebody asked them to rate."""
    glad = Office(office.key, random, (0.04, 0.06, 0.25, 0.65))
    glad.size, glad.hospital = office.size, office.hospital
    return glad.week(random)


HONEST: dict[str, Callable[[Random, Office], Rows]] = {
    "plain": lambda random, office: [],
    "festival": festival,
    "school enrolment": enrolment,
    "a bus arrives": bus,
    "twice as many, gladder": good_week,
}


# --- attacks ---


def one_phone(random: Random, office: Office, strength: int) -> Rows:
    """One phone at the counter, so many ratings over the five days."""
    phone = next(_voices)
    times = (moment(random, OFFICE, int(random.integers(5))) for _ in range(strength))
    return [(office.key, 4, None, at, phone, False) for at in times]


def phones_in_an_hour(random: Random, office: Office, strength: int) -> Rows:
    """So many phones within an hour."""
    return crowd(random, office, strength, (0, 0, 0, 1), *_an_hour(random))


def careful_phones(random: Random, office: Office, strength: int) -> Rows:
    """The same, but one in ten gives a three, so as not to be too plain."""
    return crowd(random, office, strength, (0, 0, 0.1, 0.9), *_an_hour(random))


def _an_hour(random: Random) -> tuple[range, int]:
    hour = int(random.integers(8, 16))
    return range(hour, hour + 1), int(random.integers(5))


def same_words(random: Random, office: Office, strength: int) -> Rows:
    """Phones over the whole week with nearly the same sentence."""
    text = f"terima kasih kepala {office.key} pelayanan {office.key}x kini luar biasa hebat"
    rows: Rows = []
    for _ in range(strength):
        at = moment(random, OFFICE, int(random.integers(5)))
        rows.append((office.key, 4, text, at, next(_voices), False))
    return rows


def drip(random: Random, office: Office, strength: int) -> Rows:
    """So many fours a day, each by another account, in office hours."""
    times = (moment(random, OFFICE, day) for day in range(7) for _ in range(strength))
    return [(office.key, 4, None, at, next(_voices), False) for at in times]


def bombing(random: Random, office: Office, strength: int) -> Rows:
    """A rival's friends: so many ones from other accounts within two days."""
    first = int(random.integers(5))
    return [
        row
        for n in range(strength)
        for row in crowd(random, office, 1, (1, 0, 0, 0), range(7, 23), first + n % 2)
    ]


def at_night(random: Random, office: Office, strength: int) -> Rows:
    """Codes scanned from a desk at night, by phones that lie ready."""
    return crowd(random, office, strength, (0, 0, 0, 1), range(22, 24), int(random.integers(5)))


# --- frames ---


def frame(rows: Rows) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=COLUMNS)
    local = pd.to_datetime(made.pop("at")).dt.tz_localize(WEEK.zone)
    return made.assign(given_at=local.dt.tz_convert("UTC"), words=made["words"].astype("string"))


class City:
    """Some offices with eight weeks behind them; `weeks` makes this week again and again."""

    def __init__(self, seed: int, offices: int, mood: Sequence[float] | None = None) -> None:
        self.random = np.random.default_rng(seed)
        self.offices = [Office(f"u{n:02d}", self.random, mood) for n in range(offices)]
        past = range(1, PAST + 1)
        self.past = frame(
            [row for office in self.offices for ago in past for row in office.week(self.random, ago)]
        )

    def with_this_week(self, extra: Callable[[Random, Office], Rows]) -> pd.DataFrame:
        """Everything up to this week; `extra` comes on top of the honest week of every office."""
        rows: Rows = []
        for office in self.offices:
            rows += office.week(self.random) + extra(self.random, office)
        return pd.concat([self.past, frame(rows)], ignore_index=True)


ATTACKS = (
    ("one phone, ratings a week", one_phone, (5, 10, 15, 20, 40)),
    ("phones within an hour", phones_in_an_hour, (10, 15, 20, 40)),
    ("... of which one in ten gives a three", careful_phones, (20, 40)),
    ("the same sentence, ratings a week", same_words, (5, 10)),
    ("ratings in a night", at_night, (10, 20)),
    ("drip, ratings a day", drip, (1, 2, 4, 8, 16, 32)),
    ("bombing, ratings in two days", bombing, (10, 20, 40, 80, 160)),
)


def attack(kind: Callable[[Random, Office, int], Rows], strength: int) -> Callable[[Random, Office], Rows]:
    return partial(kind, strength=strength)
