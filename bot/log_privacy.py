"""Lets into the log only what was agreed to be harmless: named fields, no prose of people, no secrets."""

import re
import traceback
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from structlog.typing import EventDict, WrappedLogger

CHECKOUT = Path(__file__).resolve().parent.parent

# Everything else is dropped and only counted. A field belongs here when no person can be told by it.
LOGGED = (
    # what happened, and where in the program
    {"event", "level", "timestamp", "logger", "error", "code", "where", "job", "signal", "pid"}
    | {"request_id", "channel", "lane", "mode", "method", "database", "host", "port", "state", "status"}
    | {"version", "revision"}
    # of what sort: units and groups are institutions, rows are known by number
    | {"unit", "group", "category", "kind", "role", "talk", "week", "due", "update_id", "outbox_id"}
    # how many and how long
    | {"count", "size", "batch", "queue", "pending", "selected", "sent", "failed", "skipped", "unknown"}
    | {"tries", "seconds", "late_seconds", "age_seconds", "retry_after"}
)

_PRIVATE = (
    (re.compile(r"\d{3,}:[A-Za-z0-9_-]{13,}"), "<token>"),
    (re.compile(r"://[^/\s@]*@"), "://<password>@"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "<email>"),
    (re.compile(r"\bSW-[0-9A-Z]{12}\b"), "<receipt>"),
    (re.compile(r"[A-Za-z0-9_-]{40,}"), "<secret>"),
    (re.compile(r"\+?\d(?:[ .-]?\d){8,}"), "<number>"),  # telephone, identity and card numbers, chat ids
)
_ONE_WORD = re.compile(r"[\w.:/<>+-]{1,120}")


def masked(text: str) -> str:
    """The text without tokens, passwords, addresses and long numbers; masking twice changes nothing."""
    for pattern, name in _PRIVATE:
        text = pattern.sub(name, text)
    return text


class KeepHarmless:
    """A structlog processor: drops every field that is not in LOGGED and masks what is left."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = tuple(secret for secret in secrets if secret)

    def __call__(self, _logger: WrappedLogger, _method: str, fields: EventDict) -> EventDict:
        kept = {name: self._value(name, value) for name, value in fields.items() if name in LOGGED}
        if dropped := len(fields.keys() - LOGGED - {"exc_info"}):
            kept["dropped"] = dropped
        if "exc_info" in fields:
            kept["exc_info"] = fields["exc_info"]  # described in the next step, without its words
        return kept

    def _value(self, name: str, value: object) -> object:
        if value is None or isinstance(value, (bool, int, float)):
            return value
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, BaseException):
            return failure_name(value)
        return self._text(name, value) if isinstance(value, str) else f"<{type(value).__name__}>"

    def _text(self, name: str, text: str) -> str:
        if name == "timestamp":
            return text
        for secret in self._secrets:
            text = text.replace(secret, "<secret>")
        text = masked(text.partition("\n")[0])[:160]
        # Only the name of an event may be several words; words elsewhere could be a citizen's.
        return text if name == "event" or _ONE_WORD.fullmatch(text) else "<text>"


def describe_failure(_logger: WrappedLogger, method: str, fields: EventDict) -> EventDict:
    """A structlog processor: an exception becomes its type, its code and the lines it came through.

    Its arguments stay out: a database driver puts the values of a statement there.
    """
    given = fields.pop("exc_info", None)
    failure = given[1] if isinstance(given, tuple) else given
    if isinstance(failure, BaseException):
        fields["error"] = failure_name(failure)
        fields["trace"] = [_place(frame) for frame in traceback.extract_tb(failure.__traceback__)[-12:]]
        if code := failure_code(failure):
            fields["code"] = code
    return fields


def failure_name(failure: BaseException) -> str:
    """'OperationalError from OperationalError': the types of an exception and of what caused it."""
    names = [type(failure).__name__]
    while (cause := failure.__cause__) is not None and len(names) < 5:
        names.append(type(cause).__name__)
        failure = cause
    return " from ".join(names)


def failure_code(failure: BaseException) -> str | None:
    """What the database or the system calls the failure, when it has such a code."""
    for one in (failure, failure.__cause__):
        for attribute in ("sqlite_errorname", "sqlstate", "errno"):
            if code := getattr(one, attribute, None):
                return str(code)
    return None


def _place(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    if path.is_relative_to(CHECKOUT):
        path = path.relative_to(CHECKOUT)
    shown = str(path).partition("site-packages/")[2] or str(path)
    return f"{shown}:{frame.lineno} {frame.name}"
