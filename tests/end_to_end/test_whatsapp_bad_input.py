"""What nobody should send to WhatsApp's webhook, and what people send that no conversation asked for."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.chaos.citizens import asks
from tests.doubles.cloudapi import dumped
from tests.doubles.ledger import UpdateRecord
from tests.end_to_end.acts import answered, complains, says, taps
from tests.end_to_end.product import WHATSAPP, Product
from tests.end_to_end.test_whatsapp import citizen, network, person

CASE_AND_PIN = re.compile(r"([A-Z]{2}-\d{4}-[0-9A-Z]{4,8}) (\d{6})")
HUNG_UP = 0
FORGED = "I was forged and must not be logged"


def test_a_forged_webhook_is_refused_counted_and_not_logged(whatsapp: Product) -> None:
    api = network(whatsapp)
    body, genuine = api.letter(message(whatsapp, "text", text={"body": FORGED}))
    anew = dumped(json.loads(body))
    other = {**genuine, "X-Hub-Signature-256": "sha256=" + "0" * 64}
    unsigned = {"Content-Type": "application/json"}
    strange = {**genuine, "X-Hub-Signature-256": "sha256=é"}
    old = {**unsigned, "X-Hub-Signature": genuine["X-Hub-Signature-256"].replace("sha256", "sha1")}
    tries = [(anew, genuine), (body, other), (body, unsigned), (body, old), (body, strange), (b"", unsigned)]
    assert [post(whatsapp, *one) for one in tries] == [401] * len(tries)
    assert FORGED not in whatsapp.last_logged()
    assert "forged" in whatsapp.last_logged()


def test_the_challenge_is_given_back_only_to_who_knows_our_word(whatsapp: Product) -> None:
    asked = f"{whatsapp.base}{WHATSAPP}?hub.mode=subscribe&hub.challenge=42&hub.verify_token="
    assert get(asked + network(whatsapp).verify_token) == (200, "42")
    assert get(asked + "guessed")[0] == 403


def test_three_megabytes_are_taken_and_more_is_refused(whatsapp: Product) -> None:
    """Meta says a payload may have 3 MB: twelve people in it, and much that we do not read."""
    api = network(whatsapp)
    people = [api.person(500 + place, f"Warga {place}") for place in range(12)]
    with api.together("lists") as records:
        for one in people:
            one.says("Halo", unread={"filler": "x" * 250_000})
    assert 3_000_000 < len(api.letter(*records)[0]) < 3 * 1024 * 1024
    for one in people:
        one.waits_for_reply(within=30)
    body = b'{"object":"' + b"x" * (5 * 1024 * 1024) + b'"}'
    assert post(whatsapp, body, api.signed(body)) in (413, HUNG_UP)
    assert whatsapp.health() == 200


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"{}", b'{"entry": 7}', b'{"entry": [{"changes": [{"value": []}]}]}']
)
def test_genuine_nonsense_is_answered_and_harms_nobody(whatsapp: Product, body: bytes) -> None:
    assert post(whatsapp, body, network(whatsapp).signed(body)) in (200, 400)
    assert whatsapp.health() == 200


def test_a_status_for_a_message_that_we_never_sent_is_taken_and_changes_nothing(whatsapp: Product) -> None:
    api, sari = network(whatsapp), person(whatsapp, 601, "Sari")
    answered(sari, lambda: sari.opens("u-dinkes"))
    whatsapp.rows.until("SELECT count(*) FROM outbox WHERE state = 'pending'", lambda count: count == 0)
    before = whatsapp.rows.all("SELECT state, count(*) FROM outbox GROUP BY state ORDER BY state")
    for state in ("sent", "delivered", "read", "failed"):
        api.network.status(sari.who, "wamid.bm9ib2R5", state, 131047)
    api.waits_until_confirmed(10)
    after = whatsapp.rows.all("SELECT state, count(*) FROM outbox GROUP BY state ORDER BY state")
    assert after == before


ODD: list[tuple[str, dict[str, Any]]] = [
    ("order", {"order": {"catalog_id": "1", "product_items": []}}),
    ("request_welcome", {}),
    ("hologram", {"hologram": {"id": "1"}}),
    ("text", {}),
    ("image", {"image": {"mime_type": "image/jpeg"}}),
    ("interactive", {"interactive": {"type": "nfm_reply", "nfm_reply": {"response_json": "{}"}}}),
    ("unsupported", {"errors": [{"code": 131051, "title": "Message type unknown"}]}),
    ("text", {"text": {"body": 7}}),
]


@pytest.mark.parametrize(("kind", "content"), ODD, ids=[f"{k} {n}" for n, (k, _) in enumerate(ODD)])
def test_what_no_conversation_knows_is_answered_with_what_is_possible(
    whatsapp: Product, kind: str, content: dict[str, Any]
) -> None:
    who = person(whatsapp, 620 + ODD.index((kind, content)), "Orang")
    screen = answered(who, lambda: who.sends_raw(kind, **content))
    assert screen.buttons or screen.text
    assert whatsapp.health() == 200


def test_things_that_were_not_asked_for_lose_nothing(whatsapp: Product) -> None:
    who = person(whatsapp, 640, "Orang")
    question = answered(who, lambda: who.opens("u-dinkes"))
    assert asks("score")(question)
    for act in (who.sends_sticker, who.sends_contact, who.sends_voice, who.sends_unsupported):
        answered(who, act)
    said = who.says("hmm")
    who.waits_for_reply(within=30)
    answered(who, lambda: who.edits("hm", said))
    heard = who.heard()
    who.deletes(said)
    who.reacts(who.chat.bot_messages()[-1])
    network(whatsapp).waits_until_confirmed(10)
    who.taps("score:4", who.chat.bot_messages()[0])
    network(whatsapp).waits_until_confirmed(10)
    assert who.heard() > heard
    rated = "SELECT count(*) FROM ratings WHERE citizen_id = ?"
    assert whatsapp.rows.one(rated, citizen(whatsapp, who)) <= 1


def test_a_reply_to_a_message_that_we_never_sent_is_heard_as_words(whatsapp: Product) -> None:
    who, api = person(whatsapp, 650, "Orang"), network(whatsapp)
    quoted = {"from": api.number, "id": "wamid.bm9ib2R5"}
    assert answered(who, lambda: who.says("Halo", context=quoted)).text


def test_an_id_with_our_prefix_but_nonsense_opens_nothing(whatsapp: Product) -> None:
    who = person(whatsapp, 651, "Orang")
    answered(who, lambda: who.opens("u-dinkes"))
    shown = who.chat.bot_messages()[0]
    for nonsense in ("rate.score:9~zzzz.1", "go.work:KS-2611-0000", "rate.score:4~", "go.", "x" * 256):
        answered(who, lambda nonsense=nonsense: who.taps_data(nonsense, shown))
    rated = "SELECT count(*) FROM ratings WHERE citizen_id = ?"
    assert whatsapp.rows.one(rated, citizen(whatsapp, who)) == 0


def test_a_person_without_a_profile_or_a_number_is_somebody_all_the_same(whatsapp: Product) -> None:
    who = network(whatsapp).person(652)
    who.hides_number()
    answered(who, lambda: who.opens("u-dinkes"))
    answered(who, lambda: who.taps("score:4"))
    assert whatsapp.rows.one("SELECT count(*) FROM ratings WHERE citizen_id = ?", citizen(whatsapp, who)) == 1


def test_a_photo_that_has_expired_or_is_none_is_refused_and_the_report_goes_its_way(
    whatsapp: Product,
) -> None:
    who, api = person(whatsapp, 653, "Orang"), network(whatsapp)
    complains(who, "Loket tiga tutup jam sepuluh pagi")
    gone = who.sends_photo()
    who.waits_for_reply(within=30)
    api.media.gone.add(gone["image"]["id"])
    answered(who, lambda: who.sends_photo(b"no picture at all"))
    taps(who, "photos:=")
    taps(who, "senda:y")
    of_the_case = "FROM media WHERE owner = 'case' AND channel = 'whatsapp'"
    whatsapp.rows.until(f"SELECT count(*) {of_the_case} AND state = 'refused'", lambda count: count == 2)
    reasons = {reason for (reason,) in whatsapp.rows.all(f"SELECT reason {of_the_case}")}
    assert "type not taken: unknown" in reasons
    assert len(reasons) == 2
    assert whatsapp.health() == 200


def test_one_sentence_of_a_number_and_a_wrong_pin_brings_nothing_and_five_are_enough(
    whatsapp: Product,
) -> None:
    old, new = person(whatsapp, 655, "Rina"), person(whatsapp, 656, "Rina")
    complains(old, "Loket empat tutup jam sepuluh pagi")
    taps(old, "photos:-")
    number, pin = CASE_AND_PIN.findall(taps(old, "senda:y").text)[0]
    wrong = f"{number} {(int(pin) + 1) % 10**6:06}"
    assert {says(new, wrong).text for _ in range(5)} == {says(new, f"{number} {pin}").text}
    assert number in says(old, f"{number} {pin}").text
    owner = "SELECT citizen_id FROM cases WHERE number = ?"
    assert whatsapp.rows.one(owner, number) == citizen(whatsapp, old)


def test_a_new_number_that_the_network_told_nobody_of_takes_a_report_along_with_its_pin(
    whatsapp: Product,
) -> None:
    old, new = person(whatsapp, 657, "Rina"), person(whatsapp, 658, "Rina")
    complains(old, "Loket lima tutup jam sepuluh pagi")
    taps(old, "photos:-")
    number, pin = CASE_AND_PIN.findall(taps(old, "senda:y").text)[0]
    assert number in says(new, f"{number} {pin}").text
    owner = "SELECT citizen_id FROM cases WHERE number = ?"
    assert whatsapp.rows.one(owner, number) == citizen(whatsapp, new) != citizen(whatsapp, old)
    assert number in old.waits_for_reply(within=30).text


def test_who_changes_the_number_stays_the_same_person(whatsapp: Product) -> None:
    who, api = person(whatsapp, 654, "Sari"), network(whatsapp)
    answered(who, lambda: who.opens("u-dinkes"))
    before = citizen(whatsapp, who)
    who.changes_number("628990000654", "ID.9990000654")
    api.waits_until_confirmed(10)
    answered(who, lambda: who.taps("score:4"))
    assert citizen(whatsapp, who) == before
    assert whatsapp.rows.one("SELECT count(*) FROM ratings WHERE citizen_id = ?", before) == 1


def message(product: Product, kind: str, **content: Any) -> UpdateRecord:
    """A message of nobody's, which is not put."""
    api = network(product)
    said = {"from": "628110000", "id": "wamid.Zm9yZ2Vk", "timestamp": "1700000000", "type": kind, **content}
    contact = {"profile": {"name": "Orang"}, "wa_id": "628110000"}
    value = {"messaging_product": "whatsapp", "metadata": api.network.metadata}
    value |= {"contacts": [contact], "messages": [said]}
    return UpdateRecord("wamid.Zm9yZ2Vk", None, "message", {"field": "messages", "value": value})


def post(product: Product, body: bytes, headers: dict[str, str]) -> int:
    """Push a payload as somebody else would; the status of the answer."""
    encoded = {name: value.encode("utf-8").decode("latin-1") for name, value in headers.items()}
    request = urllib.request.Request(f"{product.base}{WHATSAPP}", body, encoded)  # noqa: S310 - loopback
    return answer(request)[0]


def get(url: str) -> tuple[int, str]:
    return answer(urllib.request.Request(url))  # noqa: S310 - loopback


def answer(request: urllib.request.Request) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(request, timeout=20) as response:  # noqa: S310 - loopback
            return int(response.status), response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""
    except urllib.error.URLError as error:
        if isinstance(error.reason, ConnectionResetError):  # refused while we were still sending
            return HUNG_UP, ""
        raise
