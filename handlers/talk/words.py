"""Every word people read goes through here: gettext, Indonesian first, English as written in the code."""

from __future__ import annotations

from contextlib import AbstractContextManager
from contextvars import ContextVar, Token
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parents[1] / "locales"
FIRST = "id"
_language: ContextVar[str] = ContextVar("language", default=FIRST)


def languages() -> tuple[str, ...]:
    """The languages people can choose, Indonesian first."""
    return (FIRST, "en")


class _Speaking:
    """Written out, as a generator's way in and out would be paid several times in each turn."""

    __slots__ = ("_before", "_language")
    _before: Token[str]

    def __init__(self, language: str) -> None:
        self._language = language

    def __enter__(self) -> None:
        self._before = _language.set(self._language)

    def __exit__(self, *_how: object) -> None:
        _language.reset(self._before)


def speaking(language: str) -> AbstractContextManager[None]:
    """Everything translated inside is in this language; an unknown one is answered in Indonesian."""
    return _Speaking(language if language in languages() else FIRST)


def spoken() -> str:
    """The language being spoken now."""
    return _language.get()


def _(message: str, /, **values: object) -> str:
    """The message in the language spoken, with its `{names}` filled in; values are never parsed."""
    translated = _catalogue(_language.get()).gettext(message)
    return translated.format(**values) if values else translated


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """Like `_`, for a sentence that changes with a number, which is `{count}` in it."""
    translated = _catalogue(_language.get()).ngettext(one, many, count)
    return translated.format(count=count, **values)


def later(message: str) -> str:
    """Marks a message of a table for the catalogue; it is translated with `_` where it is spoken."""
    return message


def paragraphs(*parts: str) -> str:
    """The parts that are not empty, one below the other."""
    return "\n\n".join(part for part in parts if part)


@cache
def _catalogue(language: str) -> NullTranslations:
    # The .po file itself is read: there is no compiled copy that could be stale.
    path = LOCALES / language / "LC_MESSAGES" / "suara.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    return GNUTranslations(BytesIO(compiled.getvalue()))
