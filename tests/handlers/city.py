"""A small city for conversations: few offices, all that a conversation can look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from handlers.facts import (
    CaseView,
    Category,
    Citizen,
    City,
    Elsewhere,
    Facts,
    ForumView,
    Kept,
    Service,
    Unit,
)

TODAY = date(2026, 11, 24)
WIB = timezone(timedelta(hours=7), "WIB")

CITY = City(
    name="Kota Serang",
    units={
        unit.key: unit
        for unit in (
            Unit(
                "disdukcapil",
                "Dinas Kependudukan dan Pencatatan Sipil",
                "dinas",
                "Disdukcapil",
                (Service("ktp_el", "KTP-el"), Service("kk", "Kartu Keluarga")),
            ),
            Unit("dishub", "Dinas Perhubungan", "dinas", "Dishub", (Service("parkir", "Parkir tepi jalan"),)),
            Unit("inspektorat", "Inspektorat", "dinas"),
            Unit("lama", "Dinas Lama", "dinas", closed=True),
            Unit("pkm_singandaru", "Puskesmas Singandaru", "kesehatan"),
            Unit("kec_serang", "Kecamatan Serang", "kecamatan"),
            Unit("kel_serang", "Kelurahan Serang", "kelurahan"),
            Unit("kel_sukawana_serang", "Kelurahan Sukawana (Kec. Serang)", "kelurahan"),
            Unit("kel_sukawana_curug", "Kelurahan Sukawana (Kec. Curug)", "kelurahan"),
            *(Unit(f"kel_{n}", f"Kelurahan Contoh {n}", "kelurahan") for n in range(1, 13)),
        )
    },
    groups={
        "dinas": {"id": "Dinas dan badan", "en": "City agencies"},
        "kesehatan": {"id": "Rumah sakit dan puskesmas", "en": "Hospital and health centres"},
        "kecamatan": {"id": "Kecamatan", "en": "Districts"},
        "kelurahan": {"id": "Kelurahan", "en": "Neighbourhoods"},
    },
    categories={
        category.key: category
        for category in (
            Category("slow", {"id": "Lambat atau ditunda-tunda", "en": "Slow or put off"}, "unit"),
            Category("rude", {"id": "Tidak ramah atau kasar", "en": "Unfriendly or rude"}, "unit"),
            Category("pungli", {"id": "Diminta uang (pungli)", "en": "Asked for money"}, "overseers"),
            Category("other", {"id": "Hal lain", "en": "Something else"}, "unit"),
        )
    },
    emergency="112",
    elsewhere=(
        Elsewhere(
            {"id": "Kabupaten Serang", "en": "Serang Regency"},
            ("kabupaten serang", "pemkab serang"),
            {"id": "lapor.go.id", "en": "lapor.go.id"},
        ),
    ),
    consent_version="2026-11",
    guardian_age=17,
    verify_days=3,
    answer_days=5,
    draft_days=30,
    greetings=(
        *(
            "terima kasih",
            "makasih",
            "thank you",
            "assalamualaikum",
            "assalamu'alaikum",
            "wa'alaikumsalam",
            "ass",
            "halo",
            "hai",
        ),
        *("selamat pagi", "pagi", "permisi", "ok", "siap", "ya", "tidak", "tes", "p"),
    ),
    danger=("kebakaran", "bunuh diri", "heart attack"),
)

FORUM = ForumView(
    "A7K2",
    "Antrean KTP-el yang lebih cepat",
    datetime(2026, 12, 8, 9, 30, tzinfo=WIB),
    "Aula Kecamatan Serang",
)


def facts(**changes: object) -> Facts:
    """Facts as a turn is handed them; a grown-up who has seen the notice unless said otherwise."""
    known = Citizen(noticed=True, is_minor=False)
    return replace(Facts(CITY, TODAY, known), **changes)  # type: ignore[arg-type] # a test names real fields


def stranger(**changes: object) -> Facts:
    """Facts about somebody who writes for the first time."""
    return facts(citizen=replace(Citizen(), **changes))  # type: ignore[arg-type] # a test names real fields


def view(number: str = "KS-2611-7F3K", **changes: object) -> CaseView:
    """A case as its reporter sees it."""
    seen = CaseView(number, "complaint", "received", "Disdukcapil", TODAY, date(2026, 12, 1))
    return replace(seen, **changes)  # type: ignore[arg-type] # a test names real fields


KEPT = Kept(ratings=3, surveys=1, cases=2, open_cases=1, photos=4, first_seen=date(2026, 11, 2))
