"""Messages with photos on their way out: in order, within the rates, and after a flood where they stopped."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.channels.base import Throttled, Unreachable
from handlers.talk import Media, Say
from handlers.talk.stored import say_to_json
from storage import outbox
from storage.outbox import Message
from tests.bot.delivering import RULES, Office, new_store

PHOTOS = tuple(Media("photo", f"AgAC{place}") for place in range(10))


def play(directory: Path, scene: Callable[[Office], Awaitable[None]]) -> None:
    async def whole() -> None:
        with new_store(directory) as store:
            office = Office(store, RULES)
            await office.start()
            await scene(office)
            stopping = asyncio.ensure_future(office.stop())
            while not stopping.done():
                await office.clock.advance(1)
            await stopping

    asyncio.run(whole())


def push(office: Office, address: str, *says: Say, purpose: str = "notice") -> None:
    citizen = office.citizen(address)
    messages = [Message("bulk", "telegram", citizen, purpose, say_to_json(say)) for say in says]
    with office.store.begin() as tx:
        outbox.add(tx, messages, office.clock.now())
    office.bulk.wake()


def test_photos_go_before_their_words_and_the_words_are_the_message(tmp_path: Path) -> None:
    async def scene(office: Office) -> None:
        push(office, "7", Say("satu", media=PHOTOS[:2]), Say("dua"))
        await office.clock.advance(1)
        assert office.post.to("7") == ["", "satu", "dua"]
        assert office.rows("state", "sent_ref") == [("sent", "m2"), ("sent", "m3")]

    play(tmp_path, scene)


def test_every_photo_of_an_album_counts_against_the_rate(tmp_path: Path) -> None:
    async def scene(office: Office) -> None:
        for chat in range(4):
            push(office, str(chat), Say("kabar", media=PHOTOS))
        await office.clock.settle()
        # Two albums of ten and the words of one of them, or the albums alone: not a third one.
        assert office.post.sent.count(("0", "")) + office.post.sent.count(("1", "")) == 2
        assert [words for _, words in office.post.sent].count("") == 2
        await office.clock.advance(12)
        assert [words for _, words in office.post.sent].count("kabar") == 4

    play(tmp_path, scene)


def test_an_album_is_one_message_of_its_chat(tmp_path: Path) -> None:
    async def scene(office: Office) -> None:
        push(office, "7", *(Say("kabar", media=PHOTOS) for _ in range(4)))
        await office.clock.advance(4)
        assert office.post.to("7") == ["", "kabar"] * 4  # 44 messages of the bot, 8 of the chat

    play(tmp_path, scene)


def test_after_a_flood_the_words_come_without_the_photos_again(tmp_path: Path) -> None:
    async def scene(office: Office) -> None:
        class OnceAfterThePhotos(list[Exception]):
            """Lets the photos pass, then floods once."""

            def __bool__(self) -> bool:
                return len(office.post.sent) == 1 and len(self) > 0

        office.post.failures["7"] = OnceAfterThePhotos([Throttled(2)])
        push(office, "7", Say("satu", media=PHOTOS[:3]))
        await office.clock.advance(4)
        assert office.post.to("7") == ["", "satu"]

    play(tmp_path, scene)


def test_what_may_have_arrived_is_sent_again_photos_and_all(tmp_path: Path) -> None:
    async def scene(office: Office) -> None:
        office.post.failures["7"] = [Unreachable("no answer", left=True)]
        push(office, "7", Say("satu", media=PHOTOS[:1]), Say("dua"))
        await office.clock.advance(10)
        assert office.post.to("7") == ["", "satu", "dua"]

    play(tmp_path, scene)


def test_photos_of_what_must_not_come_twice_are_not_sent_again(tmp_path: Path) -> None:
    async def scene(office: Office) -> None:
        office.post.failures["7"] = [Unreachable("no answer", left=True)]
        push(office, "7", Say("satu", media=PHOTOS[:1]), purpose="invitation")
        await office.clock.advance(10)
        assert office.post.to("7") == []
        assert office.rows("state") == ["unknown"]

    play(tmp_path, scene)
