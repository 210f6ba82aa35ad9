"""A letter is a document that opens anywhere, on A4, with everything in it as plain text."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document

from analytics.letters import plain, write_letter
from analytics.sheets import BadSheet


@dataclass(frozen=True)
class Part:
    heading: str
    facts: tuple[tuple[str, str], ...] = ()
    paragraphs: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Note:
    title: str = "Penerusan KS-2611-7F3K"
    opening: tuple[str, ...] = ("Kepada: Inspektorat",)
    sections: tuple[Part, ...] = field(
        default_factory=lambda: (
            Part("Pelapor", facts=(("Nama", "Sari"), ("Kontak", "0812"))),
            Part("Isi", paragraphs=("Satu.", "Dua.")),
            Part("Riwayat", table=(("Waktu", "Langkah"), ("Senin", "Masuk"))),
        )
    )


def test_everything_stands_in_it_in_order(tmp_path: Path) -> None:
    write_letter(Note(), tmp_path / "a.docx")
    page = Document(str(tmp_path / "a.docx"))
    told = [paragraph.text for paragraph in page.paragraphs]
    assert told == [
        "Penerusan KS-2611-7F3K",
        "Kepada: Inspektorat",
        "Pelapor",
        "Isi",
        "Satu.",
        "Dua.",
        "Riwayat",
    ]
    facts, table = ([[cell.text for cell in row.cells] for row in one.rows] for one in page.tables)
    assert facts == [["Nama", "Sari"], ["Kontak", "0812"]]
    assert table == [["Waktu", "Langkah"], ["Senin", "Masuk"]]


def test_it_is_an_a4_page_that_names_itself_its_language_and_no_author(tmp_path: Path) -> None:
    write_letter(Note(), tmp_path / "a.docx")
    page = Document(str(tmp_path / "a.docx"))
    width, height = page.sections[0].page_width, page.sections[0].page_height
    assert (width and round(width.mm), height and round(height.mm)) == (210, 297)
    assert page.sections[0].footer.paragraphs[0].text == "Penerusan KS-2611-7F3K"
    about = page.core_properties
    assert (about.title, about.author, about.comments, about.language) == (Note().title, "", "", "id-ID")
    with ZipFile(tmp_path / "a.docx") as parts:
        assert parts.testzip() is None
        assert b'w:val="id-ID"' in parts.read("word/styles.xml")
        assert {"[Content_Types].xml", "_rels/.rels", "word/document.xml"} <= set(parts.namelist())


def test_what_people_wrote_is_text_and_nothing_else(tmp_path: Path) -> None:
    wild = "</w:p><w:hyperlink/> & \x00\x08\ud800\ufffe {DDEAUTO cmd} 😀"
    write_letter(Note(sections=(Part("Isi", paragraphs=(wild,)),)), tmp_path / "a.docx")
    (last,) = Document(str(tmp_path / "a.docx")).paragraphs[-1:]
    assert last.text == "</w:p><w:hyperlink/> &  {DDEAUTO cmd} 😀"
    with ZipFile(tmp_path / "a.docx") as parts:
        document = parts.read("word/document.xml")
    assert b"<w:hyperlink" not in document
    assert b"w:instrText" not in document
    assert b"w:fldSimple" not in document


def test_lines_and_tabs_stay() -> None:
    assert plain("satu\n\tdua\r") == "satu\n\tdua"


def test_another_ending_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(BadSheet, match="docx"):
        write_letter(Note(), tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []
