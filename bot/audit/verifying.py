"""The log checked for a person or a program: what was found, how far it is vouched for, where it ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from bot.offices.office import Mistaken
from bot.settings import Settings
from bot.wiring import as_it_is
from storage import audit_heads, schema
from storage.audit_checking import Checked, check, numbers
from storage.audit_codes import Code, read
from storage.audit_findings import KINDS, Finding
from storage.audit_heads import HeadRow
from storage.store import Store


@contextmanager
def only_read(settings: Settings) -> Iterator[Store]:
    """The database as it is: a check writes nothing, so that it may be made on a copy too."""
    with as_it_is(settings) as store:
        schema.check(store)
        yield store


def verify(store: Store, written: Sequence[str]) -> dict[str, Any]:
    """Everything that is sealed, held against these codes of heads too. Raises Mistaken."""
    codes = [_read(each) for each in written]
    with store.reading() as tx:
        checked = check(tx, codes)
        cases = numbers(tx, checked.findings)
    return {
        "clean": checked.found == 0,
        "found": checked.found,
        "findings": [_found(each, cases) for each in checked.findings],
        "rows": checked.rows,
        "seals": checked.seals,
        "heads": checked.heads,
        "last_head": _head(checked.last_head) if checked.last_head else None,
        "codes": [str(code) for code in codes],
        "not_vouched_for": _gap(checked),
    }


def heads(store: Store) -> list[dict[str, Any]]:
    """Every head with its code, the newest first."""
    with store.reading() as tx:
        return [_head(each) for each in reversed(list(audit_heads.every(tx)))]


def in_lines(checked: dict[str, Any]) -> list[str]:
    """The same for people."""
    lines = [_line(each) for each in checked["findings"]]
    if more := checked["found"] - len(lines):
        lines.append(f"and {more} more")
    lines.append(f"{checked['rows']} rows in {checked['seals']} seals under {checked['heads']} heads")
    lines.append(_last(checked["last_head"]))
    lines.append(_not_vouched_for(checked["not_vouched_for"]))
    if not checked["codes"]:
        lines.append("no --head was given: what somebody with the key built anew, or cut off, is not found")
    found = checked["found"]
    return [*lines, f"{found} found" if found else "nothing was changed"]


def _read(written: str) -> Code:
    try:
        return read(written)
    except ValueError as error:
        raise Mistaken(str(error)) from None


def _found(finding: Finding, cases: dict[str, str]) -> dict[str, Any]:
    return {
        "what": finding.what,
        "meaning": KINDS[finding.what],
        "table": finding.table,
        "key": finding.key,
        "case": cases.get(finding.key, "") if finding.table == "case_events" else "",
        "seal": finding.seal,
        "at": finding.at,
        "note": finding.note,
    }


def _head(head: HeadRow) -> dict[str, Any]:
    return {"number": head.number, "day": head.day, "rows": head.rows, "code": head.code}


def _gap(checked: Checked) -> dict[str, Any]:
    return {
        "sealed_since_last_head": checked.after_head,
        "unsealed": checked.waiting,
        "unsealed_since": checked.waiting_since,
    }


def _line(found: dict[str, Any]) -> str:
    where = " ".join(part for part in (found["table"], found["key"], found["case"]) if part)
    seal = f"seal {found['seal']}" if found["seal"] and found["table"] != "seals" else ""
    when = f"of {_moment(found['at'])}" if found["at"] else ""
    told = " ".join(part for part in (seal, when) if part)
    rest = "; ".join(part for part in (found["meaning"], told, found["note"]) if part)
    return f"{found['what']}: {where}: {rest}"


def _last(head: dict[str, Any] | None) -> str:
    if head is None:
        return "no day has been closed yet"
    return f"the last head is number {head['number']} of {head['day']}: {head['code']}"


def _not_vouched_for(gap: dict[str, Any]) -> str:
    since = f", the oldest of {_moment(gap['unsealed_since'])}" if gap["unsealed_since"] else ""
    return (
        f"not vouched for: {gap['sealed_since_last_head']} rows sealed since the last head, "
        f"{gap['unsealed']} without a seal{since}"
    )


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
