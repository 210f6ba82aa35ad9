"""What people read is spoken in one language, and values in it are never parsed."""

from pathlib import Path

import pytest

from handlers.talk import words
from handlers.talk.words import _, languages, later, ngettext, paragraphs, speaking, spoken

PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: id\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "Hello {name}"
msgstr "Halo {name}"

msgid "{count} report"
msgid_plural "{count} reports"
msgstr[0] "{count} laporan"
"""


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """A catalogue of the test's own for the first language."""
    (tmp_path / "id" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "id" / "LC_MESSAGES" / "suara.po").write_text(PO, encoding="utf-8")
    monkeypatch.setattr(words, "LOCALES", tmp_path)
    words._catalogue.cache_clear()
    yield tmp_path
    words._catalogue.cache_clear()


@pytest.mark.usefixtures("catalogue")
def test_a_message_is_spoken_in_the_language_of_the_moment() -> None:
    assert _("Hello {name}", name="Ani") == "Halo Ani"
    with speaking("en"):
        assert _("Hello {name}", name="Ani") == "Hello Ani"
    assert _("Hello {name}", name="Ani") == "Halo Ani"


@pytest.mark.usefixtures("catalogue")
def test_a_number_chooses_its_sentence() -> None:
    assert ngettext("{count} report", "{count} reports", 2) == "2 laporan"
    with speaking("en"):
        assert ngettext("{count} report", "{count} reports", 1) == "1 report"
        assert (
            ngettext("{count} report of {name}", "{count} reports of {name}", 3, name="Ani")
            == "3 reports of Ani"
        )


def test_the_first_language_is_indonesian_also_for_an_unknown_one() -> None:
    assert languages() == ("id", "en")
    assert spoken() == "id"
    with speaking("xx"):
        assert spoken() == "id"
    with speaking("en"):
        assert spoken() == "en"


def test_a_language_ends_with_its_block_even_when_that_fails() -> None:
    with pytest.raises(KeyError), speaking("en"):
        raise KeyError("x")
    assert spoken() == "id"


@pytest.mark.parametrize("value", ["{name}", "{0}", "{", "}", "%s", "{count!r}"])
def test_what_people_wrote_is_never_parsed(value: str) -> None:
    with speaking("en"):
        assert _("You wrote: {words}", words=value) == f"You wrote: {value}"
        assert _("Braces { } without values stay") == "Braces { } without values stay"


def test_a_message_of_a_table_is_only_marked() -> None:
    assert later("Good") == "Good"


def test_empty_parts_make_no_paragraph() -> None:
    assert paragraphs("a", "", "b") == "a\n\nb"
    assert paragraphs("", "") == ""
