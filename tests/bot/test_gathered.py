"""What is put off until the end of a batch is there for whoever looks at it before."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.house import House
from bot.settings import Settings
from bot.wiring import build_house, sync_units
from handlers.talk import Input, Media
from storage.models import Media as MediaRow
from storage.models import Rating
from storage.store import Store
from tests.bot.citizens import Chat

PHOTO = Media("photo", "AgAC-photo", "u1", "image/jpeg", 1234)


@pytest.fixture
def chat(settings: Settings, store: Store, now: datetime) -> Chat:
    sync_units(settings, store)
    house: House = build_house(settings)
    return Chat(store, house, now)


def test_a_rating_is_counted_by_who_asks_in_the_same_batch(chat: Chat) -> None:
    chat.types("/start u-disdukcapil")
    score, ask = chat.incoming(Input(tap=chat.button("4"))), chat.incoming(Input("/data"))
    chat.does(score, ask)
    told_at_once = chat.says[-1].words
    chat.types("/data")
    assert "1" in told_at_once
    assert chat.says[-1].words == told_at_once


def test_a_photo_that_explains_belongs_to_the_score_of_the_same_batch(chat: Chat, store: Store) -> None:
    chat.types("/start u-disdukcapil.ktp_el")
    score = chat.incoming(Input(tap=chat.button("3")))
    chat.does(score, chat.incoming(Input("Antreannya panjang", media=PHOTO)))
    with store.reading() as tx:
        rating = tx.connection.execute(select(Rating.id, Rating.score, Rating.service)).one()
        assert (rating.score, rating.service) == (3, "ktp_el")
        assert tx.connection.execute(select(MediaRow.owner, MediaRow.owner_id)).all() == [
            ("rating", rating.id)
        ]


def test_of_two_scores_for_one_talk_in_a_batch_the_first_stands(chat: Chat, store: Store) -> None:
    chat.types("/start u-disdukcapil")
    taps = [chat.incoming(Input(tap=chat.button(score))) for score in ("4", "1")]
    chat.does(*taps)
    with store.reading() as tx:
        assert tx.connection.execute(select(Rating.score)).scalars().all() == [4]
