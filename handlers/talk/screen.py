"""Lays a question's options out as buttons: a page at a time, with the ways back and out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.talk.model import Button, Choice, Json, State
from handlers.talk.questions import ALL, BACK, CANCEL, PAGE, PAGE_TO, AnyQuestion
from handlers.talk.words import _


@dataclass(frozen=True)
class Visible:
    """The options on the screen, in their order, and where in the whole list that is."""

    options: tuple[str, ...]
    page: int
    pages: int


def visible(state: State, question: AnyQuestion, stored: Json) -> Visible:
    """The options of the page the person is on; a page beyond the end shows the last."""
    labels = _labels(question, stored) if state.narrowed else {}
    every = [option for option in state.narrowed if labels.get(option)] or list(question.options(stored))
    pages = max(1, -(-len(every) // PAGE))
    page = min(state.page, pages - 1)
    return Visible(tuple(every[page * PAGE : (page + 1) * PAGE]), page, pages)


def buttons(state: State, question: AnyQuestion, stored: Json, *, may_go_back: bool) -> tuple[Choice, ...]:
    """The page's options, then page turns, then back and cancel."""
    shown = visible(state, question, stored)
    labels = _labels(question, stored)
    answers = [_button(state, option, labels.get(option, "")) for option in shown.options]
    turns = _page_turns(state, shown)
    back = [(BACK, _("‹ Back"))] if may_go_back else []
    out = [(CANCEL, _("Cancel"))] if state.turn > 1 or may_go_back else []
    return (*answers, *(_button(state, option, label, nav=True) for option, label in (*turns, *back, *out)))


def _page_turns(state: State, shown: Visible) -> list[tuple[str, str]]:
    place = {"page": shown.page + 1, "pages": shown.pages}
    before = [(f"{PAGE_TO}{shown.page - 1}", _("« Earlier"))] if shown.page else []
    more = shown.page + 1 < shown.pages
    after = [(f"{PAGE_TO}{shown.page + 1}", _("More ({page} of {pages}) »", **place))] if more else []
    every = [(ALL, _("Show all"))] if state.narrowed else []
    return before + after + every


def _labels(question: AnyQuestion, stored: Json) -> Mapping[str, str]:
    """Of what is shown, and of what people may type instead."""
    options = question.options(stored)
    also: Mapping[str, str] = getattr(question, "also", {})
    return {**also, **options} if also else options


def _button(state: State, option: str, label: str, *, nav: bool = False) -> Choice:
    button = Button(state.talk, state.asked, option, state.serial, state.turn)
    return Choice(str(button), label, nav)
