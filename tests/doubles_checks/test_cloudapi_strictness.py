"""WhatsApp's double refuses what Meta refuses, with its codes, and remembers who asked."""

import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.doubles.cloudapi import CloudApi
from tests.doubles_checks.raw import graph, send

WHO = 1


def reply(choice: str = "a", title: str = "Ya", **more: Any) -> dict[str, Any]:
    return {"type": "reply", "reply": {"id": choice, "title": title}} | more


def buttons(*replies: dict[str, Any], body: str = "Mau?", **more: Any) -> dict[str, Any]:
    return {"type": "button", "body": {"text": body}, "action": {"buttons": list(replies)}} | more


def row(choice: str = "a", title: str = "Ya", **more: str) -> dict[str, str]:
    return {"id": choice, "title": title} | more


def rows(count: int) -> list[dict[str, str]]:
    return [row(str(n), f"Baris {n}") for n in range(count)]


def listed(*sections: dict[str, Any], button: str = "Pilih", body: str = "Yang mana?") -> dict[str, Any]:
    action = {"button": button, "sections": list(sections)}
    return {"type": "list", "body": {"text": body}, "action": action}


WRONG: list[tuple[str, str, Any, int]] = [
    ("no text", "text", {}, 131008),
    ("blank text", "text", {"body": " \n"}, 131009),
    ("long text", "text", {"body": "a" * 4097}, 131009),
    ("2049 emoji", "text", {"body": "😀" * 2049}, 131009),
    ("unknown field", "text", {"body": "a", "parse_mode": "HTML"}, 100),
    ("no number", "text", {"body": 7}, 100),
    ("no kind", "poll", {"body": "a"}, 100),
    ("no button", "interactive", buttons(), 131009),
    ("four buttons", "interactive", buttons(*(reply(str(n), f"Ya {n}") for n in range(4))), 131009),
    ("long title", "interactive", buttons(reply(title="a" * 21)), 131009),
    ("blank title", "interactive", buttons(reply(title=" ")), 131009),
    ("long button id", "interactive", buttons(reply("a" * 257)), 131009),
    ("button id with spaces", "interactive", buttons(reply(" a")), 131009),
    ("same ids", "interactive", buttons(reply("a", "Ya"), reply("a", "Tidak")), 131009),
    ("same titles", "interactive", buttons(reply("a", "Ya"), reply("b", "Ya")), 131009),
    ("no body", "interactive", {"type": "button", "action": {"buttons": [reply()]}}, 131008),
    ("long body", "interactive", buttons(reply(), body="a" * 1025), 131009),
    ("long footer", "interactive", buttons(reply(), footer={"text": "a" * 61}), 131009),
    ("long header", "interactive", buttons(reply(), header={"type": "text", "text": "a" * 61}), 131009),
    ("eleven rows", "interactive", listed({"rows": rows(11)}), 131009),
    (
        "eleven rows in two",
        "interactive",
        listed({"title": "1", "rows": rows(6)}, {"title": "2", "rows": rows(11)[6:]}),
        131009,
    ),
    ("no rows", "interactive", listed({"rows": []}), 131009),
    ("no section", "interactive", listed(), 131009),
    ("untitled sections", "interactive", listed({"rows": rows(1)}, {"rows": [row("b", "B")]}), 131008),
    ("long row", "interactive", listed({"rows": [row(title="a" * 25)]}), 131009),
    ("long description", "interactive", listed({"rows": [row(description="a" * 73)]}), 131009),
    ("long row id", "interactive", listed({"rows": [row("a" * 201)]}), 131009),
    ("same rows", "interactive", listed({"rows": [row("a", "Ya"), row("b", "Ya")]}), 131009),
    ("long list button", "interactive", listed({"rows": rows(1)}, button="a" * 21), 131009),
    ("unknown media", "image", {"id": "17"}, 131053),
    ("a link", "image", {"link": "https://example.org/a.jpg"}, 131009),
    ("neither id nor link", "document", {"filename": "a.pdf"}, 131008),
    ("no place", "location", {"latitude": 200, "longitude": 0}, 131009),
    ("a null", "text", {"body": "a", "preview_url": None}, 100),
]


