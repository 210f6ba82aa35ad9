"""The window with a moved clock: free inside, agreed words or waiting outside, everything accounted for."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest

from bot import optout
from bot.channels.base import Closed, OptedOut, Refused, TokenEnded
from bot.config.types import Hours
from bot.quiet import Quiet
from bot.verdict import Rules
from tests.bot.delivering import new_store
from tests.bot.moved_clock import MovedClock
from tests.bot.windows import SERANG, Windowed

Scene = Callable[[Windowed], Awaitable[None]]
Play = Callable[[Scene], None]
PEOPLE = 450  # nine times what is made ready at once


@pytest.fixture
def play(tmp_path: Path) -> Play:
    return staged(tmp_path)


def staged(directory: Path, **given: Any) -> Play:
    def run(scene: Scene) -> None:
        async def whole() -> None:
            with new_store(directory) as store:
                office = Windowed(store, **given)
                await office.start()
                await scene(office)
                stopping = asyncio.ensure_future(office.stop())
                while not stopping.done():
                    await office.clock.advance(1)
                await stopping

        asyncio.run(whole())

    return run


# ---- answers


def test_inside_the_window_everything_goes_out_as_it_is_and_costs_nothing(play: Play) -> None:
    async def scene(office: Windowed) -> None:
        sari = office.citizen("7", agrees=True)
        office.push(sari, "Jawaban dari dinas", number="KS-2611-7F3K")
        broadcast = office.invite(sari)
        await office.passes(hours=0)
        assert office.post.sent[0] == ("7", "Jawaban dari dinas")
        assert (len(office.post.sent), office.post.templates, office.spent()) == (2, [], 0)
        assert office.account(broadcast)["sent"] == 1

    play(scene)


def test_outside_an_answer_waits_one_template_tells_of_it_and_writing_brings_all_in_order(play: Play) -> None:
    async def scene(office: Windowed) -> None:
        sari = office.citizen("7")
        await office.passes(hours=25)
        for text in ("satu", "dua", "tiga"):
            office.push(sari, text, number="KS-2611-7F3K")
            await office.passes()
        assert office.post.templates == [("7", "answer_waiting_v1", "id", ("KS-2611-7F3K",), ("go.wait",))]
        assert office.rows("reason", purpose="answer") == ["waits for the window"] * 3
        assert office.spent() == 357
        office.citizen("7")
        await office.passes()
        assert [words for _, words in office.post.sent] == ["[answer_waiting_v1]", "satu", "dua", "tiga"]
        assert set(office.rows("state")) == {"sent"}

    play(scene)


def test_a_second_closed_window_is_told_of_again_but_never_twice_in_one(play: Play) -> None:
    async def scene(office: Windowed) -> None:
        sari = office.citizen("7")
        for _ in range(2):
            await office.passes(hours=25)
            office.push(sari, "jawaban", number="KS-2611-7F3K")
            await office.passes(hours=30)
            office.push(sari, "jawaban lagi", number="KS-2611-7F3K")
            await office.passes()
            office.citizen("7")
            await office.passes()
        assert len(office.post.templates) == 2
        assert len(office.post.sent) == 2 + 4

    play(scene)


def test_who_writes_before_the_template_went_out_is_not_told(play: Play) -> None:
    async def scene(office: Windowed) -> None:
        office.approve("answer_waiting", "message_waiting", status="PENDING")
        sari = office.citizen("7")
        await office.passes(hours=25)
        office.push(sari, "jawaban", number="KS-2611-7F3K")
        await office.passes()
        assert office.rows("state", "reason", purpose="waiting") == [
            ("pending", "not sent yet: the template is not approved")
        ]
        office.citizen("7")
        await office.passes()
        assert office.post.sent == [("7", "jawaban")]
        assert office.rows("state", "reason", purpose="waiting") == [("skipped", "they have written")]

    play(scene)


def test_a_template_approved_later_tells_of_what_waits(play: Play) -> None:
    async def scene(office: Windowed) -> None:
        office.approve("answer_waiting", "message_waiting", status="PAUSED")
        sari = office.citizen("7")
        await office.passes(hours=25)
        office.push(sari, "jawaban", number="KS-2611-7F3K")
        await office.passes()
        office.approve("message_waiting")
        await office.passes(hours=1)
        assert office.post.names() == ["message_waiting_v1"]

    play(scene)


def test_an_official_hears_of_the_digest_and_a_tap_brings_it(play: Play) -> None:
    async def scene(office: Windowed) -> None:
        budi = office.citizen("8")
        await office.passes(hours=25)
        office.push(budi, "Ringkasan minggu ini", purpose="digest")
        await office.passes()
        assert office.post.templates == [("8", "digest_ready_v1", "id", (), ("go.wait",))]
        office.citizen("8")
        office.push(budi, "Ringkasan berikutnya", purpose="digest")
        await office.passes()
        assert [words for _, words in office.post.sent[1:]] == [
            "Ringkasan minggu ini",
            "Ringkasan berikutnya",
        ]

    play(scene)


def test_the_network_knows_better_whether_a_window_is_closed(play: Play) -> None:
    async def scene(office: Windowed) -> None:
        sari = office.citizen("7")
        office.post.failures["7"] = [Closed("outside the window")]
        row = office.push(sari, "jawaban", number="KS-2611-7F3K")
        await office.passes(seconds=5)
        assert office.rows("state", "tries", "reason", id=row) == [("pending", 0, "waits for the window")]
        assert office.post.names() == ["answer_waiting_v1"]
        office.citizen("7")
        await office.passes()
        assert office.rows("state", id=row) == ["sent"]

    play(scene)


# ---- invitations


def test_outside_an_invitation_is_a_template_for_those_who_agreed_and_the_account_adds_up(play: Play) -> None:
    async def scene(office: Windowed) -> None:
        agreed = [office.citizen(str(n), agrees=True) for n in range(3)]
        never = office.citizen("50")
        stopped = office.citizen("51", agrees=True)
        await office.passes(hours=25)
        inside = office.citizen("52", agrees=True)
        with office.store.begin() as tx:
            optout.platform_stop(tx, stopped, office.clock.now())
        broadcast = office.invite(*agreed, never, stopped, inside)
        await office.passes()
        account = office.account(broadcast)
        told = (account["selected"], account["sent"], account["pending"], account["unknown"])
        assert (*told, account["failed"], account["skipped"]) == (6, 4, 0, 0, {}, {"no consent": 2})
        assert office.post.names() == ["forum_invitation_v2"] * 3
        assert office.post.templates[0][3:] == (
            ("Loket Disdukcapil", "Kamis, 3 Desember 2026 pukul 09.00 WIB", "Aula Setda"),
            ("go.foru:A7K2.come", "go.foru:A7K2.perhaps", "go.foru:A7K2.cannot"),
        )
        assert office.spent() == 3 * 587

    play(scene)


def test_without_an_approved_template_an_invitation_is_skipped_with_that_reason(play: Play) -> None:
    async def scene(office: Windowed) -> None:
        people = [office.citizen(str(n), agrees=True) for n in range(2)]
        office.forget_templates("forum_invitation")
        await office.passes(hours=25)
        people.append(office.citizen("9", agrees=True))
        broadcast = office.invite(*people)
        await office.passes()
        account = office.account(broadcast)
        assert (account["sent"], account["skipped"]) == (1, {"outside window, no template": 2})
        assert office.spent() == 0

    play(scene)


def test_a_paused_template_keeps_invitations_and_loses_none(play: Play) -> None:
    async def scene(office: Windowed) -> None:
        sari = office.citizen("7", agrees=True)
        office.approve("forum_invitation", status="PAUSED")
        await office.passes(hours=25)
        broadcast = office.invite(sari)
        await office.passes()
        assert office.account(broadcast)["pending"] == 1
        office.approve("forum_invitation")
        await office.passes(hours=1)
        assert office.account(broadcast)["sent"] == 1

    play(scene)


def test_what_waits_in_a_chat_holds_up_nothing_that_may_go(play: Play) -> None:
    async def scene(office: Windowed) -> None:
        sari = office.citizen("7", agrees=True)
        await office.passes(hours=25)
        office.push(sari, "jawaban", number="KS-2611-7F3K")
        await office.passes()
        office.invite(sari)
        await office.passes()
        assert office.post.names() == ["answer_waiting_v1", "forum_invitation_v2"]

    play(scene)


def test_a_nudge_that_nobody_asked_for_is_skipped_outside(play: Play) -> None:
    async def scene(office: Windowed) -> None:
        sari = office.citizen("7")
        await office.passes(hours=25)
        office.push(sari, "Lanjutkan survei?", purpose="reminder")
        office.push(sari, "Tanggal yang dijanjikan", purpose="reminder", number="KS-2611-7F3K")
        await office.passes()
        assert office.rows("state", "reason", purpose="reminder") == [
            ("skipped", "outside window, no template"),
            ("pending", "waits for the window"),
        ]

    play(scene)


# ---- money and numbers


def test_the_ceiling_of_a_month_stops_invitations_before_it_is_passed_and_never_an_answer(
    tmp_path: Path,
) -> None:
    async def scene(office: Windowed) -> None:
        people = [office.citizen(str(n), agrees=True) for n in range(10)]
        await office.passes(hours=25)
        broadcast = office.invite(*people)
        await office.passes(seconds=5)
        account = office.account(broadcast)
        assert (account["sent"], account["pending"]) == (3, 7)
        assert account["not_yet"] == {"not sent yet: this month's money is spent": 7}
        assert office.spent() == 3 * 587
        office.push(people[9], "jawaban", number="KS-2611-7F3K")
        await office.passes()
        assert office.post.names()[3:] == ["answer_waiting_v1"]
        await office.passes(hours=24 * 8)  # December has begun, and the night is over
        assert office.account(broadcast)["sent"] == 6

    staged(tmp_path, ceiling=2000)(scene)


def test_a_template_that_did_not_arrive_costs_nothing(play: Play) -> None:
    async def scene(office: Windowed) -> None:
        sari, budi = office.citizen("7", agrees=True), office.citizen("8", agrees=True)
        await office.passes(hours=25)
        office.post.failures["7"] = [Refused("held back by the network")]
        broadcast = office.invite(sari, budi)
        await office.passes()
        account = office.account(broadcast)
        assert (account["sent"], account["failed"]) == (1, {"held back by the network": 1})
        assert office.spent() == 587

    play(scene)


def test_no_more_new_people_than_the_network_allows_and_the_rest_goes_the_next_day(tmp_path: Path) -> None:
    async def scene(office: Windowed) -> None:
        people = [office.citizen(str(n), agrees=True) for n in range(7)]
        await office.passes(hours=25)
        broadcast = office.invite(*people)
        await office.passes(seconds=5)
        assert office.rows("reason", state="pending") == ["not sent yet: enough new people for one day"] * 4
        await office.passes(hours=12)
        assert office.account(broadcast)["sent"] == 3
        await office.passes(hours=13)
        assert office.account(broadcast)["sent"] == 6
        await office.passes(hours=25)
        assert office.account(broadcast)["sent"] == 7

    staged(tmp_path, people=3)(scene)


def test_while_people_are_unhappy_fewer_go_out_a_second_and_as_many_as_before_when_they_are_not(
    tmp_path: Path,
) -> None:
    async def scene(office: Windowed) -> None:
        people = [office.citizen(str(n), agrees=True) for n in range(200)]
        paces = []
        for quality in ("GREEN", "YELLOW", "RED", "GREEN"):
            office.is_called(quality)
            office.push(people[0], "kabar", purpose="notice")
            await office.passes(seconds=2)
            paces.append(office.budget.rate(bulk=True))
        assert paces == [40, 20, 4, 40]
        assert office.budget.rate() == 80, "replies are as quick as ever"
        office.is_called("RED")
        office.push(people[0], "kabar", purpose="notice")
        await office.passes(seconds=2)
        before = len(office.post.sent)
        office.invite(*people)
        await office.passes(seconds=10)
        assert 36 <= len(office.post.sent) - before <= 48

    staged(tmp_path)(scene)


# ---- failures of the whole account


def test_a_token_that_ends_in_the_middle_of_hundreds_loses_none_and_stops_no_other_network(
    tmp_path: Path,
) -> None:
    async def scene(office: Windowed) -> None:
        people = [office.citizen(str(n), agrees=True) for n in range(PEOPLE)]
        elsewhere = office.citizen("telegram-1", "telegram", agrees=True)
        broadcast = office.invite(*people)
        while len(office.post.sent) < PEOPLE // 3:
            await office.clock.advance(0.5)
        ended: dict[str, list[Exception]] = {
            str(n): [TokenEnded("the token is revoked")] * 9 for n in range(PEOPLE)
        }
        office.post.failures = ended
        await office.clock.advance(30)
        sent, tried = len(office.post.sent), office.post.tried
        await office.clock.advance(25)
        assert (len(office.post.sent), office.post.tried) == (sent, tried)  # the lane stands still
        office.push_elsewhere(elsewhere)
        await office.clock.advance(2)
        assert office.elsewhere.sent == [("telegram-1", "tetap jalan")]
        await office.clock.advance(70)
        assert office.account(broadcast)["pending"] == PEOPLE - sent
        office.post.failures = {}
        await office.clock.advance(900)
        account = office.account(broadcast)
        assert (account["sent"], account["failed"], account["unknown"]) == (PEOPLE, {}, 0)
        assert sorted(int(to) for to, _ in office.post.sent) == list(range(PEOPLE))
        assert set(office.rows("tries")) == {0}

    staged(tmp_path, people=5000)(scene)


def test_who_opted_out_on_the_network_gets_no_invitation_and_still_their_answers(play: Play) -> None:
    async def scene(office: Windowed) -> None:
        sari = office.citizen("7", agrees=True)
        await office.passes(hours=25)
        office.post.failures["7"] = [OptedOut("stopped on the network")]
        broadcast = office.invite(sari)
        await office.passes()
        assert office.account(broadcast)["failed"] == {"no invitations wanted": 1}
        again = office.push(sari, "Datanglah", purpose="survey")
        office.push(sari, "jawaban", number="KS-2611-7F3K")
        await office.passes()
        assert office.rows("state", "reason", id=again) == [("skipped", "no consent")]
        assert office.post.names() == ["answer_waiting_v1"]

    play(scene)


def test_at_night_an_invitation_waits_for_the_morning_and_takes_no_money_meanwhile(tmp_path: Path) -> None:
    async def scene(office: Windowed) -> None:
        sari = office.citizen("7", agrees=True)
        await office.passes(hours=25)
        office.invite(sari)
        await office.passes()
        assert office.rows("reason") == ["quiet hours"]
        assert office.spent() == 0
        await office.passes(hours=10)
        assert office.post.names() == ["forum_invitation_v2"]

    night = MovedClock(datetime(2026, 11, 24, 15, 0, tzinfo=UTC))
    rules = Rules(zone=SERANG, quiet=Quiet(SERANG, Hours(time(21), time(7))))
    staged(tmp_path, clock=night, rules=rules)(scene)
