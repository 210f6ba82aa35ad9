"""An untraceable report: what is kept while it is written, what of it is in the database, and its receipt."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.house import House
from bot.settings import Settings
from bot.untraceable.apart import Apart
from bot.wiring import sync_units
from storage.store import Store
from tests.bot.untraceables import ApartChat, apart_house, reports


@pytest.fixture
def placed(settings: Settings, store: Store, tmp_path: Path) -> tuple[House, Apart]:
    sync_units(settings, store)
    return apart_house(settings, store, tmp_path / "untraceable")


def test_the_report_ends_with_a_receipt_and_a_letter_for_the_night(
    placed: tuple[House, Apart], store: Store, now: datetime
) -> None:
    house, apart = placed
    receipt = reports(ApartChat(store, house, now))
    assert receipt.startswith("SW-")
    (letter,) = [letter for _, letter in apart.letters.all()]
    assert letter.receipt == apart.receipts.hashed(receipt)
    assert "0812" not in letter.about["words"]
