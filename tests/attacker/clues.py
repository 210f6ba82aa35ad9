"""Clues: what leads from a case to a chat at once, and what makes a chat suspicious of having reported."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.attacker.seized import SEALED, Rows, Seized

_TOKEN = re.compile(r"\b[a-z]\w*?\d{6}x\b")
LONGEST_SEALED = 4000
# What tells that somebody was here: table, whose, and the times in it.
VISITS = {
    "outbox": ("created_at", "finished_at"),
    "talks": ("asked_at", "ended_at"),
    "ratings": ("given_at",),
    "consents": ("at",),
    "cases": ("opened_at",),
}


def moment(value: Any) -> datetime:
    """A time as either database gives it."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime.fromisoformat(str(value)).replace(tzinfo=UTC)


# --- links -----------------------------------------------------------------------------------------------


def linked_by_owner(seized: Seized) -> dict[int, int]:
    """The case says whose it is."""
    return {row["id"]: row["citizen_id"] for row in seized.rows["cases"] if row["citizen_id"]}


def linked_by_talk(seized: Seized) -> dict[int, int]:
    """The talk it came from says whose it was."""
    talks = {row["serial"]: row["citizen_id"] for row in seized.rows["talks"]}
    cases = {row["id"]: row["talk"].rpartition("-")[2] for row in seized.rows["cases"]}
    found = {case: talks.get(serial) for case, serial in cases.items() if serial}
    return {case: citizen for case, citizen in found.items() if citizen}


def linked_by_words(seized: Seized) -> dict[int, int]:
    """Words of the report, or its number, in something that was said to or by one chat."""
    said = _said(seized)
    links = {}
    for row, details in seized.texts(seized.rows, "cases", "details"):
        words = {*_TOKEN.findall(details), row["number"]}
        for citizen, text in said:
            if any(word in text for word in words):
                links[row["id"]] = citizen
    return links


def linked_by_remains(seized: Seized) -> dict[int, int]:
    """What was deleted and still lies in the files: sealed for the outbox or a talk, and with its words."""
    known = {bytes(value)[:17] for value in _all_sealed(seized.rows, seized.backup)}
    words = {
        token: row["id"]
        for row, details in seized.texts(seized.rows, "cases", "details")
        for token in _TOKEN.findall(details)
    }
    found = {}
    for raw in seized.raw:
        for remains in _orphans(seized, raw, known):
            for token in _TOKEN.findall(remains):
                if token in words:
                    found[words[token]] = _nearest(seized, remains)
    return {case: citizen for case, citizen in found.items() if citizen}


def _said(seized: Seized) -> list[tuple[int, str]]:
    told = []
    for rows in (seized.rows, seized.backup):
        for table, column in (("outbox", "body"), ("talks", "state")):
            told += [(r["citizen_id"], text) for r, text in seized.texts(rows, table, column) if text]
    return [(citizen, text) for citizen, text in told if citizen and citizen not in _officials(seized)]


def _officials(seized: Seized) -> set[int]:
    return {row["citizen_id"] for row in seized.rows["officials"]}


def _all_sealed(*seized: Rows) -> Iterable[bytes]:
    return (
        row[column]
        for rows in seized
        for table, column in SEALED
        for row in rows.get(table, ())
        if row.get(column) is not None
    )


def _orphans(seized: Seized, raw: bytes, known: set[bytes]) -> Iterable[str]:
    """Texts that no row holds any more, found by how everything sealed begins."""
    header, at = seized.store.vault.header, -1
    while (at := raw.find(header, at + 1)) >= 0:
        if raw[at : at + 17] not in known:
            yield _unlocked(seized, raw[at + 5 : at + 5 + LONGEST_SEALED])


