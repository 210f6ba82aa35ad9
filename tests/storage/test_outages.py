"""Outages: told from mistakes of our own by the codes of both databases."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest

from storage.failures import Outage
from storage.outages import is_outage, outages


@pytest.mark.parametrize(
    "code",
    [
        "08006",
        "40001",
        "40P01",
        "53100",
        "53300",
        "55P03",
        "57P01",
        "57P02",
        "57P03",
        "57014",
        "58030",
        "25006",
    ],
)
def test_postgresql_says_outage_in_many_words(code: str) -> None:
    assert is_outage(psycopg.errors.lookup(code)("said the server"))


@pytest.mark.parametrize("code", ["23505", "23503", "22021", "22001", "42P01", "42601"])
def test_postgresql_has_other_words_for_our_mistakes(code: str) -> None:
    assert not is_outage(psycopg.errors.lookup(code)("said the server"))


def test_a_connection_that_never_came_has_no_code_and_is_an_outage() -> None:
    assert is_outage(psycopg.OperationalError("connection refused"))
    assert is_outage(psycopg.InterfaceError("the connection is closed"))
    assert not is_outage(psycopg.ProgrammingError("the query has 1 placeholder but 2 parameters were passed"))


def _sqlite(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("said SQLite")
    error.sqlite_errorcode = code
    return error


def test_sqlite_says_outage_by_the_low_byte_of_its_code() -> None:
    assert is_outage(_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT))
    assert is_outage(_sqlite(sqlite3.SQLITE_IOERR_FSYNC))
    assert is_outage(_sqlite(sqlite3.SQLITE_FULL))
    assert not is_outage(_sqlite(sqlite3.SQLITE_ERROR))
    assert not is_outage(sqlite3.IntegrityError("UNIQUE constraint failed"))


def test_an_outage_tells_only_the_first_line_and_keeps_its_cause() -> None:
    with pytest.raises(Outage, match=r"now: gone$") as outage, outages():
        raise psycopg.OperationalError("gone\nDETAIL: of somebody")
    assert isinstance(outage.value.__cause__, psycopg.OperationalError)


def test_what_is_no_error_of_a_database_passes_through() -> None:
    with pytest.raises(OSError, match="elsewhere"), outages():
        raise OSError("elsewhere")
