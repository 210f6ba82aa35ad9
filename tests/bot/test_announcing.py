"""Whoever comes into the oversight team or leaves it is announced to all the others, and nobody else is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.offices import appointing
from bot.offices.relieving import look_after
from bot.settings import Settings
from storage import offices
from tests.bot.days import COORDINATOR, HEAD, OVERSEER, Days
from tests.bot.overseeing import SECOND, city, overseen, staffed, words_to

__all__ = ["city", "overseen", "staffed"]  # fixtures


def test_an_invited_overseer_is_announced_to_all_overseers(overseen: Days, settings: Settings) -> None:
    appointing.invite(overseen.store, settings, "overseer", None, "Pengawas Tiga")
    for address in (OVERSEER, SECOND):
        assert "Pengawas Tiga diundang ke tim pengawas" in words_to(overseen, address)[-1]
    assert not any("Pengawas Tiga" in told for one in (HEAD, COORDINATOR) for told in words_to(overseen, one))


def test_a_new_code_and_an_end_are_announced_too(overseen: Days, settings: Settings) -> None:
    appointing.renew(overseen.store, settings, overseen.ids[SECOND])
    assert "Pengawas Dua dari tim pengawas mendapat kode baru" in words_to(overseen, OVERSEER)[-1]
    appointing.end(overseen.store, overseen.house, overseen.ids[SECOND])
    assert "Pengawas Dua bukan anggota tim pengawas lagi" in words_to(overseen, OVERSEER)[-1]


def test_whose_place_it_is_hears_it_too(overseen: Days, settings: Settings) -> None:
    appointing.renew(overseen.store, settings, overseen.ids[SECOND])
    assert "Kode baru dibuat untuk tempat Anda" in words_to(overseen, SECOND)[-1]
    appointing.end(overseen.store, overseen.house, overseen.ids[SECOND])
    assert "Anda bukan anggota tim pengawas lagi" in words_to(overseen, SECOND)[-1]


def test_the_team_is_not_emptied_in_silence(overseen: Days, settings: Settings) -> None:
    appointing.end(overseen.store, overseen.house, overseen.ids[SECOND])
    assert not any("pengawas lagi" in told for told in words_to(overseen, COORDINATOR))
    appointing.end(overseen.store, overseen.house, overseen.ids[OVERSEER])
    assert "Pengawas bukan anggota tim pengawas lagi" in words_to(overseen, COORDINATOR)[-1]
    appointing.invite(overseen.store, settings, "overseer", None, "Orang Baru")
    assert "Orang Baru diundang ke tim pengawas" in words_to(overseen, COORDINATOR)[-1]


@pytest.mark.parametrize("role", ["coordinator", "operator"])
def test_other_offices_are_not_announced(overseen: Days, settings: Settings, role: str) -> None:
    before = len(words_to(overseen, OVERSEER))
    official, _, _ = appointing.invite(overseen.store, settings, role, None, "Bukan Pengawas")
    appointing.end(overseen.store, overseen.house, official)
    assert len(words_to(overseen, OVERSEER)) == before


def test_who_opens_the_code_is_announced_once(overseen: Days, settings: Settings) -> None:
    _, code, _ = appointing.invite(overseen.store, settings, "overseer", None, "Pengawas Tiga")
    for _ in range(2):
        overseen.chat("3001").types(f"/start i-{code}")
    joined = [told for told in words_to(overseen, OVERSEER) if "sudah bergabung" in told]
    assert joined == ["🛡 Pengawas Tiga sudah bergabung di tim pengawas."]
    assert not any("bergabung di tim" in told for told in words_to(overseen, "3001"))


def test_an_acting_overseer_whose_days_are_over_is_announced_as_gone(overseen: Days) -> None:

    yesterday = overseen.house.today(overseen.now) - timedelta(days=1)
    with overseen.store.begin() as tx:
        offices.act(tx, overseen.ids[SECOND], "plh", yesterday)
        look_after(tx, overseen.house, overseen.now)
    assert "Pengawas Dua bukan anggota" in words_to(overseen, OVERSEER)[-1]
