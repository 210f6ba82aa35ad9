"""Files of paper forms: taken in whole or not at all, known again by their content, and undone."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import delete, func, insert, select, update

from storage import audit
from storage.models import Import, Survey
from storage.store import Tx
from storage.surveys import ELEMENTS, PROFILE

PAPER = "paper"  # the channel of what came on paper
TAKEN, UNDONE = "import_taken", "import_undone"  # lines of the log; sealed surveys go by the second alone
CHUNK = 500
T = TypeVar("T")


@dataclass(frozen=True)
class PaperAnswer:
    """One form: element to 1..4, profile, and when it was given."""

    elements: Mapping[str, int]
    profile: Mapping[str, str]
    given_at: datetime


@dataclass(frozen=True)
class ImportRow:
    """A file that was taken in; `undone_at`: its forms count no more."""

    id: int
    unit: str
    file_name: str
    forms: int
    imported_at: datetime
    undone_at: datetime | None


@dataclass(frozen=True)
class Before:
    """What of a file is there already: the whole file as import `same_file`, or so many of its forms."""

    same_file: int | None
    forms: int


def there_before(tx: Tx, unit: str, file_hash: str, forms: Sequence[PaperAnswer]) -> Before:
    """Whether this file, or forms like these of this unit, were taken in before and not undone."""
    same = select(func.max(Import.id)).where(
        Import.unit == unit, Import.file_hash == file_hash, Import.undone_at.is_(None)
    )
    hashes = form_hashes(unit, forms)
    known = sum(
        tx.connection.execute(select(func.count()).where(Survey.form_hash.in_(some))).scalar_one()
        for some in _chunks(hashes)
    )
    return Before(tx.connection.execute(same).scalar_one(), int(known))


def take_in(
    tx: Tx, unit: str, file_name: str, file_hash: str, forms: Sequence[PaperAnswer], now: datetime
) -> int:
    """All forms of a file as surveys of this unit; the import's id."""
    values = {"unit": unit, "file_name": file_name, "file_hash": file_hash, "forms": len(forms)}
    new = insert(Import).values(**values, imported_at=now).returning(Import.id)
    import_id = int(tx.connection.execute(new).scalar_one())
    hashed = zip(forms, form_hashes(unit, forms), strict=True)
    rows = [_survey(import_id, unit, number, form, digest) for number, (form, digest) in enumerate(hashed, 1)]
    for some in _chunks(rows):
        tx.connection.execute(insert(Survey), some)
    audit.add(tx, TAKEN, "operator", now, about=f"import:{import_id}")
    return import_id


def every(tx: Tx) -> list[ImportRow]:
    """All files that were taken in, the newest first."""
    columns = (Import.id, Import.unit, Import.file_name, Import.forms, Import.imported_at, Import.undone_at)
    rows = tx.connection.execute(select(*columns).order_by(Import.id.desc()))
    return [ImportRow(*row) for row in rows]


def undo(tx: Tx, import_id: int, now: datetime) -> int | None:
    """The forms of this import are gone, the note of it stays; how many they were. None: nothing to undo."""
    theirs = (Import.id == import_id) & Import.undone_at.is_(None)
    if not tx.connection.execute(update(Import).where(theirs).values(undone_at=now)).rowcount:
        return None
    audit.add(tx, UNDONE, "operator", now, about=f"import:{import_id}")
    return tx.connection.execute(delete(Survey).where(Survey.import_id == import_id)).rowcount


def form_hashes(unit: str, forms: Iterable[PaperAnswer]) -> list[str]:
    """What a form is known by: its content, and its place among like ones, as two may be alike."""
    seen: Counter[str] = Counter()
    hashes = []
    for form in forms:
        content = json.dumps(
            [unit, dict(form.elements), dict(form.profile), form.given_at.isoformat()], sort_keys=True
        )
        seen[content] += 1
        hashes.append(hashlib.sha256(f"{content}{seen[content]}".encode()).hexdigest())
    return hashes


def _survey(import_id: int, unit: str, number: int, form: PaperAnswer, digest: str) -> dict[str, object]:
    # Every row names all columns: then all of them are one statement.
    answers = {key: form.elements.get(key) for key in ELEMENTS}
    profile = {key: form.profile.get(key, "") for key in PROFILE}
    whose = {"talk": f"import:{import_id}:{number}", "unit": unit, "service": "", "channel": PAPER}
    return {
        **whose,
        **answers,
        **profile,
        "given_at": form.given_at,
        "import_id": import_id,
        "form_hash": digest,
    }


def _chunks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))
