"""The numbers of a month, and invitations to forums: to each organisation once, and only when it may be."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import estimating
from bot.broadcasting import steering
from bot.broadcasting.numbers import LATER, NUMBERS, Numbers
from bot.forums.audience import Audience
from bot.forums.wish import audience_problems
from bot.gate_view import view
from bot.organisations import monthly, published
from bot.templates.tariff import Tariff
from bot.wiring import build_house
from handlers.talk import speaking
from storage import broadcasts, citizens, figures, organisations, outbox, seats
from storage.broadcasts import BroadcastRow
from storage.store import Store
from tests.bot.forum_scene import DAYS, ForumOffice, a_wish, city_settings, staged
from tests.bot.organised import registered

DECEMBER = datetime.fromisoformat("2026-12-01T02:00:00+00:00")  # a Tuesday, nine in the city
NGOS = Audience(group="ngos", organisations=True)


def contact(here: ForumOffice, name: str = "Forum Warga", topics: tuple[str, ...] = ("disdukcapil",)) -> int:
    """Somebody who writes for a registered organisation, and wants no invitations for themselves."""
    (person,) = here.agreeing(1)
    here.disagrees(person)
    with here.store.begin() as tx:
        registered(tx, person, name, topics)
    return person


def begins(here: ForumOffice) -> int:
    with here.store.begin() as tx:
        return monthly.begin(tx, here.settings, here.house, here.clock.now())


def made(here: ForumOffice) -> list[BroadcastRow]:
    with here.store.reading() as tx:
        return [row for row in broadcasts.listing(tx) if row.purpose == NUMBERS]


# --- the numbers of a month ---------------------------------------------------------------------------------


def test_each_contact_person_gets_the_month_once_however_often_it_is_begun(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        contact(here), contact(here, "Yayasan", ("dishub",))
        assert begins(here) == 1
        here.feeder = here.new_feeder()  # as after kill -9, before anything was sent
        assert begins(here) == 0
        await here.goes(5)
        (row,) = made(here)
        account = here.account(row)
        assert (row.audience, row.state, account["selected"], account["sent"]) == ("2026-12", "done", 2, 2)
        assert begins(here) == 0

    staged(tmp_path, now=DECEMBER)(scene)


def test_at_night_it_waits_for_the_morning(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        contact(here)
        begins(here)
        await here.goes(5)
        assert here.account(made(here)[0])["sent"] == 0
        here.clock.jump(12 * 3600)
        await here.goes(5)
        assert here.account(made(here)[0])["sent"] == 1

    staged(tmp_path, now=DECEMBER + timedelta(hours=13))(scene)


def test_who_stopped_left_or_had_enough_gets_none_and_the_account_says_why(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        stopped, left, tired = contact(here, "A"), contact(here, "B"), contact(here, "C")
        begins(here)
        await here.feeder.look()  # selected
        with here.store.begin() as tx:
            citizens.set_stopped(tx, stopped, True, here.clock.now())
            mine = organisations.of_citizen(tx, left)
            assert mine is not None
            organisations.end(tx, mine.id, here.clock.now())
            for n in range(here.settings.pushes.most_a_month):
                push = outbox.Message("bulk", "telegram", tired, "invitation", "{}", dedupe_key=f"p{n}")
                (row_id,) = outbox.add(tx, [push], here.clock.now())
                outbox.sent(tx, {row_id or 0: "1"}, here.clock.now())
        await here.goes(5)
        skipped = here.account(made(here)[0])["skipped"]
        assert skipped == {"enough for this month": 1, "wants no invitations any more": 2}

    staged(tmp_path, now=DECEMBER)(scene)


def test_where_nobody_is_registered_or_nothing_published_there_is_no_broadcast(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        assert begins(here) == 0
        contact(here)
        off = here.settings.figures.model_copy(update={"publish": "off"})
        with here.store.begin() as tx:
            silent = here.settings.model_copy(update={"figures": off})
            assert monthly.begin(tx, silent, here.house, here.clock.now()) == 0

    staged(tmp_path, now=DECEMBER)(scene)


def test_one_that_waited_into_the_next_month_is_over(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        contact(here)
        begins(here)
        with here.store.reading() as tx:
            assert Numbers().over(tx, made(here)[0], DECEMBER + 20 * DAYS) == ""
            assert Numbers().over(tx, made(here)[0], DECEMBER + 31 * DAYS) == LATER
            with pytest.raises(LookupError):
                Numbers().say(tx, made(here)[0], here.around, "", DECEMBER)

    staged(tmp_path, now=DECEMBER)(scene)


def test_the_job_is_due_on_the_first_working_day(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        (job,) = monthly.jobs(here)  # type: ignore[arg-type]  # has settings and house
        november = datetime.fromisoformat("2026-10-30T02:00:00+00:00")  # the first is a Sunday
        assert job.next_after(november).isoformat() == "2026-11-02T09:00:00+07:00"
        new_year = datetime.fromisoformat("2026-12-05T02:00:00+00:00")
        assert job.next_after(new_year).isoformat() == "2027-01-04T09:00:00+07:00"

    staged(tmp_path, now=DECEMBER)(scene)


# --- invited as a group -------------------------------------------------------------------------------------


def names(here: ForumOffice, row: BroadcastRow) -> set[str]:
    """Of whom the contact persons were invited by this broadcast."""
    with here.store.reading() as tx:
        invited = seats.people(tx, row.forum_id or 0, "", "come")
        return {one.name for one in organisations.of_citizens(tx, invited).values()}


def test_those_with_the_forums_topic_are_invited_as_ngos_and_one_seat_taker_each(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        mine = contact(here)
        contact(here, "Layanan", ("disdukcapil/ktp_el",))
        contact(here, "Jalan", ("dishub",))
        here.agreeing(3)
        forum = here.announced(a_wish(unit="disdukcapil", seats={"citizens": 2, "ngos": 1}))
        row = here.sends(forum, NGOS)
        await here.goes(5)
        assert names(here, row) == {"Forum Warga", "Layanan"}
        assert here.account(row)["sent"] == 2
        with here.store.reading() as tx:
            word = seats.of(tx, forum.id, mine)
        assert word is not None
        assert (word.group, bool(word.organisation_id)) == ("ngos", True)

    staged(tmp_path)(scene)


@pytest.mark.parametrize(
    ("topics", "invited"),
    [
        (("all",), {"Forum Warga", "Layanan", "Jalan"}),
        (("dishub",), {"Jalan"}),
        (("disdukcapil/ktp_el",), {"Forum Warga", "Layanan"}),
        (("disdukcapil/kk",), {"Forum Warga"}),
        ((), {"Forum Warga", "Layanan"}),
    ],
)
def test_topics_choose_among_them(tmp_path: Path, topics: tuple[str, ...], invited: set[str]) -> None:
    async def scene(here: ForumOffice) -> None:
        contact(here), contact(here, "Layanan", ("disdukcapil/ktp_el",)), contact(here, "Jalan", ("dishub",))
        forum = here.announced(a_wish(unit="disdukcapil"))
        row = here.sends(forum, replace(NGOS, topics=topics))
        await here.goes(3)
        assert names(here, row) == invited

    staged(tmp_path)(scene)


def test_a_forum_of_the_whole_city_invites_all_and_the_number_comes_first(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        contact(here), contact(here, "Jalan", ("dishub",))
        forum = here.announced()
        told = estimating.invitation(here.store, here.around, forum.code, NGOS)
        assert (told["recipients"], told["channels"]) == (2, {"telegram": 2})
        assert here.selected(forum, NGOS).selected == 2

    staged(tmp_path)(scene)


def test_they_are_never_drawn_and_stand_in_nobodys_way_who_is(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        contact(here), contact(here, "Jalan", ("dishub",))
        forum = here.announced(a_wish(seats={"citizens": 1, "ngos": 1}))
        first = here.sends(forum, NGOS)
        here.agreeing(5)
        await here.goes(3)
        drawn = here.sends(forum, Audience(quota=2))
        await here.goes(3)
        more = here.sends(forum, Audience(quota=2))
        await here.goes(3)
        contact(here, "Baru", ("dinsos",))
        last = here.sends(forum, NGOS)
        await here.goes(3)
        sent = [here.account(row)["sent"] for row in (first, drawn, more, last)]
        assert sent == [2, 2, 2, 1]

    staged(tmp_path)(scene)


def test_a_network_that_asks_for_consent_takes_the_organisations_for_its_invitations_alone(
    tmp_path: Path,
) -> None:
    async def scene(here: ForumOffice) -> None:
        mine = contact(here)
        tariff = Tariff({"utility": 1, "marketing": 1}, 10, 10, here.house.zone)
        with here.store.begin() as tx:
            for purpose, known in (("invitation", {mine}), ("survey", set())):
                row = outbox.Claimed(1, "bulk", "whatsapp", mine, purpose, "{}", None, 0, None)
                assert view(tx, "whatsapp", [row], tariff, here.clock.now()).agreeing == known

    staged(tmp_path)(scene)


def test_who_leaves_before_it_goes_out_is_not_invited(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        contact(here)
        row = here.selected(here.announced(), NGOS)
        with here.store.begin() as tx:
            organisations.end(tx, 1, here.clock.now())
        here.steers(steering.send, row, 10**6)
        await here.goes(3)
        assert here.account(row)["skipped"] == {"wants no invitations any more": 1}

    staged(tmp_path)(scene)


@pytest.mark.parametrize(
    ("audience", "problems"),
    [
        (NGOS, []),
        (replace(NGOS, topics=("all", "dishub", "disdukcapil/ktp_el")), []),
        (replace(NGOS, group="citizens"), [("ngos", "")]),
        (replace(NGOS, quota=3, days=9), [("organisations", "--quota"), ("organisations", "--days")]),
        (replace(NGOS, units=("dishub",)), [("organisations", "--met")]),
        (replace(NGOS, topics=("nowhere",)), [("service", "nowhere")]),
        (Audience(topics=("dishub",)), [("topics", "")]),
    ],
)
def test_what_does_not_go_together_is_said(audience: Audience, problems: list[tuple[str, str]]) -> None:
    assert list(audience_problems(audience, city_settings())) == problems


# --- what was published -------------------------------------------------------------------------------------

PAGE = {
    "city": None,
    "city_faces": None,
    "units": {"disdukcapil": {"n": 120, "ikm": 82.15, "grade": "B", "low": 79.0, "high": 85.0}},
    "faces": {"disdukcapil": {"n": 100, "score_1": 0, "score_2": 10, "score_3": 40, "score_4": 50}},
}
LINE = {"key": "disdukcapil", "reports": 34, "days_to_first_answer": None, "days_to_confirmed_fix": None}
CASES = {
    "complaints": None,
    "by_unit": {
        "lines": [
            {**LINE, "followed_up": {"count": 30, "percent": 88.2}, "fixed": {"count": None, "percent": None}}
        ]
    },
}


def said(here: ForumOffice, store: Store) -> str:
    with store.reading() as tx:
        kind, (row,) = Numbers(), made(here)
        (mark,) = kind.marks(tx, row, kind.choose(tx, row, here.around, DECEMBER).people).values()
        with speaking("id"):
            return kind.say(tx, row, here.around, mark, DECEMBER).words


def test_what_is_told_is_what_the_public_page_tells_and_what_it_hides_is_hidden(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        contact(here, topics=("disdukcapil/ktp_el", "disdukcapil", "dishub"))
        begins(here)
        assert "Belum ada yang terbit" in said(here, here.store)
        with here.store.begin() as tx:
            figures.freeze(tx, "page:2026-09", json.dumps({**PAGE, "units": {}}), DECEMBER)
            figures.freeze(tx, "page:2026-10", json.dumps(PAGE), DECEMBER)
            figures.freeze(tx, "2026-09", json.dumps(CASES), DECEMBER)
        words = said(here, here.store)
        assert words.count("🏢 Disdukcapil") == 1
        assert "⭐ Oktober 2026: IKM 82,15, B – baik" in words
        assert "📋 September 2026: 34 laporan, ditindaklanjuti 30 (88%), selesai ·" in words
        hidden = words.partition("🏢 Dishub")[2]
        assert "Terlalu sedikit" in hidden
        assert "· laporan" in hidden

    staged(tmp_path, now=DECEMBER)(scene)


def test_it_leads_to_the_page_of_the_one_office_or_of_the_city() -> None:
    house = build_house(city_settings())
    secure = replace(house, pages="https://kota.example")
    assert (
        published.page(secure, ("disdukcapil/ktp_el", "disdukcapil")) == "https://kota.example/u/disdukcapil"
    )
    assert published.page(secure, ("disdukcapil", "dishub")) == "https://kota.example/"
    assert published.page(replace(house, pages="http://127.0.0.1"), ("dishub",)) == ""
