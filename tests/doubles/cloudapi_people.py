"""Scripted people on WhatsApp: they write, tap and send things, and read what the bot shows them."""

from __future__ import annotations

from typing import Any

from tests.doubles import cloudapi_payloads as payloads
from tests.doubles.cloudapi_directory import Member, wamid
from tests.doubles.cloudapi_network import CloudNetwork
from tests.doubles.cloudapi_wire import unexpected
from tests.doubles.pictures import tiny_jpeg, tiny_pdf
from tests.doubles.play import PERSON, Line, meant
from tests.doubles.reading import Reader
from tests.doubles.wire import Json


class WhatsAppPerson(Reader):
    """One citizen or official. What acts returns the message it caused, with its id as `update_id`."""

    def __init__(self, network: CloudNetwork, who: Member) -> None:
        super().__init__(network, who.chat, who.name or f"Orang {who.id}")
        self._network, self.who = network, who

    @property
    def id(self) -> int:
        return self.who.id

    # ---- words and taps

    def says(self, text: str, **more: Any) -> Json:
        return self._does(text, "text", text={"body": text}, **more)

    def opens(self, payload: str = "") -> Json:
        """Follow a wa.me link: its words stand in the chat already and are sent with one tap."""
        return self.says(payload)

    def replies(self, to_message: Json, text: str) -> Json:
        """Answer a message of the bot by replying to it (as found by `hears`)."""
        return self.says(text, context=self._context(to_message["wamid"]))

    def taps(self, label_or_option: str | int, message: Json | None = None) -> Json:
        """Tap the button, or the row of a list, on the newest message that has it.

        It is found by its title, its description, its id, the option in its id, or question and option.
        AssertionError with the whole screen when there is no such button.
        """
        with self._pulse.look():
            shown = [message] if message is not None else self.chat.bot_messages()[::-1]
        for on in shown:
            buttons = on["seen"]["buttons"]
            place = meant([(label, choice) for label, choice, _ in buttons], str(label_or_option))
            if place is None:
                told = [(description, choice) for _, choice, description in buttons]
                place = meant(told, str(label_or_option))
            if place is not None:
                return self._taps_on(on, *buttons[place])
        raise AssertionError(f"{self.name} finds no button {label_or_option!r} on:\n{self.looks()}")

    def taps_data(self, data: str, message: Json) -> Json:
        """Tap what an old screen still showed: any id, on any message."""
        return self._taps_on(message, data, data, "")

    def _taps_on(self, on: Json, label: str, choice: str, description: str) -> Json:
        line, context = f"[{label}]", self._context(on["wamid"])
        if "category" in on["seen"]:  # the button of a template
            return self._does(line, "button", context=context, button={"payload": choice, "text": label})
        sort = "list_reply" if "menu" in on["seen"] else "button_reply"
        reply = {"id": choice, "title": label} | ({"description": description} if description else {})
        return self._does(line, "interactive", context=context, interactive={"type": sort, sort: reply})

    def _context(self, name: str) -> Json:
        return {"from": self._network.number, "id": name}

    # ---- things

    def sends_photo(
        self, content: bytes | None = None, caption: str = "", *, size: int | None = None
    ) -> Json:
        """Send a photo (a real tiny JPEG by default); `size` may claim more bytes than there are."""
        content = tiny_jpeg() if content is None else content
        return self._sends("(foto)", "image", content, "image/jpeg", size, **_captioned(caption))

    def sends_document(
        self,
        content: bytes | None = None,
        name: str = "bukti.pdf",
        mime: str = "application/pdf",
        caption: str = "",
        *,
        size: int | None = None,
    ) -> Json:
        """Send a file (an empty PDF by default)."""
        content = tiny_pdf() if content is None else content
        more = _captioned(caption) | {"filename": name}
        return self._sends(f"(berkas {name})", "document", content, mime, size, **more)

    def sends_voice(self, seconds: int = 4, content: bytes = b"OggS\0\x02" + bytes(58)) -> Json:
        """Send a voice message (the first page header of an Ogg file, nothing to hear)."""
        line = f"(pesan suara {seconds} detik)"
        return self._sends(line, "audio", content, "audio/ogg; codecs=opus", voice=True)

    def sends_video(self, content: bytes = b"\0\0\0\x18ftypmp42") -> Json:
        return self._sends("(video)", "video", content, "video/mp4")

    def sends_sticker(self) -> Json:
        return self._sends("(stiker)", "sticker", b"RIFF\x04\0\0\0WEBP", "image/webp", animated=False)

    def sends_location(self, latitude: float = -6.1149, longitude: float = 106.1503, **more: str) -> Json:
        place = {"latitude": latitude, "longitude": longitude} | more
        return self._does(f"(lokasi {latitude}, {longitude})", "location", location=place)

    def sends_contact(self, phone: str = "+6281200000000") -> Json:
        name = {"formatted_name": "Pak RT", "first_name": "Pak RT"}
        card = {"name": name, "phones": [{"phone": phone, "wa_id": phone.lstrip("+"), "type": "CELL"}]}
        return self._does("(kontak)", "contacts", contacts=[card])

    def reacts(self, to_message: Json, emoji: str = "👍") -> Json:
        reaction = {"message_id": to_message["wamid"], "emoji": emoji}
        return self._does(f"(reaksi {emoji})", "reaction", reaction=reaction)

    def sends_unsupported(self) -> Json:
        """A poll or a live location: Meta says only that something came."""
        refusal = unexpected("Message type is currently not supported.")
        error = refusal.as_status_error() | {"code": 131051, "title": "Message type unknown"}
        unsupported = {"type": "poll_creation"}
        return self._does("(tidak didukung)", "unsupported", errors=[error], unsupported=unsupported)

    def clicks_advert(self, text: str) -> Json:
        """Come by an advert or a printed code; where from stands beside the words."""
        referral = {
            "source_url": "https://fb.me/3cr4Wqqkv",
            "source_id": "120226305854810726",
            "source_type": "ad",
            "body": "Nilai layanan kami",
            "headline": "Suara Warga",
            "media_type": "image",
            "ctwa_clid": "Aff-n8ZTODiE79d22KtAwQKj9e_mIEOOj27vDVwFjN80dp4",
        }
        return self.says(text, referral=referral)

    # ---- what changes afterwards

    def edits(self, text: str, original: Json) -> Json:
        """Change a message of one's own."""
        changed = {"type": "text", "text": {"body": text}, "context": {"id": original["id"]}}
        edit = {"original_message_id": original["id"], "message": changed}
        return self._does(f"(mengubah) {text}", "edit", edit=edit)

    def deletes(self, original: Json) -> Json:
        """Take a message of one's own back."""
        revoke = {"original_message_id": original["id"]}
        return self._does("(menghapus pesan)", "revoke", revoke=revoke)

    def reads(self) -> None:
        """Open the chat: everything in it is read now."""
        unread, self.who.unread = self.who.unread, []
        for name in unread:
            self._network.status(self.who, name, "read")

    # ---- who one is

    def hides_number(self, username: str = "") -> None:
        """Take a username: from now on the business is not shown the number."""
        self.who.hides_number, self.who.username = True, username

    def changes_number(self, phone: str, bsuid: str, *, number_is_told: bool = True) -> Json:
        """Move to another number, which makes another BSUID; the system says so, without contacts."""
        who, network = self.who, self._network
        before, old = who.bsuid, who.phone
        network.directory.moves(who, phone, bsuid)
        system: Json = {"body": f"{self.name} changed", "user_id": bsuid, "previous_user_id": before}
        said: Json = {"id": wamid(old), "timestamp": str(int(network.now())), "type": "system"}
        if number_is_told:
            system |= {
                "type": "user_changed_number",
                "wa_id": phone,
                "body": f"changed from {old} to {phone}",
            }
            said |= {"from": old}
        else:
            system |= {"type": "user_changed_user_id"}
        return self._told(said | {"system": system}, "(ganti nomor)", by_the_system=True)

    def stops_marketing(self) -> Json:
        """WhatsApp's own button against marketing."""
        return self._prefers("stop", "User requested to stop marketing messages")

    def resumes_marketing(self) -> Json:
        return self._prefers("resume", "User requested to resume marketing messages")

    def blocks(self) -> None:
        """Block the business; nobody tells it."""
        self.who.state = "blocked"

    def unblocks(self) -> None:
        self.who.state = "open"

    def leaves_whatsapp(self) -> None:
        """The number is on no phone any more."""
        self.who.state = "gone"

    def _prefers(self, value: str, detail: str) -> Json:
        who, network = self.who, self._network
        who.stopped_marketing = value == "stop"
        stamp = int(network.now())
        wish: Json = {"detail": detail, "category": "marketing_messages", "value": value, "timestamp": stamp}
        wish |= {} if who.hides_number else {"wa_id": who.phone}
        wish |= {"user_id": who.bsuid} if who.bsuid else {}
        told = {
            "messaging_product": "whatsapp",
            "metadata": network.metadata,
            "contacts": [payloads.contact(who)],
            "user_preferences": [wish],
        }
        name = f"user_preferences:{wamid(who.phone)}"
        record = network.put(told, name, who.id, "user_preferences", "user_preferences")
        return {"update_id": record.update_id, **wish}

    # ---- how it gets to the business

    def sends_raw(self, kind: str, **content: Any) -> Json:
        """Cause a message with whatever content, also of an unknown type."""
        return self._does(f"({kind})", kind, **content)

    def _sends(
        self, line: str, kind: str, content: bytes, mime: str, size: int | None = None, **more: Any
    ) -> Json:
        medium = self._network.media.add(mime, content, size)
        facts = {"mime_type": mime, "sha256": medium.sha256, "id": medium.id} | more
        return self._does(f"{line} {more.get('caption', '')}".rstrip(), kind, **{kind: facts})

    def _does(self, line: str, kind: str, **content: Any) -> Json:
        name = wamid(self.who.phone)
        said = payloads.message(self.who, name, self._network.now(), kind, **content)
        return self._told(said, line)

    def _told(self, said: Json, line: str, *, by_the_system: bool = False) -> Json:
        who, network = self.who, self._network
        value = payloads.messages_value(network.metadata, who, said)
        if by_the_system:
            del value["contacts"]
        with self._pulse.change():
            if not by_the_system:
                network.wrote(who)
            self.chat.lines.append(Line(PERSON, line))
            network.put(value, said["id"], who.id, "message", "messages")
        return {"update_id": said["id"], **said}


def _captioned(caption: str) -> Json:
    return {"caption": caption} if caption else {}
