"""An older copy is not put back in silence: the log of what is in place then says so, and the team hears."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.audit import restored
from storage import audit
from storage.manifest import Manifest
from tests.bot.days import COORDINATOR, OVERSEER, Days
from tests.bot.overseeing import SECOND, city, overseen, staffed, words_to

__all__ = ["city", "overseen", "staffed"]  # fixtures

MADE = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)


def manifest(days: Days) -> Manifest:
    return Manifest(MADE, "sqlite", "0001", days.store.vault.ring.id.hex(), "", {})


def test_the_log_says_so_and_every_overseer_hears_of_it(overseen: Days) -> None:
    assert restored.note(overseen.store, manifest(overseen), overseen.house.zone, overseen.now)
    with overseen.store.reading() as tx:
        (line,) = audit.between(tx, overseen.now, overseen.now.replace(hour=23), ["restored"])
    assert (line.actor, line.about) == ("operator", "backup:2026-11-20 02:30")
    for address in (OVERSEER, SECOND):
        assert "20 November 2026 pukul 09.30" in words_to(overseen, address)[-1]
    assert not any("dipasang kembali" in told for told in words_to(overseen, COORDINATOR))


def test_without_an_oversight_team_the_coordinators_hear(city: Days) -> None:
    city.official("coordinator", None, COORDINATOR)
    assert restored.note(city.store, manifest(city), city.house.zone, city.now)
    assert "dipasang kembali" in words_to(city, COORDINATOR)[-1]


def test_a_bare_file_and_a_copy_of_another_key_are_not_written_into(overseen: Days) -> None:
    other = replace(manifest(overseen), key="00112233")
    for one in (None, other):
        assert not restored.note(overseen.store, one, overseen.house.zone, overseen.now)
    assert not any("dipasang kembali" in told for told in words_to(overseen, OVERSEER))
