"""One day of a citizen and an official over real HTTP, by webhook and by long polling."""

from __future__ import annotations

from datetime import date

from bot.media import read_copy
from handlers.dates import day as in_words
from handlers.talk import speaking
from tests.chaos.citizens import ELEMENTS, NUMBER, asks, ends
from tests.doubles.pictures import tiny_jpeg
from tests.end_to_end.acts import answered, complains, hands_in, joins, plays, row, says, taps
from tests.end_to_end.product import Product


def test_from_scan_to_stored_rating_it_takes_two_taps(day: Product) -> None:
    sari = day.api.person(101, "Sari")
    asked = answered(sari, lambda: sari.opens("u-disdukcapil"))
    assert asks("score")(asked)
    answered(sari, lambda: sari.taps("score:4"))
    ours = [record for record in day.api.ledger.updates.values() if record.chat == sari.id]
    stored = row(day, "SELECT unit, score FROM ratings WHERE citizen_id = ?", citizen(day, sari.id))
    assert (len(ours), stored) == (2, ("disdukcapil", 4))
    taps(sari, "service:ktp_el")
    assert ends(says(sari, "Petugasnya ramah dan cepat"))
    plays(sari)


def test_the_survey_keeps_every_one_of_the_nine_taps(day: Product) -> None:
    joko = day.api.person(102, "Joko")
    says(joko, "/survei")
    says(joko, "Disdukcapil")
    taps(joko, "service:-", "conprof:no")
    screen = taps(joko, *(f"{element}:{1 + place % 4}" for place, element in enumerate(ELEMENTS)))
    assert asks("words")(screen)
    assert ends(says(joko, "Kursi tunggunya kurang"))
    names = "requirements, procedure, time, cost, product, competence, conduct, facilities, complaints"
    stored = row(day, f"SELECT {names} FROM surveys WHERE citizen_id = ?", citizen(day, joko.id))  # noqa: S608
    assert stored == (1, 2, 3, 4, 1, 2, 3, 4, 1)
    plays(joko)


def test_a_complaint_with_a_photo_gets_a_number_and_a_date_and_stands_in_the_status(day: Product) -> None:
    wati = day.api.person(103, "Wati")
    complains(wati, "KTP saya belum jadi, sudah tiga bulan")
    photo = tiny_jpeg()
    answered(wati, lambda: wati.sends_photo(photo))
    taps(wati, "photos:=")
    receipt = taps(wati, "senda:y")
    (number,) = set(NUMBER.findall(receipt.text))
    case, due = row(day, "SELECT id, answer_due FROM cases WHERE number = ?", number)
    with speaking("id"):
        assert in_words(date.fromisoformat(due)) in receipt
    assert number in says(wati, "/status")
    kept = "SELECT count(*) FROM media WHERE state = 'kept' AND owner = 'case'"
    day.rows.until(kept, lambda count: count == 1)
    (path,) = row(day, "SELECT path FROM media WHERE owner_id = ? AND owner = 'case'", case)
    on_disk = (day.media / path).read_bytes()
    assert photo[:16] not in on_disk
    assert read_copy(day.media, path, day.vault) == photo
    plays(wati)


def test_an_official_answers_by_replying_and_the_citizen_reads_it_under_the_number(day: Product) -> None:
    budi, rina = day.api.person(201, "Budi"), day.api.person(104, "Rina")
    joined = joins(day, budi, "officer", "--unit", "disdukcapil")
    assert "Dinas Kependudukan" in joined
    complains(rina, "Loket tiga tutup jam sepuluh pagi")
    number = hands_in(rina)
    notice = budi.hears(number, within=30)
    assert "Loket tiga tutup" in notice["text"]
    assert "Rina" not in notice["text"]
    lane, purpose = row(
        day, "SELECT lane, purpose FROM outbox WHERE case_number = ? AND purpose = 'notice'", number
    )
    assert (lane, purpose) == ("bulk", "notice")
    answered(budi, lambda: budi.replies(notice, "Mulai besok loket tiga buka sampai jam 14."))
    answer = rina.hears("Mulai besok loket tiga", within=30)
    assert number in answer["text"]
    assert day.rows.one("SELECT answered_at FROM cases WHERE number = ?", number) is not None
    plays(budi, "Petugas")
    plays(rina)


def test_the_same_update_twice_at_once_gives_one_row_and_one_answer(day: Product) -> None:
    dewi = day.api.person(105, "Dewi")
    answered(dewi, lambda: dewi.opens("u-dinkes"))
    with day.api.pulse.change("queue"):  # all copies are under way before the first is answered
        tap = dewi.taps("score:3")
        day.api.redeliver(tap["update_id"], copies=4)
    dewi.waits_for_reply(within=30)
    record = day.api.ledger.updates[tap["update_id"]]
    assert day.api.waits_until(lambda: len(record.deliveries) == 5, 10)
    day.api.redeliver(tap["update_id"])  # and once more when all is over
    assert day.api.waits_until(lambda: len(record.deliveries) == 6, 10)
    assert asks("score")(answered(dewi, lambda: dewi.opens("u-disdukcapil")))
    seen = day.seen_as(str(tap["update_id"]))
    assert day.rows.one("SELECT count(*) FROM updates WHERE update_id = ?", seen) == 1
    assert day.rows.one("SELECT count(*) FROM ratings WHERE citizen_id = ?", citizen(day, dewi.id)) == 1
    assert len(day.api.sent(dewi.id)) == 3


def citizen(product: Product, chat: int) -> int:
    """The id under which the product knows this chat."""
    found = product.vault.hash("telegram.chat", str(chat))
    return int(product.rows.one("SELECT citizen_id FROM handles WHERE hash = ?", found))
