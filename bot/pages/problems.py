"""What went wrong with a request, said so that whoever reads it knows what to do."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from bot.pages.templates import render
from handlers import browser_words
from handlers.talk import speaking
from handlers.talk.words import FIRST, languages

SCRIPT_HEADER = "X-Suara"  # our script sets it; forms of other sites cannot
NOTHING: Mapping[str, str] = {}


def problem(
    request: Request, status: int, name: str, *, kept: str = "", headers: Mapping[str, str] = NOTHING
) -> Response:
    """The problem as a page, or as JSON for our script. `kept`: what was written, not to be lost."""
    language = accepted_language(request)
    if is_script(request):
        with speaking(language):
            told = {"problem": name, "words": browser_words.problem(name)}
        return JSONResponse(told, status_code=status, headers=dict(headers))
    page = render("problem.html", language, name=name, kept=kept, problem=browser_words.problem)
    return HTMLResponse(page, status_code=status, headers=dict(headers))


def is_script(request: Request) -> bool:
    """Whether our script asks, rather than a plain form."""
    return SCRIPT_HEADER in request.headers


def accepted_language(request: Request) -> str:
    """The first language that the browser asks for and we speak."""
    wanted = request.headers.get("Accept-Language", "").replace(";", ",").split(",")
    spoken = [part.strip().lower().partition("-")[0] for part in wanted]
    return next((each for each in spoken if each in languages()), FIRST)
