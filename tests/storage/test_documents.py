"""Documents of our own: sealed, handed out by reference, swept once they are old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from storage import documents, models
from storage.documents import Document
from storage.store import Store

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


def test_a_document_comes_back_as_it_was_kept_and_is_sealed_at_rest(store: Store) -> None:
    with store.begin() as tx:
        ref = documents.keep(tx, "laporan.pdf", "application/pdf", b"%PDF-1.7", NOW)
        assert documents.is_document(ref)
        assert documents.read(tx, ref) == Document("laporan.pdf", "application/pdf", b"%PDF-1.7")
        assert b"%PDF" not in tx.connection.execute(select(models.Document.content)).scalar_one()


def test_a_reference_that_is_none_of_ours_finds_nothing(store: Store) -> None:
    with store.begin() as tx:
        for ref in ("AgACAgUAAx", "doc:", "doc:7", "doc:x", "doc:-1"):
            assert documents.read(tx, ref) is None, ref


def test_what_is_old_is_swept_and_what_is_young_stays(store: Store) -> None:
    with store.begin() as tx:
        old = documents.keep(tx, "lama.png", "image/png", b"lama", NOW - timedelta(days=31))
        new = documents.keep(tx, "baru.png", "image/png", b"baru", NOW)
        assert documents.sweep(tx, NOW - timedelta(days=30)) == 1
        assert documents.read(tx, old) is None
        assert documents.read(tx, new) is not None
