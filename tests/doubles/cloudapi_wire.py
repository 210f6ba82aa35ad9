"""The wire of the Cloud API: Meta's error bodies by code, and how a length is counted."""

from __future__ import annotations

from tests.doubles.wire import Json, Refusal, utf16_units

# Code: HTTP status, and the title that goes before the details (Meta's page of error codes, May 2026).
ERRORS: dict[int, tuple[int, str]] = {
    0: (401, "AuthException"),
    1: (400, "API Unknown"),
    2: (503, "API Service"),
    4: (400, "API Too Many Calls"),
    10: (403, "Permission Denied"),
    33: (400, "Parameter value is not valid"),
    100: (400, "Invalid parameter"),
    190: (401, "Access token has expired"),
    368: (403, "Temporarily blocked for policies violations"),
    80007: (400, "Rate limit issues"),
    130429: (429, "Rate limit hit"),
    130472: (400, "User's number is part of an experiment"),
    131000: (500, "Something went wrong"),
    131005: (403, "Access denied"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131016: (500, "Service unavailable"),
    131021: (400, "Recipient cannot be sender"),
    131026: (400, "Message undeliverable"),
    131031: (403, "Account has been locked"),
    131042: (400, "Business eligibility payment issue"),
    131047: (400, "Re-engagement message"),
    131048: (400, "Spam rate limit hit"),
    131049: (400, "Meta chose not to deliver"),
    131050: (400, "User has stopped receiving marketing messages"),
    131051: (400, "Unsupported message type"),
    131052: (400, "Media download error"),
    131053: (400, "Media upload error"),
    131056: (400, "(Business Account, Consumer Account) pair rate limit hit"),
    131057: (500, "Account in maintenance mode"),
    131062: (400, "Business-scoped user ids are not supported for this message"),
    132000: (400, "Number of parameters does not match the expected number of params"),
    132001: (404, "Template name does not exist in the translation"),
    132005: (400, "Template hydrated text too long"),
    132007: (400, "Template format character policy violated"),
    132012: (400, "Parameter format does not match format in the created template"),
    132015: (400, "Template is paused"),
    132016: (400, "Template is disabled"),
    132018: (400, "There's an issue with the parameters in your template"),
    133010: (400, "Phone number not registered"),
    135000: (400, "Generic user error"),
}
_SUBCODES = {190: 463}  # the session has expired
_TRACE = "Az8or2yhqkZfEZ-_4Qn_Bam"


class GraphRefusal(Refusal):
    """An answer with an `error` object; a violation when a careful caller would never have asked."""

    def __init__(
        self, code: int, details: str = "", *, status: int = 0, subcode: int = 0, violation: bool = False
    ) -> None:
        listed, self.title = ERRORS.get(code, (400, "Unknown error"))
        super().__init__(status or listed, details or self.title, violation=violation)
        self.code, self.subcode = code, subcode or _SUBCODES.get(code, 0)

    def as_json(self) -> Json:
        error: Json = {
            "message": f"(#{self.code}) {self.title}",
            "type": "OAuthException",
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.description},
            "fbtrace_id": _TRACE,
        }
        return {"error": error | ({"error_subcode": self.subcode} if self.subcode else {})}

    def as_status_error(self) -> Json:
        """The same in a status that comes later."""
        return status_error(self.code, self.description)


def status_error(code: int, details: str = "") -> Json:
    """One of the `errors` of a status "failed"."""
    title = ERRORS.get(code, (400, "Unknown error"))[1]
    return {
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": details or title},
        "href": "https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes",
    }


def missing(details: str) -> GraphRefusal:
    """A parameter without which the request makes no sense: a mistake of the caller."""
    return GraphRefusal(131008, details, violation=True)


def wrong(details: str) -> GraphRefusal:
    """A value that can never be right: a mistake of the caller."""
    return GraphRefusal(131009, details, violation=True)


def unexpected(details: str) -> GraphRefusal:
    """Something the Graph API itself does not know there: a mistake of the caller."""
    return GraphRefusal(100, details, violation=True)


def length(text: str) -> int:
    """How long Meta takes a text to be. Which units it counts is not documented: the narrower ones here."""
    return utf16_units(text)
