"""The picture that a digest carries: drawn in the child, kept once a unit, missing where it must be."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from bot import counting, digests
from bot.outside import pictures
from bot.settings import Settings
from bot.wiring import build_engine, open_store, sync_units
from handlers.talk import Say
from storage import documents, officials, schema
from storage.models import Document
from storage.store import Store
from tests.bot.citizens import pushed
from tests.bot.made_up import a_year
from tests.bot.offices import official

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
WEEK, LAST = "2026-W47", date(2026, 11, 22)


@pytest.fixture
def ready(settings: Settings) -> Settings:
    store = open_store(settings)
    schema.upgrade(store)
    sync_units(settings, store)
    a_year(store, LAST, forms=40, given=200)
    with store.begin() as tx:
        for address, unit in (("1", "disdukcapil"), ("2", "disdukcapil"), ("3", "dinsos")):
            official(tx, "head", unit, address=address)
        official(tx, "coordinator", address="4")
    store.dispose()
    return settings


def posted(settings: Settings, times: int = 1) -> tuple[list[int], list[Say], list[documents.Document]]:
    """How many digests were new each time, what the four officials get, and all documents."""

    async def monday() -> tuple[list[int], list[Say], list[documents.Document]]:
        engine = build_engine(settings)
        try:
            sent = [await digests.post(engine, WEEK, NOW) for _ in range(times)]
            says = [pushed(engine.store, NOW + timedelta(days=1), address)[0] for address in "1234"]
            return sent, says, kept(engine.store)
        finally:
            engine.writer.close()
            engine.store.dispose()

    return asyncio.run(monday())


def kept(store: Store) -> list[documents.Document]:
    with store.reading() as tx:
        ids = tx.connection.scalars(select(Document.id).order_by(Document.id)).all()
        return [found for one in ids if (found := documents.read(tx, f"doc:{one}"))]


def test_both_heads_of_a_unit_get_one_picture_and_nobody_gets_an_empty_one(ready: Settings) -> None:
    sent, (one, other, unrated, city), there = posted(ready, times=2)
    assert sent == [4, 0]
    assert len(there) == 1
    assert (there[0].name, there[0].mime) == ("disdukcapil-2026-W47.png", "image/png")
    assert one.media == other.media
    assert one.media[0].kind == "photo"
    assert one.unshown
    assert one.choices
    assert unrated.media == city.media == ()
    assert len(there[0].content) <= 60_000
    assert Image.open(io.BytesIO(there[0].content)).width == 1080


def test_who_joins_after_half_the_digests_were_posted_changes_nothing_for_the_others(ready: Settings) -> None:
    posted(ready)
    store = open_store(ready)
    with store.begin() as tx:
        late = official(tx, "officer", "disdukcapil", address="5")
    with store.begin() as tx:
        assert [one.id for one in digests._readers(tx, WEEK)] == [late.id]
        assert len(officials.all_active(tx)) == 5
    store.dispose()


def breaks(settings: Settings, week: str, units: Sequence[str]) -> None:
    raise MemoryError


def test_a_digest_goes_out_without_its_picture_when_drawing_fails(
    ready: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(counting, "pictures_in_child", breaks)
    sent, says, there = posted(ready)
    assert sent == [4]
    assert there == []
    assert all(say.words and not say.media for say in says)
    told = capsys.readouterr()
    assert "digest pictures not drawn" in told.out + told.err


def test_one_unit_that_cannot_be_drawn_leaves_the_others_theirs(
    ready: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(ready)
    a_year(store, LAST, unit="dinkes", forms=1, given=60)
    store.dispose()
    draw = pictures.drawn

    def but_one(settings: Settings, unit: str, *given: object) -> bytes:
        if unit == "dinkes":
            raise ValueError
        return draw(settings, unit, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(pictures, "drawn", but_one)
    drawn = pictures.pictures_of(ready, WEEK, ["dinkes", "disdukcapil", "dinsos", "closed-long-ago"])
    assert drawn.made.keys() == {"disdukcapil"}
    assert drawn.failed == {"dinkes": "ValueError"}


def test_counting_for_nobody_draws_nothing(ready: Settings) -> None:
    _, drawn = asyncio.run(counting.count_and_draw(ready, WEEK, NOW.date(), []))
    assert drawn == {}
