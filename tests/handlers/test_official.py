"""A one-time link binds an official, and an old one says so."""

import pytest

from handlers.events import Event, OfficialBound
from handlers.facts import Facts
from handlers.talk import Go, Recorded
from tests.handlers.city import facts
from tests.handlers.talker import Talker


def comes_back(**values: object) -> Talker:
    def record(event: Event, known: Facts) -> Recorded:
        return Recorded(**values)  # type: ignore[arg-type] # a test names real fields

    return Talker(facts(), record=record).says("/start i-9Q4T7M")


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("officer", "sebagai petugas"),
        ("head", "sebagai kepala kantor"),
        ("coordinator", "sebagai koordinator"),
        ("overseer", "sebagai anggota tim pengawas"),
    ],
)
def test_a_bound_official_hears_office_role_and_what_comes(role: str, said: str) -> None:
    talker = comes_back(name="Dinas Perhubungan", reader=role)
    assert talker.event(OfficialBound) == OfficialBound("9Q4T7M")
    assert f"Dinas Perhubungan {said}." in talker.screen
    assert "setiap Senin pagi" in talker.screen


def test_an_operator_hears_of_trouble_only() -> None:
    talker = comes_back(name="Kota Serang", reader="operator")
    assert "macet" in talker.screen
    assert "Senin" not in talker.screen


def test_a_role_that_is_not_known_is_left_out() -> None:
    assert "Anda sudah terdaftar untuk Kota Serang." in comes_back(name="Kota Serang").screen


def test_a_used_or_expired_code_binds_nobody() -> None:
    assert "tidak berlaku lagi" in comes_back(done=False).screen


def test_without_a_code_nothing_is_tried() -> None:
    talker = Talker(facts())
    talker.starts(Go("offi"))
    assert talker.events == []
    assert "tidak berlaku lagi" in talker.screen