def _unlocked(seized: Seized, remains: bytes) -> str:
    """What was sealed there, without asking whether all of it is still there: the cipher is a stream."""
    counter = remains[:12] + (2).to_bytes(4, "big")
    sealing = HKDF(SHA256(), 32, salt=None, info=b"suara seal").derive(seized.store.vault.ring.key)
    stream = Cipher(AES(sealing), CTR(counter)).decryptor()
    return stream.update(remains[12:]).decode("utf-8", "ignore")


def _nearest(seized: Seized, remains: str) -> int | None:
    """Whose talk it was, by its serial."""
    serial = re.search(r'"serial":"(\w{4})"', remains)
    wanted = serial[1] if serial else ""
    return next((row["citizen_id"] for row in seized.rows["talks"] if row["serial"] == wanted), None)


LINKS = (linked_by_owner, linked_by_talk, linked_by_words, linked_by_remains)


# --- suspicion -------------------------------------------------------------------------------------------


def suspicions(seized: Seized) -> dict[int, dict[str, float]]:
    """For each citizen what looks as if they had done something of which nothing is to be seen."""
    people = {row["id"]: row for row in seized.rows["citizens"] if row["id"] not in _officials(seized)}
    shown = _shown(seized.rows)
    gaps, numbers, silent = _row_gaps(seized.rows), _number_gaps(seized.rows), _silent_lines(seized)
    before = {row["id"]: row for row in seized.backup["citizens"]}
    earlier = _shown(seized.backup)
    made = _last_made(seized.rows)
    of_rows, bare, lies = _made_by(seized.rows), _bare(seized.rows), _lies(seized.rows, shown)
    bare_before = _bare(seized.backup)
    found = {}
    for citizen, row in people.items():
        last = max(shown.get(citizen, [moment(row["first_seen_at"])]))
        seen = moment(row["last_seen_at"])
        was = before.get(citizen)
        found[citizen] = {
            "seen after all that is shown": float((seen - last).total_seconds() > 0),
            "seen in the backup after all that is shown": float(
                was is not None
                and citizen in earlier
                and (moment(was["last_seen_at"]) - max(earlier[citizen])).total_seconds() > 0
            ),
            "rows missing behind theirs": gaps.get(citizen, 0),
            "numbers missing behind theirs": numbers.get(citizen, 0),
            "turns in the log behind theirs": silent.get(citizen, 0),
            "a report that is none": _reports(seized, citizen),
            "grown up, and nobody asked": float(row["is_minor"] is not None and not _asked(seized, citizen)),
            "nothing shown at all": float(citizen not in shown),
            "nothing shown after the first word": float(_answers(seized.rows, citizen) <= 1),
            "in the backup": float(was is not None),
            "lies behind those who came later": float(lies.get(citizen, 0) >= 4),
            "transactions without a row behind theirs": float(bare.get(citizen, 0) >= 4),
            "the same in the backup": float(bare_before.get(citizen, 0) >= 4),
            "locked after all that is shown": float(made[citizen] > of_rows.get(citizen, made[citizen])),
        }
    return found


def _shown(rows: Rows) -> dict[int, list[datetime]]:
    times: dict[int, list[datetime]] = {}
    for table, columns in VISITS.items():
        for row in rows[table]:
            if row["citizen_id"]:
                seen = [moment(row[column]) for column in columns if row[column] is not None]
                times.setdefault(row["citizen_id"], []).extend(seen)
    return times


def _answers(rows: Rows, citizen: int) -> int:
    """How many of their turns were answered, as far as is shown."""
    return len({row["created_at"] for row in rows["outbox"] if row["citizen_id"] == citizen})


def _made_by(rows: Rows) -> dict[int, int]:
    """The last transaction of which something is shown, by citizen, where the database notes it."""
    last: dict[int, int] = {}
    for table in VISITS:
        for row in rows[table]:
            if row["citizen_id"] and "made_by" in row:
                last[row["citizen_id"]] = max(last.get(row["citizen_id"], 0), row["made_by"])
    return last