@pytest.mark.parametrize(("kind", "content", "code"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_what_is_wrong_with_a_message_is_refused(
    cloudapi: CloudApi, kind: str, content: Any, code: int
) -> None:
    cloudapi.person(WHO).says("Halo")
    status, answer = send(cloudapi, WHO, kind, content)
    assert answer["error"]["code"] == code
    assert answer["error"]["type"] == "OAuthException"
    assert answer["error"]["error_data"]["details"]
    assert status >= 400
    cloudapi.forgive()
    assert cloudapi.sent() == []


RIGHT: list[tuple[str, str, Any]] = [
    ("a text as long as may be", "text", {"body": "a" * 4096, "preview_url": False}),
    ("three buttons", "interactive", buttons(*(reply(str(n), f"{n:020d}") for n in range(3)))),
    ("ten rows", "interactive", listed({"rows": rows(10)}, button="a" * 20, body="a" * 1024)),
    (
        "two sections",
        "interactive",
        listed(
            {"title": "Dinas", "rows": [row("a", "a" * 24, description="b" * 72)]},
            {"title": "Lain", "rows": [row("b")]},
        ),
    ),
    (
        "the request for a place",
        "interactive",
        {
            "type": "location_request_message",
            "body": {"text": "Di mana?"},
            "action": {"name": "send_location"},
        },
    ),
    ("a place", "location", {"latitude": -6.1, "longitude": 106.1, "name": "Alun-alun"}),
]


@pytest.mark.parametrize(("kind", "content"), [r[1:] for r in RIGHT], ids=[r[0] for r in RIGHT])
def test_what_is_right_is_taken_and_answered_as_meta_does(
    cloudapi: CloudApi, kind: str, content: Any
) -> None:
    person = cloudapi.person(WHO, "Sari")
    person.says("Halo")
    status, answer = send(cloudapi, WHO, kind, content)
    assert (status, answer["messaging_product"]) == (200, "whatsapp")
    assert answer["contacts"] == [
        {"input": person.who.phone, "wa_id": person.who.phone, "user_id": person.who.bsuid}
    ]
    (call,) = cloudapi.sent(WHO)
    assert answer["messages"] == [{"id": call.message_id}]


ENVELOPES: list[tuple[str, dict[str, Any], int]] = [
    ("another product", {"messaging_product": "messenger"}, 100),
    ("a group", {"recipient_type": "group"}, 100),
    ("an unknown field", {"chat_id": 1}, 100),
    ("no address", {"to": "Sari"}, 131009),
    ("a long note", {"biz_opaque_callback_data": "a" * 513}, 131009),
    ("a reply to nothing", {"context": {"message_id": "wamid.nothing"}}, 131009),
]


@pytest.mark.parametrize(("more", "code"), [e[1:] for e in ENVELOPES], ids=[e[0] for e in ENVELOPES])
def test_the_envelope_is_looked_at_too(cloudapi: CloudApi, more: dict[str, Any], code: int) -> None:
    cloudapi.person(WHO).says("Halo")
    assert send(cloudapi, WHO, **more)[1]["error"]["code"] == code
    assert len(cloudapi.forgive()) == 1


@pytest.mark.parametrize("field", ["recipient", "to", "user_id"])
def test_a_business_scoped_id_is_taken_only_where_this_api_wants_it(field: str) -> None:
    with CloudApi(bsuid_field=field) as api:
        sari = api.person(WHO, "Sari")
        sari.says("Halo")
        for used in ("recipient", "to", "user_id"):
            body = {"messaging_product": "whatsapp", "type": "text", "text": {"body": "Halo"}}
            status, _ = graph(api, f"{api.phone_id}/messages", body | {used: sari.who.bsuid})
            assert (status == 200) == (used == field)
        assert len(api.forgive()) == 2


def test_the_window_closes_a_day_after_the_last_message_by_the_networks_own_clock(
    cloudapi: CloudApi,
) -> None:
    sari = cloudapi.person(WHO, "Sari")
    assert send(cloudapi, WHO)[1]["error"]["code"] == 131047
    sari.says("Halo")
    cloudapi.passes(hours=23, seconds=3590)
    assert send(cloudapi, WHO)[0] == 200
    cloudapi.passes(seconds=20)
    status, answer = send(cloudapi, WHO)
    assert (status, answer["error"]["code"]) == (400, 131047)
    sari.taps_data("rate.score:4~k3f7.1", sari.chat.bot_messages()[0])
    assert send(cloudapi, WHO)[0] == 200


def test_a_token_that_was_revoked_opens_nothing_until_there_is_a_new_one(cloudapi: CloudApi) -> None:
    cloudapi.person(WHO).says("Halo")
    cloudapi.revoke()
    status, answer = send(cloudapi, WHO)
    assert (status, answer["error"]["code"], answer["error"]["error_subcode"]) == (401, 190, 463)
    cloudapi.renew("another")
    assert send(cloudapi, WHO)[0] == 200


def test_faster_than_the_rate_is_refused_and_so_is_too_much_for_one_person() -> None:
    with CloudApi(rate=2, chat_rate=1) as api:
        for who in (1, 2, 3):
            api.person(who).says("Halo")
        codes = [send(api, who)[1].get("error", {}).get("code", 0) for who in (1, 1, 2, 3)]
        assert codes == [0, 131056, 0, 130429]


def test_faults_come_with_the_code_that_is_asked_for(cloudapi: CloudApi) -> None:
    cloudapi.person(WHO).says("Halo")
    cloudapi.faults.fail("sendText", code=131016)
    cloudapi.faults.fail("send", status=503)
    assert [send(cloudapi, WHO)[0] for _ in range(3)] == [500, 503, 200]


def test_media_is_found_for_five_minutes_and_only_with_the_token(cloudapi: CloudApi) -> None:
    photo = cloudapi.person(WHO).sends_photo(b"\xff\xd8\xff a photo")["image"]
    status, found = graph(cloudapi, photo["id"])
    assert (status, found["mime_type"], found["sha256"]) == (200, "image/jpeg", photo["sha256"])
    path = found["url"].removeprefix(f"{cloudapi.base}/")
    assert download(cloudapi, path, "somebody's") == 401
    assert download(cloudapi, path, cloudapi.token) == b"\xff\xd8\xff a photo"
    cloudapi.passes(seconds=301)
    assert download(cloudapi, path, cloudapi.token) == 404
    assert graph(cloudapi, "17")[1]["error"]["error_subcode"] == 33


def download(api: CloudApi, path: str, token: str) -> bytes | int:
    url, headers = f"{api.base}/{path}", {"Authorization": f"Bearer {token}"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:  # noqa: S310
            return bytes(answer.read())
    except urllib.error.HTTPError as refused:
        return refused.code


def test_somebody_elses_number_or_account_is_not_there(cloudapi: CloudApi) -> None:
    assert graph(cloudapi, "17/messages", {"messaging_product": "whatsapp"})[0] == 400
    assert graph(cloudapi, "17/message_templates")[0] == 400
    assert graph(cloudapi, cloudapi.phone_id)[1]["display_phone_number"] == f"+{cloudapi.number}"
    assert graph(cloudapi, f"{cloudapi.phone_id}?fields=quality_rating")[1]["quality_rating"] == "GREEN"
    assert graph(cloudapi, f"{cloudapi.phone_id}?fields=quality")[1]["error"]["code"] == 100
    assert len(cloudapi.forgive()) == 3
