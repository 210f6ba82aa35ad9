"""A quick poll over HTTP: asked at the door, answered, killed when it closes, told once with its picture."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.doubles.botapi import BotApi
from tests.doubles.people import Person
from tests.end_to_end.acts import joins, says, taps
from tests.end_to_end.conftest import JAKARTA, far_from_now, running
from tests.end_to_end.product import Launch, Product

FIRST, THERE, WITHIN = 8001, 6, 60.0


@pytest.fixture(scope="module")
def city(
    upgraded: Path, tmp_path_factory: pytest.TempPathFactory, launch: Launch | None
) -> Iterator[Product]:
    """As fast as it can, and never in its quiet hours."""
    settings = {
        "SUARA_DELIVERY__QUIET_HOURS": far_from_now(),
        "SUARA_PUSHES__FRIDAY_PRAYER": far_from_now(),
    }
    directory = tmp_path_factory.mktemp("poll")
    with (
        BotApi(rate=None) as api,
        running(directory, upgraded, api, "webhook", settings, None, launch) as product,
    ):
        yield product


def test_a_poll_survives_a_kill_when_it_closes_and_is_told_once_with_its_picture(city: Product) -> None:
    assert city.api is not None
    organiser, *people = [city.api.person(FIRST + number) for number in range(THERE + 1)]
    joins(city, organiser, "coordinator")
    code, door = announced(city)
    for person in people:
        assert "Selamat datang" in says(person, f"/hadir {door}").text
    asked = ("--question", "Kapan loket dibuka?", "--answer", "Pagi", "--answer", "Sore", "--until-closed")
    assert f"{THERE} people are asked" in city.suara("forum", "poll", "open", code, *asked)
    for person in people:
        person.hears("Kapan loket dibuka?", within=WITHIN)
        assert "Jawaban Anda: Sore" in taps(person, "vote:1.1").text
    city.suara("forum", "poll", "close", code)
    city.kill9()
    city.start()
    organiser.hears("Sore: 6 (100%)", within=WITHIN)
    assert width(city, organiser) == 1080
    assert f"{THERE} people get it" in city.suara("forum", "poll", "share", code)
    people[0].hears("Hasil jajak pendapat", within=WITHIN)
    assert width(city, people[0]) == 1080
    assert said(organiser, "Jajak pendapat ditutup") == 1
    assert said(people[0], "Pertanyaan singkat") == said(people[0], "Hasil jajak pendapat") == 1


def announced(city: Product) -> tuple[str, str]:
    """A forum that begins in two minutes; its code and that at its door."""
    starts = datetime.now(JAKARTA) + timedelta(minutes=2)
    where = ("--starts", f"{starts:%Y-%m-%d %H:%M}", "--place", "Aula")
    told = city.suara("forum", "create", "--topic", "Antrean", *where)
    (code,) = re.findall(r"forum invite (\w+)", told)
    city.suara("forum", "invite", code)
    (door,) = re.findall(r"/hadir (\w+)", city.suara("forum", "door", code, "--to", str(city.directory)))
    return code, door


def width(city: Product, person: Person) -> int:
    """Of the only picture that they were shown."""
    assert city.api is not None
    (photo,) = [message for message in person.chat.bot_messages() if "photo" in message]
    content = city.api.network.files.get(photo["photo"][-1]["file_id"]).content
    return Image.open(io.BytesIO(content)).width


def said(person: Person, words: str) -> int:
    """How many messages with these words they got."""
    messages: list[Any] = person.chat.bot_messages()
    return sum(words in message.get("text", "") for message in messages)
