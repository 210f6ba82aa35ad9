"""Real channels between a conversation and a person on a double: what is said and what is done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol

from bot.channels import telegram_updates, whatsapp_updates
from bot.channels.base import Channel, Incoming
from bot.channels.telegram import TelegramChannel
from bot.channels.web import Posted, WebChannel, incoming
from handlers.talk import Input, Media, Place, Say
from handlers.talk.stored import say_from_json
from tests.doubles.botapi import BotApi
from tests.doubles.cloudapi import CloudApi
from tests.doubles.pictures import tiny_jpeg
from tests.doubles.play import Screen
from tests.doubles.reading import Reader


class Carrier(Protocol):
    """One person on one network."""

    @property
    def address(self) -> str:
        """How the channel names them."""
        ...

    def shows(self, say: Say) -> list[Screen]:
        """Send it; what the person sees of it, in order."""
        ...

    def types(self, text: str) -> Input: ...

    def taps(self, choice: str) -> Input:
        """The button with this id, on the newest message that has it."""
        ...

    def sends(self, thing: Media | Place, text: str) -> Input: ...


class OverNetwork:
    """A carrier over HTTP; `heard` is what the channel makes of the update that an act caused."""

    def __init__(self, channel: Channel, runner: asyncio.Runner, person: Any, address: str) -> None:
        self._channel, self._runner = channel, runner
        self._person, self.address = person, address

    def shows(self, say: Say) -> list[Screen]:
        reader: Reader = self._person
        before = len(reader.screens())
        for part in self._channel.parts(self.known(say)):
            self._runner.run(self._channel.send(self.address, part))
        return reader.screens()[before:]

    def types(self, text: str) -> Input:
        return self._said(self._person.says(text))

    def taps(self, choice: str) -> Input:
        return self._said(self._person.taps(choice))

    def sends(self, thing: Media | Place, text: str) -> Input:
        if isinstance(thing, Place):
            return self._said(self._person.sends_location(thing.latitude, thing.longitude))
        if thing.kind == "photo":
            return self._said(self._person.sends_photo(caption=text))
        return self._said(getattr(self._person, f"sends_{thing.kind}")())

    def known(self, say: Say) -> Say:
        """The same message with photos that this network has."""
        return replace(say, media=tuple(replace(one, ref=self.uploaded(one)) for one in say.media))

    def uploaded(self, media: Media) -> str:
        raise NotImplementedError

    def heard(self, update: dict[str, Any]) -> Incoming:
        raise NotImplementedError

    def _said(self, update: dict[str, Any]) -> Input:
        """What was heard; when is no matter here, as plays have a clock of their own."""
        incoming = self.heard(update)
        assert incoming.kind == "message", incoming
        assert incoming.address == self.address
        return replace(incoming.said, at=None)


@dataclass
class Room:
    """A network with everybody on it. `channel`, `kind`: how people are found there."""

    channel: str
    kind: str
    carrier: Callable[[int, str], Carrier]


@contextmanager
def on_telegram() -> Iterator[Room]:
    class OnTelegram(OverNetwork):
        def uploaded(self, media: Media) -> str:
            folder = {"photo": "photos", "video": "videos", "document": "documents"}.get(media.kind, "voice")
            return api.files.add(folder, ".bin", tiny_jpeg()).file_id

        def heard(self, update: dict[str, Any]) -> Incoming:
            return telegram_updates.parse(update, channel.bot)

    with BotApi(rate=None) as api, asyncio.Runner() as runner:
        channel = TelegramChannel(api.token, api.base)

        def carrier(number: int, name: str) -> Carrier:
            return OnTelegram(channel, runner, api.person(number, name), str(number))

        yield Room("telegram", "chat", carrier)
        runner.run(channel.close())
        assert api.violations == []


@contextmanager
def on_whatsapp() -> Iterator[Room]:
    from bot.channels.whatsapp import WhatsAppChannel

    class OnWhatsApp(OverNetwork):
        def uploaded(self, media: Media) -> str:
            kinds = {"photo": "image/jpeg", "video": "video/mp4", "document": "application/pdf"}
            return api.media.add(kinds.get(media.kind, "audio/ogg"), tiny_jpeg()).id

        def heard(self, update: dict[str, Any]) -> Incoming:
            body, _ = api.letter(api.ledger.updates[update["update_id"]])
            (incoming,) = whatsapp_updates.parse(body, api.phone_id).messages
            return incoming

    with CloudApi(rate=None) as api, asyncio.Runner() as runner:
        channel = WhatsAppChannel(api.token, api.phone_id, api.base)

        def carrier(number: int, name: str) -> Carrier:
            person = api.person(number, name)
            person.says("Halo")  # whoever never wrote may not be written to
            return OnWhatsApp(channel, runner, person, person.who.bsuid)

        yield Room("whatsapp", "bsuid", carrier)
        runner.run(channel.close())
        assert api.violations == []


@contextmanager
def on_the_web() -> Iterator[Room]:
    yield Room("web", "key", lambda number, name: InBrowser(f"key{number}"))


class InBrowser:
    """The browser's channel, whose network is its own pages: they show all that is kept for them."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._kept: list[Say] = []
        self._channel = WebChannel(self._keep, self._read)

    async def _keep(self, address: str, key: str, body: str, over: int) -> int:
        self._kept.append(say_from_json(body)[0])
        return len(self._kept)

    async def _read(self, ref: str) -> bytes | None:
        return None

    def shows(self, say: Say) -> list[Screen]:
        before = len(self._kept)
        for part in self._channel.parts(say):
            asyncio.run(self._channel.send(self.address, part))
        return [seen(say, place) for place, say in enumerate(self._kept[before:])]

    def types(self, text: str) -> Input:
        return self._said(text=text)

    def taps(self, choice: str) -> Input:
        assert choice in [one.id for say in self._kept for one in say.choices]
        return self._said(tap=choice)

    def sends(self, thing: Media | Place, text: str) -> Input:
        if isinstance(thing, Place):
            return self._said(text=text, place=thing)
        return self._said(text=text, media=thing)

    def _said(self, **what: Any) -> Input:
        heard = incoming(self.address, Posted("1", **what), "id", datetime.now(UTC))
        return replace(heard.said, at=None)


def seen(say: Say, place: int) -> Screen:
    """A message as a page shows it: everything."""
    rows = tuple((choice.label,) for choice in say.choices)
    return Screen(say.words, rows, place, tuple(choice.id for choice in say.choices))


NETWORKS = {"telegram": on_telegram, "whatsapp": on_whatsapp, "web": on_the_web}
