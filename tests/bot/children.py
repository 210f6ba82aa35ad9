"""Children of the product that begin where the heavy libraries are loaded already: it takes seconds."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import BaseContext
from pkgutil import iter_modules

import pytest

import analytics

# All that counts, draws and typesets.
_LOADED = [f"analytics.{module.name}" for module in iter_modules(analytics.__path__)]
_LOADED += ["bot.counting", "bot.oversight.counting", "bot.outside.pictures", "bot.outside.publishing"]
_context = multiprocessing.get_context


@contextmanager
def from_one_that_has_loaded() -> Iterator[None]:
    """Meanwhile what the product spawns is forked from such a process, and as before from no test."""
    multiprocessing.set_forkserver_preload(_LOADED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(multiprocessing, "get_context", _loaded)
        yield


def _loaded(method: str | None = None) -> BaseContext:
    return _context("forkserver" if method == "spawn" else method)
