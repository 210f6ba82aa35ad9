"""Plays: whole conversations as text files that people can read and a test replays word for word."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from handlers.facts import Citizen, Facts
from handlers.talk.model import Media, Place
from tests.handlers.city import FORUM, KEPT, facts, stranger, view
from tests.handlers.talker import PHOTO, Talker

TRANSCRIPTS = Path(__file__).parents[1] / "transcripts"

# Who speaks, as the play's second line names them.
PEOPLE: dict[str, Callable[[], Facts]] = {
    "somebody new": stranger,
    "somebody new who speaks English": lambda: stranger(language="en"),
    "a grown-up who has been here before": facts,
    "somebody with two reports": lambda: facts(
        cases=(
            view(),
            view(
                "KS-2610-2M9D", state="proposed", unit="Dishub", answer="Lampunya sudah kami ganti tadi pagi."
            ),
        ),
        kept=KEPT,
    ),
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
        """What the citizen does, in order."""
        return re.findall(r"^Warga: (.*(?:\n {7}.*)*)", self.text, flags=re.MULTILINE)

    def replayed(self) -> Talker:
        """The same actions once more, on the conversations as they are now."""
        talker = Talker(PEOPLE[self.who]())
        for action in self.actions():
            act(talker, re.sub(r"\n {7}", "\n", action))
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
