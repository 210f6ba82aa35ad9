"""Somebody with SQL, by the dice: edits of rows, of the chain and of heads, with and without the key."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, text, update

from storage import audit_heads
from storage.audit_chain import START, Entry, packed, seal_hash
from storage.audit_sealing import seal
from storage.audit_tables import TABLES, Sealed, content_hash, key_of
from storage.audit_words import commit
from storage.models import Audit, Case, CaseEvent, Figures, Head, KioskRating, Official, Rating, Seal, Survey
from storage.store import Tx

Edit = Callable[[Tx, random.Random], bool]  # False: this history has nothing to be edited in that way


def _some(tx: Tx, dice: random.Random, model: Any, *conditions: Any) -> Any:
    """Any row of the table that the last head covers."""
    mark = model.sealed_in <= covered(tx)
    rows = tx.connection.execute(select(model.__table__).where(mark, *conditions)).all()
    return dice.choice(rows) if rows else None


def covered(tx: Tx) -> int:
    """The last seal under the last head: what comes after is in the gap."""
    return int(tx.connection.execute(select(Head.seal).order_by(Head.number.desc()).limit(1)).scalar_one())


def _set(tx: Tx, model: Any, row: Any, **values: Any) -> None:
    key = next(iter(model.__table__.primary_key))
    tx.connection.execute(update(model).where(key == getattr(row, key.name)).values(**values))


# --- rows -----------------------------------------------------------------------------------------------

CHANGES: dict[Any, dict[str, Callable[[Any], Any]]] = {
    CaseEvent: {
        "kind": lambda row: "noted" if row.kind != "noted" else "read",
        "actor": lambda row: f"{row.actor}1",
        "state": lambda row: "fixed" if row.state != "fixed" else "",
        "reason": lambda row: f"{row.reason}x",
        "target": lambda row: f"{row.target}x",
        "at": lambda row: row.at - timedelta(seconds=1),
    },
    Audit: {
        "kind": lambda row: "other" if row.kind != "other" else "read",
        "actor": lambda row: "system" if row.actor != "system" else "operator",
        "about": lambda row: f"{row.about}x",
        "at": lambda row: row.at + timedelta(days=1),
    },
    Rating: {
        "score": lambda row: row.score % 4 + 1,
        "unit": lambda row: "dishub" if row.unit != "dishub" else "disdukcapil",
        "channel": lambda row: "web",
        "given_at": lambda row: row.given_at + timedelta(days=7),
    },
    Survey: {
        "time": lambda row: (row.time or 0) % 4 + 1,
        "complaints": lambda row: (row.complaints or 0) % 4 + 1,
        "unit": lambda row: "dishub" if row.unit != "dishub" else "disdukcapil",
        "given_at": lambda row: row.given_at - timedelta(days=7),
    },
    Figures: {
        "numbers": lambda row: row.numbers.replace("88.1", "98.1") + " ",
        "frozen_at": lambda row: row.frozen_at + timedelta(days=1),
    },
}


def changes_a_column(tx: Tx, dice: random.Random) -> bool:
    model = dice.choice(list(CHANGES))
    column = dice.choice(list(CHANGES[model]))
    row = _some(tx, dice, model)
    if row is None:
        return False
    _set(tx, model, row, **{column: CHANGES[model][column](row)})
    return True


def deletes_a_row(tx: Tx, dice: random.Random) -> bool:
    model = dice.choice(list(CHANGES))
    row = _some(tx, dice, model)
    if row is None:
        return False
    key = next(iter(model.__table__.primary_key))
    tx.connection.execute(update(KioskRating).values(rating_id=None))
    tx.connection.execute(delete(model).where(key == getattr(row, key.name)))
    return True


def slips_a_row_into_a_seal(tx: Tx, dice: random.Random) -> bool:
    row = _some(tx, dice, CaseEvent)
    return row is not None and _inserts(tx, row, sealed_in=dice.choice((row.sealed_in, -1, 0)))


def slips_in_a_row_of_long_ago(tx: Tx, dice: random.Random) -> bool:
    """Unsealed, so that it gets a seal by itself: but its date is older than seals that should name it."""
    row = _some(tx, dice, CaseEvent, CaseEvent.sealed_in <= covered(tx) // 2)
    if row is None:
        return False
    _inserts(tx, row, sealed_in=None, at=row.at)
    made = seal(tx, tx.connection.execute(select(func.max(Seal.sealed_at))).scalar_one())
    traceable = text("SELECT known_as FROM cases WHERE id = :id")
    known_as = tx.connection.execute(traceable, {"id": row.case_id}).scalar_one()
    return made is not None and known_as != "untraceable"


def _inserts(tx: Tx, row: Any, **values: Any) -> bool:
    new = {**row._mapping, **values}
    new.pop("id")
    tx.connection.execute(insert(CaseEvent).values(**new))
    return True


def swaps_two_rows(tx: Tx, dice: random.Random) -> bool:
    one, other = _some(tx, dice, CaseEvent), _some(tx, dice, CaseEvent)
    if one is None or one.kind == other.kind:
        return False
    for row, content in ((one, other), (other, one)):
        _set(
            tx, CaseEvent, row, **{k: v for k, v in content._mapping.items() if k not in ("id", "sealed_in")}
        )
    return True


def writes_other_words(tx: Tx, dice: random.Random) -> bool:
    """With the key, so that they open; with a commitment of their own or without."""
    row = _some(tx, dice, CaseEvent, CaseEvent.words.is_not(None))
    if row is None:
        return False
    words = tx.vault.seal("Bukan itu yang saya tulis", "case_events.words")
    own = vars(commit("Bukan itu yang saya tulis")) if dice.random() < 0.5 else {}
    _set(tx, CaseEvent, row, words=words, **own)
    return True


def adds_words_where_there_were_none(tx: Tx, dice: random.Random) -> bool:
    row = _some(tx, dice, CaseEvent, CaseEvent.words.is_(None), CaseEvent.commitment.is_(None))
    if row is None:
        return False
    _set(tx, CaseEvent, row, words=tx.vault.seal("Tambahan", "case_events.words"))
    return True


def empties_words(tx: Tx, dice: random.Random) -> bool:
    marked = select(CaseEvent.case_id).where(CaseEvent.kind == "anonymised")
    row = _some(tx, dice, CaseEvent, CaseEvent.words.is_not(None), CaseEvent.case_id.not_in(marked))
    if row is None:
        return False
    _set(tx, CaseEvent, row, words=None, salt=None)
    return True


def empties_a_motive(tx: Tx, dice: random.Random) -> bool:
    row = _some(tx, dice, Audit, Audit.why.is_not(None))
    if row is None:
        return False
    _set(tx, Audit, row, why=None, salt=None)
    return True


def takes_the_mark_away(tx: Tx, dice: random.Random) -> bool:
    """Then it edits, and the row gets a new seal by itself."""
    row = _some(tx, dice, CaseEvent)
    if row is None:
        return False
    _set(tx, CaseEvent, row, actor="official:99", sealed_in=None)
    seal(tx, tx.connection.execute(select(func.max(Seal.sealed_at))).scalar_one())
    return True


def closes_a_case_quietly(tx: Tx, dice: random.Random) -> bool:
    """Out of the numbers, without a step; or in time, after all."""
    rows = tx.connection.execute(select(Case.__table__)).all()
    row = dice.choice(rows)
    past = row.opened_at + timedelta(hours=1)
    change: dict[str, Any] = dice.choice(({"closed_at": past}, {"answered_at": past}, {"state": "archived"}))
    if change == {"state": row.state}:
        return False
    _set(tx, Case, row, **change)
    return True


def makes_an_overseer(tx: Tx, dice: random.Random) -> bool:
    """Of an official who is there, or of somebody new."""
    row = tx.connection.execute(select(Official.__table__).order_by(Official.id)).one()
    if dice.random() < 0.5:
        _set(tx, Official, row, role="overseer", unit=None)
        return True
    name = tx.vault.seal("X", "officials.name")
    tx.connection.execute(insert(Official).values(name=name, role="overseer", invited_at=row.invited_at))
    return True


def writes_what_is_no_value(tx: Tx, dice: random.Random) -> bool:
    """Only SQLite takes it."""
    if tx.dialect != "sqlite":
        return False
    row = _some(tx, dice, CaseEvent)
    garbage = dice.choice(
        (
            "at = 'kemarin'",
            "kind = CAST(x'ff' AS TEXT)",
            "sealed_in = 'x'",
            "words = 'plain', salt = 'x', commitment = 'y'",
            "case_id = case_id",
        )
    )
    if row is None or garbage.startswith("case_id"):
        return False
    tx.connection.execute(text(f"UPDATE case_events SET {garbage} WHERE id = :id"), {"id": row.id})  # noqa: S608 - ours
    return True


# --- seals and heads --------------------------------------------------------------------------------------


def edits_a_seal(tx: Tx, dice: random.Random) -> bool:
    row = _some_seal(tx, dice)
    position = dice.randrange(len(row.entries))
    flipped = bytes([row.entries[position] ^ (1 << dice.randrange(8))])
    change: dict[str, Any] = dice.choice(
        (
            {"entries": row.entries[:position] + flipped + row.entries[position + 1 :]},
            {"sealed_at": row.sealed_at + timedelta(days=dice.choice((-3, 3)))},
            {"count": row.count + 1},
            {"drained": not row.drained},
            {"hash": bytes(32)},
            {"number": row.number + 100_000},
            {"number": -row.number},
        )
    )
    _set(tx, Seal, row, **change)
    return True


def deletes_a_seal(tx: Tx, dice: random.Random) -> bool:
    row = _some_seal(tx, dice)
    tx.connection.execute(delete(Seal).where(Seal.number == row.number))
    return True


def _some_seal(tx: Tx, dice: random.Random) -> Any:
    return dice.choice(tx.connection.execute(select(Seal).where(Seal.number <= covered(tx))).all())


def edits_a_head(tx: Tx, dice: random.Random) -> bool:
    row = dice.choice(tx.connection.execute(select(Head.__table__)).all())
    change: dict[str, Any] = dice.choice(
        (
            {"seal": row.seal + 1},
            {"seal": max(row.seal - 1, 0), "rows": row.rows - 1},
            {"rows": row.rows + 1},
            {"seal_hash": bytes(32)},
            {"made_at": row.made_at + timedelta(days=-2)},
            {"day": row.day + timedelta(days=1)},
            {"hash": bytes(32)},
            {"signature": bytes(64)},
            {"public_key": bytes(32)},
            {"number": row.number + 1000},
        )
    )
    if change == {"seal": 0, "rows": -1}:
        return False
    _set(tx, Head, row, **change)
    return True


def deletes_a_head(tx: Tx, dice: random.Random) -> bool:
    row = dice.choice(tx.connection.execute(select(Head.number)).all())
    tx.connection.execute(delete(Head).where(Head.number == row.number))
    return True


# --- the chain ------------------------------------------------------------------------------------------


def cuts_the_tail(tx: Tx, dice: random.Random) -> bool:
    """Rows, seals and heads after some moment are gone together, as in a database of an older backup."""
    end = dice.randrange(covered(tx))
    tx.connection.execute(update(KioskRating).values(rating_id=None))
    # Whoever has cases cannot be deleted: their rows stay, as new ones.
    tx.connection.execute(update(Official).where(Official.sealed_in > end).values(sealed_in=None))
    for table in TABLES:
        tx.connection.execute(delete(table.model).where(table.model.sealed_in > end))
    tx.connection.execute(delete(Seal).where(Seal.number > end))
    tx.connection.execute(delete(Head).where(Head.seal > end))
    return True


def edits_and_chains_anew(tx: Tx, dice: random.Random) -> bool:
    """Without the key: rows and seals fit each other again, the heads do not."""
    if not changes_a_column(tx, dice):
        return False
    chain_anew(tx)
    return True


def builds_everything_anew(tx: Tx, dice: random.Random) -> bool:
    """With the key: rows, seals, heads and their signatures all fit each other again."""
    edit = dice.choice((changes_a_column, deletes_a_row, writes_other_words))
    if not edit(tx, dice):
        return False
    recommit(tx)
    chain_anew(tx)
    sign_anew(tx)
    return True


def backdates_everything(tx: Tx, dice: random.Random) -> bool:
    """With the key: a row slipped into an old seal, as if it had been there from the beginning."""
    if not slips_a_row_into_a_seal(tx, dice):
        return False
    tx.connection.execute(update(CaseEvent).where(CaseEvent.sealed_in < 1).values(sealed_in=1))
    chain_anew(tx)
    sign_anew(tx)
    return True


def recommit(tx: Tx) -> None:
    """Words that were changed get a commitment that fits."""
    for row in tx.connection.execute(select(CaseEvent).where(CaseEvent.words.is_not(None))).all():
        made = commit(tx.vault.open(row.words, "case_events.words"))
        _set(tx, CaseEvent, row, **vars(made))


def chain_anew(tx: Tx, since: int = 1) -> None:
    """Every seal from this one on, over the rows that claim it now."""
    stays = select(Seal.hash).where(Seal.number == since - 1)
    before = tx.connection.execute(stays).scalar_one_or_none() or START
    seals = select(Seal.__table__).where(Seal.number >= since).order_by(Seal.number)
    for row in tx.connection.execute(seals).all():
        entries = [entry for table in TABLES for entry in _entries(tx, table, row.number)]
        blob, count = packed(entries), len(entries)
        before = seal_hash(before, row.number, row.sealed_at, count, blob, drained=row.drained)
        _set(tx, Seal, row, entries=blob, count=count, hash=before)


def _entries(tx: Tx, table: Sealed, number: int) -> list[Entry]:
    rows = tx.connection.execute(select(table.model.__table__).where(table.model.sealed_in == number)).all()
    return [Entry(table.code, key_of(table, row), content_hash(table, row)) for row in rows]


def sign_anew(tx: Tx) -> None:
    """Every head over the chain as it is now."""
    old = list(audit_heads.every(tx))
    seals = tx.connection.execute(select(Seal.__table__).order_by(Seal.number)).all()
    tx.connection.execute(delete(Head))
    tx.connection.execute(delete(Seal))
    for head in old:
        for row in seals:
            if row.number <= head.seal and _last(tx) < row.number:
                tx.connection.execute(insert(Seal).values(**row._mapping))
        audit_heads.close_day(tx, head.day, head.made_at)
    for row in seals:
        if row.number > _last(tx):
            tx.connection.execute(insert(Seal).values(**row._mapping))


def _last(tx: Tx) -> int:
    return int(tx.connection.execute(select(func.coalesce(func.max(Seal.number), 0))).scalar_one())


EDITS: tuple[Edit, ...] = (
    changes_a_column,
    deletes_a_row,
    slips_a_row_into_a_seal,
    slips_in_a_row_of_long_ago,
    swaps_two_rows,
    writes_other_words,
    adds_words_where_there_were_none,
    empties_words,
    empties_a_motive,
    takes_the_mark_away,
    closes_a_case_quietly,
    makes_an_overseer,
    writes_what_is_no_value,
    edits_a_seal,
    deletes_a_seal,
    edits_a_head,
    deletes_a_head,
    cuts_the_tail,
    edits_and_chains_anew,
    builds_everything_anew,
    backdates_everything,
)
