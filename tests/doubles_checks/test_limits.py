"""The joint limit per token holds in every window, as the network's does."""

import time

import pytest

from tests.doubles.botapi import BotApi
from tests.doubles_checks.raw import call, post


def send(api: BotApi, chat: int, text: str = "Halo") -> int:
    return call(api, "sendMessage", chat_id=chat, text=text)[0]


def test_the_thirty_first_message_of_a_second_is_throttled_whatever_the_chat(botapi: BotApi) -> None:
    botapi.know(*range(40))
    began = time.monotonic()
    statuses = [send(botapi, chat) for chat in range(31)]
    assert time.monotonic() - began < 1, "this machine is too slow for the test"
    assert statuses == [200] * 30 + [429]
    [throttled] = botapi.throttled
    assert (throttled.retry_after, throttled.description) == (1, "Too Many Requests: retry after 1")
    assert botapi.busiest_second() == 30
    assert botapi.violations == []


def test_the_door_stays_shut_for_as_long_as_was_said(botapi: BotApi) -> None:
    botapi.know(1)
    botapi.limits.flood(60)
    status, answer = call(botapi, "sendMessage", chat_id=1, text="Halo")
    assert (status, answer["parameters"]) == (429, {"retry_after": 60})
    assert call(botapi, "getMe")[0] == 200


def test_taps_are_answered_and_actions_shown_beside_the_limit(botapi: BotApi) -> None:
    botapi.know(1)
    botapi.limits.flood(60)
    assert call(botapi, "sendChatAction", chat_id=1, action="typing")[0] == 200


def test_a_chat_can_have_a_limit_of_its_own() -> None:
    with BotApi(chat_rate=1) as api:
        api.know(1, 2)
        assert [send(api, chat) for chat in (1, 1, 2)] == [200, 429, 200]


def test_limits_and_faults_can_be_set_from_outside(botapi: BotApi) -> None:
    post(f"{botapi.base}/control", {"known": [1, 2], "rate": 1, "blocked": [2]})
    post(f"{botapi.base}/control/faults", {"fail": [{"method": "sendMessage", "times": 2, "status": 500}]})
    assert [send(botapi, 1) for _ in range(4)] == [500, 500, 200, 429]
    assert send(botapi, 2) == 403


def test_latency_is_waited_for(botapi: BotApi) -> None:
    botapi.faults.latency = 0.1
    began = time.monotonic()
    assert call(botapi, "getMe")[0] == 200
    assert time.monotonic() - began >= 0.1


def test_a_fault_can_strike_one_chat_alone(botapi: BotApi) -> None:
    botapi.know(1, 2)
    botapi.faults.fail("send", 5, status=403, chat=2)
    assert [send(botapi, chat) for chat in (1, 2, 1)] == [200, 403, 200]


def test_a_network_that_is_down_lets_nobody_through_until_it_is_up(botapi: BotApi) -> None:
    botapi.faults.down()
    with pytest.raises(ConnectionResetError):
        call(botapi, "getMe")
    botapi.faults.clear()
    assert call(botapi, "getMe")[0] == 200
