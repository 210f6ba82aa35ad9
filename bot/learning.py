"""Keeps what was learned about themes in a file, so that a child of next week need not learn it again.

Nobody's words are in it: it is learned from sentences that were written for it. Should it be lost, broken or
of other lessons, it is learned and kept anew; should it not be writable, it is learned every time.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:  # numpy and what learns are loaded by the child process alone
    from collections.abc import Callable

    from analytics.learned import Learned
    from analytics.lessons import Lessons

log = structlog.get_logger()


def kept_in(file: Path) -> Callable[[Lessons], Learned]:
    """How `Topics` comes by what is learned: out of this file, or into it."""
    return partial(_learned, file=file)


def _learned(lessons: Lessons, file: Path) -> Learned:
    from analytics.lessons import learned

    mark = lessons.mark()
    known = _read(file, mark)
    if known is None:
        known = learned(lessons)
        _keep(file, known.written(mark))
    return known


def _read(file: Path, mark: str) -> Learned | None:
    from analytics.learned import Learned, NotLearned

    try:
        return Learned.read(file.read_bytes(), mark)
    except (OSError, NotLearned):
        return None


def _keep(file: Path, written: bytes) -> None:
    """All of it or nothing: another process may read or write the same at this moment."""
    draft = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(written)
        draft.replace(file)
    except OSError as error:
        log.warning("what was learned about themes is not kept", file=str(file), reason=error.strerror)
