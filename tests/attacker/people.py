"""People of one day: what each of them does, and how they answer whatever they are asked."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from handlers.talk import Input, Media, Say
from handlers.talk.model import Button

CATEGORIES = ("rude", "slow", "absent", "sent_around", "pungli", "broker", "bribe", "abuse")
UNITS = ("dishub", "disdukcapil", "dpupr", "dinkes")
LONGEST = 30  # turns of one talk; more would be a circle


@dataclass
class Chat:
    """One person's chat: what was said to them, newest last."""

    address: str
    says: list[Say] = field(default_factory=list)

    def asked(self) -> str:
        """The key of the question on the screen."""
        buttons = [Button.parse(choice.id) for say in self.says[-1:] for choice in say.choices]
        return next((button.key for button in buttons if button), "")

    def tap(self, option: str) -> Input:
        """A tap on the newest button of this option, given up to where its hash begins."""
        ids = [choice.id for choice in self.says[-1].choices]
        return Input(tap=next(one for one in ids if one.partition(":")[2].startswith(option)))


@dataclass(frozen=True)
class Story:
    """What somebody reports: words nobody else uses, an office, what it is about, perhaps a photo."""

    words: str
    unit: str
    category: str
    photo: bool


def story(chance: random.Random, name: str) -> Story:
    """One's own story, of any length."""
    more = " ".join(f"{name}{chance.randrange(10**6):06}x" for _ in range(chance.randint(3, 60)))
    return Story(
        f"Saya mau cerita {more}", chance.choice(UNITS), chance.choice(CATEGORIES), chance.random() < 0.3
    )


def starts() -> Iterator[Input]:
    """Opens the chat for the first time."""
    yield Input("/start")


def rates(chat: Chat, chance: random.Random) -> Iterator[Input]:
    """A score, and no words."""
    yield Input(f"/start u-{chance.choice(UNITS)}")
    yield chat.tap(f"{chance.randint(3, 4)}~")
    while chat.asked() in ("service", "why"):
        yield chat.tap("-")


def looks(chance: random.Random) -> Iterator[Input]:
    """Something that is answered at once."""
    yield Input(chance.choice(("/status", "/bantuan", "/data", "/menu")))


def reports(chat: Chat, tale: Story, way: str) -> Iterator[Input]:
    """A complaint to its end, known in this way; whatever is asked is answered."""
    yield Input("/lapor")
    sent = False
    for _ in range(LONGEST):
        asked = chat.asked()
        if not asked:
            return
        if asked == "photos" and tale.photo and not sent:
            sent = True
            yield Input(media=Media("photo", f"ref-{chat.address}", "u", "image/jpeg", 900))
            continue
        yield _answer(chat, tale, way, asked)


def _answer(chat: Chat, tale: Story, way: str, asked: str) -> Input:
    if asked in ("group", "unit"):
        return Input(tale.unit)
    if asked == "what" and "=" not in _options(chat):
        return Input(tale.words)
    simple = {"kind": "complaint", "known": way, "sure": "yes", "adult": "yes", "category": tale.category}
    simple |= {"about": "staff", "what": "=", "where": "-", "when": "today"}
    simple |= {"photos": "=" if "=" in _options(chat) else "-"}
    return chat.tap(simple.get(asked, "yes"))


def _options(chat: Chat) -> set[str]:
    return {choice.id.partition(":")[2].partition("~")[0] for choice in chat.says[-1].choices}
