"""One parent of all products that a worker kills: loading is paid for once."""

from collections.abc import Iterator

import pytest

from tests.chaos.nursery import CAN_FORK, Nursery


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery | None]:
    """None where a program cannot be forked so: there every start is slow."""
    if not CAN_FORK:
        yield None
        return
    parent = Nursery()
    yield parent
    parent.close()
