"""What all pages of a person need: who the browser is, what is stored, templates and clear refusals."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.marks import Writes
from bot.pages.bodies import Form, NoForm, TooLarge, TooSlow, read_form
from bot.pages.guarding import Guard, too_much
from bot.pages.keys import Keys, Visitor, set_key
from bot.pages.past import Past
from bot.pages.problems import accepted_language, problem
from bot.pages.proxies import is_own_origin, is_secure
from bot.pages.templates import render
from bot.settings import Settings
from bot.untraceable.pages import Pages
from storage.store import Store, Tx

T = TypeVar("T")
SEE_OTHER = 303


class Refusal(Exception):
    """The request is not taken; `answer` says why."""

    def __init__(self, answer: Response) -> None:
        super().__init__("a request was refused")
        self.answer = answer


@dataclass(frozen=True)
class Front:
    """The desk at which every request arrives."""

    settings: Settings
    store: Store
    writer: Writes
    keys: Keys
    guard: Guard
    past: Past = field(default_factory=lambda: Past(Pages()))
    # Whether it is a chat of which nothing is stored.
    is_apart: Callable[[str], bool] = field(default=lambda _address: False)

    def secure(self, request: Request) -> bool:
        return is_secure(request.scope, self.guard.hops, self.guard.public_url)

    def visitor(self, request: Request) -> Visitor:
        return self.keys.visitor(request, secure=self.secure(request))

    async def read(self, run: Callable[[Tx], T]) -> T:
        """What `run` finds in the database. Raises `Outage`."""
        return await asyncio.to_thread(self._read, run)

    async def write(self, run: Callable[[Tx], T]) -> T:
        """What `run` stores, once it is stored. Raises `Outage`."""
        return await self.writer.write(run)

    async def posted(self, request: Request, visitor: Visitor, places: float = 1) -> Form:
        """A form of ours that this browser filled in. Raises Refusal."""
        if not is_own_origin(request.scope, self.guard.public_url):
            raise Refusal(problem(request, 403, "foreign"))
        if visitor.is_new:
            raise Refusal(problem(request, 403, "no_cookie"))
        if wait := self.guard.persons.take(visitor.address, places):
            raise Refusal(too_much(request, wait))
        form = await self._form(request)
        if not visitor.wrote(form.get("token")):
            raise Refusal(problem(request, 403, "expired", kept=form.get("text")))
        return form

    def page(
        self, request: Request, visitor: Visitor, template: str, language: str, **values: Any
    ) -> Response:
        """The page, and the cookie for who is new."""
        spoken = language or accepted_language(request)
        answer = HTMLResponse(render(template, spoken, visitor=visitor, **values))
        return self.remembered(request, answer, visitor)

    def remembered(self, request: Request, answer: Response, visitor: Visitor) -> Response:
        """The answer, with the key of who is new."""
        if visitor.is_new:
            set_key(answer, visitor.key, secure=self.secure(request))
        return answer

    async def _form(self, request: Request) -> Form:
        try:
            return await read_form(request)
        except TooLarge as error:
            raise Refusal(problem(request, 413, "too_large")) from error
        except TooSlow as error:
            raise Refusal(problem(request, 408, "too_slow", headers={"Connection": "close"})) from error
        except NoForm as error:
            raise Refusal(problem(request, 400, "no_form")) from error

    def _read(self, run: Callable[[Tx], T]) -> T:
        with self.store.reading() as tx:
            return run(tx)


def see_other(path: str) -> Response:
    """After a form: a page that can be loaded again without sending anything again."""
    return RedirectResponse(path, SEE_OTHER)
