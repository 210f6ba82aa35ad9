"""Plays: whole conversations as text files that people can read and a test replays word for word."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from handlers.desk_views import Closing
from handlers.facts import Citizen, City, Facts
from handlers.poll_views import Ballot, PollSheet
from handlers.talk.model import Media, Place
from tests.handlers.city import CITY, FORUM, KEPT, facts, stranger, view
from tests.handlers.desks import OTHER, desk_of, late, line, official, step, work
from tests.handlers.organisers import ANNOUNCED, GOING, WEEK, coordinator
from tests.handlers.talker import NUMBER, PHOTO, Talker

UNTRACEABLE = replace(CITY, untraceable="fully", mask=lambda text: text.replace("Pak Joko", "[nama]"))
BALLOT = Ballot(
    7,
    "fkp234",
    "Antrean KTP",
    "Kapan loket KTP sebaiknya dibuka lebih lama?",
    ("Pagi sebelum jam kerja", "Sore sampai pukul 18", "Sabtu", "Tidak perlu"),
    WEEK,
)
TRANSCRIPTS = Path(__file__).parents[1] / "transcripts"


def stranger_in(city: City) -> Facts:
    return replace(stranger(), city=city)


# Who speaks, as the play's second line names them.
PEOPLE: dict[str, Callable[[], Facts]] = {
    "somebody new": stranger,
    "somebody new who speaks English": lambda: stranger(language="en"),
    "a grown-up who has been here before": facts,
    "somebody in a city where one may be untraceable": lambda: stranger_in(UNTRACEABLE),
    "somebody with two reports": lambda: facts(
        cases=(
            view(),
            view(
                "KS-2610-2M9D", state="proposed", unit="Dishub", answer="Lampunya sudah kami ganti tadi pagi."
            ),
        ),
        kept=KEPT,
    ),
    "an officer with a lamp that is out on the desk": lambda: official(
        desk_of(late(OTHER, owner="Ratna"), line(state="received", mine=True, owner="Budi")),
        work(state="received", next_step="verify", physical=True, steps=(step("opened", "citizen"),)),
    ),
    "a head of whom a word is wanted": lambda: official(
        desk_of(line(due=date(2026, 11, 25), owner="Budi"), may_remind=True),
        work(
            reader="head",
            owner="Budi",
            mine=False,
            due=date(2026, 11, 25),
            outcome="cannot",
            next_step="head",
            may=frozenset({"see", "approve"}),
            steps=(
                step("opened", "citizen"),
                step("taken"),
                step(
                    "proposed",
                    words="Kabelnya dicuri, penggantinya baru bisa dibeli tahun depan.",
                    minutes=20,
                    reason="budget",
                    target="2027-01-15",
                ),
            ),
        ),
    ),
    "a coordinator who may ask for every report": lambda: replace(
        official(desk_of()), reports={key: unit.label for key, unit in CITY.units.items()}
    ),
    "a coordinator with forums to organise": lambda: coordinator(broadcast=GOING),
    "somebody whose report is proposed as done": lambda: facts(
        cases=(view(state="proposed", unit="Dishub", answer="Lampunya sudah kami ganti tadi pagi."),),
        closing=Closing(NUMBER, "proposed", "fixed", 5),
    ),
    "the contact person of an organisation": lambda: facts(
        citizen=Citizen(noticed=True, is_minor=False, organisation="Forum Warga Peduli KTP")
    ),
    "a coordinator at a forum that is held": lambda: replace(
        coordinator(replace(ANNOUNCED, polls=True, may=())),
        poll=PollSheet(ANNOUNCED.code, ANNOUNCED.topic, 24, may=("new",)),
    ),
    "somebody at a forum where a poll is open": lambda: replace(facts(), ballot=BALLOT),
    "somebody who was invited": lambda: facts(
        forum=FORUM, citizen=Citizen(noticed=True, agreed=frozenset({"invitations"}))
    ),
}
SENT: dict[str, Media | Place] = {"(a photo)": PHOTO, "(a place)": Place(-6.12, 106.15)}


@dataclass(frozen=True)
class Play:
    """A title, who speaks, and the text of all that is said."""

    title: str
    who: str
    text: str

    @classmethod
    def read(cls, path: Path) -> Play:
        title, who, text = path.read_text(encoding="utf-8").split("\n", 2)
        return cls(title.removeprefix("# "), who.removeprefix("# With: "), text.strip())

    def actions(self) -> list[str]:
        """What the citizen or the official does, in order."""
        return re.findall(r"^(?:Warga|Petugas): (.*(?:\n {7}.*)*)", self.text, flags=re.MULTILINE)

    def replayed(self) -> Talker:
        """The same actions once more, on the conversations as they are now."""
        talker = Talker(PEOPLE[self.who]())
        for action in self.actions():
            act(talker, re.sub(r"\n {7}(?: {2})?", "\n", action))
        return talker


def act(talker: Talker, action: str) -> None:
    """A button in brackets is tapped, a thing in parentheses is sent, everything else is said."""
    thing = next((thing for thing in SENT if action.startswith(thing)), None)
    if thing:
        talker.sends(SENT[thing], action.removeprefix(thing).strip())
    elif action.startswith("["):
        talker.taps(action[1:-1])
    else:
        talker.says(action)


def written(play: Play, talker: Talker) -> str:
    """The file of a play as it went."""
    return "\n".join([f"# {play.title}", f"# With: {play.who}", "", *talker.lines, ""])


def plays() -> dict[str, Play]:
    return {path.stem: Play.read(path) for path in sorted(TRANSCRIPTS.glob("*.txt"))}


def rewrite() -> None:
    """Write all plays as they go now, to be read by a person before they are committed."""
    for name, play in plays().items():
        (TRANSCRIPTS / f"{name}.txt").write_text(written(play, play.replayed()), encoding="utf-8")


if __name__ == "__main__":
    rewrite()
