"""The browser as a channel: what is sent is kept once, what was set aside is read again."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Attached, Refused, sending_as
from bot.channels.web import Posted, WebChannel, incoming, parse, shown
from handlers.talk import Media, Place, Say

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


class Shelf:
    """Where messages are kept, in plain memory."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, str, str, int]] = []

    async def show(self, address: str, key: str, body: str, over: int) -> int:
        self.kept.append((address, key, body, over))
        return over or len(self.kept)

    async def read(self, ref: str) -> bytes | None:
        return b"picture" if ref == "web:1" else None


def sent(say: Say, replaces: str = "") -> tuple[str, tuple[str, str, str, int]]:
    async def act() -> tuple[str, tuple[str, str, str, int]]:
        shelf = Shelf()
        sending_as.set("o.7.0")
        ref = await WebChannel(shelf.show, shelf.read).send("chat", say, replaces)
        return ref, shelf.kept[0]

    return asyncio.run(act())


def test_sending_is_keeping_under_the_name_the_outbox_gave() -> None:
    ref, (address, key, body, over) = sent(Say("halo"))
    assert (ref, address, key, over) == ("1", "chat", "o.7.0", 0)
    assert json.loads(body) == {"words": "halo"}


@pytest.mark.parametrize(("replaces", "over"), [("12", 12), ("", 0), ("AgAC", 0)])
def test_a_message_of_ours_is_drawn_over_and_no_other(replaces: str, over: int) -> None:
    assert sent(Say("halaman 2"), replaces)[1][3] == over


def test_the_bytes_of_our_documents_are_not_kept_a_second_time() -> None:
    whole = Attached("photo", "doc:1", mime="image/png", name="grafik.png", content=b"PNG")
    body = json.loads(sent(Say("lihat", media=(whole,)))[1][2])
    assert body["media"] == [{"kind": "photo", "ref": "doc:1", "mime": "image/png", "name": "grafik.png"}]


def test_what_cannot_be_shown_elsewhere_needs_nothing_here() -> None:
    channel, say = WebChannel(Shelf().show, Shelf().read), Say("x" * 10_000)
    assert (channel.parts(say), channel.weight(say)) == ((say,), 1)
    asyncio.run(channel.toast("", ""))
    asyncio.run(channel.leave("", ""))
    asyncio.run(channel.close())


def test_a_picture_is_fetched_while_it_is_kept() -> None:
    channel = WebChannel(Shelf().show, Shelf().read)
    assert asyncio.run(channel.fetch("web:1")) == b"picture"
    with pytest.raises(Refused):
        asyncio.run(channel.fetch("web:2"))


POSTED = st.builds(
    Posted,
    id=st.just("abcdefgh"),
    position=st.integers(0, 10**15),
    text=st.text(max_size=50),
    tap=st.sampled_from(["", "go.rate", "rate.score:4~k3f7.1"]),
    about=st.sampled_from(["0", "17"]),
    label=st.text(max_size=10),
    media=st.none() | st.builds(Media, st.just("photo"), st.just("web:1"), size=st.integers(1, 99)),
    place=st.none() | st.builds(Place, st.floats(-90, 90), st.floats(-180, 180)),
)


@given(POSTED)
def test_what_was_set_aside_is_the_same_when_it_is_read_again(posted: Posted) -> None:
    heard = incoming("chat", posted, "id", AT)
    assert parse(heard.payload) == heard
    assert parse(heard.payload.encode()) == heard
    assert heard.said.text == posted.text
    assert heard.tapped == (posted.about if posted.tap else "")


def test_the_same_words_under_the_same_id_are_one_message_and_other_words_another() -> None:
    one = incoming("chat", Posted("abcdefgh", 1, text="halo"), "id", AT)
    again = incoming("chat", Posted("abcdefgh", 2, text="halo"), "id", AT)
    other = incoming("chat", Posted("abcdefgh", 1, text="hai"), "id", AT)
    foreign = incoming("another", Posted("abcdefgh", 1, text="halo"), "id", AT)
    assert one.update_id == again.update_id
    assert len({one.update_id, other.update_id, foreign.update_id}) == 3
    assert one.order < again.order


@pytest.mark.parametrize("payload", ["{}", "[]", '{"posted": {}}', "{", '{"posted": {"id": "a"}}'])
def test_what_is_none_of_ours_is_named_so(payload: str) -> None:
    with pytest.raises(ValueError, match=r"none of ours|not a message|Expecting|property"):
        parse(payload)


def test_a_message_of_nothing_readable_is_answered_as_such() -> None:
    assert incoming("chat", Posted("abcdefgh"), "id", AT).said.other == "unknown"


def test_the_page_shows_a_tap_by_its_label_and_what_it_answers() -> None:
    tap = incoming("chat", Posted("abcdefgh", tap="go.rate", about="3", label="Nilai"), "id", AT)
    assert json.loads(shown(tap)) == {"text": "Nilai", "media": [], "place": False, "about": "3"}
    said = incoming("chat", Posted("abcdefgh", text="halo", media=Media("photo", "web:1")), "id", AT)
    assert json.loads(shown(said)) == {"text": "halo", "media": ["web:1"], "place": False, "about": ""}
