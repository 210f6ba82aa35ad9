"""What WhatsApp is really sent, and with which name each failure comes back: over HTTP."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.channels.base import (
    Attached,
    Closed,
    Held,
    OptedOut,
    Refused,
    Throttled,
    TokenEnded,
    Undelivered,
    Unreachable,
)
from bot.channels.whatsapp import LARGEST, WhatsAppChannel
from bot.channels.whatsapp_ids import message_ref
from handlers.talk import Media, Say
from handlers.talk.model import Choice, File
from tests.doubles.cloudapi import CloudApi
from tests.doubles.pictures import tiny_jpeg, tiny_pdf, tiny_png

SARI = 101
YES, NO = Choice("t.q:yes~abcd.1", "Ya, kirim"), Choice("t.q:no~abcd.1", "Tidak")
QUESTION = Say("Sudah benar?", (YES, NO))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REVIEWED = {
    "name": "case_answered",
    "language": "id",
    "category": "UTILITY",
    "components": [
        {
            "type": "BODY",
            "text": "Laporan {{1}} dijawab oleh {{2}} hari ini.",
            "example": {"body_text": [["KS-2611-0X9D", "Disdukcapil"]]},
        },
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Baca jawaban"}]},
    ],
}
Act = Callable[[CloudApi, WhatsAppChannel, str], Awaitable[Any]]


def with_channel(act: Act, *, timeout: float = 5, heard: bool = True, token: str = "") -> None:
    """`act` on a fresh double, with the address of somebody who wrote to us just now."""

    async def run() -> None:
        async with CloudApi() as api:
            sari = api.person(SARI, "Sari")
            if heard:
                sari.says("Halo")
            channel = WhatsAppChannel(token or api.token, api.phone_id, api.base, timeout=timeout)
            try:
                await act(api, channel, sari.who.bsuid)
            finally:
                await channel.close()
            assert not api.violations

    asyncio.run(run())


def test_a_text_goes_out_as_it_is_to_the_users_id() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, sari: str) -> None:
        ref = await channel.send(sari, Say("<b>tebal</b> &amp; 😀"))
        (call,) = api.sent(SARI)
        assert call.params == {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "recipient": sari,
            "type": "text",
            "text": {"body": "<b>tebal</b> &amp; 😀"},
        }
        assert ref == message_ref(str(call.message_id))
        assert str(call.message_id) not in ref

    with_channel(act)


def test_a_phone_number_is_addressed_as_one() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, _: str) -> None:
        phone = api.person(SARI).who.phone
        await channel.send(phone, Say("Halo"))
        assert api.sent(SARI)[0].params["to"] == phone

    with_channel(act)


def test_up_to_three_choices_are_buttons_with_our_ids() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, sari: str) -> None:
        await channel.send(sari, QUESTION)
        (call,) = api.sent(SARI)
        assert call.params["interactive"] == {
            "type": "button",
            "body": {"text": "Sudah benar?"},
            "action": {
                "buttons": [
                    {"type": "reply", "reply": {"id": YES.id, "title": "Ya, kirim"}},
                    {"type": "reply", "reply": {"id": NO.id, "title": "Tidak"}},
                ]
            },
        }

    with_channel(act)


def test_more_are_a_list_and_what_is_tapped_has_our_id() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, sari: str) -> None:
        names = ("Serang", "Sukawana (Kec. Serang)", "Sukawana (Kec. Curug)", "Umbul Tengah")
        choices = tuple(
            Choice(f"t.q:{place}~abcd.1", f"Kelurahan {name}") for place, name in enumerate(names)
        )
        await channel.send(sari, Say("Kelurahan mana?", choices))
        rows = api.sent(SARI)[0].params["interactive"]["action"]["sections"][0]["rows"]
        assert rows[0] == {"id": choices[0].id, "title": "Kelurahan Serang"}
        assert rows[2] == {
            "id": choices[2].id,
            "title": "Kel. Sukawana…Curug)",
            "description": "Kelurahan Sukawana (Kec. Curug)",
        }
        tapped = api.person(SARI).taps("Kelurahan Sukawana (Kec. Curug)")
        assert tapped["interactive"]["list_reply"]["id"] == choices[2].id

    with_channel(act)


def test_a_long_question_with_many_answers_arrives_whole_and_in_order() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, sari: str) -> None:
        words = "Ini kalimat yang panjang sekali. " * 300 + "Pilih:"
        choices = tuple(Choice(f"t.q:{place}~abcd.1", f"Kelurahan nomor {place}") for place in range(12))
        ref = await channel.send(sari, Say(words, choices))
        calls = api.sent(SARI)
        assert [call.method for call in calls][-2:] == ["sendInteractive", "sendInteractive"]
        assert ref == message_ref(str(calls[-1].message_id))
        bodies = [call.params["text"]["body"] for call in calls[:-2]]
        assert " ".join([*bodies, calls[-2].params["interactive"]["body"]["text"]]) == words

    with_channel(act)


def test_agreed_words_are_filled_in_and_their_button_has_our_meaning() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, sari: str) -> None:
        api.templates.instant = True
        api.templates.create(REVIEWED)
        values = ("KS-2611-0X9D", "Dinas\nDukcapil \t    Kota")
        ref = await channel.send_template(sari, "case_answered", "id", values, ("go.cases",))
        (call,) = api.sent(SARI)
        body, button = call.params["template"]["components"]
        assert [one["text"] for one in body["parameters"]] == ["KS-2611-0X9D", "Dinas Dukcapil Kota"]
        assert button["parameters"] == [{"type": "payload", "payload": "go.cases"}]
        assert ref == message_ref(str(call.message_id))
        assert api.person(SARI).taps("Baca jawaban")["button"]["payload"] == "go.cases"

    with_channel(act, heard=False)


def test_agreed_words_without_values_and_buttons_are_only_named() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, sari: str) -> None:
        api.templates.instant = True
        body = {"type": "BODY", "text": "Ada jawaban yang menunggu."}
        api.templates.create({**REVIEWED, "name": "waiting", "components": [body]})
        await channel.send_template(sari, "waiting", "id", ())
        named = {"name": "waiting", "language": {"code": "id"}}
        assert api.sent(SARI)[0].params["template"] == named

    with_channel(act, heard=False)


def test_an_empty_value_is_a_dash_as_the_network_takes_none() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, sari: str) -> None:
        api.templates.instant = True
        api.templates.create(REVIEWED)
        await channel.send_template(sari, "case_answered", "id", ("KS-2611-0X9D", " "), ("go.cases",))
        assert api.sent(SARI)[0].params["template"]["components"][0]["parameters"][1]["text"] == "-"

    with_channel(act, heard=False)


# ---- files


def test_a_photo_of_the_network_is_shown_by_its_id() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, sari: str) -> None:
        medium = api.media.add("image/jpeg", tiny_jpeg())
        await channel.send(sari, Say("Sebelum", media=(Media("photo", medium.id),), unshown="Ada foto"))
        photo, words = api.sent(SARI)
        assert photo.params["image"] == {"id": medium.id}
        assert words.params["text"] == {"body": "Sebelum"}

    with_channel(act)


@pytest.mark.parametrize(
    ("kind", "mime", "name", "content", "field"),
    [
        ("photo", "image/png", "grafik.png", tiny_png(), "image"),
        ("document", "application/pdf", "laporan.pdf", tiny_pdf(), "document"),
        ("document", XLSX, "angka.xlsx", b"PK\x03\x04" + bytes(60), "document"),
    ],
)
def test_a_document_of_ours_is_uploaded_and_shown(
    kind: Any, mime: str, name: str, content: bytes, field: str
) -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, sari: str) -> None:
        one = Attached(kind, "doc:7", mime=mime, name=name, content=content)
        await channel.send(sari, Say("", media=(one,), unshown="Ada berkas"))
        (upload,) = api.calls("uploadMedia")
        assert (upload.uploads["file"].content, upload.params["type"]) == (content, mime)
        (shown,) = api.sent(SARI)
        named = {"filename": name} if kind == "document" else {}
        assert shown.params[field] == {"id": str(upload.message_id), **named}

    with_channel(act)


def test_a_file_of_words_is_a_document_before_its_words() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, sari: str) -> None:
        await channel.send(sari, Say("Ini salinannya.", file=File("data-saya.json", '{"nama": "Sari"}')))
        document, words = api.sent(SARI)
        assert document.params["document"]["filename"] == "data-saya.json"
        assert api.calls("uploadMedia")[0].uploads["file"].content == b'{"nama": "Sari"}'
        assert words.params["text"] == {"body": "Ini salinannya."}

    with_channel(act)


@pytest.mark.parametrize(
    "one",
    [
        Media("photo", "1906385232000000"),  # long gone
        Attached("document", "doc:1", mime="image/svg+xml", name="peta.svg", content=b"<svg/>"),
        Attached("photo", "doc:2", mime="image/png", name="besar.png", content=bytes(6 * 1024 * 1024)),
    ],
    ids=["gone", "of a kind that is not taken", "too large"],
)
def test_a_file_that_is_not_taken_becomes_words_and_the_rest_arrives(one: Media) -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, sari: str) -> None:
        await channel.send(sari, Say("Sudah benar?", (YES, NO), media=(one,), unshown="Ada berkas."))
        instead, question = api.sent(SARI)
        assert instead.params["text"] == {"body": "Ada berkas."}
        assert question.params["type"] == "interactive"

    with_channel(act)


def test_an_upload_that_broke_off_has_not_left_and_no_words_stand_in_for_it() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, sari: str) -> None:
        api.faults.cut("uploadMedia")
        one = Attached("document", "doc:7", mime="application/pdf", name="a.pdf", content=tiny_pdf())
        with pytest.raises(Unreachable) as raised:
            await channel.send(sari, Say("", media=(one,), unshown="Ada berkas."))
        assert not raised.value.left
        assert not api.sent(SARI)

    with_channel(act)


# ---- files of citizens


def test_a_file_without_an_address_may_be_asked_for_again() -> None:
    async def run() -> None:
        async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await _head(reader)
            writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"id": ""}')
            writer.close()

        server = await asyncio.start_server(answers, "127.0.0.1", 0)
        channel = WhatsAppChannel("t", "1", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        with pytest.raises(Unreachable) as raised:
            await channel.fetch("7")
        assert not raised.value.left
        await channel.close()
        server.close()
        await server.wait_closed()

    asyncio.run(run())


def test_a_file_is_fetched_by_its_id_with_an_address_asked_for_each_time() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, _: str) -> None:
        content = tiny_jpeg()
        medium = api.media.add("image/jpeg", content)
        assert await channel.fetch(medium.id) == content
        api.passes(seconds=301)  # the first address is no more
        assert await channel.fetch(medium.id) == content

    with_channel(act)


def test_an_address_that_ended_in_between_may_be_asked_for_again() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, _: str) -> None:
        medium = api.media.add("image/jpeg", tiny_jpeg())
        api.faults.fail("file", status=404)
        with pytest.raises(Unreachable) as raised:
            await channel.fetch(medium.id)
        assert not raised.value.left
        assert await channel.fetch(medium.id)

    with_channel(act)


def test_a_file_that_is_no_more_is_refused() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, _: str) -> None:
        medium = api.media.add("image/jpeg", tiny_jpeg())
        api.media.gone.add(medium.id)
        with pytest.raises(Refused):
            await channel.fetch(medium.id)

    with_channel(act)


def test_a_file_that_says_it_is_too_big_is_not_loaded() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, _: str) -> None:
        medium = api.media.add("video/mp4", b"little", size=LARGEST + 1)
        with pytest.raises(Refused, match="too big"):
            await channel.fetch(medium.id)

    with_channel(act)


def test_a_file_that_is_bigger_than_it_says_is_let_go() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, _: str) -> None:
        medium = api.media.add("video/mp4", bytes(LARGEST + 1), size=10)
        with pytest.raises(Refused, match="too big"):
            await channel.fetch(medium.id)

    with_channel(act)


def test_bytes_are_given_as_they_come_whatever_they_are_called() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, _: str) -> None:
        medium = api.media.add("image/jpeg", b"MZ no picture at all")
        assert await channel.fetch(medium.id) == b"MZ no picture at all"

    with_channel(act)


def test_a_download_that_breaks_off_may_be_tried_again() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, _: str) -> None:
        medium = api.media.add("image/jpeg", tiny_jpeg())
        api.faults.reset("file", times=3)  # the client itself asks once more
        with pytest.raises(Unreachable) as raised:
            await channel.fetch(medium.id)
        assert not raised.value.left

    with_channel(act)


# ---- what goes wrong

FAILURES: list[tuple[str, dict[str, Any], type[Undelivered], dict[str, Any]]] = [
    ("too much for the account", {"code": 130429}, Throttled, {"after": 5}),
    ("too much for one person", {"code": 131056}, Unreachable, {"left": False}),
    ("the window is closed", {"code": 131047}, Closed, {}),
    ("nobody can be reached there", {"code": 131026}, Refused, {}),
    ("held back", {"code": 131049}, Refused, {"reason": "held back by the network"}),
    ("no invitations", {"code": 131050}, OptedOut, {}),
    ("a template that rests", {"code": 132015}, Held, {}),
    ("a token taken back", {"code": 190}, TokenEnded, {}),
    ("an account that is locked", {"code": 131031}, TokenEnded, {}),
    ("a code nobody knows", {"code": 424242}, Held, {}),
    ("the network's own trouble", {"code": 131000}, Unreachable, {"left": False}),
    ("a gateway's page", {"status": 502, "html": True}, Unreachable, {"left": True}),
    ("a page that says too much", {"status": 429, "html": True}, Throttled, {"after": 5}),
]


@pytest.mark.parametrize(
    ("fault", "failure", "more"), [f[1:] for f in FAILURES], ids=[f[0] for f in FAILURES]
)
def test_every_answer_has_its_name(
    fault: dict[str, Any], failure: type[Undelivered], more: dict[str, Any]
) -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, sari: str) -> None:
        api.faults.fail("sendInteractive", **fault)
        with pytest.raises(failure) as raised:
            await channel.send(sari, QUESTION)
        assert {name: getattr(raised.value, name) for name in more} == more
        assert not any(secret in str(raised.value) for secret in (sari, api.token, api.phone_id))
        assert not api.sent(SARI)

    with_channel(act)


def test_outside_the_window_words_are_not_taken() -> None:
    async def act(_: CloudApi, channel: WhatsAppChannel, sari: str) -> None:
        with pytest.raises(Closed):
            await channel.send(sari, Say("Halo"))

    with_channel(act, heard=False)


def test_a_token_nobody_gave_out_stops_the_lane() -> None:
    async def act(_: CloudApi, channel: WhatsAppChannel, sari: str) -> None:
        with pytest.raises(TokenEnded):
            await channel.send(sari, Say("Halo"))

    with_channel(act, token="EAAnobodysToken")


def test_a_number_that_is_not_ours_stops_the_lane_and_refuses_no_message() -> None:
    async def act(api: CloudApi, _: WhatsAppChannel, sari: str) -> None:
        mistaken = WhatsAppChannel(api.token, "106540352000000", api.base)
        with pytest.raises(TokenEnded):
            await mistaken.send(sari, Say("Halo"))
        await mistaken.close()
        api.forgive()

    with_channel(act)


@pytest.mark.parametrize(("fault", "arrived"), [("reset", 0), ("cut", 1)])
def test_a_broken_connection_leaves_open_whether_it_arrived(fault: str, arrived: int) -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, sari: str) -> None:
        getattr(api.faults, fault)("sendText")
        with pytest.raises(Unreachable) as raised:
            await channel.send(sari, Say("Halo"))
        assert raised.value.left
        assert len(api.sent(SARI)) == arrived

    with_channel(act)


def test_an_answer_that_never_comes_leaves_open_whether_it_arrived() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, sari: str) -> None:
        api.faults.hang("sendText")
        with pytest.raises(Unreachable) as raised:
            await channel.send(sari, Say("Halo"))
        assert raised.value.left

    with_channel(act, timeout=0.4)


def test_what_could_not_connect_has_not_left() -> None:
    async def act(_: CloudApi, __: WhatsAppChannel, sari: str) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # and nobody listens
            nobody_there = WhatsAppChannel("t", "1", f"http://127.0.0.1:{taken.getsockname()[1]}")
            with pytest.raises(Unreachable) as raised:
                await nobody_there.send(sari, Say("Halo"))
            await nobody_there.close()
        assert not raised.value.left

    with_channel(act)


def test_a_message_of_which_a_part_arrived_has_left() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, sari: str) -> None:
        api.faults.fail("sendInteractive", code=131000)
        with pytest.raises(Unreachable) as raised:
            await channel.send(sari, Say("Ini satu kalimat. " * 100, (YES, NO)))
        assert raised.value.left
        assert len(api.sent(SARI)) == 1

    with_channel(act)


def test_after_trouble_the_same_channel_goes_on() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, sari: str) -> None:
        for fault in ("reset", "cut"):
            getattr(api.faults, fault)("sendText")
            with pytest.raises(Unreachable):
                await channel.send(sari, Say("Halo"))
        assert await channel.send(sari, Say("Halo lagi"))

    with_channel(act)


# ---- the connection


def test_messages_one_after_the_other_share_a_connection() -> None:
    async def run() -> set[int]:
        ports: list[int] = []

        async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while head := await _head(reader):
                ports.append(writer.get_extra_info("peername")[1])
                await reader.readexactly(head)
                body = b'{"messages": [{"id": "wamid.x"}]}'
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            writer.close()

        server = await asyncio.start_server(answers, "127.0.0.1", 0)
        channel = WhatsAppChannel("t", "1", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        for _ in range(3):
            assert await channel.send("ID.abc", Say("Halo")) == message_ref("wamid.x")
        await channel.close()
        server.close()
        await server.wait_closed()
        assert len(ports) == 3
        return set(ports)

    assert len(asyncio.run(run())) == 1


async def _head(reader: asyncio.StreamReader) -> int:
    """How long the next request's body is; 0 when there is none any more."""
    length = 0
    while (line := await reader.readline()) not in (b"\r\n", b""):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return length


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"messages": []}', b"<html>", b'{"messages": null}'])
def test_a_success_that_does_not_say_what_it_took_may_have_arrived(body: bytes) -> None:
    async def run() -> None:
        async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readexactly(await _head(reader))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            writer.close()

        server = await asyncio.start_server(answers, "127.0.0.1", 0)
        channel = WhatsAppChannel("t", "1", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        with pytest.raises(Unreachable) as raised:
            await channel.send("ID.abc", Say("Halo"))
        assert raised.value.left
        await channel.close()
        server.close()
        await server.wait_closed()

    asyncio.run(run())


def test_what_the_network_has_not_costs_no_call() -> None:
    async def act(api: CloudApi, channel: WhatsAppChannel, sari: str) -> None:
        await channel.toast("", "Sudah dicatat")
        await channel.leave(sari, "Saya keluar")
        assert channel.weight(QUESTION) == 1
        assert await channel.send(sari, Say("")) == ""
        assert not api.calls()

    with_channel(act)


def test_closing_what_never_sent_anything_is_no_trouble() -> None:
    asyncio.run(WhatsAppChannel("t", "1").close())
