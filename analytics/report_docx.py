"""Writes a report as DOCX: real headings, tables with a repeated first row, pictures, page numbers."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import docx
from docx.document import Document as Page
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from analytics.letters import FONT, HEIGHT, WIDTH, plain

MARGIN, INSIDE = Mm(22), Mm(166)
SMALL_COLUMNS = 8  # a table with more of them is printed small


class Block(Protocol):
    """One thing below the other: words, a table (with relative widths) or a picture by name."""

    @property
    def text(self) -> str: ...
    @property
    def head(self) -> Sequence[str]: ...
    @property
    def rows(self) -> Sequence[Sequence[str]]: ...
    @property
    def widths(self) -> Sequence[int]: ...
    @property
    def picture(self) -> str: ...


class Chapter(Protocol):
    """A heading and what stands under it."""

    @property
    def heading(self) -> str: ...
    @property
    def blocks(self) -> Sequence[Block]: ...


class Document(Protocol):
    """A title, what it is about, facts with labels, and chapters."""

    @property
    def title(self) -> str: ...
    @property
    def subtitle(self) -> str: ...
    @property
    def facts(self) -> Sequence[Sequence[str]]: ...
    @property
    def chapters(self) -> Sequence[Chapter]: ...


def write(document: Document, pictures: Mapping[str, bytes], path: Path, language: str = "id-ID") -> None:
    """Write it to `path` (.docx); a picture that was not made is left out. Raises OSError."""
    page = _page(document, language)
    page.add_heading(plain(document.title), level=0)
    page.add_paragraph(plain(document.subtitle))
    _table(page, (), document.facts, (1, 2))
    for number, chapter in enumerate(document.chapters, start=1):
        page.add_heading(plain(f"{number}. {chapter.heading}"), level=1)
        for block in chapter.blocks:
            _write(page, block, pictures)
    page.save(str(path))


def _page(document: Document, language: str) -> Page:
    page = docx.Document()
    (section,) = page.sections
    section.page_width, section.page_height = WIDTH, HEIGHT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    page.styles["Normal"].font.name, page.styles["Normal"].font.size = FONT, Pt(10.5)
    for spoken in page.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), language)
    about = page.core_properties
    about.title, about.author, about.comments, about.language = plain(document.title), "", "", language
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _page_number(foot.add_run())
    return page


def _page_number(run: Any) -> None:
    """The library knows no fields: the three parts of one, as the format has them."""
    for kind in ("begin", None, "end"):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = "PAGE"
        run._r.append(part)


def _write(page: Page, block: Block, pictures: Mapping[str, bytes]) -> None:
    if block.text:
        page.add_paragraph(plain(block.text))
    if block.head:
        _table(page, block.head, block.rows, block.widths)
    if block.picture in pictures:
        page.add_picture(io.BytesIO(pictures[block.picture]), width=INSIDE)


def _table(page: Page, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    every = [head, *rows] if head else list(rows)
    table = page.add_table(rows=len(every), cols=len(every[0]))
    table.style, table.autofit = "Table Grid", False
    unit = INSIDE / sum(widths)
    # Cells are asked for once: each look at `table.cell` reads the whole table again.
    for place, (row, texts) in enumerate(zip(table.rows, every, strict=True)):
        _whole(row, repeated=bool(head) and place == 0)
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = int(unit * width)
            run = cell.paragraphs[0].add_run(plain(text))
            run.bold = bool(head) and place == 0
            run.font.size = Pt(8 if len(texts) > SMALL_COLUMNS else 9.5)
    page.add_paragraph()


def _whole(row: Any, *, repeated: bool) -> None:
    """A row is never torn by a page's end, and the first one stands on every page."""
    marks = ["w:cantSplit", *(["w:tblHeader"] if repeated else [])]
    for mark in marks:
        row._tr.get_or_add_trPr().append(OxmlElement(mark))
