"""The chain of seals: what is packed comes out again, and every word of a seal is covered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.audit_chain import HASH_BYTES, START, Entry, packed, seal_hash, unpacked
from tests.storage.given import NOW

ENTRIES = st.builds(
    Entry,
    code=st.sampled_from([b"e", b"a", b"f"]),
    key=st.text("0123456789@:-Qopen", min_size=1, max_size=60),
    hash=st.binary(min_size=HASH_BYTES, max_size=HASH_BYTES),
)


@given(st.lists(ENTRIES, max_size=20))
@settings(deadline=None)
def test_entries_come_out_as_they_went_in(entries: list[Entry]) -> None:
    assert list(unpacked(packed(entries))) == entries


@pytest.mark.parametrize("cut", [1, 2, 5, HASH_BYTES])
def test_a_seal_that_was_cut_short_says_so(cut: int) -> None:
    whole = packed([Entry(b"e", "12", START)])
    with pytest.raises(ValueError, match="middle of an entry"):
        list(unpacked(whole[:-cut] if cut > 1 else b"e"))


@pytest.mark.parametrize(
    "change",
    [
        {"before": b"x" * HASH_BYTES},
        {"number": 8},
        {"sealed_at": NOW + timedelta(microseconds=1)},
        {"drained": False},
        {"count": 2},
        {"entries": b"f"},
    ],
)
def test_every_word_of_a_seal_is_in_its_hash(change: dict[str, Any]) -> None:
    told: dict[str, Any] = {"before": START, "number": 7, "sealed_at": NOW, "count": 1, "entries": b"e"}
    told["drained"] = True
    assert seal_hash(**told) != seal_hash(**{**told, **change})
