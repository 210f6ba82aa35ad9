"""A forum's life: each step once and from where it begins, by two people, and every mistake said clearly."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.forums import life, office
from bot.forums.audience import Audience, from_json, to_json
from bot.forums.life import WrongStep
from bot.forums.wish import NotPossible, check
from bot.offices.mistaken import Mistaken
from storage import audit, broadcasts, forum_steps, forums
from tests.bot import offices
from tests.bot.forum_scene import ForumOffice, a_wish, city_settings, staged
from tests.bot.moved_clock import NOON

LATER = datetime(2026, 12, 5, 3, 0, tzinfo=UTC)


def test_from_draft_to_held_each_step_is_noted_with_who_took_it(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        ani, budi = here.coordinator(), here.coordinator("overseer")
        row = here.takes(life.draft, a_wish(seats={"citizens": 30, "press": 2}), by=ani)
        assert row.state == "draft"
        assert here.takes(life.review, row.code, by=budi).state == "reviewed"
        assert here.takes(life.announce, row.code, by=ani).seed_hash != ""
        assert here.takes(life.close, row.code, by=ani).state == "closed"
        here.clock.jump(11 * 86400)
        assert here.takes(life.held, row.code, by=ani).state == "held"
        with here.store.reading() as tx:
            steps = [(step.kind, step.actor) for step in forum_steps.of(tx, row.id)]
            lines = [line.kind for line in audit.about(tx, f"forum:{row.code}")]
        one, other = f"official:{ani.id}", f"official:{budi.id}"
        taken = [("drafted", one), ("reviewed", other), ("announced", one), ("closed", one), ("held", one)]
        assert steps == taken
        assert lines == ["forum_reviewed", "forum_announced", "forum_closed", "forum_held"]
        assert office.show(here.store, row.code)["seats"] == {"citizens": 30, "press": 2}

    staged(tmp_path)(scene)


def test_nobody_reviews_their_own_draft_not_even_in_another_office(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        ani = here.coordinator()
        with here.store.begin() as tx:
            also = offices.official(tx, "operator", chat=ani.citizen_id)
        row = here.takes(life.draft, a_wish(), by=ani)
        for same in (ani, also):
            with pytest.raises(WrongStep, match="another person"):
                here.takes(life.review, row.code, by=same)

    staged(tmp_path)(scene)


def test_what_was_changed_is_reviewed_again(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        ani, budi = here.coordinator(), here.coordinator()
        row = here.takes(life.draft, a_wish(), by=ani)
        here.takes(life.review, row.code, by=budi)
        changed = here.takes(life.change, row.code, a_wish(place="Balai Kota"), by=ani)
        assert (changed.state, changed.place, changed.reviewed_by) == ("draft", "Balai Kota", "")

    staged(tmp_path)(scene)


@pytest.mark.parametrize(
    ("before", "step"),
    [
        (life.draft, life.announce),
        (life.draft, life.close),
        (life.draft, life.held),
        (life.announce, life.review),
        (life.announce, life.announce),
        (life.cancel, life.announce),
        (life.cancel, life.close),
    ],
)
def test_a_step_that_does_not_begin_here_is_refused_and_changes_nothing(
    tmp_path: Path, before: Any, step: Any
) -> None:
    async def scene(here: ForumOffice) -> None:
        row = here.takes(life.draft, a_wish())
        if before is not life.draft:
            here.takes(life.announce_own, row.code)
        if before is life.cancel:
            here.takes(life.cancel, row.code, "hujan")
        with pytest.raises(WrongStep):
            here.takes(step, row.code, by=here.coordinator())

    staged(tmp_path)(scene)


def test_an_officials_draft_is_never_announced_without_a_review(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        row = here.takes(life.draft, a_wish(), by=here.coordinator())
        assert here.takes(life.announce_own, row.code).state == "draft"

    staged(tmp_path)(scene)


def test_what_the_command_line_drafts_for_itself_says_that_nobody_reviewed_it(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        row = here.announced()
        with here.store.reading() as tx:
            assert [step.kind for step in forum_steps.of(tx, row.id)] == [
                "drafted",
                "unreviewed",
                "announced",
            ]

    staged(tmp_path)(scene)


def test_it_is_not_held_before_its_time_and_not_announced_after_it(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        row = here.announced()
        with pytest.raises(WrongStep, match="not begun"):
            here.takes(life.held, row.code)
        late = here.takes(life.draft, a_wish())
        here.clock.jump(11 * 86400)
        with pytest.raises(NotPossible, match="past"):
            here.takes(life.announce_own, late.code)

    staged(tmp_path)(scene)


def test_a_move_raises_the_sequence_moves_the_end_along_and_tells_who_is_concerned_once(
    tmp_path: Path,
) -> None:
    async def scene(here: ForumOffice) -> None:
        comes, cannot, silent = here.agreeing(3)
        ends = datetime(2026, 12, 4, 5, 0, tzinfo=UTC)
        row = here.announced(a_wish(ends_at=ends))
        here.sends(row)
        await here.goes(3)
        with here.store.begin() as tx:
            forums.answer(tx, row.code, comes, "come", here.clock.now())
            forums.answer(tx, row.code, cannot, "cannot", here.clock.now())
        moved = here.takes(life.move, row.code, starts_at=LATER, place="Balai Kota")
        assert (moved.sequence, moved.ends_at) == (1, ends + timedelta(days=1))
        await here.goes(5)
        told = Counter(words for _, words in here.post.sent if "Balai Kota" in words)
        assert sum(told.values()) == 2
        assert silent
        with pytest.raises(WrongStep, match="already"):
            here.takes(life.move, row.code, place="Balai Kota")
        with pytest.raises(NotPossible, match="past"):
            here.takes(life.move, row.code, starts_at=NOON - timedelta(days=1))
        with pytest.raises(NotPossible, match="place"):
            here.takes(life.move, row.code, place="")

    staged(tmp_path)(scene)


def test_who_stopped_hears_that_their_own_seat_is_gone_and_nothing_else(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        comes, silent = here.agreeing(2)
        row = here.announced()
        here.sends(row)
        await here.goes(3)
        with here.store.begin() as tx:
            forums.answer(tx, row.code, comes, "come", here.clock.now())
        for one in (comes, silent):
            here.disagrees(one)
        here.takes(life.cancel, row.code, "gedung dipakai")
        await here.goes(3)
        assert len([words for _, words in here.post.sent if "gedung dipakai" in words]) == 1
        with here.store.reading() as tx:
            (news,) = [one for one in broadcasts.of_forum(tx, row.id) if one.purpose == "cancelled"]
        assert here.account(news)["skipped"] == {"wants no invitations any more": 1}

    staged(tmp_path)(scene)


def test_a_draft_is_dropped_without_telling_anybody(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        row = here.takes(life.draft, a_wish())
        here.takes(life.cancel, row.code, "salah")
        with here.store.reading() as tx:
            assert broadcasts.of_forum(tx, row.id) == []
        with pytest.raises(WrongStep):
            here.takes(life.move, row.code, place="Balai Kota")

    staged(tmp_path)(scene)


def test_an_unknown_code_is_said_to_be_unknown(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        with pytest.raises(Mistaken, match="no forum has the code nope"):
            here.takes(life.announce, "nope")

    staged(tmp_path)(scene)


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"topic": "  "}, "topic"),
        ({"topic": "x" * 201}, "topic"),
        ({"starts_at": NOON - timedelta(minutes=1)}, "past"),
        ({"starts_at": NOON + timedelta(days=800)}, "far"),
        ({"ends_at": datetime(2026, 12, 4, 2, 0, tzinfo=UTC)}, "ends"),
        ({"ends_at": datetime(2026, 12, 24, 2, 0, tzinfo=UTC)}, "ends"),
        ({"place": ""}, "place"),
        ({"place": "x" * 301}, "place"),
        ({"link": "meet.google.com/x"}, "link"),
        ({"link": "https://meet.example/a b"}, "link"),
        ({"latitude": -6.1}, "pin"),
        ({"latitude": -96.1, "longitude": 106.1}, "pin"),
        ({"unit": "tidakada"}, "unit"),
        ({"unit": "disdukcapil", "services": ("tidakada",)}, "service"),
        ({"seats": {}}, "no_seats"),
        ({"seats": {"citizens": 0}}, "seats"),
        ({"seats": {"citizens": -3}}, "seats"),
        ({"seats": {"aliens": 3}}, "group"),
        ({"words": "x" * 3000}, "words"),
        ({"audience": Audience(units=("tidakada",))}, "unit"),
        ({"audience": Audience(area="tidakada")}, "unit"),
        ({"audience": Audience(services=("disdukcapil/tidakada",))}, "service"),
        ({"audience": Audience(language="xx")}, "language"),
        ({"audience": Audience(group="aliens")}, "group"),
        ({"audience": Audience(quota=0)}, "quota"),
    ],
)
def test_a_mistake_is_named(wrong: dict[str, Any], problem: str) -> None:
    with pytest.raises(NotPossible) as failed:
        check(a_wish(**wrong), city_settings(), NOON)
    assert failed.value.problem == problem
    assert str(failed.value)


def test_a_meeting_on_the_net_needs_no_place_and_a_pin_is_two_numbers() -> None:
    on_the_net = a_wish(place="", link="https://meet.example/abc", latitude=-6.12, longitude=106.15)
    check(on_the_net, city_settings(), NOON)


def test_an_audience_is_kept_and_an_area_means_its_offices() -> None:
    audience = Audience(("dishub",), ("disdukcapil/ktp_el",), "kec_curug", "id", 90, "users", 50)
    assert from_json(to_json(audience)) == audience
    assert from_json("") == Audience()
    known = audience.known(city_settings(), NOON)
    assert {"dishub", "kec_curug", "kel_tinggar"} <= set(known.units)
    assert known.since == NOON - timedelta(days=90)
    assert audience.whom.quota is None
