"""Templates as files: what no network would take is refused here, every one is filled as it was agreed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.channels.whatsapp_templates import Remote
from bot.templates import comparing, letters
from bot.templates.comparing import Line
from bot.templates.files import LANGUAGES, BadTemplate, read, templates
from bot.templates.letters import Letter
from bot.templates.standing import ACCOUNT, PEOPLE, QUALITY, Standing, fact_name
from bot.templates.tariff import Tariff
from handlers.facts import ForumView
from handlers.forum import invitation
from handlers.talk.stored import say_from_json, say_to_json
from storage.forums import ForumRow
from storage.network_facts import Fact

NOW = datetime(2026, 11, 24, 5, tzinfo=UTC)
SERANG = ZoneInfo("Asia/Jakarta")
GOOD = """
version: 2
category: marketing
values: [number]
id: {body: "Laporan {number} ditutup.", buttons: [Baca], examples: [KS-1]}
en: {body: "Report {number} is closed.", buttons: [Read], examples: [KS-1]}
"""


def test_every_template_of_the_project_is_one_that_networks_take() -> None:
    found = templates()
    assert {
        "case_answered",
        "case_needs_data",
        "case_closed",
        "forum_invitation",
        "forum_reminder",
    } <= found.keys()
    assert {"answer_waiting", "message_waiting", "digest_ready"} <= found.keys()
    assert {one.category for one in found.values() if one.name != "forum_invitation"} == {"utility"}
    assert found["forum_invitation"].category == "marketing"
    for one in found.values():
        assert tuple(one.wordings) == LANGUAGES
        for wording in one.wordings.values():
            assert len(wording.body.splitlines()) <= 4
            filled = wording.body.format(**dict.fromkeys(one.values, "x" * letters.LONGEST_VALUE))
            assert len(filled) <= 1024


def test_values_are_numbered_in_one_order_whatever_the_language() -> None:
    template = read("x_y", GOOD)
    assert template.numbered("id") == "Laporan {{1}} ditutup."
    assert template.remote_name == "x_y_v2"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("version: 2", "version: two", "ValueError"),
        ("category: marketing", "category: gossip", "category"),
        ("Laporan {number} ditutup.", "Laporan ditutup.", "id: the body holds each value once"),
        ("Laporan {number} ditutup.", "{number} ditutup.", "neither begins nor ends"),
        ("Laporan {number} ditutup.", "Laporan {number}", "neither begins nor ends"),
        ("Laporan {number} ditutup.", "Laporan {number} " + "x" * 1024, "longer than 1024"),
        ("Laporan {number} ditutup.", "Laporan {number}\\n.\\n.\\n.\\n.", "cut after 4 lines"),
        ("examples: [KS-1]}\nen", "examples: []}\nen", "needs an example"),
        ("buttons: [Read]", "buttons: [Read, More]", "same buttons"),
        ("buttons: [Baca]", "buttons: [B" + "a" * 25 + "]", "at most 3 buttons of 25"),
        ("id: {", "id: [", "ParserError"),
        ("id: {", "xx: {", "KeyError"),
    ],
)
def test_a_file_that_no_network_would_take_says_why(old: str, new: str, why: str) -> None:
    assert old in GOOD
    with pytest.raises(BadTemplate, match="template x_y: ") as refused:
        read("x_y", GOOD.replace(old, new, 1))
    assert why in str(refused.value)


def test_a_name_that_no_network_takes_is_refused() -> None:
    with pytest.raises(BadTemplate, match="a-z"):
        read("Großbuchstaben", GOOD)


# ---- letters


def test_an_invitation_is_filled_in_the_readers_language_with_the_buttons_of_its_message() -> None:
    starts = datetime(2026, 12, 3, 9, tzinfo=SERANG)
    row = ForumRow(1, "A7K2", "Loket\n baru", None, starts.astimezone(UTC), "Aula " + "x" * 500, NOW)
    body = say_to_json(invitation(ForumView("A7K2", row.topic, starts, row.place)))
    letter = letters.of_forum("invitation", body, row, "en", SERANG)
    (template,) = letter.possible()
    topic, when, place = letter.filled(template)
    assert (topic, when) == ("Loket baru", "Thursday, 3 December 2026 at 09:00 WIB")
    assert len(place) == letters.LONGEST_VALUE
    assert letter.buttons == ("go.foru:A7K2.come", "go.foru:A7K2.perhaps", "go.foru:A7K2.cannot")


@pytest.mark.parametrize(
    ("purpose", "number", "state", "names"),
    [
        ("answer", "KS-1", "proposed", ["case_answered", "answer_waiting", "message_waiting"]),
        ("answer", "KS-1", "needs_data", ["case_needs_data", "answer_waiting", "message_waiting"]),
        ("answer", "KS-1", "silent", ["case_closed", "answer_waiting", "message_waiting"]),
        ("answer", "KS-1", "in_progress", ["answer_waiting", "message_waiting"]),
        ("reminder", "KS-1", "proposed", ["answer_waiting", "message_waiting"]),
        ("notice", "", "", ["message_waiting"]),
        ("digest", "", "", ["digest_ready", "message_waiting"]),
    ],
)
def test_what_waits_is_named_as_plainly_as_its_kind_allows(
    purpose: str, number: str, state: str, names: list[str]
) -> None:
    letter = letters.of_waiting(purpose, number, state)
    assert [template.name for template in letter.possible()] == names
    body = letters.to_body(letter, "en")
    assert letters.in_body(body) == letter
    say, _ = say_from_json(body)
    assert number in say.words
    assert [choice.id for choice in say.choices] == ["go.wait"]


def test_a_message_without_a_letter_and_a_letter_that_fits_no_template_carry_nothing() -> None:
    assert letters.in_body('{"words": "x"}') is None
    assert list(Letter(("case_answered",), {}, ("go.wait",)).possible()) == []
    assert list(Letter(("case_answered",), {"number": "KS-1"}, ()).possible()) == []
    assert list(Letter(("nothing",), {}, ()).possible()) == []


# ---- how they stand


def remote(
    name: str, status: str, language: str = "id", reason: str = "", category: str = "utility"
) -> Remote:
    template = templates()[name]
    wording = template.wordings[language]
    return Remote(
        template.remote_name, language, status, category, template.numbered(language), wording.buttons, reason
    )


def test_each_template_is_compared_in_each_language() -> None:
    mine = [templates()[name] for name in ("message_waiting", "case_answered", "digest_ready")]
    other_words = Remote("digest_ready_v1", "en", "APPROVED", "utility", "Something else.", ())
    there = [
        remote("case_answered", "APPROVED"),
        remote("case_answered", "REJECTED", "en", "INVALID_FORMAT"),
        remote("digest_ready", "APPROVED", category="marketing"),
        other_words,
        remote("message_waiting", "PAUSED"),
    ]
    lines = comparing.compare(mine, there)
    assert [(line.template, line.language, line.state, line.detail) for line in lines] == [
        ("case_answered_v1", "id", "approved", ""),
        ("case_answered_v1", "en", "rejected", "INVALID_FORMAT"),
        ("digest_ready_v1", "id", "approved", "counted as marketing there, which has its own price"),
        ("digest_ready_v1", "en", "different words", "raise its version to hand the new words in"),
        ("message_waiting_v1", "id", "paused", ""),
        ("message_waiting_v1", "en", "missing", ""),
    ]
    assert [line.good for line in lines] == [True, False, False, False, False, False]
    missing = comparing.missing(mine, there)
    assert [(one.name, language) for one, language in missing] == [("message_waiting", "en")]
    assert comparing.as_rows([Line("a_v1", "id", "utility", "missing")]) == [
        {"template": "a_v1", "language": "id", "category": "utility", "state": "missing", "detail": ""}
    ]


@pytest.mark.parametrize(
    ("status", "state"),
    [("APPROVED", "approved"), ("FLAGGED", "approved"), ("PAUSED", "waits"), ("PENDING", "waits"),
     ("REJECTED", "gone"), ("DISABLED", "gone"), ("SOMETHING_NEW", "gone")],
)  # fmt: skip
def test_what_the_network_calls_a_template_says_whether_it_goes_out(status: str, state: str) -> None:
    template = templates()["case_answered"]
    standing = Standing({fact_name(template, "id"): Fact(status, "", NOW)})
    assert standing.state(template, "id") == state
    assert standing.state(template, "en") == "gone"


@pytest.mark.parametrize(
    ("facts", "people", "pace"),
    [
        ({}, 250, 1.0),
        ({PEOPLE: "2000"}, 250, 1.0),
        ({PEOPLE: "50"}, 50, 1.0),
        ({QUALITY: "GREEN"}, 250, 1.0),
        ({QUALITY: "UNKNOWN"}, 250, 1.0),
        ({QUALITY: "YELLOW"}, 125, 0.5),
        ({QUALITY: "FLAGGED"}, 125, 0.5),
        ({QUALITY: "RED", PEOPLE: "50"}, 5, 0.1),
        ({QUALITY: "RED", PEOPLE: "1", ACCOUNT: "x"}, 1, 0.1),
    ],
)
def test_a_low_quality_slows_what_goes_out(facts: dict[str, str], people: int, pace: float) -> None:
    standing = Standing({name: Fact(value, "", NOW) for name, value in facts.items()})
    assert (standing.people_a_day(250), standing.pace) == (people, pace)


def test_a_month_is_the_citys_and_ends_at_its_midnight() -> None:
    tariff = Tariff({"utility": 357}, 1000, 250, SERANG)
    last = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)
    assert tariff.month(last) == "2026-12"
    assert tariff.next_month(last) == datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    assert tariff.month(tariff.next_month(last)) == "2027-01"
    assert tariff.price("utility") == 357
