"""Days, spans and numbers as people of each language write them."""

from datetime import UTC, date, datetime

from handlers.dates import decimal, how_long, moment, span, week
from handlers.talk import speaking


def test_a_week_is_told_by_its_days() -> None:
    assert week("2026-W47") == "16 – 22 November 2026"
    assert week("2026-W49") == "30 November – 6 Desember 2026"


def test_a_span_over_new_year_names_the_last_year() -> None:
    assert span(date(2026, 12, 28), date(2027, 1, 3)) == "28 Desember – 3 Januari 2027"


def test_a_moment_has_the_point_or_colon_of_its_language() -> None:
    when = datetime(2026, 12, 8, 2, 5, tzinfo=UTC)
    assert moment(when) == "Selasa, 8 Desember 2026 pukul 02.05 UTC"
    with speaking("en"):
        assert moment(when.replace(tzinfo=None)) == "Tuesday, 8 December 2026 at 02:05"


def test_whole_years_are_said_as_years() -> None:
    assert [how_long(days) for days in (365, 1825, 30, 0)] == ["1 tahun", "5 tahun", "30 hari", "0 hari"]
    with speaking("en"):
        assert [how_long(days) for days in (365, 730, 1)] == ["1 year", "2 years", "1 day"]


def test_numbers_have_two_places() -> None:
    assert decimal(87.275) in ("87,28", "87,27")
    assert decimal(3.0) == "3,00"
    with speaking("en"):
        assert decimal(3.5) == "3.50"
