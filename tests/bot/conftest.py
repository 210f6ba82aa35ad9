"""The databases of the storage tests serve here too: what acts is tested on what really remembers."""

import logging
import warnings
from collections.abc import Iterator

import pytest
import structlog

from tests.storage.conftest import lent, now, postgres_server, sqlite_template, store, url, vault

__all__ = ["lent", "now", "own_logs", "postgres_server", "sqlite_template", "store", "url", "vault"]


@pytest.fixture
def own_logs() -> Iterator[None]:
    """Logs may be set up anew inside: afterwards they are as they were, for the other tests."""
    handlers, level, shown = logging.root.handlers[:], logging.root.level, warnings.showwarning
    yield
    structlog.reset_defaults()
    logging.root.handlers[:], warnings.showwarning = handlers, shown
    logging.root.setLevel(level)
