"""Which network the people of a test are on: Telegram, unless the test says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from storage.citizens import Handle

_NETWORK: ContextVar[tuple[str, str]] = ContextVar("network", default=("telegram", "chat"))


@contextmanager
def everybody_on(channel: str, kind: str) -> Iterator[None]:
    """In the block people are found on this network, by handles of this kind."""
    token = _NETWORK.set((channel, kind))
    try:
        yield
    finally:
        _NETWORK.reset(token)


def network() -> tuple[str, str]:
    """The channel, and what an address is to it."""
    return _NETWORK.get()


def handle(address: str) -> Handle:
    """How the person with this address is found."""
    return Handle(*_NETWORK.get(), address)
