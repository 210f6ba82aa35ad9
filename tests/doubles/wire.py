"""The wire of the Bot API: what a request holds, and the shapes of its answers and refusals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

DESCRIPTIONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict",
    413: "Request Entity Too Large",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


@dataclass(frozen=True)
class Upload:
    """A file that came with a request."""

    name: str
    content: bytes
    kind: str


@dataclass(frozen=True)
class Request:
    """One call of a method: its name as the API spells it, its decoded fields, its files."""

    method: str
    params: Json
    uploads: dict[str, Upload] = field(default_factory=dict)
    via: str = "http"


class Refusal(Exception):
    """An answer with ok=false; a violation when a careful caller would never have asked."""

    def __init__(
        self, status: int, description: str = "", *, retry_after: int | None = None, violation: bool = False
    ) -> None:
        if not description:
            description = DESCRIPTIONS.get(status, "Error")
        if status == 429:
            description = f"Too Many Requests: retry after {retry_after}"
        super().__init__(description)
        self.status, self.description = status, description
        self.retry_after, self.violation = retry_after, violation

    def as_json(self) -> Json:
        answer: Json = {"ok": False, "error_code": self.status, "description": self.description}
        if self.retry_after is not None:
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer


def broken(description: str) -> Refusal:
    """A 400 that only a mistake in the caller can bring about: recorded as a violation."""
    return Refusal(400, f"Bad Request: {description}", violation=True)


def refused(description: str) -> Refusal:
    """A 400 that also happens to careful callers, in a race with people or with a crash."""
    return Refusal(400, f"Bad Request: {description}")


def utf16_units(text: str) -> int:
    """The network counts lengths and entity offsets in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