def _bare(rows: Rows) -> dict[int, int]:
    """Messages whose transaction left no row of anybody, counted for whoever came right before."""
    answered = sorted((row["made_by"], row["citizen_id"]) for row in rows["outbox"] if "made_by" in row)
    # A reply is written once more when it was sent, in the transaction after its turn or the one after that.
    known = {made_by - after for made_by, _ in answered for after in (0, 1, 2)}
    found: dict[int, int] = {}
    for row in rows["updates"]:
        if "made_by" in row and row["made_by"] not in known:
            before = [citizen for made_by, citizen in answered if made_by < row["made_by"]]
            if before:
                found[before[-1]] = found.get(before[-1], 0) + 1
    return found


def _lies(rows: Rows, shown: dict[int, list[datetime]]) -> dict[int, int]:
    """How far behind its place by what is shown a row lies in the file: it was written later than that."""
    people = [row for row in rows["citizens"] if "lies" in row and row["id"] in shown]
    by_file = {row["id"]: place for place, row in enumerate(sorted(people, key=_where))}
    by_time = sorted(by_file, key=lambda citizen: max(shown[citizen]))
    return {citizen: by_file[citizen] - place for place, citizen in enumerate(by_time)}


def _where(row: Any) -> tuple[int, ...]:
    return tuple(int(part) for part in row["lies"].strip("()").split(","))


def _last_made(rows: Rows) -> dict[int, int]:
    """The last transaction that changed or locked somebody's own rows."""
    last = {row["id"]: max(row.get("made_by", 0), row.get("locked_by", 0)) for row in rows["citizens"]}
    for row in rows["handles"]:
        citizen = row["citizen_id"]
        last[citizen] = max(last.get(citizen, 0), row.get("made_by", 0), row.get("locked_by", 0))
    return last


def _row_gaps(rows: Rows) -> dict[int, float]:
    """How many numbers of rows are missing right behind one of theirs."""
    ordered = sorted(rows["outbox"], key=lambda row: row["id"])
    found: dict[int, float] = {}
    for row, following in pairwise(ordered):
        missing = following["id"] - row["id"] - 1
        found[row["citizen_id"]] = max(found.get(row["citizen_id"], 0), missing)
    return found


def _number_gaps(rows: Rows) -> dict[int, float]:
    """A network numbers all messages: where that is kept, whether some are missing behind one of theirs."""
    kept = [row for row in rows["outbox"] if row["sent_ref"] and row["sent_ref"].isdigit()]
    told = [(int(row["sent_ref"]), row["citizen_id"]) for row in kept]
    found: dict[int, float] = {}
    for (number, citizen), (following, _) in pairwise(sorted(told)):
        found[citizen] = max(found.get(citizen, 0), float(following - number > 6))
    return found


def _silent_lines(seized: Seized) -> dict[int, float]:
    """Turns that the log tells of and no row, counted for whoever was there right before."""
    rows = sorted((moment(row["created_at"]), row["citizen_id"]) for row in seized.rows["outbox"])
    found: dict[int, float] = {}
    for line in map(json.loads, seized.log):
        if line.get("event") != "turns committed":
            continue
        at = datetime.fromisoformat(line["timestamp"].replace("Z", "+00:00"))
        before = [(when, who) for when, who in rows if when <= at]
        if before and (at - before[-1][0]).total_seconds() > line["seconds"] + 0.003:
            found[before[-1][1]] = found.get(before[-1][1], 0) + 1
    return found


def _reports(seized: Seized, citizen: int) -> float:
    talks = [r for rows in (seized.rows, seized.backup) for r in rows["talks"] if r["citizen_id"] == citizen]
    names = {row["serial"] for row in talks if row["name"] in ("comp", "rcpt")}
    cases = {row["talk"].rpartition("-")[2] for row in seized.rows["cases"]}
    return float(bool(names - cases))


def _asked(seized: Seized, citizen: int) -> bool:
    return any(row["citizen_id"] == citizen for row in seized.rows["cases"])
