"""What a tablet sends counts once, and one voice a minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from storage import frames, kiosks
from storage.kiosks import KioskVoice
from storage.models import KioskRating, Rating
from storage.store import Store, Tx
from tests.storage import given

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
APART = timedelta(seconds=55)
TABLET, OTHER = b"t" * 32, b"o" * 32


def voice(number: int, minutes: float, **changes: object) -> KioskVoice:
    at = NOW + timedelta(minutes=minutes)
    return KioskVoice(f"voice-{number:04}", 3, at, **changes)  # type: ignore[arg-type] # a test names real fields


def keep(tx: Tx, *voices: KioskVoice, kiosk: bytes = TABLET) -> int:
    return kiosks.keep(tx, kiosk, "dinsos", voices, APART, NOW + timedelta(hours=2))


def count(tx: Tx, table: type[Rating | KioskRating]) -> int:
    return int(tx.connection.execute(select(func.count()).select_from(table)).scalar_one())


@pytest.mark.parametrize("times", [1, 2, 3])
def test_an_hour_of_ratings_counts_once_however_often_it_is_sent(store: Store, times: int) -> None:
    hour = [voice(minute, minute) for minute in range(60)]
    with store.begin() as tx:
        given.units(tx, "dinsos")
        assert [keep(tx, *hour) for _ in range(times)] == [60] * times
        assert count(tx, Rating) == count(tx, KioskRating) == 60


def test_two_within_a_minute_are_one_voice_and_the_other_is_kept_uncounted(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "dinsos")
        assert keep(tx, voice(1, 0), voice(2, 0.5), voice(3, 1)) == 2
        assert (count(tx, Rating), count(tx, KioskRating)) == (2, 3)
        assert keep(tx, voice(4, 0.2)) == 0
        assert keep(tx, voice(4, 0.2), kiosk=OTHER) == 1


def test_what_is_too_old_is_kept_and_in_no_number(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "dinsos")
        assert keep(tx, voice(1, 0, clock="too_old", counts=False)) == 0
        assert (count(tx, Rating), count(tx, KioskRating)) == (0, 1)


def test_words_may_come_later_and_the_first_ones_stay(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "dinsos")
        keep(tx, voice(1, 0))
        keep(tx, voice(1, 0, words="Antrean"))
        keep(tx, voice(1, 0, words="something else"))
        (row,) = frames.ratings(tx, NOW, NOW + timedelta(hours=1)).to_dict("records")
    assert (row["channel"], row["unit"], row["score"], row["words"]) == ("kiosk", "dinsos", 3, "Antrean")


def test_each_is_a_person_of_their_own_and_not_one_who_came_sixty_times(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "dinsos")
        keep(tx, *(voice(minute, minute) for minute in range(60)))
        seen = frames.voices(tx, NOW, NOW + timedelta(hours=2))
    assert len(seen) == 60
    assert seen["voice"].isna().all()
