"""Templates on WhatsApp's double: created, reviewed, filled in, paused, and sent outside the window."""

from typing import Any

import pytest

from tests.doubles.cloudapi import CloudApi
from tests.doubles_checks.raw import graph, send

ANSWERED = {
    "name": "case_answered",
    "language": "id",
    "category": "UTILITY",
    "components": [
        {
            "type": "BODY",
            "text": "Laporan {{1}} dijawab oleh {{2}}, silakan dibaca.",
            "example": {"body_text": [["KS-2611-7F3K", "Disdukcapil"]]},
        },
        {"type": "FOOTER", "text": "Suara Warga"},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Baca"}]},
    ],
}


def create(api: CloudApi, template: dict[str, Any]) -> tuple[int, Any]:
    return graph(api, f"{api.waba_id}/message_templates", template)


def fill(*values: str, name: str = "case_answered", **more: Any) -> dict[str, Any]:
    parameters = [{"type": "text", "text": value} for value in values]
    template = {"name": name, "language": {"code": "id"}}
    return template | {"components": [{"type": "body", "parameters": parameters}, *more.get("buttons", [])]}


def payload(choice: str) -> dict[str, Any]:
    parameter = {"type": "payload", "payload": choice}
    return {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [parameter]}


def test_a_template_is_created_reviewed_listed_and_sent_outside_the_window(cloudapi: CloudApi) -> None:
    status, made = create(cloudapi, ANSWERED)
    assert (status, made["status"], made["category"]) == (200, "PENDING", "UTILITY")
    sari, filled = cloudapi.person(1, "Sari"), fill("KS-1", "Dishub", buttons=[payload("go.case:KS-1")])
    assert send(cloudapi, 1, "template", filled)[1]["error"]["code"] == 132001
    cloudapi.templates.becomes("case_answered", "APPROVED")
    answer = send(cloudapi, 1, "template", filled)[1]
    assert answer["messages"][0]["message_status"] == "accepted"
    screen = sari.screen()
    assert screen.text == "Laporan KS-1 dijawab oleh Dishub, silakan dibaca.\n\nSuara Warga"
    assert (screen.buttons, screen.data) == (["Baca"], ("go.case:KS-1",))
    assert sari.taps("Baca")["button"] == {"payload": "go.case:KS-1", "text": "Baca"}
    assert send(cloudapi, 1)[0] == 200
    (listed,) = graph(cloudapi, f"{cloudapi.waba_id}/message_templates?fields=name,status")[1]["data"]
    assert (listed["name"], listed["status"]) == ("case_answered", "APPROVED")
    (told,) = [
        one for one in cloudapi.ledger.updates.values() if one.kind == "message_template_status_update"
    ]
    assert told.payload["value"]["event"] == "APPROVED"


@pytest.mark.parametrize(
    ("status", "code"), [("PAUSED", 132015), ("DISABLED", 132016), ("REJECTED", 132001), ("PENDING", 132001)]
)
def test_what_is_not_approved_cannot_be_sent(cloudapi: CloudApi, status: str, code: int) -> None:
    create(cloudapi, ANSWERED)
    cloudapi.templates.becomes("case_answered", status, "INVALID_FORMAT")
    assert send(cloudapi, 1, "template", fill("a", "b"))[1]["error"]["code"] == code


MISFILLED: list[tuple[str, dict[str, Any], int]] = [
    ("another name", fill("a", "b", name="nothing"), 132001),
    ("too few", fill("a"), 132000),
    ("too many", fill("a", "b", "c"), 132000),
    ("a new line", fill("a\nb", "b"), 132018),
    ("nothing in it", fill(" ", "b"), 131008),
    ("too long", fill("a" * 1000, "b"), 132005),
    ("a second button", fill("a", "b", buttons=[payload("x") | {"index": "1"}]), 132012),
]


@pytest.mark.parametrize(("filled", "code"), [m[1:] for m in MISFILLED], ids=[m[0] for m in MISFILLED])
def test_what_does_not_fit_the_template_is_refused(
    cloudapi: CloudApi, filled: dict[str, Any], code: int
) -> None:
    cloudapi.templates.instant = True
    create(cloudapi, ANSWERED)
    assert send(cloudapi, 1, "template", filled)[1]["error"]["code"] == code
    cloudapi.forgive()


def body(text: str, *samples: str) -> list[dict[str, Any]]:
    return [{"type": "BODY", "text": text, "example": {"body_text": [list(samples)]}}]


LONG_BUTTON = {"type": "QUICK_REPLY", "text": "a" * 26}
WRONG: list[tuple[str, dict[str, Any]]] = [
    ("a name with capitals", {"name": "CaseAnswered"}),
    ("no such category", {"category": "SERVICE"}),
    ("a variable at the start", {"components": body("{{1}} sudah dijawab", "a")}),
    ("a variable at the end", {"components": body("Sudah dijawab: {{1}}.", "a")}),
    ("no sample", {"components": body("Laporan {{1}} dijawab")}),
    ("a gap", {"components": body("Laporan {{2}} dijawab", "a")}),
    ("no body", {"components": [{"type": "FOOTER", "text": "Suara Warga"}]}),
    ("a long footer", {"components": [*body("Ya"), {"type": "FOOTER", "text": "a" * 61}]}),
    ("a long button", {"components": [*body("Ya"), {"type": "BUTTONS", "buttons": [LONG_BUTTON]}]}),
]


@pytest.mark.parametrize("changed", [w[1] for w in WRONG], ids=[w[0] for w in WRONG])
def test_a_template_that_meta_would_not_take_is_not_created(
    cloudapi: CloudApi, changed: dict[str, Any]
) -> None:
    status, answer = create(cloudapi, ANSWERED | changed)
    assert status == 400
    assert answer["error"]["code"] in (100, 131008, 131009)
    assert len(cloudapi.forgive()) == 1


def test_the_same_name_and_language_is_created_once_and_edited_after_that(cloudapi: CloudApi) -> None:
    made = create(cloudapi, ANSWERED)[1]
    assert create(cloudapi, ANSWERED)[1]["error"]["error_subcode"] == 2388024
    cloudapi.templates.approve_all()
    changed = {"components": body("Laporan {{1}} sudah dijawab, silakan dibaca.", "KS-1")}
    assert graph(cloudapi, made["id"], changed)[1] == {"success": True}
    assert graph(cloudapi, made["id"])[1]["status"] == "PENDING"
    cloudapi.templates.approve_all()
    assert send(cloudapi, 1, "template", fill("KS-1"))[0] == 200
    assert len(cloudapi.forgive()) == 1


def test_marketing_reaches_neither_who_stopped_it_nor_whom_meta_spares(cloudapi: CloudApi) -> None:
    cloudapi.templates.instant = True
    create(cloudapi, ANSWERED | {"category": "MARKETING"})
    cloudapi.person(1).stops_marketing()
    cloudapi.network.withheld.add(2)
    cloudapi.person(2, "Joko")
    assert send(cloudapi, 1, "template", fill("a", "b"))[1]["error"]["code"] == 131050
    assert send(cloudapi, 2, "template", fill("a", "b"))[0] == 200
    (told,) = cloudapi.statuses()
    assert told.payload["value"]["statuses"][0]["errors"][0]["code"] == 131049
