"""The outbox on its way out, on a real SQLite outbox."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Blocked, Refused, Throttled, Unreachable
from bot.config.types import Hours
from bot.courier import ROOM_SECONDS
from bot.quiet import Quiet
from storage import outbox
from tests.bot.delivering import LEASE, RULES, Office, new_store
from tests.bot.moved_clock import NOON, MovedClock

Play = Callable[[Callable[[Office], Awaitable[None]]], None]
NIGHT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # 22:00 in Serang


@pytest.fixture
def play(tmp_path: Path) -> Play:
    return staged(tmp_path)


def staged(directory: Path, *, now: datetime = NOON, rate: int = 30, **rules: Any) -> Play:
    """Runs a scene on an office of its own, which is closed and accounted for at the end."""

    def run(scene: Callable[[Office], Awaitable[None]]) -> None:
        async def whole() -> None:
            with new_store(directory) as store:
                office = Office(store, replace(RULES, **rules), MovedClock(now), rate)
                await office.start()
                await scene(office)
                stopping = asyncio.ensure_future(office.stop())
                while not stopping.done():
                    await office.clock.advance(1)
                await stopping

        asyncio.run(whole())

    return run


# ---- replies


def test_replies_go_out_at_once_in_order_and_are_marked_in_one_write(play: Play) -> None:
    async def scene(office: Office) -> None:
        before = office.writer.writes
        office.replies.put(office.reply("7", "satu", "dua", "tiga"))
        await office.clock.settle()
        assert office.post.sent == [("7", "satu"), ("7", "dua"), ("7", "tiga")]
        assert office.rows("state", "sent_ref") == [("sent", "m1"), ("sent", "m2"), ("sent", "m3")]
        assert office.writer.writes - before <= 3

    play(scene)


def test_while_a_reply_is_on_its_way_pushes_are_told_to_stand_aside(play: Play) -> None:
    async def scene(office: Office) -> None:
        known = office.replies._tracks["telegram"].courier.precedence
        office.post.hanging["7"] = asyncio.Event()
        office.replies.put(office.reply("7", "lambat"))
        await office.clock.settle()
        assert known.taken()
        office.post.hanging.pop("7").set()
        await office.clock.settle()
        assert office.post.to("7") == ["lambat"]
        assert not known.taken()

    play(scene)


def test_one_slow_chat_holds_up_no_other(play: Play) -> None:
    async def scene(office: Office) -> None:
        office.post.hanging["7"] = asyncio.Event()
        office.replies.put([*office.reply("7", "lambat", "sesudahnya"), *office.reply("8", "cepat")])
        await office.clock.settle()
        assert office.post.sent == [("8", "cepat")]
        office.post.hanging.pop("7").set()
        await office.clock.settle()
        assert office.post.to("7") == ["lambat", "sesudahnya"]

    play(scene)


def test_what_memory_has_no_room_for_is_left_to_the_outbox(tmp_path: Path) -> None:
    async def scene(office: Office) -> None:
        office.budget.throttled(6)
        most = max(int(2 * ROOM_SECONDS["reply"]), 100)
        rows = [row for chat in range(most + 5) for row in office.reply(str(chat), "halo")]
        office.replies.put(rows)
        await office.clock.settle()
        assert office.rows("claimed_until").count(None) == 5
        await office.clock.advance(70)
        assert len(office.post.sent) == most + 5
        assert len(set(office.post.sent)) == most + 5

    staged(tmp_path, rate=2)(scene)


def test_a_reply_that_nobody_sends_is_found_after_five_seconds_and_its_claim(play: Play) -> None:
    async def scene(office: Office) -> None:
        office.reply("7", "ditinggal mati")  # claimed by a process that died
        await office.clock.advance(29)
        assert office.post.sent == []
        await office.clock.advance(2)
        assert office.post.sent == [("7", "ditinggal mati")]

    play(scene)


def test_what_a_dead_process_left_goes_out_before_anything_new(play: Play) -> None:
    async def scene(office: Office) -> None:
        office.reply("7", "ditinggal mati", "ini juga")  # claimed by a process that died a moment ago
        with office.store.begin() as tx:
            assert outbox.end_claims(tx, office.clock.now()) == 2
        await office.replies.take_over()
        office.replies.put(office.reply("7", "yang baru"))
        await office.clock.advance(1)
        assert office.post.to("7") == ["ditinggal mati", "ini juga", "yang baru"]

    play(scene)


def test_a_message_already_on_its_way_is_not_taken_twice(play: Play) -> None:
    async def scene(office: Office) -> None:
        office.post.hanging["7"] = asyncio.Event()
        rows = office.reply("7", "sekali saja")
        office.replies.put(rows)
        office.replies.put(rows)
        await office.clock.settle()
        office.post.hanging.pop("7").set()
        await office.clock.settle()
        assert office.post.sent == [("7", "sekali saja")]

    play(scene)


# ---- failures


def test_a_network_that_is_away_is_tried_again_and_order_is_kept(play: Play) -> None:
    async def scene(office: Office) -> None:
        office.post.failures["7"] = [Unreachable("away", left=False)] * 2
        office.replies.put(office.reply("7", "satu", "dua"))
        await office.clock.settle()
        assert (office.post.tried, office.post.sent) == (1, [])
        assert office.rows("state", "tries") == [("pending", 1), ("pending", 0)]
        await office.clock.advance(1)
        office.replies.put(office.reply("7", "tiga"))
        await office.clock.advance(20)
        assert office.post.to("7") == ["satu", "dua", "tiga"]
        assert office.rows("state") == ["sent"] * 3

    play(scene)


def test_after_the_last_try_it_is_given_up_with_its_reason(tmp_path: Path) -> None:
    async def scene(office: Office) -> None:
        office.post.failures["7"] = [Unreachable("away", left=False)] * 3
        office.replies.put(office.reply("7", "satu", "dua"))
        await office.clock.advance(120)
        assert office.rows("state", "reason") == [("failed", "away"), ("sent", "")]

    staged(tmp_path, max_tries=3)(scene)


@pytest.mark.parametrize("purpose", ["notice", "answer", "reminder", "alarm", "digest"])
def test_what_may_have_arrived_is_sent_again_where_silence_would_be_worse(play: Play, purpose: str) -> None:
    async def scene(office: Office) -> None:
        office.post.failures["7"] = [Unreachable("no answer in time", left=True)]
        office.push("7", "penting", purpose=purpose)
        await office.clock.advance(10)
        assert office.rows("state") == ["sent"]

    play(scene)


@pytest.mark.parametrize("purpose", ["invitation", "survey"])
def test_what_may_have_arrived_is_never_sent_again_where_twice_would_annoy(play: Play, purpose: str) -> None:
    async def scene(office: Office) -> None:
        office.post.failures["7"] = [Unreachable("no answer in time", left=True)]
        office.push("7", "undangan", purpose=purpose)
        await office.clock.advance(100)
        assert office.rows("state", "reason") == [("unknown", "no answer in time")]
        assert office.post.tried == 1

    play(scene)


def test_an_invitation_that_could_not_leave_is_sent_later(play: Play) -> None:
    async def scene(office: Office) -> None:
        office.post.failures["7"] = [Unreachable("away", left=False)]
        office.push("7", "undangan", purpose="invitation")
        await office.clock.advance(10)
        assert office.rows("state") == ["sent"]

    play(scene)


def test_an_invitation_whose_sender_died_is_not_sent_by_the_next(play: Play) -> None:
    async def scene(office: Office) -> None:
        await office.stop()
        citizen = office.push("7", "undangan", purpose="invitation")
        with office.store.begin() as tx:
            assert [row.citizen_id for row in outbox.claim(tx, "bulk", office.clock.now(), LEASE, 9)] == [
                citizen
            ]
        later = Office(office.store, office.rules, office.clock)
        await later.start()
        await office.clock.advance(40)
        assert (later.rows("state"), later.post.tried) == (["unknown"], 0)
        stopping = asyncio.ensure_future(later.stop())
        await office.clock.advance(2)
        await stopping

    play(scene)


def test_who_blocks_us_gets_nothing_more(play: Play) -> None:
    async def scene(office: Office) -> None:
        office.post.failures["7"] = [Blocked("the person blocked us or is gone")]
        office.push("7", "lama", purpose="reminder")
        office.replies.put(office.reply("7", "satu", "dua"))
        await office.clock.advance(5)
        assert [state for state in office.rows("state") if state == "failed"] == ["failed"]
        assert office.rows("state").count("skipped") == 2
        assert office.post.tried == 1

    play(scene)


def test_blocking_is_remembered_of_the_citizen(play: Play) -> None:
    async def scene(office: Office) -> None:
        office.post.failures["7"] = [Blocked("gone")]
        citizen = office.push("7", "kabar")
        await office.clock.advance(2)
        assert office.blocked(citizen)

    play(scene)


def test_a_refused_message_is_final_and_the_next_one_goes(play: Play) -> None:
    async def scene(office: Office) -> None:
        office.post.failures["7"] = [Refused("button_data_invalid")]
        office.replies.put(office.reply("7", "rusak", "baik"))
        await office.clock.settle()
        assert office.rows("state", "reason") == [("failed", "button_data_invalid"), ("sent", "")]

    play(scene)


def test_a_flood_stops_both_lanes_and_costs_no_try(play: Play) -> None:
    async def scene(office: Office) -> None:
        office.post.failures["7"] = [Throttled(4)]
        office.replies.put(office.reply("7", "satu"))
        await office.clock.settle()
        office.replies.put(office.reply("8", "dua"))
        office.push("9", "tiga")
        await office.clock.advance(3.5)
        assert (office.post.tried, office.post.sent) == (1, [])
        await office.clock.advance(3)
        assert sorted(office.post.sent) == [("7", "satu"), ("8", "dua"), ("9", "tiga")]
        assert office.rows("state", "tries") == [("sent", 0)] * 3

    play(scene)


def test_a_flood_longer_than_a_claim_is_waited_out(play: Play) -> None:
    async def scene(office: Office) -> None:
        office.post.failures["7"] = [Throttled(300)]
        office.replies.put(office.reply("7", "satu", "dua"))
        await office.clock.settle()
        office.replies.put(office.reply("8", "tiga"))
        await office.clock.advance(299)
        assert office.post.sent == []
        await office.clock.advance(60)
        assert sorted(office.post.sent) == [("7", "dua"), ("7", "satu"), ("8", "tiga")]
        assert office.rows("state") == ["sent"] * 3

    play(scene)


def test_a_flood_that_is_told_of_just_as_rows_come_in_loses_none_of_them(play: Play) -> None:
    async def scene(office: Office) -> None:
        office.post.hanging["7"] = told = asyncio.Event()
        office.post.failures["7"] = [Throttled(60)]
        office.replies.put(office.reply("7", "pertama"))
        await office.clock.settle()
        rows = office.reply("8", "menyusul")
        del office.post.hanging["7"]
        told.set()
        office.replies.put(rows)  # its task has not begun when everything is given back
        await office.clock.advance(120)
        assert office.post.to("7") == ["pertama"]
        assert office.post.to("8") == ["menyusul"]

    play(scene)


def test_without_an_address_a_message_is_skipped(play: Play) -> None:
    async def scene(office: Office) -> None:
        (row,) = office.reply("7", "tanpa alamat")
        office.replies.put([replace(row, address=None)])
        await office.clock.settle()
        assert office.rows("state", "reason") == [("skipped", "no address")]

    play(scene)


def test_what_goes_out_on_a_channel_that_is_not_connected_stays_in_the_outbox(play: Play) -> None:
    async def scene(office: Office) -> None:
        (row,) = office.reply("7", "lewat kanal lain")
        office.replies.put([replace(row, channel="whatsapp")])
        await office.clock.settle()
        assert office.rows("state", "tries", "claimed_until") == [("pending", 0, None)]

    play(scene)


def test_a_body_that_cannot_be_read_harms_only_itself(play: Play) -> None:
    async def scene(office: Office) -> None:
        broken, whole = office.reply("7", "rusak", "baik")
        office.replies.put([replace(broken, body="{}"), whole])
        await office.clock.settle()
        assert office.rows("state") == ["failed", "sent"]

    play(scene)


def test_our_own_fault_while_sending_is_tried_again(play: Play) -> None:
    async def scene(office: Office) -> None:
        office.post.failures["7"] = [ZeroDivisionError("ours")]
        office.replies.put(office.reply("7", "satu"))
        await office.clock.advance(10)
        assert office.post.to("7") == ["satu"]

    play(scene)


def test_a_long_message_goes_on_where_it_was_stopped(play: Play) -> None:
    async def scene(office: Office) -> None:
        parts = ["a" * 4000, "b" * 4000]

        class OneThenFlood(list[Exception]):
            """Lets one part pass, then floods once."""

            def __bool__(self) -> bool:
                return len(office.post.sent) == 1 and len(self) > 0

        office.post.failures["7"] = OneThenFlood([Throttled(2)])
        office.replies.put(office.reply("7", "\n\n".join(parts)))
        await office.clock.advance(3)
        assert office.post.to("7") == parts
        assert office.rows("state", "sent_ref") == [("sent", "m2")]

    play(scene)


# ---- while the database is away


def test_what_was_sent_during_an_outage_is_marked_after_it_and_never_sent_twice(play: Play) -> None:
    async def scene(office: Office) -> None:
        rows = office.reply("7", "satu")
        office.writer.out = True
        office.replies.put(rows)
        await office.clock.advance(45)  # longer than the claim
        assert office.rows("state") == ["pending"]
        office.writer.out = False
        await office.clock.advance(40)
        assert office.rows("state") == ["sent"]
        assert office.post.sent == [("7", "satu")]

    play(scene)


def test_after_a_long_outage_it_is_marked_within_a_second_as_a_kill_would_send_it_again(play: Play) -> None:
    async def scene(office: Office) -> None:
        rows = office.reply("7", "satu")
        office.writer.out = True
        office.replies.put(rows)
        await office.clock.advance(20)
        office.writer.out = False
        await office.clock.advance(1)
        assert office.rows("state") == ["sent"]

    play(scene)


# ---- pushes


def test_a_push_goes_out_when_woken_or_within_a_second(play: Play) -> None:
    async def scene(office: Office) -> None:
        office.push("7", "dibangunkan")
        office.bulk.wake()
        await office.clock.settle()
        assert office.post.to("7") == ["dibangunkan"]
        office.push("8", "tanpa dibangunkan")
        await office.clock.advance(1)
        assert office.post.to("8") == ["tanpa dibangunkan"]

    play(scene)


def test_many_pushes_go_out_at_the_rate_of_their_lane(play: Play) -> None:
    async def scene(office: Office) -> None:
        for chat in range(100):
            office.push(str(chat), "kabar")
        office.bulk.wake()
        await office.clock.settle()
        assert len(office.post.sent) == 25
        await office.clock.advance(2.1)  # from the second second on one by one
        assert len(office.post.sent) in range(50, 56)
        await office.clock.advance(2)
        assert len(office.post.sent) == 100
        assert office.rows("state") == ["sent"] * 100

    play(scene)


def test_pushes_to_chats_that_have_had_enough_hold_up_no_other_push(play: Play) -> None:
    async def scene(office: Office) -> None:
        groups = ("-100", "-101", "-102", "-103", "-104")  # each gets twenty a minute
        for group in groups:
            office.push(group, *(f"kabar {number}" for number in range(25)))
        for chat in range(30):
            office.push(str(chat), "untuk yang lain")
        await office.clock.advance(10)
        assert {len(office.post.to(group)) for group in groups} == {20}
        assert len(office.post.sent) == 100 + 30

    play(scene)


@pytest.mark.parametrize(
    ("purpose", "waits"),
    [("invitation", True), ("survey", True), ("reminder", True)]
    + [(purpose, False) for purpose in ("notice", "answer", "digest", "alarm")],
)
def test_at_night_only_what_cannot_wait_goes_out(tmp_path: Path, purpose: str, waits: bool) -> None:
    async def scene(office: Office) -> None:
        office.push("7", "kabar", purpose=purpose)
        await office.clock.advance(2)
        assert office.rows("state") == ["pending" if waits else "sent"]
        if waits:
            morning = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)  # 07:00 in Serang
            assert office.rows("due_at", "reason") == [(morning, "quiet hours")]
            office.clock.jump((morning - office.clock.now()).total_seconds())
            await office.clock.advance(2)
            assert office.rows("state") == ["sent"]

    staged(tmp_path, now=NIGHT, quiet=Quiet(RULES.zone, Hours(time(21), time(7))))(scene)


def test_staging_sends_everything_to_one_address_and_says_for_whom_it_was(tmp_path: Path) -> None:
    async def scene(office: Office) -> None:
        office.replies.put(office.reply("7", "jawaban"))
        citizen = office.push("8", "kabar")
        await office.clock.advance(2)
        assert office.post.sent == [("999", "[telegram chat]\njawaban"), ("999", "[telegram chat]\nkabar")]
        office.post.failures["999"] = [Blocked("gone")]
        office.push("8", "lagi")
        await office.clock.advance(2)
        assert not office.blocked(citizen)

    staged(tmp_path, staging="999")(scene)


# ---- the end


def test_closing_finishes_what_is_being_sent_and_gives_back_the_rest(play: Play) -> None:
    async def scene(office: Office) -> None:
        office.post.hanging["7"] = asyncio.Event()
        office.replies.put([*office.reply("7", "sedang dikirim", "belum"), *office.reply("8", "terkirim")])
        await office.clock.settle()
        closing = asyncio.ensure_future(office.replies.close())
        await office.clock.settle()
        assert not closing.done()
        office.post.hanging.pop("7").set()
        await closing
        await office.clock.settle()
        assert office.rows("state") == ["sent", "pending", "sent"]
        assert office.rows("claimed_until")[1] is None
        office.replies.put(office.reply("9", "terlambat"))
        await office.clock.settle()
        assert office.rows("state", "claimed_until")[3] == ("pending", None)

    play(scene)


@pytest.mark.parametrize(("purpose", "state"), [("notice", "pending"), ("invitation", "unknown")])
def test_what_is_cut_off_at_the_end_is_as_after_a_timeout(play: Play, purpose: str, state: str) -> None:
    async def scene(office: Office) -> None:
        office.post.hanging["7"] = asyncio.Event()
        office.push("7", "kabar", purpose=purpose)
        await office.clock.advance(1)
        await office.bulk.close(seconds=0)
        await office.clock.settle()
        assert office.rows("state") == [state]

    play(scene)


def test_what_waits_for_its_turn_at_the_end_is_given_back(play: Play) -> None:
    async def scene(office: Office) -> None:
        office.budget.throttled(100)
        office.replies.put(office.reply("7", "satu", "dua"))
        await office.clock.advance(1)
        await office.replies.close(seconds=0)
        await office.clock.settle()
        assert office.rows("state", "claimed_until") == [("pending", None)] * 2

    play(scene)


def test_a_message_whose_claim_may_run_out_is_not_begun(tmp_path: Path) -> None:
    async def scene(office: Office) -> None:
        office.budget.throttled(3)  # two seconds are all there is to begin
        office.replies.put(office.reply("7", "hampir terlambat"))
        await office.clock.advance(4)
        assert office.post.tried == 0
        assert office.rows("state", "claimed_until") == [("pending", None)]
        await office.clock.advance(2)
        assert office.post.to("7") == ["hampir terlambat"]

    staged(tmp_path, claim=timedelta(seconds=30), timeout=timedelta(seconds=28))(scene)


def test_what_is_given_back_is_not_overtaken(tmp_path: Path) -> None:
    async def scene(office: Office) -> None:
        office.clock.jump(10)
        office.budget.throttled(3)
        office.replies.put(office.reply("7", "satu"))
        await office.clock.advance(2.5)
        office.replies.put(office.reply("7", "dua"))
        await office.clock.advance(1)
        office.replies.put(office.reply("7", "tiga"))
        await office.clock.advance(12)
        assert office.post.to("7") == ["satu", "dua", "tiga"]

    staged(tmp_path, timeout=timedelta(seconds=28))(scene)


def test_a_row_claimed_anew_while_it_waits_may_still_be_sent(play: Play) -> None:
    async def scene(office: Office) -> None:
        office.budget.throttled(30)
        rows = office.reply("7", "sabar")
        office.replies.put(rows)
        await office.clock.advance(29)
        office.replies.put(rows)
        await office.clock.advance(1)
        assert office.post.to("7") == ["sabar"]

    play(scene)


def test_many_citizens_who_wait_are_not_remembered_for_ever(play: Play) -> None:
    async def scene(office: Office) -> None:
        courier = office.replies._tracks["telegram"].courier
        for citizen in range(2000):
            courier._held.hold(citizen, 1)
        office.clock.jump(2)
        office.replies.put(office.reply("7", "halo"))
        assert len(courier._held) == 0

    play(scene)
