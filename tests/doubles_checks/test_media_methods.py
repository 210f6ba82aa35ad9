"""The double shows files it knows as what they are, and refuses what the network refuses of albums."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.doubles.botapi import BotApi
from tests.doubles_checks.raw import call

CHAT = 1


def photo(api: BotApi) -> str:
    return str(api.person(CHAT).sends_photo()["message"]["photo"][-1]["file_id"])


def album(api: BotApi, count: int) -> list[dict[str, Any]]:
    return [{"type": "photo", "media": photo(api)} for _ in range(count)]


def test_voice_and_video_are_shown_by_their_ids(botapi: BotApi) -> None:
    person = botapi.person(CHAT)
    voice = person.sends_voice()["message"]["voice"]["file_id"]
    video = person.sends_video()["message"]["video"]["file_id"]
    assert call(botapi, "sendVoice", chat_id=CHAT, voice=voice)[1]["result"]["voice"]["file_id"] == voice
    assert call(botapi, "sendVideo", chat_id=CHAT, video=video)[1]["result"]["video"]["file_id"] == video


def test_files_that_come_along_appear_as_an_album_under_their_names(botapi: BotApi) -> None:
    botapi.person(CHAT).says("Halo")  # or the chat is not known
    items = [{"type": "document", "media": f"attach://f{n}"} for n in (1, 2)]
    parts = {f"f{n}": (f"{n}.pdf", b"%%PDF %d" % n, "application/pdf") for n in (1, 2)}
    form = {"chat_id": str(CHAT), "media": json.dumps(items)}
    answer = httpx.post(f"{botapi.base}/bot{botapi.token}/sendMediaGroup", data=form, files=parts).json()
    sent = [message["document"] for message in answer["result"]]
    assert [one["file_name"] for one in sent] == ["1.pdf", "2.pdf"]
    assert [botapi.files.get(one["file_id"]).content for one in sent] == [b"%PDF 1", b"%PDF 2"]
    assert not botapi.violations


def test_an_album_appears_as_messages_of_one_group(botapi: BotApi) -> None:
    items = album(botapi, 3)
    status, answer = call(botapi, "sendMediaGroup", chat_id=CHAT, media=items)
    assert status == 200
    messages = answer["result"]
    assert [m["photo"][0]["file_id"] for m in messages] == [item["media"] for item in items]
    assert len({m["media_group_id"] for m in messages}) == 1
    assert botapi.busiest_second() == 3
    assert not botapi.violations


@pytest.mark.parametrize("count", [0, 1, 11])
def test_an_album_has_two_to_ten_things(botapi: BotApi, count: int) -> None:
    status, answer = call(botapi, "sendMediaGroup", chat_id=CHAT, media=album(botapi, count))
    assert status == 400
    assert "wrong number of messages" in answer["description"]
    assert len(botapi.forgive()) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"type": "voice"}, "can't be used in an album"),
        ({"type": "document"}, "can't be mixed"),
        ({"media": ""}, "media not found"),
        ({"caption": "a" * 1025}, "caption is too long"),
        ({"title": "x"}, "unknown field ['title']"),
    ],
)
def test_an_album_that_is_put_together_wrongly_is_a_violation(
    botapi: BotApi, change: dict[str, Any], words: str
) -> None:
    first, second = album(botapi, 2)
    status, answer = call(botapi, "sendMediaGroup", chat_id=CHAT, media=[first, second | change])
    assert status == 400
    assert words in answer["description"]
    assert len(botapi.forgive()) == 1
    assert botapi.sent() == []


def test_of_an_album_with_one_unknown_file_nothing_appears(botapi: BotApi) -> None:
    items = [*album(botapi, 1), {"type": "photo", "media": "AgAC-of-nobody"}]
    status, answer = call(botapi, "sendMediaGroup", chat_id=CHAT, media=items)
    assert (status, "wrong file_id" in answer["description"]) == (400, True)
    assert botapi.sent() == []


def test_a_file_is_sent_as_what_it_is_or_not_at_all(botapi: BotApi) -> None:
    status, answer = call(botapi, "sendDocument", chat_id=CHAT, document=photo(botapi))
    assert status == 400
    assert "can't use file of type Photo as Document" in answer["description"]


def test_every_photo_of_an_album_counts_as_a_send() -> None:
    with BotApi(rate=5) as api:
        assert call(api, "sendMediaGroup", chat_id=CHAT, media=album(api, 4))[0] == 200
        assert call(api, "sendMediaGroup", chat_id=CHAT, media=album(api, 2))[0] == 429
