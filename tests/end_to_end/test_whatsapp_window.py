"""A day and an hour later on WhatsApp, over real HTTP: what waits, what tells of it, what a tap brings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.doubles.cloudapi import CloudApi
from tests.doubles.cloudapi_people import WhatsAppPerson
from tests.end_to_end.acts import answered, complains, hands_in, joins, plays, says, taps
from tests.end_to_end.conftest import far_from_now, running
from tests.end_to_end.product import Launch, Product
from tests.end_to_end.test_week import this_week
from tests.end_to_end.test_whatsapp import citizen, network, person

SENT = "SELECT count(*) FROM template_sends"
TOLD = "SELECT count(*) FROM outbox WHERE purpose = 'notice' AND sent_ref IS NOT NULL"


@pytest.fixture(scope="module")
def product(
    upgraded: Path, tmp_path_factory: pytest.TempPathFactory, launch: Launch | None
) -> Iterator[Product]:
    """On WhatsApp alone, in no quiet hours, with all templates handed in and approved."""
    settings = {"SUARA_DELIVERY__QUIET_HOURS": far_from_now(), "SUARA_PUSHES__FRIDAY_PRAYER": far_from_now()}
    directory = tmp_path_factory.mktemp("window")
    with (
        CloudApi(rate=None) as api,
        running(directory, upgraded, None, "webhook", settings, api, launch) as product,
    ):
        yield product


@pytest.fixture(scope="module", autouse=True)
def templates(product: Product) -> None:
    """Handed in, in review, approved: as an operator sees it."""
    api = network(product)
    missing = json.loads(product.suara("whatsapp", "templates", "status", "--format", "json", status=1))
    assert {one["state"] for one in missing} == {"missing"}
    assert "missing: `suara whatsapp templates push`" in product.suara("check")
    assert product.suara("whatsapp", "templates", "push").count("pending") == len(missing)
    api.templates.approve_all()
    api.waits_until_confirmed(10)
    there = json.loads(product.suara("whatsapp", "templates", "status", "--format", "json"))
    assert {one["state"] for one in there} == {"approved"}
    assert f"templates ({len(missing)} approved)" in product.suara("check")


def a_day_later(product: Product, *people: WhatsAppPerson) -> None:
    """They have not written for 25 hours: on the network's clock, and in what the product knows."""
    network(product).passes(hours=25)
    for one in people:
        stored = citizen(product, one)
        seen = product.rows.one("SELECT last_seen_at FROM citizens WHERE id = ?", stored)
        then = datetime.fromisoformat(seen) - timedelta(hours=25)
        written = then.isoformat(sep=" ", timespec="microseconds")
        product.rows.change("UPDATE citizens SET last_seen_at = ? WHERE id = ?", written, stored)


def templates_to(product: Product, who: WhatsAppPerson) -> list[str]:
    """The names of the templates that this person got."""
    calls = network(product).sent(who.id)
    return [call.params["template"]["name"] for call in calls if call.method == "sendTemplate"]


def test_an_answer_after_a_day_waits_one_template_tells_of_it_and_a_tap_brings_it(product: Product) -> None:
    budi, rina = person(product, 201, "Budi"), person(product, 105, "Rina")
    joins(product, budi, "officer", "--unit", "disdukcapil")
    complains(rina, "Loket tiga tutup jam sepuluh pagi")
    number = hands_in(rina)
    notice = budi.hears(number, within=30)
    # Nobody answers before the network has told us what it calls the message.
    product.rows.until(TOLD, lambda sent: sent > 0)
    a_day_later(product, rina)
    answered(budi, lambda: budi.replies(notice, "Mulai besok loket tiga buka sampai jam 14."))
    rina.hears("Ada kabar tentang laporan", within=30)
    assert templates_to(product, rina) == ["answer_waiting_v1"]
    assert "Mulai besok loket tiga" not in rina.transcript()
    waits = "SELECT reason FROM outbox WHERE case_number = ? AND purpose = 'answer' AND state = 'pending'"
    assert product.rows.one(waits, number) == "waits for the window"
    rina.taps("Baca sekarang")
    rina.hears("Mulai besok loket tiga", within=30)
    assert templates_to(product, rina) == ["answer_waiting_v1"]
    plays(rina)


def test_a_digest_after_a_day_is_told_of_and_a_tap_brings_it(product: Product) -> None:
    head = person(product, 301, "Ibu Kepala")
    joins(product, head, "head", "--unit", "dinkes")
    a_day_later(product, head)
    product.suara("digest", "--week", this_week(), "--send")
    head.hears("Ringkasan mingguan", within=30)
    assert templates_to(product, head) == ["digest_ready_v1"]
    assert "📊" not in head.transcript()
    head.taps("Baca ringkasan")
    head.hears("📊", within=30)
    plays(head, "Kepala")


def agrees(product: Product, number: int, name: str) -> WhatsAppPerson:
    """Somebody who wants to be invited to forums."""
    who = person(product, number, name)
    says(who, "/undangan")
    taps(who, "coninvi:yes")
    return who


def test_who_said_stop_here_or_to_the_network_is_not_invited_and_the_others_are(product: Product) -> None:
    people = [agrees(product, 501 + place, f"Warga {place}") for place in range(5)]
    here, also, platform, comes, inside = people
    says(here, "STOP")
    says(also, "berhenti")
    platform.stops_marketing()
    network(product).waits_until_confirmed(10)
    a_day_later(product, here, also, platform, comes)
    says(inside, "/status")
    create = ("forum", "create", "--topic", "Loket", "--starts", "2027-01-09 09:00", "--place", "Aula Setda")
    code = product.suara(*create).split()[1]
    estimate = json.loads(product.suara("forum", "invite", code, "--dry-run", "--format", "json"))
    assert (estimate["recipients"], estimate["channels"]) == (2, {"whatsapp": 2})
    assert (estimate["free_inside_window"], estimate["by_template"]) == (1, 1)
    before = product.rows.one(SENT)
    product.suara("forum", "invite", code)
    comes.hears("Tidak mau undangan lagi: balas STOP", within=30)
    inside.hears("Anda diundang", within=30)
    assert product.rows.one(SENT) - before == 1 == estimate["by_template"]
    thanked = answered(comes, lambda: comes.taps("Saya datang"))
    assert "sampai jumpa" in thanked.text.lower()
    assert [templates_to(product, one) for one in (here, also, platform)] == [[], [], []]
    (account,) = json.loads(product.suara("forum", "report", code, "--format", "json"))["accounts"]
    assert (account["selected"], account["sent"]) == (2, 2)


def test_what_the_network_says_of_us_stands_in_the_check(product: Product) -> None:
    api = network(product)
    api.tells("phone_number_quality_update", {"event": "FLAGGED", "current_limit": "TIER_250"})
    api.templates.becomes("forum_reminder_v1", "PAUSED", "NONE", "id")
    api.waits_until_confirmed(10)
    checked = product.suara("check")
    assert "quality: FLAGGED" in checked
    assert "template forum_reminder_v1 (id): paused" in checked
