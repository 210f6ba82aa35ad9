"""The poster at a counter: what a camera reads from the printed page is what a person must be led to."""

from __future__ import annotations

import io
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from PIL import Image
from typer.testing import CliRunner

from analytics import typeset
from bot.channels import whatsapp_links
from bot.cli import app
from bot.offices.office import Mistaken
from bot.outside.counter_poster import PAPERS, TEMPLATE, links_of, poster_of, write_posters
from bot.settings import Settings, load_settings
from bot.wiring import build_house
from handlers.facts import City

COUNTER = {
    "SUARA_WHATSAPP__NUMBER": "6281234567890",
    "SUARA_WEB__PUBLIC_URL": "https://suara.serangkota.go.id",
}
OPEN = [unit for unit in load_settings(environ={}).units if unit.closed is None]
# The shortest and the longest name of each group: what may not fit is among them.
UNITS = sorted(
    {
        pick((unit for unit in OPEN if unit.group == group), key=lambda unit: len(unit.name)).key
        for group in {unit.group for unit in OPEN}
        for pick in (min, max)
    }
)
BOT = "SuaraWargaSerangBot"


@pytest.fixture
def everywhere(settings_environ: dict[str, str]) -> Settings:
    return load_settings(environ={**settings_environ, **COUNTER})


@pytest.fixture
def city(everywhere: Settings) -> City:
    return build_house(everywhere).city


def read(page: bytes) -> set[str]:
    picture = Image.open(io.BytesIO(page)).convert("L")
    return {found.text for found in zxingcpp.read_barcodes(picture)}


@pytest.mark.parametrize("unit", UNITS)
def test_the_codes_of_every_unit_are_read_back_from_its_poster(
    everywhere: Settings, city: City, unit: str
) -> None:
    poster = poster_of(everywhere, city, BOT, unit)
    template = TEMPLATE.read_text(encoding="utf-8")
    (page,) = typeset.png(template, {**poster.content, "paper": "a5"}, poster.codes)
    told = read(page)
    (whatsapp,) = (link for link in told if "wa.me" in link)
    assert told - {whatsapp} == {
        f"https://t.me/{BOT}?start=u-{unit}",
        f"https://suara.serangkota.go.id/chat?start=u-{unit}",
    }
    assert whatsapp.startswith("https://wa.me/6281234567890?text=")


def test_what_a_person_sends_on_whatsapp_leads_to_the_unit(everywhere: Settings) -> None:
    link = links_of(everywhere, BOT, "disdukcapil")["whatsapp"]
    (sent,) = parse_qs(urlsplit(link).query)["text"]
    assert whatsapp_links.command(sent) == "/start u-disdukcapil"


def test_a_network_that_is_not_there_has_no_code(settings: Settings) -> None:
    city = build_house(settings).city
    poster = poster_of(settings, city, BOT, "disdukcapil")
    assert set(poster.codes) == {"telegram.svg"}
    for paper in PAPERS:
        template = TEMPLATE.read_text(encoding="utf-8")
        (page,) = typeset.png(template, {**poster.content, "paper": paper}, poster.codes)
        assert read(page) == {f"https://t.me/{BOT}?start=u-disdukcapil"}


def test_without_any_network_there_is_no_poster(settings: Settings) -> None:
    with pytest.raises(Mistaken, match="no network"):
        poster_of(settings, build_house(settings).city, "", "disdukcapil")


def test_two_papers_a_unit_are_written(everywhere: Settings, city: City, tmp_path: Path) -> None:
    written = write_posters(everywhere, city, BOT, ["disdukcapil", "dinsos"], tmp_path / "out")
    assert [path.name for path in written] == [
        "poster-disdukcapil-a4.pdf",
        "poster-disdukcapil-a5.pdf",
        "poster-dinsos-a4.pdf",
        "poster-dinsos-a5.pdf",
    ]
    assert all(path.read_bytes().startswith(b"%PDF") for path in written)


def test_a_unit_that_is_none_gets_nothing(everywhere: Settings, city: City, tmp_path: Path) -> None:
    with pytest.raises(Mistaken, match="nowhere"):
        write_posters(everywhere, city, BOT, ["nowhere"], tmp_path)


@pytest.fixture
def suara(settings_environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, own_logs: None) -> CliRunner:
    for name, value in {**settings_environ, **COUNTER}.items():
        monkeypatch.setenv(name, value)
    return CliRunner()


def test_the_command_writes_the_posters_of_one_unit(suara: CliRunner, tmp_path: Path) -> None:
    told = suara.invoke(app, ["poster", "--unit", "dinsos", "--to", str(tmp_path)])
    assert (told.exit_code, told.stdout) == (0, "poster-dinsos-a4.pdf\nposter-dinsos-a5.pdf\n")


def test_the_command_wants_to_know_whose_poster(suara: CliRunner) -> None:
    assert suara.invoke(app, ["poster"]).exit_code == 2
    assert suara.invoke(app, ["poster", "--all", "--unit", "dinsos"]).exit_code == 2
