"""What counts is nice to those who answer citizens, and counts all the same where it may not be."""

from __future__ import annotations

import os

import pytest

from bot.counting import MODEST, modest


def test_what_counts_makes_itself_nice(monkeypatch: pytest.MonkeyPatch) -> None:
    added: list[int] = []
    monkeypatch.setattr(os, "nice", added.append)
    modest()
    assert added == [MODEST]


def test_where_it_may_not_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def refused(more: int) -> None:
        tried.append(more)
        raise PermissionError

    monkeypatch.setattr(os, "nice", refused)
    modest()
    assert tried == [MODEST]
