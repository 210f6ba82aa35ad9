"""Tells an outage from a mistake of our own, by the codes of both databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from storage.failures import Outage

_SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,  # the disk was mounted again, without the right to write
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOTADB,
}
_PRIMARY = 0xFF  # the low byte of an extended code, as SQLITE_IOERR_FSYNC

_POSTGRESQL = {
    "25006",  # read only: after a failover we still talk to the standby
    "25P03",  # idle in a transaction for too long
    "25P04",
    "40001",  # could not serialise
    "40P01",  # deadlock
    "55P03",  # lock timeout
    "57014",  # statement timeout
    "57P01",  # shut down by its administrator
    "57P02",
    "57P03",  # starting up
    "57P04",
    "57P05",
}
_POSTGRESQL_CLASSES = {"08", "53", "58"}  # connection; out of disk, memory or connections; system errors


@contextmanager
def outages() -> Iterator[None]:
    """Whatever means that the database is not there for us leaves as an Outage; the rest leaves as it is."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, psycopg.Error) as error:
        if not is_outage(error):
            raise
        raise Outage(f"the database cannot be used now: {_short(error)}") from error
    except (NoConnectionFree, PendingRollbackError) as error:
        raise Outage(f"no usable connection to the database: {type(error).__name__}") from error


def is_outage(error: Exception) -> bool:
    """Whether the same may succeed later, without any change on our side."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & _PRIMARY in _SQLITE
    return isinstance(cause, psycopg.Error) and _means_outage(cause)


def _means_outage(error: psycopg.Error) -> bool:
    if error.sqlstate is None:  # it never got an answer: no connection, or it broke
        return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return error.sqlstate in _POSTGRESQL or error.sqlstate[:2] in _POSTGRESQL_CLASSES


def _short(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return (str(cause).splitlines() or [type(cause).__name__])[0]
