"""What benchmarks that measure one core share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.bench.turns.contestants import LOAD_CORE


@pytest.fixture
def on_its_core() -> Iterator[None]:
    """Load, double and PostgreSQL on one core, the bot and what it starts on the other."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {LOAD_CORE} & before or before)
    yield
    os.sched_setaffinity(0, before)
