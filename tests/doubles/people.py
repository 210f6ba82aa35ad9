"""Scripted people: they write, tap and send things, and read what the bot shows them."""

from __future__ import annotations

import itertools
from typing import Any

from tests.doubles import anatomy
from tests.doubles.chats import State
from tests.doubles.files import StoredFile
from tests.doubles.groups import Group
from tests.doubles.network import Network
from tests.doubles.pictures import JPEG_SIDE, tiny_jpeg, tiny_pdf
from tests.doubles.play import buttons_of, meant
from tests.doubles.reading import Reader
from tests.doubles.wire import Json

_QUERY_IDS = itertools.count(1)
_GROUP_IDS = itertools.count(-1002, -1)


class Person(Reader):
    """One citizen or official in a private chat with the bot. What acts returns the update it caused."""

    def __init__(self, network: Network, person_id: int, name: str = "", language_code: str = "id") -> None:
        self.id, name = person_id, name or f"Orang {person_id}"
        self.user = anatomy.user(person_id, name, language_code)
        facts = anatomy.private_chat(self.user)
        with network.pulse.change():
            chat = network.chats.know(facts)
            chat.facts = facts  # the network may have known the number only
        super().__init__(network, chat, name)
        self._network = network

    def says(self, text: str, **more: Any) -> Json:
        """Write a text; a long one goes out in pieces of 4096, as clients do it. Gives the last update."""
        updates = [
            self._sends(**anatomy.text_content(part), **more) for part in anatomy.cut_as_clients_do(text)
        ]
        return updates[-1]

    def opens(self, payload: str = "") -> Json:
        """Follow a deep link or press Start."""
        return self.says(f"/start {payload}".rstrip())

    def replies(self, to_message: Json | int, text: str) -> Json:
        """Answer a message by replying to it (by id or as found by `hears`)."""
        message_id = to_message if isinstance(to_message, int) else int(to_message["message_id"])
        quoted = {k: v for k, v in self.chat.messages[message_id].items() if k != "reply_to_message"}
        return self.says(text, reply_to_message=quoted)

    def edits(self, text: str, message: Json | None = None) -> Json:
        """Change a message of one's own (the newest text by default)."""
        own = message or self._newest_own_text()
        changed = {**own, **anatomy.text_content(text), "edit_date": own["date"] + 1}
        return self.sends_raw({"edited_message": changed})

    def taps(self, label_or_option: str | int, message: Json | None = None) -> Json:
        """Tap the button on the newest message that has it.

        It is found by its label, a part of it, its data, the option in its data, or question and option
        (`score:4`; `send:y` when more follows).
        AssertionError with the whole screen when there is no such button.
        """
        with self._network.pulse.change("queue"):
            shown = [message] if message is not None else self.chat.bot_messages()[::-1]
            for on in shown:
                button = _button(on, str(label_or_option))
                if button is not None:
                    return self._taps_on(on, str(button["callback_data"]))
        raise AssertionError(f"{self.name} finds no button {label_or_option!r} on:\n{self.looks()}")

    def taps_data(self, data: str, message: Json) -> Json:
        """Tap what an old screen still showed: any data, on any message."""
        return self._taps_on(message, data)

    def _taps_on(self, message: Json, data: str) -> Json:
        query_id = str(self.id * 1_000_003 + next(_QUERY_IDS))
        query = anatomy.callback_query(query_id, self.user, message, data)
        return self.sends_raw({"callback_query": query})

    def sends_photo(
        self,
        content: bytes | None = None,
        caption: str = "",
        *,
        size: int | None = None,
        album: str | None = None,
    ) -> Json:
        """Send a photo (a real tiny JPEG by default); `size` may claim more bytes than there are."""
        stored = self._stores("photos", ".jpg", tiny_jpeg() if content is None else content, size)
        small = self._stores("thumbnails", ".jpg", tiny_jpeg())
        side = {"width": JPEG_SIDE, "height": JPEG_SIDE}
        sizes = [small.as_json() | side, stored.as_json() | {"width": 1280, "height": 960}]
        more = {"media_group_id": album} if album else {}
        return self._sends(photo=sizes, **_captioned(caption), **more)

    def sends_document(
        self,
        content: bytes | None = None,
        name: str = "bukti.pdf",
        mime: str = "application/pdf",
        caption: str = "",
        *,
        size: int | None = None,
    ) -> Json:
        """Send a file (an empty PDF by default); `size` may claim more bytes than there are."""
        ending = "." + name.rpartition(".")[2]
        stored = self._stores("documents", ending, tiny_pdf() if content is None else content, size)
        document = stored.as_json() | {"file_name": name, "mime_type": mime}
        return self._sends(document=document, **_captioned(caption))

    def sends_voice(self, seconds: int = 4, content: bytes = b"OggS\0\x02" + bytes(58)) -> Json:
        """Send a voice message (the first page header of an Ogg file, nothing to hear)."""
        stored = self._stores("voice", ".oga", content)
        return self._sends(voice=stored.as_json() | {"duration": seconds, "mime_type": "audio/ogg"})

    def sends_video(self, seconds: int = 5, content: bytes = b"\0\0\0\x18ftypmp42") -> Json:
        stored = self._stores("videos", ".mp4", content)
        facts = {"duration": seconds, "mime_type": "video/mp4", "width": 640, "height": 360}
        return self._sends(video=stored.as_json() | facts)

    def sends_sticker(self, emoji: str = "👍") -> Json:
        stored = self._stores("stickers", ".webp", b"RIFF\x04\0\0\0WEBP")
        facts = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._sends(sticker=stored.as_json() | facts | {"emoji": emoji})

    def sends_location(self, latitude: float = -6.1149, longitude: float = 106.1503) -> Json:
        return self._sends(location={"latitude": latitude, "longitude": longitude})

    def sends_contact(self, phone: str = "+6281200000000") -> Json:
        return self._sends(
            contact={"phone_number": phone, "first_name": self.user["first_name"], "user_id": self.id}
        )

    def toast(self) -> str | None:
        """The words of the last answer to a tap, or None when no tap was answered yet."""
        with self._network.pulse.look():
            mine = [tap for tap in self._network.taps.values() if tap.chat == self.chat.id and tap.answers]
        return str(mine[-1].answers[-1].get("text", "")) if mine else None

    def blocks(self) -> Json:
        """Block the bot: it gets 403 from now on, and an update about it."""
        return self._changes("blocked", "member", "kicked")

    def unblocks(self) -> Json:
        return self._changes("open", "kicked", "member")

    def adds_to_group(self, title: str = "Warga Cipocok") -> Group:
        """Put the bot into a new group."""
        group = Group(self._network, next(_GROUP_IDS), title)
        group.adds_bot(self)
        return group

    def sends_raw(self, update: Json) -> Json:
        """Cause an update with whatever content, also of an unknown type."""
        return self._network.put(update).payload

    def _sends(self, **content: Any) -> Json:
        message_id = self._network.chats.next_message_id()
        message = anatomy.message(message_id, self.user, self.chat.facts, **content)
        return self.sends_raw({"message": message})

    def _changes(self, state: State, before: str, after: str) -> Json:
        with self._network.pulse.change():
            self.chat.state = state
        change = anatomy.member_change(self._network.bot, self.user, self.chat.facts, before, after)
        return self.sends_raw({"my_chat_member": change})

    def _stores(self, folder: str, ending: str, content: bytes, size: int | None = None) -> StoredFile:
        with self._network.pulse.change():
            return self._network.files.add(folder, ending, content, size)

    def _newest_own_text(self) -> Json:
        with self._network.pulse.look():
            own = [m for m in self.chat.messages.values() if m["from"]["id"] == self.id and "text" in m]
        assert own, f"{self.name} has written nothing yet"
        return own[-1]


def _captioned(caption: str) -> Json:
    return {"caption": caption} if caption else {}


def _button(message: Json, wanted: str) -> Json | None:
    """The button meant."""
    buttons = [button for button in buttons_of(message) if "callback_data" in button]
    place = meant([(str(button["text"]), str(button["callback_data"])) for button in buttons], wanted)
    return None if place is None else buttons[place]
