"""Fills the templates of pages in the language of whoever reads them; whatever is put in is escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import handlers
from bot.pages.statics import static_url
from handlers.talk import _, ngettext, speaking, spoken

PAGES = Path(handlers.__file__).parent / "pages"


def render(template: str, language: str, /, **values: Any) -> str:
    """The page of this name; `_` and `ngettext` in it speak the language."""
    with speaking(language):
        return _environment().get_template(template).render(language=spoken(), **values)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(_=_, ngettext=ngettext, static_url=static_url)
    return made
