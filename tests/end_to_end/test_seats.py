"""A forum over HTTP: fifty who tap at once for ten seats, the line that moves up, the door, the calendar."""

from __future__ import annotations

import io
import json
import re
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import icalendar
import pytest
import zxingcpp
from PIL import Image

from tests.doubles.botapi import BotApi
from tests.doubles.people import Person
from tests.end_to_end.acts import joins, says, talk, taps
from tests.end_to_end.conftest import JAKARTA, far_from_now, running
from tests.end_to_end.product import Launch, Product
from tests.end_to_end.test_outside import agrees

FIRST, INVITED, SEATS = 7001, 50, 10
BY_ANSWER = "SELECT count(*) FROM invitations WHERE answer = ?"


@pytest.fixture(scope="module")
def city(
    upgraded: Path, tmp_path_factory: pytest.TempPathFactory, launch: Launch | None
) -> Iterator[Product]:
    """As fast as it can, and never in its quiet hours."""
    settings = {
        "SUARA_DELIVERY__QUIET_HOURS": far_from_now(),
        "SUARA_PUSHES__FRIDAY_PRAYER": far_from_now(),
    }
    with (
        BotApi(rate=None) as api,
        running(
            tmp_path_factory.mktemp("seats"), upgraded, api, "webhook", settings, None, launch
        ) as product,
    ):
        yield product


def test_fifty_tap_at_once_ten_come_and_the_line_moves_up(city: Product) -> None:
    assert city.api is not None
    load = talk(city, lambda number: agrees(), INVITED, first_id=FIRST)
    assert load.report()["stuck"] == {}
    code = announced(city)
    people = [city.api.person(FIRST + number) for number in range(INVITED)]
    for person in people:
        person.hears("Antrean Disdukcapil", within=60)
    for person in people:
        person.taps(f"foru:{code}.come")
    for person in people:
        person.waits_for_reply(within=60)
    assert city.rows.one(BY_ANSWER, "come") == SEATS
    assert city.rows.one(BY_ANSWER, "waiting") == INVITED - SEATS
    places = [place for (place,) in city.rows.all("SELECT place FROM invitations WHERE place IS NOT NULL")]
    assert sorted(places) == list(range(1, INVITED - SEATS + 1))
    gives_back, stays, *_ = [person for person in people if comes(person)]
    taps(gives_back, f"foru:{code}.cannot")
    assert city.rows.one(BY_ANSWER, "offered") == 1
    told = json.loads(city.suara("forum", "seats", code, "--format", "json"))
    assert told["taken"] == {"citizens": SEATS}
    comes_to_the_door(city, code, stays)
    calendar(city, code)


def comes(person: Person) -> bool:
    return "sampai jumpa" in person.chat.bot_messages()[-1]["text"]


def announced(city: Product) -> str:
    """A forum of today whose door is open, with ten seats; everybody is invited."""
    starts = datetime.now(JAKARTA) + timedelta(minutes=90)
    told = city.suara(
        "forum", "create", "--topic", "Antrean Disdukcapil", "--starts", f"{starts:%Y-%m-%d %H:%M}",
        "--place", "Aula, lantai 2", "--pin", "-6.1201,106.1503", "--seats", f"citizens={SEATS}",
    )  # fmt: skip
    (code,) = re.findall(r"forum invite (\w+)", told)
    account = json.loads(city.suara("forum", "invite", code, "--quota", str(INVITED), "--format", "json"))
    assert account["selected"] == INVITED
    return str(code)


def comes_to_the_door(city: Product, code: str, person: Person) -> None:
    """The code that hangs there checks in; the numbers know it, and no name."""
    told = city.suara("forum", "door", code, "--to", str(city.directory / "door"))
    (door,) = re.findall(r"/hadir (\w+)", told)
    assert "tercatat hadir" in says(person, f"/hadir {door}").text
    came = json.loads(city.suara("forum", "attendance", code, "--format", "json"))
    assert came == {"people": 1, "groups": {"citizens": 1}, "walked_in": 0}
    keeps_the_door(city, door)


def keeps_the_door(city: Product, door: str) -> None:
    """A coordinator puts up a picture whose link leads to this bot."""
    assert city.api is not None
    keeper = city.api.person(FIRST + 900)
    joins(city, keeper, "coordinator")
    assert door in says(keeper, "/pintu").text
    taps(keeper, "what:qr")
    keeper.hears("pindai untuk mencatat hadir", within=30)
    (photo,) = [message for message in keeper.chat.bot_messages() if "photo" in message]
    content = city.api.network.files.get(photo["photo"][-1]["file_id"]).content
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(content)))
    assert str(found.text).startswith("https://t.me/")
    assert str(found.text).lower().endswith(f"-{door.lower()}")


def calendar(city: Product, code: str) -> None:
    with urllib.request.urlopen(f"{city.base}/forum/{code}.ics", timeout=10) as answer:  # noqa: S310 - loopback
        assert answer.headers["Content-Type"].startswith("text/calendar")
        text = answer.read().decode()
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == ("Antrean Disdukcapil", "Aula, lantai 2")
    assert event["GEO"].latitude == -6.1201
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
