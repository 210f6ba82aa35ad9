"""The fixture `botapi`: a fresh double for each test, and no test may leave a violation behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.doubles.botapi import BotApi


@pytest.fixture
def botapi() -> Iterator[BotApi]:
    """A running double; a test that commits violations on purpose takes them off with `forgive()`."""
    with BotApi() as api:
        yield api
    assert api.violations == []
