"""What python-telegram-bot asks is carried by aiohttp; of the answer only what is looked at is kept."""

from __future__ import annotations

import asyncio
import json

import pytest
from aiohttp import ClientConnectorError
from telegram.error import NetworkError, TelegramError
from telegram.request import RequestData

from bot.channels.telegram_requests import AiohttpRequest


def test_of_a_message_only_its_number_its_day_and_its_chat_are_kept() -> None:
    message = {"message_id": 7, "date": 1, "chat": {"id": 9, "type": "private"}, "text": "Halo", "from": {}}
    kept = AiohttpRequest.parse_json_payload(json.dumps({"ok": True, "result": message}).encode())
    assert kept["result"] == {"message_id": 7, "date": 1, "chat": {"id": 9, "type": "private"}}


@pytest.mark.parametrize("result", [True, [{"message_id": 7, "text": "Halo"}], {"id": 1, "is_bot": True}])
def test_any_other_answer_is_as_it_came(result: object) -> None:
    kept = AiohttpRequest.parse_json_payload(json.dumps({"ok": True, "result": result}).encode())
    assert kept["result"] == result


@pytest.mark.parametrize("answer", [b"<html>", b"[1, 2]", b"\xff\xfe", b""])
def test_what_is_no_answer_of_the_network_is_an_error_of_its_own(answer: bytes) -> None:
    with pytest.raises(TelegramError):
        AiohttpRequest.parse_json_payload(answer)


def test_who_is_not_there_was_not_reached_and_the_cause_says_so() -> None:
    async def asked() -> None:
        request = AiohttpRequest(1, timeout=2)
        try:
            with pytest.raises(NetworkError) as failed:
                await request.post("http://127.0.0.1:9/bot", RequestData())
            assert isinstance(failed.value.__cause__, ClientConnectorError)
            assert request.read_timeout == 2
        finally:
            await request.shutdown()
            await request.shutdown()  # twice is once

    asyncio.run(asked())
