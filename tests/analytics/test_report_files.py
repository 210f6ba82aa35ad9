"""A report as DOCX and as pages, opened again by other programs."""

import io
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest
import typst
from PIL import Image

from analytics import report_charts, report_docx, typeset
from analytics.bars import Bar, Point
from analytics.charts import PAPER


@dataclass(frozen=True)
class Block:
    text: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[int, ...] = ()
    picture: str = ""


@dataclass(frozen=True)
class Chapter:
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]


def written(
    tmp_path: Path, *blocks: Block, pictures: dict[str, bytes] | None = None
) -> docx.document.Document:
    report = Document("Title", "Sub", (("Unit", "A"), ("n", "29")), (Chapter("One", blocks),))
    report_docx.write(report, pictures or {}, tmp_path / "r.docx")
    return docx.Document(str(tmp_path / "r.docx"))


def chart() -> bytes:
    return report_charts.elements([Bar("U1", 3.0, "3.00")], "Means")


def test_headings_are_real_and_numbered(tmp_path: Path) -> None:
    page = written(tmp_path, Block("words"))
    heads = [
        part.text for part in page.paragraphs if part.style is not None and part.style.name == "Heading 1"
    ]
    assert heads == ["1. One"]
    assert "words" in [part.text for part in page.paragraphs]


def test_tables_keep_their_cells_and_repeat_their_head(tmp_path: Path) -> None:
    page = written(tmp_path, Block(head=("A", "B"), rows=(("1", "=x\x00"), ("3", "4")), widths=(1, 2)))
    facts, table = page.tables
    assert [cell.text for cell in facts.rows[1].cells] == ["n", "29"]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["A", "B"], ["1", "=x"], ["3", "4"]]
    assert "tblHeader" in table.rows[0]._tr.xml
    assert "tblHeader" not in table.rows[1]._tr.xml
    assert all("cantSplit" in row._tr.xml for row in table.rows)
    assert "tblHeader" not in facts.rows[0]._tr.xml


def test_a_wide_table_is_printed_small(tmp_path: Path) -> None:
    page = written(tmp_path, Block(head=("c",) * 10, rows=(("1",) * 10,), widths=(1,) * 10))
    size = page.tables[1].rows[1].cells[0].paragraphs[0].runs[0].font.size
    assert size is not None
    assert size.pt == 8


def test_pictures_are_in_it_and_one_that_was_not_made_is_left_out(tmp_path: Path) -> None:
    page = written(tmp_path, Block(picture="a"), Block(picture="b"), pictures={"a": chart()})
    assert len(page.inline_shapes) == 1


def test_the_page_is_a4_with_its_number_and_its_language(tmp_path: Path) -> None:
    page = written(tmp_path)
    section = page.sections[0]
    assert section.page_width is not None
    assert round(section.page_width.mm) == 210
    assert "PAGE" in section.footer.paragraphs[0]._p.xml
    assert (page.core_properties.language, page.core_properties.author) == ("id-ID", "")


TEMPLATE = (
    '#let c = json("content.json")\n#set page(width: 5cm, height: 5cm)\n#c.a\n#image("p.png")#pagebreak()#c.a'
)


def test_a_template_gets_its_content_and_pictures_and_gives_pdf_or_pages() -> None:
    made = typeset.pdf(TEMPLATE, {"a": "*x* #y"}, {"p": chart()})
    assert made.startswith(b"%PDF")
    assert len(typeset.png(TEMPLATE, {"a": "x"}, {"p": chart()})) == 2
    (page,) = typeset.png('#json("content.json").a', {"a": "one"}, {})
    assert Image.open(io.BytesIO(page)).width > 800


def test_a_template_reads_nothing_of_the_machine() -> None:
    with pytest.raises(typst.TypstError):
        typeset.pdf('#read("../../etc/hostname")', {}, {})


def test_charts_of_a_report_are_sharp_and_their_margin_is_empty() -> None:
    months = [Point(f"m{n}", 70.0 + n, 65.0 + n, 75.0 + n, str(n)) for n in range(12)]
    shares = {"Sex": [("f", 0.6, "60"), ("m", 0.4, "40")], "Age": [("x", 0.0, "< 5")], "None": []}
    for made in (report_charts.trend(months, "IKM", "note"), report_charts.profile(shares), chart()):
        image = Image.open(io.BytesIO(made)).convert("RGB")
        assert image.width > 800
        assert [colour for _n, colour in image.crop((0, 0, 9, image.height)).getcolors() or []] == [
            tuple(bytes.fromhex(PAPER[1:]))
        ]
