"""Writes a letter as a document (DOCX, A4) that any office can open, print and file; words are handed in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from docx import Document
from docx.document import Document as Page
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table

from analytics.sheets import BadSheet

WIDTH, HEIGHT, MARGIN = Mm(210), Mm(297), Mm(25)  # A4
FONT, SIZE = "Arial", Pt(11)


class Section(Protocol):
    """A part under a heading: facts with labels, paragraphs, a table whose first row names the columns."""

    @property
    def heading(self) -> str: ...
    @property
    def facts(self) -> Sequence[tuple[str, str]]: ...
    @property
    def paragraphs(self) -> Sequence[str]: ...
    @property
    def table(self) -> Sequence[Sequence[str]]: ...


class Letter(Protocol):
    """A title, a few lines that open it, and sections."""

    @property
    def title(self) -> str: ...
    @property
    def opening(self) -> Sequence[str]: ...
    @property
    def sections(self) -> Sequence[Section]: ...


def write_letter(letter: Letter, path: Path, language: str = "id-ID") -> None:
    """Write the letter to `path`, which must end in .docx; raises BadSheet, OSError.

    Whatever people wrote goes in as text: nothing in it is run, linked or fetched when the file is opened.
    """
    if path.suffix.lower() != ".docx":
        raise BadSheet(f"{path.name}: a letter is written as .docx")
    page = _page(language, plain(letter.title))
    page.add_heading(plain(letter.title), level=1)
    for line in letter.opening:
        page.add_paragraph(plain(line))
    for section in letter.sections:
        _write(page, section)
    page.save(str(path))


def plain(text: str) -> str:
    """The text without characters that XML has no place for."""
    return "".join(sign for sign in text if sign in "\t\n" or (sign >= " " and not _is_no_character(sign)))


def _is_no_character(sign: str) -> bool:
    return "\ud800" <= sign <= "\udfff" or sign in "\ufffe\uffff"


def _page(language: str, title: str) -> Page:
    page = Document()
    (section,) = page.sections
    section.page_width, section.page_height = WIDTH, HEIGHT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    style = page.styles["Normal"]
    style.font.name, style.font.size = FONT, SIZE
    # So that a reader's spelling check and a screen reader know the language.
    for spoken in page.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), language)
    footer = section.footer.paragraphs[0]
    footer.text, footer.alignment = title, WD_ALIGN_PARAGRAPH.CENTER
    # The template of the library names itself as the author.
    about = page.core_properties
    about.title, about.author, about.comments, about.language = title, "", "", language
    return page


def _write(page: Page, section: Section) -> None:
    page.add_heading(plain(section.heading), level=2)
    if section.facts:
        _fill(page.add_table(rows=0, cols=2), section.facts)
    for paragraph in section.paragraphs:
        page.add_paragraph(plain(paragraph))
    if section.table:
        table = page.add_table(rows=0, cols=len(section.table[0]))
        table.style = "Table Grid"
        _fill(table, section.table)


def _fill(table: Table, rows: Sequence[Sequence[str]]) -> None:
    for row in rows:
        cells = table.add_row().cells  # type: ignore[no-untyped-call]  # the library types it only in part
        for cell, text in zip(cells, row, strict=True):
            cell.text = plain(text)
