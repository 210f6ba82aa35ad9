"""Somebody reports untraceably over real HTTP, on both networks, and the process is killed in the middle."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.doubles.people import Person
from tests.doubles.pictures import tiny_jpeg
from tests.end_to_end.acts import WITHIN, answered, says, taps
from tests.end_to_end.product import Product
from tests.end_to_end.test_whatsapp import network, person

RECEIPT = re.compile(r"SW-[0-9A-HJKMNP-TV-Z]{12}")
WORDS = "Petugas loket tujuh minta uang lima puluh ribu"
EMPTY = ("outbox", "talks", "consents", "cases", "media", "aside", "statuses")


def begins(who: Person) -> None:
    says(who, "/lapor")
    taps(who, "kind:complaint", "known:untraceable", "sure:yes", "adult:yes")
    says(who, "Disdukcapil")
    taps(who, "category:pungli", "about:staff")
    says(who, WORDS)


def ends(who: Person) -> str:
    """The rest, with a photo; the receipt."""
    taps(who, "what:=", "where:-", "when:today")
    answered(who, lambda: who.sends_photo(tiny_jpeg()))
    taps(who, "photos:=")
    (receipt,) = RECEIPT.findall(taps(who, "senda:y").text)
    return str(receipt)


def left_in(product: Product) -> dict[str, int]:
    counts = {table: product.rows.one(f"SELECT count(*) FROM {table}") for table in EMPTY}  # noqa: S608
    return {table: count for table, count in counts.items() if count}


def apart(product: Product) -> Path:
    return product.media.parent / "untraceable"


def photo_fetched(product: Product) -> bool:
    return any(path.name.endswith(".photo") for path in apart(product).iterdir())


@pytest.mark.parametrize("day", ["webhook"], indirect=True)
def test_on_telegram_with_a_kill_in_the_middle(day: Product) -> None:
    assert day.api is not None
    siti = day.api.person(901, "Siti")
    begins(siti)
    day.kill9()
    day.start()
    receipt = ends(siti)
    assert left_in(day) == {}
    assert "Di kotak surat" in says(siti, receipt.lower().replace("sw-", "sw "))
    assert day.api.waits_until(lambda: photo_fetched(day), WITHIN)
    assert RECEIPT.search(day.last_logged()) is None
    told = [json.loads(line) for line in day.last_logged().splitlines() if line.startswith("{")]
    assert not [line for line in told if line.get("event") == "turns committed"]
    taps(siti, "wish:done")
    assert day.api.waits_until(lambda: not list(apart(day).glob("*.talk")), WITHIN)


def test_on_whatsapp_no_status_of_it_is_kept(whatsapp: Product) -> None:
    siti = person(whatsapp, 902, "Siti")
    begins(siti)
    siti.reads()
    receipt = ends(siti)
    assert RECEIPT.fullmatch(receipt)
    network(whatsapp).waits_until_confirmed(WITHIN)
    assert left_in(whatsapp) == {}
