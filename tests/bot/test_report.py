"""The SKM report, poster and picture from the command line, opened again and equal to the index."""

from __future__ import annotations

import base64
import io
import json
import shutil
import subprocess
from datetime import date
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook
from PIL import Image
from typer.testing import CliRunner, Result

from analytics import typeset
from bot.cli import app
from bot.outside.report import PAGES, for_chat
from bot.outside.report_charts import pictures_of
from bot.outside.report_reading import seen_of
from bot.outside.wishes import Wish
from bot.settings import load_settings
from handlers import poster_words
from handlers.talk import speaking
from storage.store import Store
from storage.vault import Vault
from tests.bot.made_up import a_year

LAST = date(2026, 11, 22)


@pytest.fixture
def store(suara: CliRunner, environ: dict[str, str]) -> Store:
    assert run("case", "list").exit_code == 0  # and the units are rows now
    key = base64.urlsafe_b64decode(environ["SUARA_SECRET_KEY"] + "==")
    return Store(environ["SUARA_STORAGE__URL"], Vault(key))


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def report(to: Path, period: str = "2026-S2", unit: str = "disdukcapil") -> Result:
    return run("report", "skm", "--unit", unit, "--period", period, "--to", str(to))


def test_all_three_files_hold_the_index_of_the_database(store: Store, tmp_path: Path) -> None:
    a_year(store, LAST, forms=160, given=200)
    told = run("report", "index", "--unit", "disdukcapil", "--period", "2026-S1", "--format", "json")
    skm = json.loads(told.stdout)["skm"]
    assert report(tmp_path / "out", "2026-S1").exit_code == 0
    name = "skm-disdukcapil-2026-S1"
    printed = f"{skm['ikm']:.2f}".replace(".", ",")
    page = docx.Document(str(tmp_path / "out" / f"{name}.docx"))
    cells = [cell.text for table in page.tables for row in table.rows for cell in row.cells]
    assert any(cell.startswith(f"{printed} – {skm['grade']}") for cell in cells)
    assert str(skm["elements"]["time"]["sum"]) in cells
    sheet = load_workbook(tmp_path / "out" / f"{name}-annex.xlsx")["Lampiran"]
    answers = list(sheet.iter_rows(min_row=6, max_row=5 + skm["n"], min_col=2, max_col=10, values_only=True))
    assert [sum(column) for column in zip(*answers, strict=True)] == [
        one["sum"] for one in skm["elements"].values()
    ]
    assert (tmp_path / "out" / f"{name}.pdf").read_bytes().startswith(b"%PDF")


def test_a_unit_that_nobody_has_rated_gets_a_report_that_says_so(store: Store, tmp_path: Path) -> None:
    assert report(tmp_path, unit="dinsos").exit_code == 0
    page = docx.Document(str(tmp_path / "skm-dinsos-2026-S2.docx"))
    assert any("tidak dipublikasikan" in part.text for part in page.paragraphs)
    assert len(page.inline_shapes) == 0


def test_the_poster_is_one_page_with_both_charts(store: Store, tmp_path: Path) -> None:
    a_year(store, LAST, forms=60, given=0)
    for name in ("poster.png", "poster.pdf"):
        words = ("--unit", "disdukcapil", "--period", "2026-S2", "--to", str(tmp_path / name))
        assert run("report", "poster", *words).exit_code == 0
    assert (tmp_path / "poster.pdf").read_bytes().startswith(b"%PDF")
    seen = seen_of(store, load_settings(), "disdukcapil", "2026-S2", date(2026, 11, 25))
    with speaking("id"):
        content, pictures = poster_words.poster(seen), pictures_of(seen)
    pages = typeset.png((PAGES / "poster.typ").read_text(encoding="utf-8"), content, pictures)
    assert len(pages) == 1
    assert set(pictures) == {"elements", "trend", "profile", "people"}
    width, height = Image.open(io.BytesIO((tmp_path / "poster.png").read_bytes())).size
    assert abs(height / width - 297 / 210) < 0.01


def test_the_picture_is_as_wide_as_a_phone(store: Store, tmp_path: Path) -> None:
    a_year(store, LAST, forms=60, given=300)
    to = tmp_path / "w.png"
    made = run("report", "picture", "--unit", "disdukcapil", "--week", "2026-W47", "--to", str(to))
    assert made.exit_code == 0
    assert Image.open(io.BytesIO(to.read_bytes())).width == 1080


