"""Many days attacked one after the other: guessed first, then learned from."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.settings import load_settings
from storage import schema
from storage.store import Store
from storage.vault import Vault
from tests.attacker.clues import suspicions
from tests.attacker.day import Day, Plan
from tests.attacker.guess import Experience, guesses, interval, links
from tests.attacker.seized import Seized
from tests.doubles.postgres import Lent, database, postgres, run

KEY = bytes(range(32))
TEMPLATE = "upgraded"
Urls = Callable[[Path], AbstractContextManager[str]]
Where = Callable[[], AbstractContextManager[Urls]]


@dataclass
class Result:
    """What came of all days. `sure`: links that were no guess; `clues`: with reporters and with others."""

    days: int = 0
    cases: int = 0
    hits: int = 0
    sure: int = 0
    experience: Experience = field(default_factory=Experience)

    @property
    def share(self) -> float:
        return self.hits / self.cases

    @property
    def between(self) -> tuple[float, float]:
        """The 95 % interval of the share."""
        return interval(self.hits, self.cases)

    def __str__(self) -> str:
        low, high = self.between
        return (
            f"{self.days:>4} days, {self.cases:>5} cases: {self.hits:>5} linked = {self.share:7.2%}"
            f"  [{low:.2%}, {high:.2%}], for sure {self.sure}"
        )

    def told(self) -> Iterator[str]:
        """Each clue, and how often it was there with who had reported and with others."""
        known = self.experience
        for name in sorted(known.with_others):
            with_them, others = known.with_reporters.get(name, 0), known.with_others[name]
            yield f"  {name:<46} {with_them / known.reporters:6.1%} {others / known.others:6.1%}"


def attacked(
    urls: Urls,
    days: int,
    way: str = "untraceable",
    *,
    alone: bool = False,
    careless: str = "",
    headers: bool = False,
) -> Result:
    """So many days, each in a database of its own."""
    result = Result()
    for seed in range(1, days + 1):
        with tempfile.TemporaryDirectory(dir=_fast()) as place, urls(Path(place)) as url:
            _day(result, Plan(seed, way, alone, careless, headers), url, Path(place))
    return result


def _day(result: Result, plan: Plan, url: str, place: Path) -> None:
    store = Store(url, Vault(KEY))
    try:
        environ = {"SUARA_STORAGE__URL": url, "SUARA_STORAGE__MEDIA_DIR": str(place / "media")}
        day = Day(plan, store, load_settings(environ=environ), place)
        seized = asyncio.run(day.lived())
        truth = _truth(seized, day.truth)
        sure, clues = links(seized), suspicions(seized)
    finally:
        store.dispose()
    guessed = guesses(sorted(truth), sure, clues, result.experience, plan.seed)
    result.days += 1
    result.cases += len(truth)
    result.hits += sum(guessed[case] == citizen for case, citizen in truth.items())
    result.sure += sum(sure.get(case) == citizen for case, citizen in truth.items())
    result.experience.learn(clues, truth.values())


def _truth(seized: Seized, told: Mapping[str, str]) -> dict[int, int]:
    """Case to citizen, as only who made the day knows."""
    whose = {}
    for row in seized.rows["handles"]:
        whose[seized.store.vault.open(bytes(row["value"]), "handles.value")] = row["citizen_id"]
    found = {}
    for row, details in seized.texts(seized.rows, "cases", "details"):
        address = next((address for words, address in told.items() if words in details), None)
        if address:
            found[row["id"]] = whose[address]
    assert len(found) == len(told), "a report is missing"
    return found


def _fast() -> str | None:
    """A directory in memory, where there is one: what a disk does is not measured here."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


@contextmanager
def on_sqlite() -> Iterator[Urls]:
    """Copies of one empty database."""
    with tempfile.TemporaryDirectory(dir=_fast()) as place:
        template = Path(place) / "template.db"
        _upgraded(f"sqlite:///{template}")

        @contextmanager
        def url(directory: Path) -> Iterator[str]:
            shutil.copyfile(template, directory / "suara.db")
            yield f"sqlite:///{directory / 'suara.db'}"

        yield url


@contextmanager
def on_postgresql() -> Iterator[Urls]:
    """One database of a real server, emptied for each day."""
    with postgres(durable=False) as server:
        run(server, f"CREATE DATABASE {TEMPLATE}")
        _upgraded(database(server, TEMPLATE))
        lent = Lent(server, TEMPLATE)

        @contextmanager
        def url(_directory: Path) -> Iterator[str]:
            with lent.url() as lent_url:
                yield lent_url

        yield url
        lent.close()


def _upgraded(url: str) -> None:
    store = Store(url, Vault(KEY))
    schema.upgrade(store)
    store.dispose()
