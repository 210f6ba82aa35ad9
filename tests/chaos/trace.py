"""What strace saw of one process: writes to the database, syncs of it, requests heard and answered."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

CALLS = "pwrite64,pwritev,pwritev2,write,writev,fsync,fdatasync,sendto,sendmsg,recvfrom,read,recvmsg"
WEBHOOK = "POST /telegram/webhook"
ACKNOWLEDGED = "HTTP/1.1 200"
_UNFINISHED, _RESUMED = " <unfinished ...>", " resumed>"
_LINE = re.compile(r"^(?P<thread>\d+) +(?P<text>(?:<\.\.\. )?(?P<name>[a-z0-9]+).*)$")
_FILE = re.compile(r"[a-z0-9]+\(\d+<(?P<file>[^>]*)>")

Kind = Literal["write", "sync", "heard", "answered"]


@dataclass(frozen=True)
class Call:
    """One system call: the lines of the trace on which it began and returned, and all that was told of it."""

    name: str
    file: str
    text: str
    began: int
    returned: int


@dataclass(frozen=True)
class Event:
    """One thing that matters here, and the line of the trace that stands for its moment."""

    kind: Kind
    line: int
    socket: str = ""


@dataclass(frozen=True)
class Acknowledgement:
    """One 200 to the webhook: what had been written and synced since its request was heard."""

    line: int
    writes: int
    syncs_after_last_write: int


@cache
def reason_not_to() -> str:
    """Why nothing can be traced here; empty when it can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    command = ["strace", "-f", "-o", "/dev/null", "true"]
    tried = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"strace may not trace here: {tried.stderr.strip()}" if tried.returncode else ""


def strace(into: Path) -> tuple[str, ...]:
    """The command that traces the program whose words follow it."""
    return ("strace", "-f", "-y", "-s", "64", "-e", f"trace={CALLS}", "-o", str(into))


def acknowledgements(trace: Path, database: Path) -> list[Acknowledgement]:
    """Every acknowledged update of the trace, oldest first."""
    told = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    events = [event for call in calls(told) if (event := _event(call, f"{database}-wal")) is not None]
    events.sort(key=lambda event: event.line)
    found = []
    heard_at: dict[str, int] = {}
    for place, event in enumerate(events):
        if event.kind == "heard":
            heard_at[event.socket] = place
        if event.kind == "answered" and event.socket in heard_at:
            found.append(_acknowledgement(event.line, events[heard_at.pop(event.socket) : place]))
    return found


def calls(told: Iterable[str]) -> Iterator[Call]:
    """The calls of a trace; one that another thread interrupts stands there in two halves."""
    halves: dict[str, tuple[int, str]] = {}
    for number, text in enumerate(told):
        line = _LINE.match(text)
        if line is None:
            continue
        began, whole = number, line["text"]
        if _RESUMED in whole and line["thread"] in halves:
            began, first = halves.pop(line["thread"])
            whole = first + whole.partition(_RESUMED)[2]
        if whole.endswith(_UNFINISHED):
            halves[line["thread"]] = (began, whole.removesuffix(_UNFINISHED))
            continue
        file = _FILE.match(whole)
        yield Call(line["name"], file["file"] if file else "", whole, began, number)


def _event(call: Call, wal: str) -> Event | None:
    """A write and an answer count from when they began, a sync and a request when they had returned."""
    if call.file == wal and call.name in ("fsync", "fdatasync"):
        return Event("sync", call.returned) if call.text.rstrip().endswith("= 0") else None
    if call.file == wal and "write" in call.name:
        return Event("write", call.began)
    if WEBHOOK in call.text:
        return Event("heard", call.returned, call.file)
    return Event("answered", call.began, call.file) if ACKNOWLEDGED in call.text else None


def _acknowledgement(line: int, since: list[Event]) -> Acknowledgement:
    kinds = [event.kind for event in since]
    last_write = len(kinds) - kinds[::-1].index("write") if "write" in kinds else len(kinds)
    return Acknowledgement(line, kinds.count("write"), kinds[last_write:].count("sync"))


def table(found: Iterable[Acknowledgement]) -> str:
    """The acknowledgements for people."""
    rows = [f"{one.line:>8}  {one.writes:>6}  {one.syncs_after_last_write:>22}" for one in found]
    return "\n".join(["    line  writes  syncs after the last one", *rows])
