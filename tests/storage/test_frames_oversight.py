"""Frames for overseers: every step with its reason and target, and the open cases that somebody has."""

from __future__ import annotations

import pandas as pd

from storage import case_moves, frames
from storage.models import Case
from storage.store import Store
from tests.storage import given
from tests.storage.given import DAY, NOW


def test_steps_come_with_reason_and_target_and_without_a_word(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        row = given.case(tx, given.citizen(tx))
        row = case_moves.own(tx, row, given.official(tx), actor="system", now=NOW + DAY, reason="stepped_out")
        case_moves.happen(tx, row, "noted", actor="official:7", words="rahasia", now=NOW + 2 * DAY)
        found = frames.watched_steps(tx, NOW, NOW + 2 * DAY)
    assert list(found.columns) == ["number", "unit", "kind", "reason", "target", "actor", "at"]
    assert found["kind"].tolist() == ["opened", "owned"]
    assert found["reason"].tolist()[1:] == ["stepped_out"]
    assert pd.isna(found["target"][0])
    assert found["target"][1].startswith("official:")


def test_an_open_case_that_somebody_has_is_owned_and_nothing_else_is(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        official = given.official(tx)
        mine, nobodys, closed, follower = (given.case(tx, given.citizen(tx)) for _ in range(4))
        for one in (mine, closed, follower):
            given.change(tx, Case, one.id, owner_id=official)
        given.change(tx, Case, closed.id, closed_at=NOW)
        given.change(tx, Case, follower.id, merged_into=mine.id)
        found = frames.owned(tx)
    assert list(found.columns) == ["number", "unit", "state", "owner", "next_at"]
    assert found[["number", "owner"]].to_numpy().tolist() == [[mine.number, f"official:{official}"]]
    assert nobodys.number not in found["number"].tolist()
