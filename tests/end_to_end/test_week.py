"""A week of the city over real HTTP: the index, the digests, what must not reach a unit, and a forum."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.chaos.citizens import asks, ends, survey
from tests.doubles.load import Load, Script, Step
from tests.end_to_end.acts import complains, hands_in, joins, plays, taps
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
PUNGLI = "Kepala dinas minta uang rokok dua ratus ribu"
INVITED, BLOCKED = 50, 5
PENDING = "SELECT count(*) FROM outbox WHERE state = 'pending'"


def test_the_index_of_answers_tapped_in_chats_is_the_public_value(week: Product) -> None:
    load = talk(week, lambda number: survey(list(form(number))), N, first_id=1001)
    assert load.report()["stuck"] == {}
    counted = json.loads(
        week.suara("digest", "--week", this_week(), "--unit", "disdukcapil", "--format", "json")
    )
    skm = counted["skm"]
    assert (skm["n"], skm["ikm"], skm["grade"]) == (N, IKM, GRADE)
    assert {key: element["sum"] for key, element in skm["elements"].items()} == SUMS


def test_a_report_of_pungli_by_the_head_reaches_the_overseers_and_never_the_unit(week: Product) -> None:
    head, overseer = week.api.person(301, "Ibu Kepala"), week.api.person(302, "Pak Pengawas")
    joins(week, head, "head", "--unit", "disdukcapil")
    joins(week, overseer, "overseer")
    hasan = week.api.person(303, "Hasan")
    complains(hasan, PUNGLI, category="pungli", about="head")
    number = hands_in(hasan)
    assert PUNGLI in overseer.hears(number, within=10)["text"]
    lina = week.api.person(304, "Lina")
    complains(lina, "Antrean loket dua lama sekali")
    other = hands_in(lina)
    head.hears(other, within=10)  # the next case was announced, so the one before is not under way any more
    printed = week.suara("digest", "--week", this_week(), "--unit", "disdukcapil")
    sent = json.loads(week.suara("digest", "--week", this_week(), "--format", "json", "--send"))
    digest = head.hears(f"{IKM:.2f}".replace(".", ","), within=20)["text"]
    overseer.hears("🛡", within=10)
    for text in (printed, digest, head.transcript()):
        assert number not in text
        assert "uang rokok" not in text
    assert unit_line(sent, "disdukcapil")["cases_new"] == 1
    assert sent["city"]["oversight_new"] == 1
    plays(head, "Kepala")
    plays(overseer, "Pengawas")
    plays(hasan)


def test_the_digest_comes_once_a_week_whoever_asks_for_it_how_often(week: Product) -> None:
    head, overseer = week.api.person(301), week.api.person(302)
    before = len(week.api.sent(head.id))
    for _ in range(2):
        due(week, "digest")
    week.suara("digest", "--week", this_week(), "--send")
    week.rows.until(PENDING, lambda count: count == 0)
    digests = week.rows.all("SELECT citizen_id, dedupe_key FROM outbox WHERE purpose = 'digest'")
    weeks = {key.rsplit(":", 1)[1] for _, key in digests}
    assert weeks == {this_week(), last_week()}
    assert len(digests) == len(set(digests)) == 4  # two officials, two weeks
    assert len(week.api.sent(head.id)) == before + 1
    assert overseer.hears("📊", ever=True)


def test_a_forum_of_fifty_invitations_adds_up(week: Product) -> None:
    load = talk(week, lambda number: agrees(), INVITED, first_id=2001)
    assert load.report()["stuck"] == {}
    for number in range(BLOCKED):
        week.api.network.block(2001 + number)
    code = create_forum(week)
    at_once = json.loads(week.suara("forum", "invite", code, "--format", "json"))
    assert at_once["selected"] == INVITED
    week.rows.until(PENDING, lambda count: count == 0, 30)
    guest, other = week.api.person(2001 + BLOCKED), week.api.person(2002 + BLOCKED)
    assert "Antrean Disdukcapil" in guest.hears("Antrean Disdukcapil", within=5)["text"]
    taps(guest, f"foru:{code}.come")
    taps(other, f"foru:{code}.cannot")
    report = json.loads(week.suara("forum", "report", code, "--format", "json"))
    (account,) = report["accounts"]
    print(json.dumps(report, ensure_ascii=False, indent=1))
    parts = {name: total(account[name]) for name in ("sent", "failed", "skipped", "unknown", "pending")}
    assert parts == {"sent": INVITED - BLOCKED, "failed": BLOCKED, "skipped": 0, "unknown": 0, "pending": 0}
    assert account["selected"] == sum(parts.values()) == INVITED
    assert (report["answers"]["come"], report["answers"]["cannot"]) == (1, 1)
    invited = [call.chat for call in week.api.sent() if f"foru:{code}.come" in str(call.params)]
    assert len(invited) == len(set(invited)) == INVITED - BLOCKED
    plays(guest)


def test_the_network_never_had_to_slow_us_down(week: Product) -> None:
    assert week.api.throttled == []
    assert week.api.busiest_second() <= 30


# --- what people do -----------------------------------------------------------------------------------------


def talk(product: Product, script: Callable[[int], Script], citizens: int, first_id: int) -> Load:
    """Many at once, each to the end of the script."""
    load = Load(product.api, script, citizens, patience=60, first_id=first_id)
    product.api.submit(load.run()).result(120)
    return load


def form(number: int) -> Iterator[int]:
    """The scores of one of the 29 people, so that each element has its sum."""
    for total in SUMS.values():
        lower, higher = divmod(total, N)
        yield lower + (number < higher)


def agrees() -> Iterator[Step]:
    """Somebody who wants to be invited."""
    yield Step("asks for invitations", lambda who, _: who.says("/undangan"), asks("coninvi"))
    yield Step("agrees", lambda who, _: who.taps("coninvi:yes"), ends)


def create_forum(product: Product) -> str:
    starts = datetime.now(JAKARTA) + timedelta(days=9)
    told = product.suara(
        "forum", "create", "--topic", "Antrean Disdukcapil", "--starts", f"{starts:%Y-%m-%d %H:%M}",
        "--place", "Aula Kecamatan Serang",
    )  # fmt: skip
    (code,) = re.findall(r"forum invite (\w+)", told)
    return str(code)


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


def total(count: int | dict[str, int]) -> int:
    """An account's figure, with or without its reasons."""
    return count if isinstance(count, int) else sum(count.values())
