"""The tablet at a counter: four faces, a question why, thanks; one by one, or what an outage held up."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.house import House
from bot.pages.bodies import Form
from bot.pages.front import Front, Refusal, see_other
from bot.pages.keys import Visitor
from bot.pages.kiosk_voices import NoVoices, plain_voice, voices_of
from bot.pages.limits import Buckets, household
from bot.pages.problems import accepted_language, is_script, problem
from bot.pages.proxies import client_address
from bot.pages.statics import statics
from handlers import kiosk_words
from handlers.facts import Unit
from handlers.talk import speaking
from storage import kiosks
from storage.failures import Outage
from storage.kiosks import KioskVoice

PATH, WORKER = "/k", "kiosk_worker.js"
# A minute, less what two clocks and a network differ by.
APART = timedelta(seconds=55)
# From one address and to one unit: so many a minute, after an outage of an hour at most so many at once.
PER_MINUTE, HELD_UP = 8, 240
BACK_SECONDS = 15


@dataclass(frozen=True)
class KioskPage:
    """The page of every unit's tablets."""

    front: Front
    house: House
    places: Buckets

    async def show(self, request: Request) -> Response:
        """The four faces; after a rating without scripts the thanks and the question why."""
        unit = self._unit(request)
        if unit is None:
            return problem(request, 404, "not_found")
        visitor, language = self.front.visitor(request), accepted_language(request)
        query = request.query_params
        done, thanked = query.get("done", ""), "thanks" in query
        with speaking(language):
            view = kiosk_words.view(unit, self._reasons(language))
        answer = self.front.page(
            request,
            visitor,
            "kiosk.html",
            language,
            view=view,
            new_id=done or _new_id(),
            stage="why" if done else "thanks" if thanked else "ask",
            score=query.get("score", ""),
        )
        if done or thanked:
            # Without scripts the browser itself goes back to the faces.
            answer.headers["Refresh"] = f"{BACK_SECONDS}; url={PATH}/{unit.key}"
        return answer

    async def take(self, request: Request) -> Response:
        """Ratings that a tablet kept, or the one of a form; answered after the commit."""
        unit, visitor = self._unit(request), self.front.visitor(request)
        if unit is None:
            return problem(request, 404, "not_found")
        try:
            form = await self.front.posted(request, visitor)
            voices = _voices(request, form)
            await self._kept(request, visitor, unit, voices)
        except Refusal as refusal:
            return refusal.answer
        except NoVoices:
            return problem(request, 400, "no_form")
        except Outage:
            return problem(request, 503, "outage", headers={"Retry-After": "5"})
        if is_script(request):
            return JSONResponse({"kept": [voice.id for voice in voices]})
        back = "thanks" if "why" in form.fields else f"done={voices[0].id}&score={voices[0].score}"
        return see_other(f"{PATH}/{unit.key}?{back}")

    async def worker(self, request: Request) -> Response:
        """The script that shows the page while there is no network; it stands here so that it may."""
        script = statics()[WORKER]
        return Response(script.content, media_type=script.kind, headers={"Cache-Control": "no-cache"})

    async def _kept(self, request: Request, visitor: Visitor, unit: Unit, voices: list[KioskVoice]) -> None:
        now, kiosk = datetime.now(UTC), self.front.store.vault.lasting("kiosk", visitor.key)
        # Who makes themselves a new tablet for each rating still has one address.
        address = f"{household(client_address(request.scope, self.front.guard.hops))} {unit.key}"
        if wait := self.places.take(address, len(voices)):
            raise Refusal(problem(request, 429, "too_much", headers={"Retry-After": str(wait)}))
        await self.front.write(lambda tx: kiosks.keep(tx, kiosk, unit.key, voices, APART, now))

    def _unit(self, request: Request) -> Unit | None:
        city = self.house.city_on(self.house.today(datetime.now(UTC)))
        return city.open_units().get(request.path_params["unit"])

    def _reasons(self, language: str) -> list[str]:
        names = [theme.name for theme in self.front.settings.themes]
        return [name.get(language) or next(iter(name.values())) for name in names][: kiosk_words.REASONS]


def kiosk_routes(front: Front, house: House) -> list[Route]:
    """The page, and the script that keeps it."""
    page = KioskPage(front, house, front.guard.buckets(PER_MINUTE / 60, HELD_UP))
    return [
        Route(f"{PATH}/worker.js", page.worker, methods=["GET"]),
        Route(f"{PATH}/{{unit}}", page.show, methods=["GET"]),
        Route(f"{PATH}/{{unit}}", page.take, methods=["POST"]),
    ]


def _voices(request: Request, form: Form) -> list[KioskVoice]:
    now = datetime.now(UTC)
    if is_script(request):
        return voices_of(form.get("voices"), form.get("sent"), now)
    words = form.get("words") or form.get("why")
    return [plain_voice(form.get("id"), form.get("score"), words, now)]


def _new_id() -> str:
    return secrets.token_urlsafe(12)
