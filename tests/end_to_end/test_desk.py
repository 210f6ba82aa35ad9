"""A case worked in chat over real HTTP, from the complaint to the last word, as both sides see it."""

from __future__ import annotations

import re

import pytest

from tests.doubles.people import Person
from tests.end_to_end.acts import answered, complains, hands_in, joins, plays, row, says, taps
from tests.end_to_end.product import Product

OFFICER, HEAD, COORDINATOR, OVERSEER = 401, 402, 403, 404
WAIT = 10


@pytest.fixture(scope="module")
def office(fast: Product) -> Product:
    """Disdukcapil with an officer and a head, and above them a coordinator and an overseer."""
    joins(fast, fast.api.person(OFFICER, "Budi"), "officer", "--unit", "disdukcapil")
    joins(fast, fast.api.person(HEAD, "Ibu Rahma"), "head", "--unit", "disdukcapil")
    joins(fast, fast.api.person(COORDINATOR, "Pak Yusuf"), "coordinator")
    joins(fast, fast.api.person(OVERSEER, "Bu Ningsih"), "overseer")
    return fast


def state(product: Product, number: str) -> str:
    return str(row(product, "SELECT state FROM cases WHERE number = ?", number)[0])


def opens_notice(official: Person, number: str) -> None:
    """Open the case from the newest notice about it."""
    notice = official.hears(number, within=WAIT)
    answered(official, lambda: official.taps(f"go.work:{number}", notice))


def proposes(official: Person, product: Product, number: str, words: str) -> None:
    """Propose that the case is answered, through the desk, with the preview confirmed."""
    says(official, "/meja")
    taps(official, f"go.work:{number}")
    taps(official, "Usulkan selesai", "outcome:answered")
    says(official, words)
    preview = taps(official, "words:=")
    assert words in preview
    taps(official, "✅ Kirim")
    assert state(product, number) == "proposed"


def test_one_case_from_complaint_to_the_reporters_yes(office: Product) -> None:
    budi, rahma = office.api.person(OFFICER), office.api.person(HEAD)
    tini = office.api.person(410, "Tini")
    complains(tini, "Akta kelahiran anak saya belum jadi sejak bulan lalu")
    number = hands_in(tini)
    opens_notice(budi, number)
    taken = taps(budi, "Saya tangani")
    assert number in taken
    assert state(office, number) == "in_progress"
    tini.hears("sedang dikerjakan", within=WAIT)
    # The officer asks, and the reporter answers by replying: into the same case.
    taps(budi, f"go.work:{number}", "Tanya pelapor")
    says(budi, "Nomor berkas pengajuannya berapa, Bu?")
    taps(budi, "words:=", "✅ Kirim")
    question = tini.hears("Nomor berkas", within=WAIT)
    assert state(office, number) == "needs_data"
    answered(tini, lambda: tini.replies(question, "Berkasnya AK-2211"))
    budi.hears("AK-2211", within=WAIT)
    assert state(office, number) == "in_progress"
    # "Not yet" opens the same case again and brings it to the head; then it is settled.
    proposes(budi, office, number, "Akta sudah dicetak, silakan diambil di loket 2.")
    asked = tini.hears("loket 2", within=WAIT)
    answered(tini, lambda: tini.taps("❌ Belum", asked))
    says(tini, "Namanya salah ketik")
    taps(tini, "why:=")
    assert state(office, number) == "reopened"
    rahma.hears("salah ketik", within=WAIT)
    owner = row(
        office, "SELECT o.role FROM cases c JOIN officials o ON o.id = c.owner_id WHERE c.number = ?", number
    )
    assert owner == ("head",)
    proposes(rahma, office, number, "Sudah kami cetak ulang dengan nama yang benar.")
    asked = tini.hears("cetak ulang", within=WAIT)
    answered(tini, lambda: tini.taps("✅ Sudah", asked))
    taps(tini, "score:4")
    settled = row(office, "SELECT state, closed_by, reopened, handling FROM cases WHERE number = ?", number)
    assert settled == ("fixed", "reporter", 1, 4)
    rahma.hears("sudah beres", within=WAIT)
    for person, who in ((tini, "Warga"), (budi, "Petugas"), (rahma, "Kepala")):
        plays(person, who)


def test_an_internal_note_never_leaves_and_a_colleague_who_is_late_is_told(office: Product) -> None:
    budi, rahma = office.api.person(OFFICER), office.api.person(HEAD)
    udin = office.api.person(411, "Udin")
    complains(udin, "Petugas loket lima sering tidak di tempat")
    number = hands_in(udin)
    for official in (budi, rahma):
        opens_notice(official, number)
    taps(budi, "Saya tangani")
    rahma.hears("mengambil alih", within=WAIT)
    late = taps(rahma, "Saya tangani")  # on the screen it showed before: somebody was quicker
    assert "Budi" in late
    assert "lebih dulu" in late
    taps(budi, f"go.work:{number}", "Catatan internal")
    says(budi, "Pelapor ini bawel sekali <b>'; DROP TABLE cases;--")
    taps(budi, "note:=")
    proposes(budi, office, number, "Sekarang ada jadwal piket loket lima.")
    udin.hears("jadwal piket", within=WAIT)
    assert "bawel" not in udin.transcript()
    assert "Budi" not in udin.transcript()


def test_what_cannot_be_done_needs_the_heads_tap_and_carries_a_promise(office: Product) -> None:
    budi, rahma = office.api.person(OFFICER), office.api.person(HEAD)
    wawan = office.api.person(412, "Wawan")
    complains(wawan, "Ruang tunggunya sempit, mohon ditambah kursi")
    number = hands_in(wawan)
    opens_notice(budi, number)
    taps(budi, "Usulkan selesai", "outcome:cannot", "reason:budget", "when:d90")
    says(budi, "Kursi baru kami anggarkan tahun depan.")
    told = taps(budi, "words:=", "✅ Kirim")
    assert "Kepala kantor ditanya dulu" in told
    assert "anggarkan" not in wawan.transcript()
    asked = rahma.hears("belum bisa dikerjakan", within=WAIT)
    answered(rahma, lambda: rahma.taps("Saya setuju", asked))
    hears = wawan.hears("anggarkan", within=WAIT)
    assert "Anggarannya belum ada tahun ini" in hears["text"]
    answered(wawan, lambda: wawan.taps("Saya mengerti", hears))
    assert state(office, number) == "unfixed"
    promised = row(
        office, "SELECT count(*) FROM promises p JOIN cases c ON c.id = p.case_id WHERE c.number = ?", number
    )
    assert promised == (1,)


def test_nobody_opens_what_is_not_on_their_desk(office: Product) -> None:
    budi = office.api.person(OFFICER)
    yani = office.api.person(413, "Yani")
    complains(yani, "Diminta uang seratus ribu oleh kepala kantor", category="pungli", about="head")
    number = hands_in(yani)
    office.api.person(OVERSEER).hears(number, within=WAIT)
    before = budi.transcript()
    screen = answered(budi, lambda: budi.taps_data(f"go.work:{number}", budi.chat.bot_messages()[-1]))
    guessed = answered(budi, lambda: budi.taps_data("go.work:KS-2611-0000", budi.chat.bot_messages()[-1]))
    assert re.sub(number, "", str(screen)) == re.sub("KS-2611-0000", "", str(guessed))
    assert "seratus ribu" not in budi.transcript().removeprefix(before)
    citizen = answered(yani, lambda: yani.taps_data(f"go.work:{number}", yani.chat.bot_messages()[-1]))
    assert "untuk petugas" in citizen
