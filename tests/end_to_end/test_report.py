"""A head asks for the SKM report in the chat and gets both files, over real HTTP."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import load_workbook

from tests.doubles.people import Person
from tests.end_to_end.acts import joins, says, taps
from tests.end_to_end.product import Product

HEAD = 501
READY = 60  # seconds; the child process that makes it begins by loading libraries


def documents(person: Person) -> list[dict[str, Any]]:
    return [message["document"] for message in person.chat.bot_messages() if "document" in message]


def test_a_head_asks_with_a_command_and_gets_the_report_and_its_annex(fast: Product) -> None:
    head = fast.api.person(HEAD, "Ibu Rahma")
    joins(fast, head, "head", "--unit", "dinsos")
    assert "untuk periode mana" in says(head, "/laporan_skm")
    assert "sedang saya buat" in taps(head, "Semester ini")
    head.hears("Berkas PDF adalah laporannya", within=READY)
    report, annex = documents(head)
    assert report["file_name"].startswith("skm-dinsos-")
    assert (report["file_name"][-4:], report["mime_type"]) == (".pdf", "application/pdf")
    assert fast.api.files.get(report["file_id"]).content.startswith(b"%PDF")
    sheet = load_workbook(io.BytesIO(fast.api.files.get(annex["file_id"]).content))
    assert annex["file_name"].endswith("-annex.xlsx")
    assert sheet.sheetnames == ["Lampiran"]
    # Nobody has answered yet: the same words in the chat as in the report.
    assert "terlalu sedikit untuk dipublikasikan" in head.transcript()
