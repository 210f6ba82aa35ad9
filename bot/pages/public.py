"""The public page: the city's and each office's numbers, tables, feeds and codes, for everybody to read."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.attending.calendar import calendar
from bot.house import House
from bot.pages import public_agreements, tables
from bot.pages.feeds import atom
from bot.pages.front import Front
from bot.pages.problems import accepted_language, problem
from bot.pages.public_facts import PublicFacts, read_facts, state
from bot.pages.public_view import unit_rows, view
from bot.pages.shelf import Finished, Shelf, answer
from bot.pages.templates import render
from handlers import public_news
from handlers.facts import City, Unit
from handlers.talk import speaking
from handlers.talk.words import languages
from storage import forums, minutes
from storage.failures import Outage
from storage.forum_reminders import STANDS

HTML, CSV = "text/html; charset=utf-8", "text/csv; charset=utf-8"
ATOM, ICS, SVG = "application/atom+xml; charset=utf-8", "text/calendar; charset=utf-8", "image/svg+xml"
PDF = "application/pdf"
Makes = Callable[[PublicFacts, City, str], Finished]  # facts, city, language


@dataclass
class PublicPage:
    """All that is public about the city, made once for all readers."""

    front: Front
    house: House
    shelf: Shelf = field(init=False)

    def __post_init__(self) -> None:
        self.shelf = Shelf(lambda: self.front.read(partial(state, settings=self.front.settings)))

    async def city(self, request: Request) -> Response:
        """The page of the whole city."""
        return await self._spoken(request, ("city",), partial(self._page, unit=None))

    async def unit(self, request: Request) -> Response:
        """The page of one office."""
        unit = self._unit(request)
        if unit is None:
            return problem(request, 404, "not_found")
        return await self._spoken(request, ("unit", unit.key), partial(self._page, unit=unit))

    async def table(self, request: Request) -> Response:
        """One figure as CSV."""
        name, unit = request.path_params["table"], self._unit(request)
        if name not in tables.TABLES or (unit is None and "unit" in request.path_params):
            return problem(request, 404, "not_found")
        key = unit.key if unit else ""
        made = partial(self._table, name=name, unit=key)
        return await self._given(
            request, ("csv", name, key), made, "en", file=f"{'-'.join(filter(None, (key, name)))}.csv"
        )

    async def feed(self, request: Request) -> Response:
        """What is new."""
        return await self._spoken(request, ("atom",), self._feed)

    async def forums(self, request: Request) -> Response:
        """Forums to come, for calendars."""
        return await self._given(request, ("ics",), self._calendar, "id", file="forums.ics")

    async def forum(self, request: Request) -> Response:
        """One forum, for a calendar: also once it was cancelled, so that it goes out of it."""
        code = request.path_params["code"]
        try:
            row = await self.front.read(partial(forums.by_code, code=code))
        except Outage:
            return problem(request, 503, "outage", headers={"Retry-After": "5"})
        if row is None or row.state not in (*STANDS, "cancelled"):
            return problem(request, 404, "not_found")
        page = Finished.of(calendar(self.house.zone, [row]), ICS)
        return answer(request, page, varies="Accept-Encoding", name=f"forum-{code}.ics")

    async def minutes(self, request: Request) -> Response:
        """The minutes of a forum, once they are published."""
        code = request.path_params["code"]
        try:
            pdf = await self.front.read(partial(minutes.pdf, code=code))
        except Outage:
            return problem(request, 503, "outage", headers={"Retry-After": "5"})
        if pdf is None:
            return problem(request, 404, "not_found")
        page = Finished.of(pdf, PDF)
        return answer(request, page, varies="Accept-Encoding", name=f"forum-{code}.pdf")

    async def code(self, request: Request) -> Response:
        """The QR code that leads to an office's rating."""
        unit = self._unit(request)
        if unit is None:
            return problem(request, 404, "not_found")
        made = partial(self._code, unit=unit.key)
        return await self._given(request, ("qr", unit.key), made, "id")

    async def _spoken(self, request: Request, name: tuple[str, ...], make: Makes) -> Response:
        """In the language that was asked for, else the one the browser asks for."""
        asked = request.query_params.get("lang", "")
        language = asked if asked in languages() else accepted_language(request)
        varies = "Accept-Encoding" if asked == language else "Accept-Encoding, Accept-Language"
        return await self._given(request, (*name, language), make, language, varies=varies)

    async def _given(
        self,
        request: Request,
        name: tuple[str, ...],
        make: Makes,
        language: str,
        *,
        varies: str = "Accept-Encoding",
        file: str = "",
    ) -> Response:
        try:
            page = await self.shelf.get(name, partial(self._made, make, language))
        except Outage:
            return problem(request, 503, "outage", headers={"Retry-After": "5"})
        return answer(request, page, varies=varies, name=file)

    async def _made(self, make: Makes, language: str) -> Finished:
        now = datetime.now(UTC)
        facts = await self.front.read(partial(read_facts, settings=self.front.settings, now=now))
        return await asyncio.to_thread(make, facts, self.house.city_on(facts.today), language)

    def _unit(self, request: Request) -> Unit | None:
        """An office that is open; of one that is closed nothing is told any more."""
        today = self.house.today(datetime.now(UTC))
        return self.house.city_on(today).open_units().get(request.path_params.get("unit", ""))

    def _page(self, facts: PublicFacts, city: City, language: str, *, unit: Unit | None) -> Finished:
        with speaking(language):
            values: dict[str, Any] = view(facts, city, unit)
            groups, together = unit_rows(facts, city) if unit is None else ([], "")
            key = unit.key if unit else ""
            values |= {
                "groups": groups,
                "together": together,
                "past": public_agreements.past(facts, self.house, key),
                "forums": public_news.forums(facts.forums, city, self.house.zone, key),
                "smallest": self.front.settings.figures.smallest_cell,
                "cases_after": self.front.settings.figures.cases_after_days,
            }
        page = render("public.html", language, city=city.name, unit=unit, languages=languages(), **values)
        return Finished.of(page, HTML)

    def _table(self, facts: PublicFacts, city: City, language: str, *, name: str, unit: str) -> Finished:
        return Finished.of(tables.written(facts, name, unit), CSV)

    def _feed(self, facts: PublicFacts, city: City, language: str) -> Finished:
        base = self.front.settings.web.address
        with speaking(language):
            entries = public_news.entries(facts.pages, facts.forums, city, self.house.zone, base)
            title = public_news.title(city)
        return Finished.of(atom(title, f"{base}/feed.atom", language, entries), ATOM)

    def _calendar(self, facts: PublicFacts, city: City, language: str) -> Finished:
        rows = (*facts.forums, *facts.cancelled)
        return Finished.of(calendar(self.house.zone, rows, f"Suara Warga {city.name}"), ICS)

    def _code(self, facts: PublicFacts, city: City, language: str, *, unit: str) -> Finished:
        import segno

        out = io.BytesIO()
        link = f"{self.front.settings.web.address}/chat?start=u-{unit}"
        segno.make(link, micro=False, error="m").save(out, kind="svg", scale=4, border=4, light="#fff")
        return Finished.of(out.getvalue(), SVG)


def public_routes(page: PublicPage) -> list[Route]:
    """Where everything public is found."""
    return [
        Route("/", page.city, methods=["GET"]),
        Route("/feed.atom", page.feed, methods=["GET"]),
        Route("/forums.ics", page.forums, methods=["GET"]),
        Route("/forum/{code}.pdf", page.minutes, methods=["GET"]),
        Route("/forum/{code}.ics", page.forum, methods=["GET"]),
        Route("/data/{table}.csv", page.table, methods=["GET"]),
        Route("/u/{unit}", page.unit, methods=["GET"]),
        Route("/u/{unit}/qr.svg", page.code, methods=["GET"]),
        Route("/u/{unit}/{table}.csv", page.table, methods=["GET"]),
    ]
