"""A case as a play: what everybody types and taps, and all they read, in the order in which it came."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from textwrap import indent

from sqlalchemy import func, select

from handlers.talk import Input, Media, Say
from handlers.talk.stored import say_from_json
from storage import citizens
from storage.models import Outbox
from storage.outbox_claims import BODY
from tests.bot.citizens import Chat
from tests.bot.desks import Desks
from tests.bot.whereabouts import handle

_NUMBER = re.compile(r"\bKS-2611-[0-9A-Z]{4}\b")


@dataclass
class Scene:
    """Chats by the name of who is in them; `lines` is the play so far."""

    desks: Desks
    names: dict[str, str]  # name to address
    lines: list[str] = field(default_factory=list)
    chats: dict[str, Chat] = field(default_factory=dict)
    seen: int = 0

    def begins(self) -> None:
        """What came before is no part of the play."""
        for name, address in self.names.items():
            self.chats[name] = self.desks.chat(address)
        with self.desks.store.reading() as tx:
            self.seen = tx.connection.execute(select(func.coalesce(func.max(Outbox.id), 0))).scalar_one()

    def types(self, who: str, text: str) -> Say:
        self._does(who, f"{who}: {text}", Input(text))
        return self.chats[who].says[-1]

    def sends(self, who: str, photo: Media, text: str = "") -> Say:
        self._does(who, f"{who}: [photo] {text}".rstrip(), Input(text, media=photo))
        return self.chats[who].says[-1]

    def taps(self, who: str, label: str) -> Say:
        says = reversed(self.chats[who].says)
        buttons = [choice for say in says for choice in say.choices if label in choice.label]
        assert buttons, f"no button {label!r} on {self.chats[who].says[-1]}"
        button = buttons[0]
        self._does(who, f"{who}: [{button.label}]", Input(tap=button.id))
        return self.chats[who].says[-1]

    def taps_id(self, who: str, button: str) -> Say:
        """A button that somebody made up, or forwarded."""
        self._does(who, f"{who}: <{button}>", Input(tap=button))
        return self.chats[who].says[-1]

    def replies(self, who: str, to: Say, text: str) -> Say:
        """A reply to a message whose words begin with the case's number."""
        self._does(who, f"{who} (replying): {text}", Input(text), quoting=to.words)
        return self.chats[who].says[-1]

    def hears(self) -> None:
        """What was pushed to anybody since."""
        self._heard("")

    def waits(self, days: int) -> None:
        self.desks.passes(days)
        self.lines.append(f"* {days} days later *")

    def play(self) -> str:
        """The play, with numbers that are the same on every day."""
        text = "\n\n".join(self.lines) + "\n"
        known = dict.fromkeys(_NUMBER.findall(text))
        for place, number in enumerate(known, start=1):
            text = text.replace(number, f"KS-2611-000{place}")
        return text

    def reads(self, who: str, say: Say) -> None:
        """Somebody is told something: for scenes that watch how it arrives."""

    def _does(self, who: str, line: str, said: Input, quoting: str = "") -> None:
        chat = self.chats[who]
        chat.now = self.desks.now
        self.lines.append(line)
        reply_to = "unknown" if quoting else ""
        chat.does(chat.incoming(replace(said, at=chat.now), reply_to, quoting=quoting))
        self.desks.now += timedelta(seconds=10)
        self._heard(who)

    def _heard(self, who: str) -> None:
        """Everything new that was said to anybody; what was pushed can be answered and tapped as well."""
        addresses = {handle(address): name for name, address in self.names.items()}
        with self.desks.store.begin() as tx:
            people = citizens.lock(tx, dict.fromkeys(addresses, "id"), self.desks.now)
            names = {people[one].id: name for one, name in addresses.items()}
            new = select(Outbox.id, Outbox.citizen_id, Outbox.purpose, Outbox.body)
            rows = tx.connection.execute(new.where(Outbox.id > self.seen).order_by(Outbox.id)).all()
            for row in rows:
                self.seen = row.id
                if (name := names.get(row.citizen_id)) is None:
                    continue  # somebody who is not in the play
                say = say_from_json(tx.vault.open(row.body or b"", BODY))[0]
                self.reads(name, say)
                if row.purpose != "reply":
                    self.chats[name].says.append(say)
                self.lines.append(f"to {name}:\n{_shown(say)}")


def _shown(say: Say) -> str:
    photos = " ".join(f"[photo {media.ref}]" for media in say.media)
    buttons = " ".join(f"[{choice.label}]" for choice in say.choices)
    return indent("\n".join(part for part in (photos, say.words, buttons) if part), "     ")
