"""Organisations in chat: registered, handed over and left by a contact person, decided by a coordinator."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from handlers import organisation_words
from handlers.facts import Citizen
from handlers.organisation import LONGEST_NAME
from handlers.organisation_events import (
    OrganisationAsked,
    OrganisationDecided,
    OrganisationEnded,
    OrganisationLeft,
    OrganisationOffered,
    OrganisationTaken,
)
from handlers.organisation_views import Organisations, OrganisationView
from handlers.talk import speaking
from tests.handlers.city import CITY, facts
from tests.handlers.desks import always, official
from tests.handlers.talker import PHOTO, Talker

MINE = OrganisationView(
    7, "Forum Warga Peduli KTP", ("disdukcapil/ktp_el", "dishub"), "registered", date(2026, 11, 20)
)
WAITS = replace(MINE, state="asked", registered_as="AHU-0012345.AH.01.07")
OTHER = OrganisationView(8, "Yayasan Jalan Aman", ("dishub",), "registered", date(2026, 11, 1), conflict=True)
CODE = "7f3k9m2q4txb"
ASKS = Organisations(may_decide=True, every=(WAITS, OTHER))


def at(seen: Organisations, arg: str = "", **recorded: object) -> Talker:
    """Somebody who tapped a button of this argument."""
    opened = replace(official() if seen.may_decide else facts(), city=CITY, organisations=seen)
    talker = Talker(opened, **({"record": always(**recorded)} if recorded else {}))  # type: ignore[arg-type]  # a recorder
    return talker.presses(f"go.lemb:{arg}" if arg else "go.lemb")


def named(talker: Talker) -> Talker:
    """Up to the question for another topic."""
    return talker.says("Forum Warga  Peduli KTP").says("disdukcapil").taps("KTP-el")


# --- registering -------------------------------------------------------------------------------------------


def test_an_organisation_is_registered_with_what_its_contact_person_agreed_to() -> None:
    talker = named(at(Organisations()))
    talker.taps("Ya, satu lagi").says("inspektorat").taps("Tidak, itu saja").says("AHU-0012345.AH.01.07")
    assert "Topik: Disdukcapil: KTP-el, Inspektorat" in talker.screen
    assert "Nomor pendaftaran: AHU-0012345.AH.01.07" in talker.screen
    assert "Anda setuju bahwa" in talker.screen
    talker.taps("✅ Saya setuju, daftarkan")
    with speaking("id"):
        proof = organisation_words.consent_hash()
    topics = ("disdukcapil/ktp_el", "inspektorat")
    event = OrganisationAsked("Forum Warga Peduli KTP", topics, "AHU-0012345.AH.01.07", "2026-11", proof)
    assert talker.events == [event]
    assert "Koordinator memeriksanya" in talker.screen


def test_without_a_number_and_with_a_whole_office_it_is_registered_as_well() -> None:
    talker = (
        at(Organisations()).says("Forum Warga").says("disdukcapil").taps("Lewati").taps("Tidak, itu saja")
    )
    talker.taps("Lewati").taps("✅ Saya setuju, daftarkan")
    event = talker.event(OrganisationAsked)
    assert (event.topics, event.registered_as) == (("disdukcapil",), "")


def test_of_five_topics_none_more_is_asked_for_and_each_counts_once() -> None:
    talker = at(Organisations()).says("Forum Warga")
    for _ in range(4):
        talker.says("inspektorat").taps("Ya, satu lagi")
    talker.says("inspektorat")
    assert "nomor apa" in talker.screen
    talker.taps("Lewati").taps("✅ Saya setuju, daftarkan")
    assert talker.event(OrganisationAsked).topics == ("inspektorat",)


def test_who_does_not_agree_registers_nothing() -> None:
    talker = named(at(Organisations())).taps("Tidak, itu saja").taps("Lewati").taps("Tidak")
    assert talker.events == []
    assert "tidak ada yang disimpan" in talker.screen


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ab", "tulis namanya"),
        ("123", "tulis namanya"),
        ("x" * (LONGEST_NAME + 1), "paling banyak 80"),
        ("Forum 3604011203850001", "angka panjang"),
    ],
)
def test_a_name_that_cannot_be_one_is_asked_for_again(name: str, told: str) -> None:
    talker = at(Organisations()).says(name)
    assert told in talker.screen
    assert "Kantor mana" in talker.says("Forum Warga").screen


def test_a_persons_own_number_is_not_taken_for_the_organisations() -> None:
    talker = named(at(Organisations())).taps("Tidak, itu saja").says("3604 0112 0385 0001")
    assert "nomor pribadi" in talker.screen
    assert "paling banyak 60" in talker.says("x" * 61).screen


def test_after_several_tries_nothing_is_stored() -> None:
    talker = at(Organisations())
    for _ in range(4):
        talker.says("1")
    assert "Tidak ada yang disimpan" in talker.screen
    assert talker.events == []


@pytest.mark.parametrize("problem", ["name", "already", "official", "minor"])
def test_why_it_could_not_be_registered_is_said(problem: str) -> None:
    talker = named(at(Organisations(), done=False, problem=problem)).taps("Tidak, itu saja").taps("Lewati")
    talker.taps("✅ Saya setuju, daftarkan")
    with speaking("id"):
        assert organisation_words.problem(problem) in talker.screen


def test_a_child_and_who_serves_the_whole_city_are_told_at_once() -> None:
    young = replace(facts(), citizen=Citizen(noticed=True, is_minor=True))
    assert "dewasa" in Talker(young).says("/lembaga").screen
    assert "bekerja di sebuah kantor" in at(Organisations(offices=frozenset({""}))).screen


def test_who_works_at_an_office_cannot_choose_it_as_topic_but_another_one() -> None:
    seen = Organisations(offices=frozenset({"inspektorat"}))
    assert (
        "bekerja di sebuah kantor"
        in at(seen).says("Forum Warga").says("inspektorat").taps("Tidak, itu saja").screen
    )
    assert "nomor apa" in named(at(seen)).taps("Tidak, itu saja").screen


# --- one's own ---------------------------------------------------------------------------------------------


def test_ones_own_shows_what_can_be_done() -> None:
    talker = at(Organisations(mine=MINE))
    assert "🏛 Forum Warga Peduli KTP" in talker.screen
    assert "✅ Terdaftar" in talker.screen
    assert {"🔁 Serahkan ke orang lain", "🚪 Keluar"} <= set(talker.labels)


def test_what_waits_can_only_be_taken_back() -> None:
    talker = at(Organisations(mine=WAITS), "hand")
    assert "⏳ Menunggu" in talker.screen
    assert talker.labels[0] == "❌ Tarik kembali"
    talker.taps("❌ Tarik kembali")
    assert "tidak diperiksa lagi" in talker.screen
    assert talker.taps("Ya, saya yakin").events == [OrganisationLeft()]


def test_a_link_is_made_for_who_comes_after() -> None:
    talker = at(Organisations(mine=MINE), "hand", content="https://t.me/suara?start=l-x", name=CODE)
    talker.taps("✅ Buatkan tautannya")
    assert talker.events == [OrganisationOffered()]
    assert "https://t.me/suara?start=l-x" in talker.screen
    assert f"/lembaga {CODE}" in talker.screen


def test_a_link_for_what_has_ended_meanwhile_is_not_made() -> None:
    talker = at(Organisations(mine=MINE), "hand", done=False, problem="gone").taps("✅ Buatkan tautannya")
    assert "sudah tidak ada" in talker.screen


@pytest.mark.parametrize("step", ["hand", "leave"])
def test_who_thinks_better_of_it_changes_nothing(step: str) -> None:
    talker = at(Organisations(mine=MINE), step).taps("Tidak")
    assert talker.events == []
    assert "tidak ada yang berubah" in talker.screen


def test_who_leaves_is_thanked() -> None:
    talker = at(Organisations(mine=MINE), "leave")
    assert "tidak terdaftar lagi" in talker.screen
    assert talker.taps("Ya, saya yakin").events == [OrganisationLeft()]


# --- handed over -------------------------------------------------------------------------------------------


def test_who_opens_the_link_and_agrees_writes_for_it() -> None:
    talker = at(Organisations(offered=MINE), CODE)
    assert "Anda diminta menulis untuk lembaga ini" in talker.screen
    talker.taps("✅ Saya setuju")
    assert talker.event(OrganisationTaken).code == CODE
    assert "Mulai sekarang Anda menulis untuk Forum Warga" in talker.screen


def test_the_code_can_be_typed_in_capitals_as_well() -> None:
    opened = replace(facts(), organisations=Organisations(offered=MINE))
    assert "Anda diminta" in Talker(opened).says(f"/lembaga {CODE.upper()}").screen


def test_who_does_not_agree_takes_nothing_over() -> None:
    talker = at(Organisations(offered=MINE), CODE).taps("Tidak")
    assert talker.events == []


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (Organisations(), "tidak berlaku lagi"),
        (Organisations(mine=OTHER, offered=MINE), "sudah menulis untuk sebuah lembaga"),
        (Organisations(offered=MINE, offices=frozenset({"dishub"})), "bekerja di sebuah kantor"),
        (Organisations(offered=MINE, offices=frozenset({""}), may_decide=True), "bekerja di sebuah kantor"),
    ],
)
def test_a_link_that_cannot_be_used_says_why(seen: Organisations, told: str) -> None:
    assert told in at(seen, CODE).screen


# --- a coordinator -----------------------------------------------------------------------------------------


def test_a_coordinator_sees_all_of_them() -> None:
    talker = at(ASKS)
    assert "1. Forum Warga Peduli KTP\n   ⏳ Menunggu" in talker.screen
    assert "2. Yayasan Jalan Aman\n   ✅ Terdaftar" in talker.screen
    talker.taps("2. Yayasan Jalan Aman")
    assert "⚠️ Narahubungnya bertugas" in talker.screen
    assert "❌ Akhiri" in talker.labels


def test_without_any_the_list_says_so_and_many_have_pages() -> None:
    assert "Belum ada" in at(Organisations(may_decide=True)).screen
    many = tuple(replace(OTHER, id=number, name=f"Lembaga {number}") for number in range(1, 9))
    talker = at(Organisations(may_decide=True, every=many))
    assert "Lembaga 7" not in talker.screen
    assert "7. Lembaga 7" in talker.taps("Berikutnya »").screen
    assert "1. Lembaga 1" in at(Organisations(may_decide=True, every=many), "pages").screen


def test_a_yes_registers_it() -> None:
    talker = at(ASKS, "7").taps("✅ Daftarkan")
    assert talker.events == [OrganisationDecided(7, yes=True)]
    assert "narahubungnya dikabari" in talker.screen


def test_a_no_has_a_reason() -> None:
    talker = at(ASKS, "7").taps("❌ Jangan daftarkan").says("Topiknya   belum jelas.")
    assert talker.events == [OrganisationDecided(7, yes=False, why="Topiknya belum jelas.")]
    assert "pendaftarnya membaca alasannya" in talker.screen


def test_without_words_there_is_no_reason_and_nothing_changes() -> None:
    talker = at(ASKS, "8.end").sends(PHOTO)
    assert talker.events == []
    assert "Tanpa alasan" in talker.screen


def test_an_end_has_a_reason_too() -> None:
    talker = at(ASKS, "8.end").says("Sudah bubar.")
    assert talker.events == [OrganisationEnded(8, "Sudah bubar.")]
    assert "tidak terdaftar lagi" in talker.screen


def test_who_was_quicker_is_said() -> None:
    assert "sudah memutuskannya" in at(ASKS, "7.yes", done=False, problem="decided").screen


def test_a_step_that_does_not_fit_only_shows_it() -> None:
    talker = at(ASKS, "8.yes")
    assert talker.events == []
    assert "Yayasan Jalan Aman" in talker.screen


# --- words -------------------------------------------------------------------------------------------------


def test_news_of_each_kind_name_the_organisation_and_the_reason() -> None:
    with speaking("id"):
        assert organisation_words.wanted(7, "Forum").choices[0].id == "go.lemb:7"
        assert "Forum terdaftar" in organisation_words.accepted("Forum").words
        assert "Alasannya: belum jelas" in organisation_words.refused("Forum", "belum jelas").words
        assert "Alasannya: bubar" in organisation_words.ended("Forum", "bubar").words
        assert "narahubung lain" in organisation_words.passed_on("Forum").words
        assert "Narahubung Forum baru saja" in organisation_words.conflict("Forum").words
        assert "narahubungnya keluar" in organisation_words.left("Forum").words


def test_a_topic_that_is_gone_from_the_city_keeps_its_key() -> None:
    assert organisation_words.topic(CITY, "lama_sekali/x") == "lama_sekali/x"
    assert organisation_words.topic(CITY, "dishub/gone") == "Dishub"
