"""Statements are compiled once in a process, and not anew for every database that a test opens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import URL, Dialect, Engine, create_engine, event

from storage import engines

_READY: dict[str, Dialect] = {}  # of the first engine that was connected; compiled is what a dialect can run
_COMPILED: dict[Any, Any] = {}


@contextmanager
def compiled_once() -> Iterator[None]:
    """Meanwhile engines of one kind share what was compiled; connections are each one's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "create_engine", _sharing)
        yield


def _sharing(url: URL, **options: Any) -> Engine:
    engine, name = create_engine(url, **options), url.get_backend_name()
    if name in _READY:
        engine.dialect = _READY[name]
        engine.update_execution_options(compiled_cache=_COMPILED)
    else:
        event.listen(engine, "connect", lambda *_: _READY.setdefault(name, engine.dialect))
    return engine
