"""By night the letters become cases, in an order that tells nothing, each exactly once."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

import structlog

from bot.desk import casework
from bot.desk.judging import reopened
from bot.desk.steps import OutOfTurn
from bot.house import House
from bot.media import seal_copy, write_durably
from bot.untraceable.letters import Letter
from bot.wiring import Engine
from handlers.events import CaseOpened
from handlers.talk import Place, Words
from storage import citizens, documents, media, outbox, proofs, receipts, statuses, updates
from storage.cases import CaseRow
from storage.media import NewMedia
from storage.outbox import Message
from storage.store import Tx
from storage.vault import Vault

log = structlog.get_logger()
PATIENCE = timedelta(days=1)  # so long a letter waits for its photos
PASSED = timedelta(hours=1)  # after this every message that has a row has its name
BLURRED = timedelta(days=2)  # whoever was here in these is written anew by night
MIME = "image/jpeg"


@dataclass(frozen=True)
class Taken:
    """A letter that is to be a case, or words for one, with the photos that are there: name and bytes."""

    name: str
    letter: Letter
    photos: Sequence[tuple[str, bytes]]


async def empty_letterbox(engine: Engine, due_at: datetime, now: datetime) -> None:
    """The night's job. Killed at any place it goes on the next night, and no report is there twice."""
    apart = engine.house.apart
    if apart is None:
        return
    letters = await asyncio.to_thread(ready, engine.house, now)
    await asyncio.to_thread(keep_photos, letters, engine.settings.storage.media_dir, engine.store.vault, now)
    done = await engine.writer.write(lambda tx: take_up(tx, engine.house, letters, now))
    await asyncio.to_thread(done_with, engine.house, done)
    if done:
        engine.bulk.wake()
    log.info("letterbox emptied")


def ready(house: House, now: datetime) -> list[Taken]:
    """The letters of days that are over, in an order drawn by lot; words after what they are for.

    Those of today wait until the day has brought all of its own; those without their photos wait too.
    """
    assert house.apart is not None  # noqa: S101 - looked at by the caller; told to mypy
    box, today, late = house.apart.letters, house.today(now), house.today(now - PATIENCE)
    found = [
        Taken(name, letter, box.photos(name, letter))
        for name, letter in box.all()
        if letter.on < today and (not letter.waits or letter.on < late)
    ]
    secrets.SystemRandom().shuffle(found)
    return sorted(found, key=lambda one: not one.letter.is_case)


def keep_photos(letters: Sequence[Taken], directory: Path, vault: Vault, now: datetime) -> None:
    """Copies on disk as of all other photos; their names come from the letters, so twice is once."""
    for one in letters:
        for name, content in one.photos:
            write_durably(directory / name, seal_copy(content, name, vault))
            os.utime(directory / name, (now.timestamp(), now.timestamp()))


def take_up(tx: Tx, house: House, letters: Sequence[Taken], now: datetime) -> list[Taken]:
    """All of them in one transaction; those that are done with, now or by a run that was killed after it."""
    told: list[Message] = []
    here = OutOfTurn(tx, house, now, told.append)
    done = [one for one in letters if (_opened if one.letter.is_case else _added)(here, one)]
    outbox.add(tx, told, now)
    citizens.blur(tx, now - BLURRED)
    updates.blur(tx, now - BLURRED)
    # A process that was killed had not written down yet which messages nobody may know of.
    statuses.forget_strays(tx, now - BLURRED, now - PASSED)
    return done


def done_with(house: House, letters: Sequence[Taken]) -> None:
    """The commit is done: letters, photos and keys go."""
    assert house.apart is not None  # noqa: S101 - as above
    for one in letters:
        house.apart.letters.destroy(one.name, one.letter)


def _opened(here: OutOfTurn, one: Taken) -> bool:
    """A case of nobody, with the day alone. Not once more where its receipt is known."""
    day = midnight(here.house, one.letter)
    new = casework.new_case(event_of(one.letter), casework.Reporter(), here.tx, here.house, day)
    row = receipts.open_case(here.tx, new, one.letter.receipt, day, here.house.case_prefix)
    if row is not None:
        ids = _attach(here, row, one, day)
        proofs.expect(here.tx, row.id, ids, proofs.COMPLAINT)
        casework.tell_readers(here, row, len(ids))
    return True


def _added(here: OutOfTurn, one: Taken) -> bool:
    """Words of whoever holds the receipt; where something is asked or proposed, they are the answer to it."""
    row = receipts.case_of(here.tx, one.letter.receipt, lock=True)
    if row is None:
        return False  # the report itself still waits for a photo
    if not receipts.take_once(here.tx, one.name, here.now):
        return True
    _attach(here, row, one, midnight(here.house, one.letter))
    words = Words(one.letter.words)
    if row.state == "proposed":
        reopened(here, row, words)
    else:
        casework.taken_up(here, row, words)
    return True


def _attach(here: OutOfTurn, row: CaseRow, one: Taken, day: datetime) -> list[int]:
    """Its photos, as documents of our own: no network knows them."""
    ids = []
    for name, content in one.photos:
        ref = documents.keep(here.tx, "foto.jpg", MIME, content, here.now)
        item = NewMedia(ref, "photo", MIME, len(content))
        (media_id,) = media.add(here.tx, "case", row.id, "", "", [item], day)
        media.kept(here.tx, media_id, name, MIME, len(content))
        ids.append(media_id)
    return ids


def event_of(letter: Letter) -> CaseOpened:
    """What was decided in the talk, as far as it says nothing of who it was."""
    about = letter.about
    place = Place(*about["place"]) if about["place"] else None
    return CaseOpened(
        about["kind"],
        about["unit"] or "",
        about["category"],
        about["about"],
        Words(about["words"]),
        Words(about["where"], place=place),
        about["when"],
        known_as=receipts.NOBODYS,
    )


def midnight(house: House, letter: Letter) -> datetime:
    """The day of a letter, without its hours."""
    return datetime.combine(letter.on, time(), tzinfo=house.zone)
