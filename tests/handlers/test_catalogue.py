"""Every word people read stands in the catalogue, and nothing else does."""

import re
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from handlers.talk.words import LOCALES

HANDLERS = Path(LOCALES).parent
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
KEYWORDS = {"_": None, "later": None, "ngettext": (1, 2)}


def catalogue() -> Catalog:
    with (LOCALES / "id" / "LC_MESSAGES" / "suara.po").open("rb") as file:
        return read_po(file, locale="id")


def entries() -> list[Message]:
    return [message for message in catalogue() if message.id]


def in_the_code() -> set[str | tuple[str, ...]]:
    found = extract_from_dir(HANDLERS, method_map=METHODS, keywords=KEYWORDS)
    return {message for _file, _line, message, _comments, _context in found}


def forms(text: object) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (str(text),)


def places(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_every_sentence_of_the_code_is_in_the_catalogue_and_none_is_left_over() -> None:
    assert {message.id for message in entries()} == in_the_code()


def test_every_sentence_is_translated_and_none_is_only_guessed() -> None:
    assert [m.id for m in entries() if not all(forms(m.string)) or m.fuzzy] == []


def test_a_translation_keeps_all_names_in_braces() -> None:
    lost = [
        m.id
        for m in entries()
        if any(
            places(text) != places(forms(m.id)[-1]) - ({"count"} - places(text)) for text in forms(m.string)
        )
    ]
    assert lost == []


def test_indonesian_knows_no_plural() -> None:
    assert catalogue().num_plurals == 1
    assert all(len(forms(message.string)) == 1 for message in entries())


def test_nobody_is_called_kamu_unless_it_is_a_child() -> None:
    informal = [
        m.id for m in entries() if re.search(r"\b(kamu|kau|lo|gue)\b", " ".join(forms(m.string)), re.I)
    ]
    assert len(informal) == 1
    assert "children" in informal[0]


def test_no_translation_sits_in_an_f_string_where_it_could_not_be_found() -> None:
    nested = re.compile(r"f\"[^\"\n]*\{(_|ngettext)\(['\"]")
    hidden = [path.name for path in HANDLERS.rglob("*.py") if nested.search(path.read_text())]
    assert hidden == []
