"""A week of the city over real HTTP: the index, the digests, and what must not reach a unit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.chaos.citizens import survey
from tests.end_to_end.acts import complains, hands_in, joins, plays, talk
from tests.end_to_end.conftest import JAKARTA
from tests.end_to_end.product import Product

# Public values: 29 forms with these sums of the nine elements make 91.48, grade A.
N, IKM, GRADE = 29, 91.48, "A"
SUMS = {
    "requirements": 105,
    "procedure": 101,
    "time": 100,
    "cost": 116,
    "product": 102,
    "competence": 105,
    "conduct": 106,
    "facilities": 105,
    "complaints": 115,
}
HEAD, OVERSEER = 301, 302
PUNGLI = "Kepala dinas minta uang rokok dua ratus ribu"
PENDING = "SELECT count(*) FROM outbox WHERE state = 'pending'"


@pytest.fixture(scope="module")
def week(fast: Product) -> Product:
    """A city with a head and an overseer, and a unit where 29 people have filled in the survey."""
    joins(fast, fast.api.person(HEAD, "Ibu Kepala"), "head", "--unit", "disdukcapil")
    joins(fast, fast.api.person(OVERSEER, "Pak Pengawas"), "overseer")
    load = talk(fast, lambda number: survey(list(form(number))), N, first_id=1001)
    assert load.report()["stuck"] == {}
    return fast


def test_the_index_of_answers_tapped_in_chats_is_the_public_value(week: Product) -> None:
    counted = json.loads(
        week.suara("digest", "--week", this_week(), "--unit", "disdukcapil", "--format", "json")
    )
    skm = counted["skm"]
    assert (skm["n"], skm["ikm"], skm["grade"]) == (N, IKM, GRADE)
    assert {key: element["sum"] for key, element in skm["elements"].items()} == SUMS


def test_a_report_of_pungli_by_the_head_reaches_the_overseers_and_never_the_unit(week: Product) -> None:
    head, overseer = week.api.person(HEAD), week.api.person(OVERSEER)
    hasan = week.api.person(303, "Hasan")
    complains(hasan, PUNGLI, category="pungli", about="head")
    number = hands_in(hasan)
    assert PUNGLI in overseer.hears(number, within=30)["text"]
    lina = week.api.person(304, "Lina")
    complains(lina, "Antrean loket dua lama sekali")
    other = hands_in(lina)
    head.hears(other, within=30)  # the next case was announced, so the one before is not under way any more
    printed = week.suara("digest", "--week", this_week(), "--unit", "disdukcapil")
    sent = json.loads(week.suara("digest", "--week", this_week(), "--format", "json", "--send"))
    digest = head.hears(f"{IKM:.2f}".replace(".", ","), within=30)["text"]
    overseer.hears("🛡", within=30)
    for text in (printed, digest, head.transcript()):
        assert number not in text
        assert "uang rokok" not in text
    assert unit_line(sent, "disdukcapil")["cases_new"] == 1
    assert sent["city"]["oversight_new"] == 1
    plays(head, "Kepala")
    plays(overseer, "Pengawas")
    plays(hasan)


def test_the_digest_of_a_unit_carries_its_picture_and_that_of_the_city_none(week: Product) -> None:
    head, overseer = week.api.person(HEAD), week.api.person(OVERSEER)
    (photo,) = [message["photo"] for message in head.chat.bot_messages() if "photo" in message]
    assert week.api.files.get(photo[-1]["file_id"]).content.startswith(b"\x89PNG")
    assert not any("photo" in message for message in overseer.chat.bot_messages())
    assert week.rows.all("SELECT name, mime FROM documents") == [
        (f"disdukcapil-{this_week()}.png", "image/png")
    ]


def test_the_digest_comes_once_a_week_whoever_asks_for_it_how_often(week: Product) -> None:
    for _ in range(2):
        due(week, "digest")
    week.suara("digest", "--week", this_week(), "--send")
    week.rows.until(PENDING, lambda count: count == 0)
    digests = week.rows.all("SELECT citizen_id, dedupe_key FROM outbox WHERE purpose = 'digest'")
    weeks = {key.rsplit(":", 1)[1] for _, key in digests}
    assert weeks == {this_week(), last_week()}
    assert len(digests) == len(set(digests)) == 6  # two officials and what an overseer watches, two weeks
    for official in (HEAD, OVERSEER):
        assert sum("📊" in call.text for call in week.api.sent(official)) == 2


# --- what people do -----------------------------------------------------------------------------------------


def form(number: int) -> Iterator[int]:
    """The scores of one of the 29 people, so that each element has its sum."""
    for total in SUMS.values():
        lower, higher = divmod(total, N)
        yield lower + (number < higher)


def due(product: Product, job: str) -> None:
    """Move a job's due time into the past, behind the timetable's back, and wait until it ran."""
    ran = product.rows.one("SELECT coalesce(ran_at, '') FROM timetable WHERE job = ?", job)
    past = datetime.now(UTC) - timedelta(minutes=1)
    product.rows.change("UPDATE timetable SET due_at = ? WHERE job = ?", f"{past:%Y-%m-%d %H:%M:%S.%f}", job)
    asked = f"SELECT coalesce(ran_at, '') FROM timetable WHERE job = '{job}'"  # noqa: S608
    product.rows.until(asked, lambda now: now != ran, 30)


# --- numbers ----------------------------------------------------------------------------------------------


def this_week() -> str:
    return iso_week(datetime.now(JAKARTA))


def last_week() -> str:
    return iso_week(datetime.now(JAKARTA) - timedelta(weeks=1))


def iso_week(moment: datetime) -> str:
    year, number, _ = moment.isocalendar()
    return f"{year}-W{number:02d}"


def unit_line(counted: dict[str, Any], unit: str) -> dict[str, Any]:
    return next(line for line in counted["units"] if line["unit"] == unit)