def test_a_chat_gets_the_report_and_its_annex_with_words_in_its_own_language(store: Store) -> None:
    a_year(store, LAST, forms=60, given=0)
    made = for_chat(store, load_settings(), Wish("disdukcapil", "2026-S2", "en"), date(2026, 11, 25))
    report, annex = made.files
    assert (report.name, report.mime) == ("skm-disdukcapil-2026-S2.pdf", "application/pdf")
    assert report.content.startswith(b"%PDF")
    assert annex.name == "skm-disdukcapil-2026-S2-annex.xlsx"
    assert load_workbook(io.BytesIO(annex.content)).sheetnames == ["Lampiran"]
    assert made.words.startswith("📄 SKM report of")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("skm", "--unit", "nowhere", "--period", "2026-S1", "--to", "x"), "no unit"),
        (("skm", "--unit", "dinsos", "--period", "2098-S1", "--to", "x"), "has not begun"),
        (("skm", "--unit", "dinsos", "--period", "soon", "--to", "x"), "is no period"),
        (("poster", "--unit", "dinsos", "--period", "2026-S1", "--to", "x.doc"), ".pdf or .png"),
        (("picture", "--unit", "dinsos", "--week", "2026-W47", "--to", "x.gif"), ".png"),
        (("picture", "--unit", "nowhere", "--week", "2026-W47", "--to", "x.png"), "no unit"),
    ],
)
def test_what_cannot_be_made_is_said_in_one_line(store: Store, words: tuple[str, ...], said: str) -> None:
    ended = run("report", *words)
    assert ended.exit_code == 2
    assert said in ended.stderr
    assert not Path(words[-1]).exists()


def test_what_was_done_about_the_service_is_told_where_the_follow_up_is(store: Store, tmp_path: Path) -> None:
    a_year(store, LAST, forms=60, given=0)
    for words in (
        ("policy", "add", "--name", "Antrean daring", "--from", "2026-09-01", "--units", "disdukcapil"),
        ("policy", "add", "--name", "Di tempat lain", "--from", "2026-09-01", "--units", "dinsos"),
        ("policy", "add", "--name", "Dahulu kala", "--from", "2024-01-01", "--units", "disdukcapil"),
        ("training", "record", "--unit", "disdukcapil", "--topic", "customer_service", "--on", "2026-08-05"),
    ):
        assert run(*words).exit_code == 0, words
    assert report(tmp_path).exit_code == 0
    page = docx.Document(str(tmp_path / "skm-disdukcapil-2026-S2.docx"))
    told = "\n".join(part.text for part in page.paragraphs)
    assert "Kebijakan: Antrean daring, sejak Selasa, 1 September 2026." in told
    assert "5 Agustus 2026" in told
    assert "Di tempat lain" not in told
    assert "Dahulu kala" not in told


def test_a_unit_that_was_merged_in_mid_period_keeps_its_own_answers_and_both_say_so(store: Store) -> None:
    a_year(store, LAST, unit="dinsos", forms=60, given=0)
    a_year(store, LAST, unit="dishub", forms=40, given=0)
    settings = load_settings()
    gone = {"closed": date(2026, 9, 1), "merged_into": "dinsos"}
    units = tuple(
        one.model_copy(update={"name": "Dinas Sosial dan Tenaga Kerja"})
        if one.key == "dinsos"
        else one.model_copy(update=gone if one.key == "dishub" else {})
        for one in settings.units
    )
    merged = settings.model_copy(update={"units": units})
    # The keys are looked up in a property that was reckoned before.
    merged.__dict__.pop("unit_by_key", None)
    into, left = (seen_of(store, merged, key, "2026", date(2026, 11, 25)) for key in ("dinsos", "dishub"))
    assert into.unit == "Dinas Sosial dan Tenaga Kerja"
    assert (into.index.n, left.index.n) == (57, 38)  # the others are of the year before
    assert [on for _name, on in into.merged] == [date(2026, 9, 1)]
    assert left.closed == date(2026, 9, 1)


def test_people_who_could_be_known_by_their_group_have_no_number_in_any_file(
    store: Store, tmp_path: Path
) -> None:
    a_year(store, LAST, forms=40, given=0)
    seen = seen_of(store, load_settings(), "disdukcapil", "2026-S2", date(2026, 11, 25))
    small = {
        (question, key)
        for question, counts in seen.profile.items()
        for key, count in counts.items()
        if 0 < count < 5
    }
    assert small
    assert all(key in seen.withheld[question] for question, key in small)
    assert all(
        sum(seen.profile[question][key] for key in keys) >= 5
        for question, keys in seen.withheld.items()
        if keys
    )


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_libreoffice_reckons_the_index_of_the_annex(store: Store, tmp_path: Path) -> None:
    a_year(store, LAST, forms=60, given=0)
    assert report(tmp_path).exit_code == 0
    seen = seen_of(store, load_settings(), "disdukcapil", "2026-S2", date(2026, 11, 25))
    own = f"-env:UserInstallation=file://{tmp_path}/office"
    annex = str(tmp_path / "skm-disdukcapil-2026-S2-annex.xlsx")
    words = ["soffice", own, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), annex]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    told = Path(annex).with_suffix(".csv").read_bytes().decode("latin-1")
    assert f"IKM,{seen.index.ikm:.2f}," in told
    assert f"Mutu,{seen.index.grade}," in told
