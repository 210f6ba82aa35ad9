"""Each of the network's codes has one name and one reason; one that nobody knows harms nobody."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels import whatsapp_failures as failures
from bot.channels.base import (
    Blocked,
    Closed,
    Held,
    OptedOut,
    Refused,
    Throttled,
    TokenEnded,
    Undelivered,
    Unreachable,
)
from bot.channels.whatsapp_failures import TABLE, failure_of, refused, unfetched
from bot.marks import Failed, Later, Shut, Unknown
from bot.verdict import TOKEN_ENDED, Rules, verdict
from storage.outbox import Claimed

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
RULES = Rules(UTC)
PAGE = Path("docs/whatsapp.md")
ACCOUNT, TEMPLATE = "the account cannot send now", "the template cannot be used"
TOKEN, TROUBLE = "the token is no longer accepted", "the network has trouble of its own"
MESSAGE, FILLED = "the network does not take this message", "the template was filled in wrongly"
PERSON, FILE = "cannot be delivered to this person", "the network does not take this file"
EXPECTED: list[tuple[int, type[Undelivered], str]] = [
    (130429, Throttled, "the network asks us to wait 5 s"),
    (4, Throttled, "the network asks us to wait 60 s"),
    (80007, Throttled, "the network asks us to wait 60 s"),
    (131048, Throttled, "the network asks us to wait 60 s"),
    (131057, Throttled, "the network asks us to wait 60 s"),
    (131056, Unreachable, "too much at once for this person"),
    (131047, Closed, "outside the 24-hour window"),
    (131026, Refused, PERSON),
    (131021, Refused, PERSON),
    (131030, Refused, PERSON),
    (130497, Refused, "not allowed to write to this country"),
    (131049, Refused, "held back by the network"),
    (130472, Refused, "held back by the network"),
    (131050, OptedOut, "no invitations wanted"),
    *[(code, Refused, FILLED) for code in (132000, 132005, 132008, 132012, 132018)],
    *[(code, Held, TEMPLATE) for code in (132001, 132007, 132015, 132016, 132068, 132069)],
    *[(code, Held, "the account may not send this template now") for code in (131063, 131064)],
    (131042, Held, "the account's payment is not in order"),
    *[(code, TokenEnded, TOKEN) for code in (0, 3, 10, 190, 131005, *range(200, 300))],
    *[(code, TokenEnded, ACCOUNT) for code in (33, 368, 131031, 131037, 131045, 133010)],
    *[(code, Refused, FILE) for code in (131052, 131053)],
    *[(code, Refused, MESSAGE) for code in (100, 131008, 131009, 131051, 131062, 135000, 137000)],
    *[(code, Unreachable, TROUBLE) for code in (1, 2, 131000, 131016, 133004)],
]


def said(code: object, **more: object) -> bytes:
    return json.dumps({"error": {"message": "(#1) of the network", "code": code, **more}}).encode()


def row(purpose: str, tries: int = 0) -> Claimed:
    return Claimed(7, "bulk", "whatsapp", 3, purpose, "", None, tries, None)


@pytest.mark.parametrize(("code", "kind", "reason"), EXPECTED)
def test_a_code_has_its_name_and_its_reason(code: int, kind: type[Undelivered], reason: str) -> None:
    failure = failure_of(code)
    assert type(failure) is kind
    assert failure.reason == reason


def test_every_row_of_the_table_is_looked_at_here_and_no_code_stands_in_two() -> None:
    codes = [code for one in TABLE for code in one.codes]
    assert sorted(codes) == sorted({code for code, _, _ in EXPECTED})
    assert len(codes) == len(set(codes))
    assert all(one.source for one in TABLE)


@pytest.mark.parametrize("code", [-1, 5, 131059, 131099, 999999, 2**40])
def test_a_code_nobody_knows_waits_and_silences_nobody(code: int) -> None:
    failure = failure_of(code)
    assert type(failure) is Held
    assert failure.reason == f"{failures.UNKNOWN}: {code}"
    mark = verdict(row("invitation"), failure, RULES, NOW)
    assert isinstance(mark, Later)
    assert not mark.counts


def test_no_code_at_all_is_a_block() -> None:
    assert not [code for code in range(140_000) if isinstance(failure_of(code), Blocked)]


def test_only_one_code_ends_invitations() -> None:
    assert [code for code in range(140_000) if isinstance(failure_of(code), OptedOut)] == [131050]


@pytest.mark.parametrize(
    ("status", "body", "retry_after", "seconds"),
    [
        (429, b"", "7", 7),
        (429, b"<html>", "", 5),
        (429, said(130429), "7", 7),
        (400, said(80007), "90", 90),
        (429, said(130429), "0", 1),  # no lane turns round and round
        (429, b"", "9" * 400, 3600),
        (429, b"", "Wed, 25 Nov 2026 07:28:00 GMT", 5),
        (429, b"", "²", 5),
    ],
)
def test_a_lane_waits_as_long_as_the_network_asks(
    status: int, body: bytes, retry_after: str, seconds: float
) -> None:
    failure = refused(status, body, retry_after)
    assert isinstance(failure, Throttled)
    assert failure.after == seconds


def test_what_concerns_one_person_does_not_stop_the_lane_even_with_a_pause_in_the_header() -> None:
    failure = refused(429, said(131056), "9")
    assert isinstance(failure, Unreachable)
    assert not failure.left


@pytest.mark.parametrize(
    ("status", "body", "left"),
    [
        (500, b"<html>Sorry, something went wrong</html>", True),
        (502, b"", True),
        (503, said(2), True),
        (500, said(1), True),
        (400, said(1), False),
        (500, said(131000), False),  # its page: the message failed to be sent
        (500, said(131016), False),
        (401, b"<html>", False),
        (404, b"[]", False),
        (400, b'{"error": "no object"}', False),
        (400, said("190"), False),
        (400, said(True), False),
        (400, b"[" * 100_000, False),
        (400, b"\xff\xfe", False),
    ],
)
def test_whether_the_message_may_have_arrived_is_told_apart(status: int, body: bytes, left: bool) -> None:
    failure = refused(status, body)
    assert isinstance(failure, Unreachable)
    assert failure.left is left


def test_an_invitation_that_may_have_arrived_is_never_sent_again_and_an_answer_is() -> None:
    perhaps = refused(502, b"")
    assert isinstance(verdict(row("invitation"), perhaps, RULES, NOW), Unknown)
    assert isinstance(verdict(row("answer"), perhaps, RULES, NOW), Later)


def test_a_number_that_is_not_ours_stops_the_lane_and_loses_nothing() -> None:
    failure = refused(400, said(100, error_subcode=33))
    assert isinstance(failure, TokenEnded)
    assert isinstance(verdict(row("invitation", tries=7), failure, RULES, NOW), Later)


def test_a_file_that_is_no_more_is_refused_and_everything_else_is_as_ever() -> None:
    assert isinstance(unfetched(400, said(100, error_subcode=33)), Refused)
    assert isinstance(unfetched(401, said(190)), TokenEnded)
    assert isinstance(unfetched(429, b"", "3"), Throttled)


def test_a_token_that_has_ended_counts_as_no_try() -> None:
    mark = verdict(row("invitation", tries=7), refused(401, said(190, error_subcode=463)), RULES, NOW)
    assert isinstance(mark, Later)
    assert (mark.reason, mark.counts) == (TOKEN_ENDED, False)


def test_a_closed_window_is_no_failure_and_what_meta_holds_back_is_final() -> None:
    assert isinstance(verdict(row("answer"), failure_of(131047), RULES, NOW), Shut)
    held_back = verdict(row("invitation"), failure_of(131049), RULES, NOW)
    assert isinstance(held_back, Failed)
    assert (held_back.reason, held_back.blocked, held_back.uninvited) == (
        "held back by the network",
        None,
        None,
    )


def test_who_wants_no_invitations_is_not_blocked() -> None:
    mark = verdict(row("invitation"), failure_of(131050), RULES, NOW)
    assert isinstance(mark, Failed)
    assert (mark.blocked, mark.uninvited) == (None, (3, "whatsapp"))


def test_the_page_has_the_same_table() -> None:
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    for one in TABLE:
        assert written(one) in lines


def written(one: failures.Row) -> str:
    """A row as docs/whatsapp.md has it."""
    codes = [str(code) for code in one.codes if not 200 <= code < 300]
    codes += ["200-299"] if 200 in one.codes else []
    return f"| {', '.join(codes)} | `{type(one.make('')).__name__}` | {one.reason} | {one.source} |"
