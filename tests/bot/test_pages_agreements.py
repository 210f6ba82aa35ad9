"""What became of past agreements on the public page, and the minutes that it leads to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.broadcasting.kinds import Around
from bot.broadcasting.purposes import KINDS
from bot.forums.minutes_pdf import typeset_in_child
from bot.settings import Settings
from storage import broadcasts, forums, minutes
from storage.minutes import NewAgreement
from tests.bot.browsing import Site, browsed
from tests.bot.held import CODE, Held

WORDS = "Loket kedua <b> dibuka"


def told(site: Site) -> Held:
    """A forum with one agreement of Disdukcapil, and one that was dropped."""
    now = datetime.now(UTC)
    engine = site.engine
    held = Held(engine.store, engine.house, engine.settings, now)
    held.writes(held.agreement(WORDS), NewAgreement("Parkir gratis", "dishub", held.today(30)))
    held.reviews()
    held.publishes()
    return held


def test_the_page_tells_plainly_what_became_of_it_and_no_further_than_people_were_told(
    settings: Settings,
) -> None:
    async def act(site: Site) -> None:
        held = told(site)
        page = await site.browser().opens("/")
        assert "Loket kedua &lt;b&gt; dibuka" in page
        assert page.count("belum dikerjakan") == 2
        assert f"/forum/{CODE}.pdf" not in page
        assert "Parkir gratis" not in await site.browser().opens("/u/disdukcapil")
        with held.store.begin() as tx:
            minutes.change(tx, held.agreements()[0].id, told="late")
            forums.change(tx, held.row.id, state="followed_up")
        assert await typeset_in_child(held.settings, held.store, site.engine.writer, held.now) == 1
        page = await site.browser().opens("/?lang=en")  # the other is kept for a few seconds
        assert "late: the day is over" in page
        assert f'href="/forum/{CODE}.pdf"' in page

    browsed(settings, act)


def test_minutes_are_typeset_once_and_handed_out_as_a_pdf(settings: Settings) -> None:
    async def act(site: Site) -> None:
        client = site.browser().client
        assert (await client.get(f"/forum/{CODE}.pdf")).status_code == 404
        held = told(site)
        assert (await client.get(f"/forum/{CODE}.pdf")).status_code == 404
        assert await typeset_in_child(held.settings, held.store, site.engine.writer, held.now) == 1
        assert await typeset_in_child(held.settings, held.store, site.engine.writer, held.now) == 0
        answer = await client.get(f"/forum/{CODE}.pdf")
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")

    browsed(settings, act)


def test_the_message_waits_for_the_minutes_to_which_it_leads_but_not_for_ever(settings: Settings) -> None:
    async def act(site: Site) -> None:
        held = told(site)
        house = site.engine.house
        around, kind = Around(held.settings, house), KINDS["minutes"]
        noon = datetime.combine(held.today(), datetime.min.time(), house.zone) + timedelta(hours=14)
        with held.store.begin() as tx:
            (row,) = broadcasts.of_forum(tx, held.row.id)
            broadcasts.change(tx, row.id, created_at=noon)
            (row,) = broadcasts.of_forum(tx, held.row.id)
            waits = kind.waits(tx, row, around, noon)
            later = kind.waits(tx, row, around, noon + timedelta(hours=1))
        assert (waits is not None) == house.pages.startswith("https://")
        assert later is None

    browsed(settings, act)
