"""The databases of the storage tests serve here too: what acts is tested on what really remembers."""

import logging
import warnings
from collections.abc import Iterator

import pytest
import structlog

from tests.bot.children import from_one_that_has_loaded
from tests.storage.compiled import compiled_once
from tests.storage.conftest import lent, now, postgres_server, sqlite_template, store, url, vault
from tests.storage.upgraded import upgraded_by_copying

__all__ = ["lent", "now", "own_logs", "postgres_server", "sqlite_template", "store", "url", "vault"]


@pytest.fixture(scope="module", autouse=True)
def quickly() -> Iterator[None]:
    """What is the same for all is made once: empty tables, compiled SQL, a process that has loaded pandas."""
    with upgraded_by_copying(), compiled_once(), from_one_that_has_loaded():
        yield


@pytest.fixture
def own_logs() -> Iterator[None]:
    """Logs may be set up anew inside: afterwards they are as they were, for the other tests."""
    handlers, level, shown = logging.root.handlers[:], logging.root.level, warnings.showwarning
    yield
    structlog.reset_defaults()
    logging.root.handlers[:], warnings.showwarning = handlers, shown
    logging.root.setLevel(level)
