"""Broadcasts with a moved clock: fed ahead of the lane, paused, stopped, and nobody hears anything twice."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.broadcasting import steering, trial
from bot.broadcasting.steering import NotNow
from bot.channels.base import Blocked, Refused, Throttled
from bot.forums import life
from bot.forums.audience import Audience
from storage import broadcasts, citizens, fatigue, forum_reach, outbox
from storage.models import Broadcast, Outbox
from storage.outbox import Message
from tests.bot.forum_scene import ForumOffice, a_wish, staged, with_settings
from tests.storage import given

NIGHT = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)  # 21:30 in Serang


def invitations(office: ForumOffice) -> Counter[str]:
    """How often each address was invited."""
    return Counter(to for to, words in office.post.sent if "/stop" in words)


def test_everybody_is_invited_once_and_the_account_adds_up_at_every_moment(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        office.agreeing(300)
        row = office.sends(office.announced())
        assert office.account(row)["pending"] == 300
        for _ in range(14):
            await office.goes(1)
            office.account(row)
        assert set(invitations(office).values()) == {1}
        assert office.account(row)["sent"] == 300
        assert office.again(row).state == "done"

    staged(tmp_path)(scene)


def test_what_lies_ready_is_never_more_than_the_lane_sends_in_a_few_seconds(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        office.agreeing(1000)
        office.sends(office.announced())
        for _ in range(5):
            await office.feeder.look()
        assert Counter(office.rows("state"))["pending"] <= 100
        await office.goes(3)
        states = Counter(office.rows("state"))
        assert 50 <= states["pending"] <= 100
        assert 70 <= states["sent"] <= 100

    staged(tmp_path)(scene)


def test_other_pushes_are_not_kept_waiting_by_a_broadcast(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        office.agreeing(2000)
        office.sends(office.announced())
        await office.goes(2)
        office.push("4711", "pengingat")
        await office.goes(7)
        assert office.post.to("4711") == ["pengingat"]

    staged(tmp_path)(scene)


def test_blocked_and_failing_are_counted_by_their_reason(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        office.agreeing(100)
        addresses = [str(int(min(_addresses(office))) + number) for number in range(6)]
        for address in addresses[:5]:
            office.post.failures[address] = [Blocked("blocked")]
        office.post.failures[addresses[5]] = [Refused("chat not found")]
        row = office.sends(office.announced())
        await office.goes(8)
        account = office.account(row)
        assert account["failed"] == {"blocked": 5, "chat not found": 1}
        assert account["sent"] == 94

    staged(tmp_path)(scene)


def _addresses(office: ForumOffice) -> list[str]:
    """Where those are written to who may be invited."""
    with office.store.reading() as tx:
        people = forum_reach.chosen(tx, None)
        return [handle.value for handle in citizens.addresses(tx, people).values()]


def test_paused_nothing_leaves_and_resumed_it_goes_on_where_it_was(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        office.agreeing(400)
        row = office.sends(office.announced())
        await office.goes(3)
        office.steers(steering.pause, row)
        await office.goes(4)  # what was on its way arrives
        sent = office.account(row)["sent"]
        await office.goes(60)
        assert office.account(row)["sent"] == sent < 200
        office.steers(steering.resume, row)
        await office.goes(20)
        assert office.account(row)["sent"] == 400
        assert set(invitations(office).values()) == {1}

    staged(tmp_path)(scene)


def test_stopped_who_has_not_got_it_gets_it_never(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        office.agreeing(400)
        row = office.sends(office.announced())
        await office.goes(3)
        office.steers(steering.stop, row)
        await office.goes(60)
        account = office.account(row)
        assert account["pending"] == 0
        assert account["skipped"] == {steering.STOPPED: 400 - account["sent"]}
        assert 0 < account["sent"] < 200

    staged(tmp_path)(scene)


def test_cancelled_in_the_middle_who_waits_is_skipped_and_who_was_invited_hears_of_it_once(
    tmp_path: Path,
) -> None:
    async def scene(office: ForumOffice) -> None:
        office.agreeing(400)
        forum = office.announced()
        row = office.sends(forum)
        await office.goes(3)
        office.takes(life.cancel, forum.code, "hujan lebat")
        await office.goes(20)
        account = office.account(row)
        assert account["skipped"] == {"cancelled": 400 - account["sent"]}
        told = Counter(to for to, words in office.post.sent if "hujan lebat" in words)
        assert set(told.values()) == {1}
        assert set(invitations(office)) <= set(told)

    staged(tmp_path)(scene)


def test_moved_twice_while_invitations_go_out_each_hears_the_last_time_and_no_old_one_after_it(
    tmp_path: Path,
) -> None:
    async def scene(office: ForumOffice) -> None:
        office.agreeing(300)
        forum = office.announced()
        office.sends(forum)
        await office.goes(2)
        office.takes(life.move, forum.code, starts_at=forum.starts_at + timedelta(days=1))
        await office.goes(2)
        moved = office.takes(life.move, forum.code, starts_at=forum.starts_at + timedelta(days=2))
        assert moved.sequence == 2
        await office.goes(60)
        last: dict[str, str] = {}
        for to, words in office.post.sent:
            last[to] = words
        assert len(last) == 300
        assert all("6 Desember" in words for words in last.values())

    staged(tmp_path)(scene)


def test_who_takes_back_their_yes_meanwhile_is_skipped_and_so_is_who_stopped(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        people = office.agreeing(300)
        row = office.sends(office.announced())
        await office.goes(1)
        office.disagrees(people[-1])
        await office.goes(15)
        account = office.account(row)
        assert account["skipped"] == {"wants no invitations any more": 1}
        assert account["sent"] == 299

    staged(tmp_path)(scene)


def test_after_a_flood_wait_it_goes_on_and_nobody_hears_it_twice(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        office.agreeing(200)
        row = office.sends(office.announced())
        await office.goes(2)
        for address in _addresses(office)[100:101]:
            office.post.failures[address] = [Throttled(9)]
        await office.goes(40)
        assert office.account(row)["sent"] == 200
        assert set(invitations(office).values()) == {1}

    staged(tmp_path)(scene)


def test_after_a_crash_what_was_on_its_way_is_unknown_and_the_rest_goes_out(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        office.agreeing(300)
        row = office.sends(office.announced())
        await office.goes(2)
        with office.store.begin() as tx:  # claimed by a process that died before it marked them
            lost = outbox.claim(tx, "bulk", office.clock.now(), timedelta(seconds=30), 10)
            outbox.end_claims(tx, office.clock.now())
        office.feeder = office.new_feeder()
        await office.goes(20)
        account = office.account(row)
        assert account["unknown"] == len(lost)
        assert account["sent"] == 300 - len(lost)
        assert office.again(row).state == "done"

    staged(tmp_path)(scene)


def test_at_night_nothing_is_fed_and_in_the_morning_it_goes_on(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        office.agreeing(20)
        row = office.sends(office.announced())
        await office.goes(5)
        assert office.rows("id") == []
        assert office.account(row)["pending"] == 20
        office.clock.jump(10 * 3600)
        await office.goes(3)
        assert office.account(row)["sent"] == 20

    staged(tmp_path, now=NIGHT)(scene)


def test_a_broadcast_that_runs_into_the_friday_prayer_waits_for_its_end(tmp_path: Path) -> None:
    before_prayer = datetime(2026, 11, 27, 3, 59, 48, tzinfo=UTC)  # 10:59:48 on a Friday

    async def scene(office: ForumOffice) -> None:
        office.agreeing(400)
        row = office.sends(office.announced())
        await office.goes(12)
        at_eleven = office.account(row)["sent"]
        assert 0 < at_eleven < 300
        await office.goes(60)
        assert office.account(row)["sent"] == at_eleven
        office.clock.jump(2.5 * 3600)
        await office.goes(20)
        assert office.account(row)["sent"] == 400

    staged(tmp_path, now=before_prayer)(scene)


def test_the_cap_counts_broadcast_survey_and_reminder_together_and_forgets_after_a_month(
    tmp_path: Path,
) -> None:
    async def scene(office: ForumOffice) -> None:
        tired, fresh = office.agreeing(2)
        with office.store.begin() as tx:
            for purpose in ("survey", "reminder", "invitation"):
                messages = [Message("bulk", "telegram", tired, purpose, '{"words":"x"}')]
                outbox.add(tx, messages, office.clock.now())
        await office.goes(3)
        first = office.sends(office.announced())
        await office.goes(3)
        assert office.account(first)["selected"] == 2  # the fourth is the last one for the first of them
        second = office.sends(office.announced(a_wish(topic="Parkir")))
        await office.goes(3)
        assert office.account(second)["selected"] == 1
        with office.store.reading() as tx:
            assert fatigue.capped(tx, [tired, fresh], office.clock.now(), office.settings) == {tired}
            later = office.clock.now() + timedelta(days=31)
            assert fatigue.capped(tx, [tired, fresh], later, office.settings) == set()

    staged(tmp_path)(scene)


def test_who_had_enough_between_selection_and_sending_is_skipped(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        one, _ = office.agreeing(2)
        row = office.selected(office.announced())
        with office.store.begin() as tx:
            outbox.add(
                tx, [Message("bulk", "telegram", one, "survey", '{"words":"x"}')] * 4, office.clock.now()
            )
        office.steers(steering.send, row, 100)
        await office.goes(3)
        assert office.account(row)["skipped"] == {"enough for this month": 1}

    staged(tmp_path)(scene)


def test_above_the_limit_the_test_group_comes_first_and_then_a_second_persons_yes(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        ani, budi, watches = office.coordinator(), office.coordinator(), office.coordinator("overseer")
        office.agreeing(101)
        forum = office.announced()
        row = office.selected(forum, by=ani)
        with pytest.raises(NotNow, match="test group"):
            office.steers(steering.send, row, 100, by=ani)
        with office.store.begin() as tx:
            assert trial.to_group(tx, forum, office.around, office.clock.now()) == 2
        assert office.steers(steering.send, row, 100, by=ani).state == "asked"
        await office.goes(8)
        asked = [to for to, words in office.post.sent if ani.name in words]
        assert len(asked) == 2  # the other coordinator and the overseer
        with pytest.raises(NotNow, match="another person"):
            office.steers(steering.agree, row, by=ani)
        assert office.account(row)["sent"] == 0
        assert office.steers(steering.agree, row, by=watches).state == "going"
        await office.goes(8)
        assert office.account(row)["sent"] == 101
        assert budi.id != ani.id

    staged(tmp_path)(scene)


def test_up_to_the_limit_nobody_else_is_asked(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        office.agreeing(100)
        row = office.selected(office.announced())
        assert office.steers(steering.send, row, 100).state == "going"

    staged(tmp_path)(scene)


def test_the_progress_message_is_one_message_drawn_over_every_few_seconds(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        ani = office.coordinator()
        office.agreeing(300)
        row = office.selected(office.announced(), by=ani)
        office.steers(steering.send, row, 1000, by=ani)
        await office.goes(20)
        with office.store.reading() as tx:
            bodies = [
                tx.vault.open(body, "outbox.body")
                for body, purpose in tx.connection.execute(
                    Outbox.__table__.select().with_only_columns(Outbox.body, Outbox.purpose)
                )
                if purpose == "progress" and body is not None
            ]
        assert 3 <= len(bodies) <= 6
        assert '"replaces"' not in bodies[0]
        assert all('"replaces"' in body for body in bodies[1:])
        assert "300" in bodies[-1]

    staged(tmp_path)(scene)


def test_a_second_broadcast_of_a_forum_waits_until_the_first_is_sent(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        office.agreeing(5)
        forum = office.announced()
        office.selected(forum)
        with pytest.raises(life.WrongStep, match="send or stop it first"):
            office.selected(forum)

    staged(tmp_path)(scene)


def test_who_was_invited_before_is_not_selected_again(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        office.agreeing(5)
        forum = office.announced()
        office.sends(forum)
        await office.goes(3)
        office.agreeing(2)
        assert office.selected(forum).selected == 2

    staged(tmp_path)(scene)


def test_by_unit_and_quota_only_some_are_selected(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        people = office.agreeing(20)
        with office.store.begin() as tx:
            for one in people[:8]:
                given.case(tx, one, unit="disdukcapil", talk=f"t{one}")
        forum = office.announced()
        row = office.selected(forum, Audience(units=("disdukcapil",), quota=5))
        assert row.selected == 5

    staged(tmp_path)(scene)


def test_nothing_is_sent_for_a_forum_that_has_begun(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        office.agreeing(5)
        row = office.selected(office.announced())
        office.clock.jump(10 * 24 * 3600)
        office.steers(steering.send, row, 100)
        await office.goes(2)
        assert office.account(row)["skipped"] == {"the forum has begun": 5}

    staged(tmp_path)(scene)


def test_a_broadcast_of_a_purpose_nobody_knows_is_left_alone(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        with office.store.begin() as tx:
            row = broadcasts.create(tx, "mystery", made_by="operator", now=office.clock.now())
        await office.goes(1)
        with office.store.reading() as tx:
            assert given.count(tx, Broadcast) == 1
            found = broadcasts.by_id(tx, row.id)
        assert found is not None
        assert found.state == "selecting"

    staged(tmp_path, settings=with_settings(pushes={"most_a_month": 2}))(scene)
