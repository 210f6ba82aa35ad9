"""Photos of a message come before its words on both ways to Telegram; a wrong one costs no words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.channels.base import Blocked, Throttled, Unreachable
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_bulk import TelegramBulk
from handlers.talk import Media, Say
from handlers.talk.model import Choice
from tests.doubles.botapi import BotApi
from tests.doubles.ledger import Call
from tests.doubles.wire import Json

CHAT = 812345678
ASKED = "Apakah sudah selesai?"
BUTTON = (Choice("go.judge:KS-2611-7F3K.yes", "Sudah"),)
Both = TelegramChannel | TelegramBulk
CHANNELS = pytest.mark.parametrize("make", [TelegramChannel, TelegramBulk])


class Sender:
    """A person whose files the network knows, and the channel that shows them again."""

    def __init__(self, api: BotApi, channel: Any) -> None:
        self.api, self.channel = api, channel
        self.person = api.person(CHAT, "Sari")

    def photos(self, count: int) -> tuple[Media, ...]:
        return tuple(
            Media("photo", _ref(self.person.sends_photo()["message"]["photo"][-1])) for _ in range(count)
        )

    def voice(self) -> Media:
        return Media("voice", _ref(self.person.sends_voice()["message"]["voice"]))

    def video(self) -> Media:
        return Media("video", _ref(self.person.sends_video()["message"]["video"]))

    def document(self) -> Media:
        return Media("document", _ref(self.person.sends_document()["message"]["document"]))

    async def sends(self, *media: Media, words: str = ASKED) -> list[Call]:
        """Everything that arrived; the id that was given back is that of the words."""
        ref = await self.channel.send(str(CHAT), Say(words, BUTTON, media=media))
        calls = self.api.sent(CHAT)
        assert (calls[-1].method, calls[-1].text) == ("sendMessage", words)
        assert ref == str(calls[-1].message_id)
        assert "reply_markup" in calls[-1].params
        assert all("caption" not in call.params for call in calls)
        assert not self.api.violations
        return calls


def _ref(file: Json) -> str:
    return str(file["file_id"])


def with_sender(make: Callable[..., Both], act: Callable[[Sender], Awaitable[None]]) -> None:
    async def run() -> None:
        async with BotApi(rate=None) as api:
            channel = make(api.token, api.base, timeout=2)
            try:
                await act(Sender(api, channel))
            finally:
                await channel.close()

    asyncio.run(run())


def methods(calls: list[Call]) -> list[str]:
    return [call.method for call in calls]


@CHANNELS
def test_one_photo_comes_before_the_words_with_the_buttons(make: Callable[..., Both]) -> None:
    async def act(sender: Sender) -> None:
        (photo,) = sender.photos(1)
        calls = await sender.sends(photo)
        assert methods(calls) == ["sendPhoto", "sendMessage"]
        assert calls[0].params["photo"] == photo.ref
        assert "reply_markup" not in calls[0].params

    with_sender(make, act)


@CHANNELS
def test_several_photos_come_as_one_album_in_their_order(make: Callable[..., Both]) -> None:
    async def act(sender: Sender) -> None:
        photos = sender.photos(3)
        calls = await sender.sends(*photos)
        assert methods(calls) == ["sendMediaGroup", "sendMessage"]
        assert [item["media"] for item in calls[0].params["media"]] == [photo.ref for photo in photos]

    with_sender(make, act)


@CHANNELS
def test_voice_video_and_documents_go_as_what_they_are(make: Callable[..., Both]) -> None:
    async def act(sender: Sender) -> None:
        calls = await sender.sends(sender.voice(), sender.video(), sender.document())
        assert methods(calls) == ["sendVoice", "sendVideo", "sendDocument", "sendMessage"]

    with_sender(make, act)


@CHANNELS
def test_more_than_ten_photos_are_two_albums(make: Callable[..., Both]) -> None:
    async def act(sender: Sender) -> None:
        calls = await sender.sends(*sender.photos(12))
        assert [call.messages for call in calls] == [10, 2, 1]

    with_sender(make, act)


@CHANNELS
def test_a_photo_that_cannot_be_shown_is_told_in_words_and_the_rest_arrives(
    make: Callable[..., Both],
) -> None:
    async def act(sender: Sender) -> None:
        one, other = sender.photos(2)
        calls = await sender.sends(one, Media("photo", "AgAC-of-another-bot"), other)
        assert methods(calls) == ["sendPhoto", "sendPhoto", "sendMessage", "sendMessage"]
        assert [call.params["photo"] for call in calls[:2]] == [one.ref, other.ref]
        assert "tidak dapat ditampilkan" in calls[2].text

    with_sender(make, act)


@CHANNELS
def test_a_file_that_is_no_photo_loses_no_words(make: Callable[..., Both]) -> None:
    async def act(sender: Sender) -> None:
        calls = await sender.sends(Media("photo", sender.document().ref))
        assert methods(calls) == ["sendMessage", "sendMessage"]
        assert "tidak dapat ditampilkan" in calls[0].text

    with_sender(make, act)


@CHANNELS
def test_a_photo_on_the_way_in_a_broken_connection_may_have_arrived(make: Callable[..., Both]) -> None:
    async def act(sender: Sender) -> None:
        sender.api.faults.cut("sendPhoto")
        with pytest.raises(Unreachable) as raised:
            await sender.channel.send(str(CHAT), Say(ASKED, media=sender.photos(1)))
        assert raised.value.left
        assert methods(sender.api.sent(CHAT)) == ["sendPhoto"]

    with_sender(make, act)


@CHANNELS
def test_words_that_fail_after_their_photo_have_left(make: Callable[..., Both]) -> None:
    async def act(sender: Sender) -> None:
        sender.api.faults.fail("sendMessage", status=500)
        with pytest.raises(Unreachable) as raised:
            await sender.channel.send(str(CHAT), Say(ASKED, media=sender.photos(2)))
        assert raised.value.left

    with_sender(make, act)


@CHANNELS
def test_a_flood_and_who_blocked_us_keep_their_names(make: Callable[..., Both]) -> None:
    async def act(sender: Sender) -> None:
        photos = sender.photos(2)
        sender.api.faults.fail("sendMediaGroup", status=429, retry_after=7)
        with pytest.raises(Throttled) as raised:
            await sender.channel.send(str(CHAT), Say(ASKED, media=photos))
        assert raised.value.after == 7
        sender.person.blocks()
        with pytest.raises(Blocked):
            await sender.channel.send(str(CHAT), Say(ASKED, media=photos))
        assert sender.api.sent(CHAT) == []

    with_sender(make, act)


@CHANNELS
def test_a_message_drawn_over_another_comes_anew_when_it_has_photos(make: Callable[..., Both]) -> None:
    async def act(sender: Sender) -> None:
        before = await sender.channel.send(str(CHAT), Say("Mana?", BUTTON))
        after = await sender.channel.send(str(CHAT), Say(ASKED, BUTTON, media=sender.photos(1)), before)
        assert methods(sender.api.sent(CHAT)) == ["sendMessage", "sendPhoto", "sendMessage"]
        assert int(after) > int(before)

    with_sender(make, act)
