"""The fixtures `botapi` and `cloudapi`: a fresh double for each test, and no test may leave a violation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.doubles.botapi import BotApi
from tests.doubles.cloudapi import CloudApi


@pytest.fixture
def botapi() -> Iterator[BotApi]:
    """A running double; a test that commits violations on purpose takes them off with `forgive()`."""
    with BotApi() as api:
        yield api
    assert api.violations == []


@pytest.fixture
def cloudapi() -> Iterator[CloudApi]:
    """WhatsApp's double, running; a test that commits violations on purpose takes them off."""
    with CloudApi() as api:
        yield api
    assert api.violations == []
