"""One day on WhatsApp over real HTTP: citizens and officials who use nothing else."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from bot.channels.whatsapp_ids import message_ref
from bot.media import read_copy
from handlers.dates import day as in_words
from handlers.talk import speaking
from tests.chaos.citizens import NUMBER, asks, ends
from tests.doubles.cloudapi import CloudApi
from tests.doubles.cloudapi_people import WhatsAppPerson
from tests.doubles.pictures import tiny_jpeg
from tests.doubles.play import Screen
from tests.end_to_end.acts import answered, complains, hands_in, joins, plays, row, says, taps
from tests.end_to_end.product import Product
from tests.end_to_end.test_week import this_week

KELURAHAN = 67
PENDING = "SELECT count(*) FROM outbox WHERE state = 'pending'"
SENT = "SELECT count(*) FROM outbox WHERE lane = 'bulk' AND sent_ref IS NOT NULL"


def network(product: Product) -> CloudApi:
    assert product.whatsapp is not None
    return product.whatsapp


def person(product: Product, number: int, name: str) -> WhatsAppPerson:
    return network(product).person(number, name)


def citizen(product: Product, who: WhatsAppPerson) -> int:
    """The id under which the product knows this person."""
    found = product.vault.hash("whatsapp.bsuid", who.who.bsuid)
    return int(product.rows.one("SELECT citizen_id FROM handles WHERE hash = ?", found))


def test_from_the_code_on_the_counter_to_a_stored_rating_it_takes_two_taps(whatsapp: Product) -> None:
    sari = person(whatsapp, 101, "Sari")
    asked = answered(sari, lambda: sari.opens("u-disdukcapil"))  # the words stand there already: one tap
    assert asks("score")(asked)
    answered(sari, lambda: sari.taps("score:4"))
    ours = [one for one in network(whatsapp).ledger.updates.values() if one.kind == "message"]
    stored = row(whatsapp, "SELECT unit, score FROM ratings WHERE citizen_id = ?", citizen(whatsapp, sari))
    assert (len(ours), stored) == (2, ("disdukcapil", 4))
    taps(sari, "service:ktp_el")
    assert ends(says(sari, "Petugasnya ramah dan cepat"))
    plays(sari)


def test_a_tap_on_an_old_button_is_told_in_a_message_that_it_was_noted(whatsapp: Product) -> None:
    sari = person(whatsapp, 102, "Sari")
    asked = answered(sari, lambda: sari.opens("u-disdukcapil"))
    answered(sari, lambda: sari.taps("score:4"))
    told = answered(sari, lambda: sari.taps_data(asked.data[0], sari.chat.bot_messages()[0]))
    assert told.text == "Sudah dicatat."
    rated = "SELECT count(*) FROM ratings WHERE citizen_id = ?"
    assert whatsapp.rows.one(rated, citizen(whatsapp, sari)) == 1


def test_a_report_of_six_thousand_characters_in_three_messages_with_a_photo_is_kept_whole(
    whatsapp: Product,
) -> None:
    wati = person(whatsapp, 103, "Wati")
    parts = [f"Bagian {number}: " + "KTP saya belum jadi. " * 95 for number in (1, 2, 3)]
    parts = [part[:2000] for part in parts]
    begins_a_complaint(wati)
    for part in parts:
        says(wati, part)
    taps(wati, "what:=", "where:-", "when:today")
    photo = tiny_jpeg()
    answered(wati, lambda: wati.sends_photo(photo))
    taps(wati, "photos:=")
    wati.hears("akan membacanya", within=30)  # the summary comes in parts, the buttons under the last
    receipt = taps(wati, "senda:y")
    (number,) = set(NUMBER.findall(receipt.text))
    case, due, details = row(whatsapp, "SELECT id, answer_due, details FROM cases WHERE number = ?", number)
    told = json.loads(whatsapp.vault.open(bytes(details), "cases.details"))["words"]
    assert all(part.strip() in told for part in parts)
    assert len(told) >= 6000
    with speaking("id"):
        assert in_words(date.fromisoformat(due)) in receipt
    kept = "SELECT count(*) FROM media WHERE state = 'kept' AND owner = 'case'"
    whatsapp.rows.until(kept, lambda count: count == 1)
    (path,) = row(whatsapp, "SELECT path FROM media WHERE owner_id = ? AND owner = 'case'", case)
    assert read_copy(whatsapp.media, path, whatsapp.vault) == photo
    assert number in says(wati, "/status")


def test_each_of_the_sixty_seven_kelurahan_is_found_in_the_list(whatsapp: Product) -> None:
    joko = person(whatsapp, 104, "Joko")
    says(joko, "/survei")
    screen, seen = taps(joko, "Kelurahan"), set()
    for _ in range(12):
        assert 1 <= len(screen.buttons) <= 10
        seen |= {choice.partition("~")[0] for choice in screen.data if ".unit:kel_" in choice}
        more = [choice for choice in screen.data if is_further(choice, screen)]
        if not more:
            break
        screen = taps(joko, more[0])
    plays(joko)
    assert len(seen) == KELURAHAN


def is_further(choice: str, screen: Screen) -> bool:
    """The row that leads to the next page: its label says so."""
    label = screen.buttons[screen.data.index(choice)]
    return label.startswith(("More", "Lainnya", "Selanjutnya", "Berikut", "Lagi"))


def test_an_official_is_invited_here_and_answers_by_replying(whatsapp: Product) -> None:
    budi, rina = person(whatsapp, 201, "Budi"), person(whatsapp, 105, "Rina")
    joined = joins(whatsapp, budi, "officer", "--unit", "disdukcapil")
    assert "Dinas Kependudukan" in joined
    complains(rina, "Loket tiga tutup jam sepuluh pagi")
    number = hands_in(rina)
    notice = budi.hears(number, within=30)
    words = budi.chat.look(notice).text
    assert "Loket tiga tutup" in words
    assert "Rina" not in words
    # Nobody answers before the network has told us what it calls the message.
    whatsapp.rows.until(f"{SENT} AND case_number = '{number}'", lambda sent: sent > 0)
    answered(budi, lambda: budi.replies(notice, "Mulai besok loket tiga buka sampai jam 14."))
    answer = rina.hears("Mulai besok loket tiga", within=30)
    assert number in rina.chat.look(answer).text
    assert whatsapp.rows.one("SELECT answered_at FROM cases WHERE number = ?", number) is not None
    plays(budi, "Petugas")
    plays(rina)


def test_the_digest_reaches_a_head_here(whatsapp: Product) -> None:
    head = person(whatsapp, 301, "Ibu Kepala")
    joins(whatsapp, head, "head", "--unit", "disdukcapil")
    whatsapp.suara("digest", "--week", this_week(), "--send")
    digest = head.hears("📊", within=30)
    assert "Dinas Kependudukan" in str(head.chat.look(digest)) or "Disdukcapil" in str(digest)
    plays(head, "Kepala")


def test_what_became_of_a_message_is_written_down(whatsapp: Product) -> None:
    dewi = person(whatsapp, 106, "Dewi")
    answered(dewi, lambda: dewi.opens("u-dinkes"))
    dewi.reads()
    (ref,) = [whatsapp.named(message_ref(str(call.message_id))) for call in network(whatsapp).sent(dewi.id)]
    read = f"SELECT count(*) FROM statuses WHERE ref = '{ref}' AND read_at IS NOT NULL"  # noqa: S608
    whatsapp.rows.until(read, lambda count: count == 1)
    stored = row(whatsapp, "SELECT state FROM outbox WHERE sent_ref = ?", ref)
    assert stored == ("sent",)


def test_the_same_message_twice_at_once_gives_one_row_and_one_answer(whatsapp: Product) -> None:
    hasan, api = person(whatsapp, 107, "Hasan"), network(whatsapp)
    answered(hasan, lambda: hasan.opens("u-dinkes"))
    with api.pulse.change("queue"):  # all copies are under way before the first is answered
        tap = hasan.taps("score:3")
        api.redeliver(tap["update_id"], copies=4)
    hasan.waits_for_reply(within=30)
    record = api.ledger.updates[tap["update_id"]]
    assert api.waits_until(lambda: len(record.deliveries) == 5, 10)
    api.redeliver(tap["update_id"])  # and once more when all is over
    assert api.waits_until(lambda: len(record.deliveries) == 6, 10)
    assert asks("score")(answered(hasan, lambda: hasan.opens("u-disdukcapil")))
    ratings = "SELECT count(*) FROM ratings WHERE citizen_id = ?"
    assert whatsapp.rows.one(ratings, citizen(whatsapp, hasan)) == 1
    assert len(api.sent(hasan.id)) == 3


@pytest.mark.parametrize("shape", ["entries", "changes", "lists"])
def test_many_people_in_one_payload_and_backwards_are_all_answered(whatsapp: Product, shape: Any) -> None:
    api, first = network(whatsapp), {"entries": 401, "changes": 411, "lists": 421}[shape]
    people = [api.person(first + place, f"Warga {place}") for place in range(5)]
    with api.together(shape) as records:
        for one in people:
            one.opens("u-dishub")
        records.reverse()
    for one in people:
        assert asks("score")(one.waits_for_reply(within=30))


def test_two_messages_that_arrive_the_wrong_way_round_in_one_payload_are_taken_in_their_order(
    whatsapp: Product,
) -> None:
    lina, api = person(whatsapp, 108, "Lina"), network(whatsapp)
    answered(lina, lambda: lina.opens("u-dinkes"))
    with api.together("lists") as records:
        lina.taps("score:2")
        api.passes(seconds=2)
        lina.says("/status")
        records.reverse()
    api.waits_until_confirmed(10)
    stored = row(whatsapp, "SELECT score FROM ratings WHERE citizen_id = ?", citizen(whatsapp, lina))
    assert stored == (2,)


def begins_a_complaint(who: WhatsAppPerson) -> Screen:
    """Up to the question what happened."""
    says(who, "/lapor")
    screen = taps(who, "kind:complaint", "known:confidential")
    if asks("adult")(screen):
        taps(who, "adult:yes")
    says(who, "Disdukcapil")
    return taps(who, "category:slow", "about:service")
