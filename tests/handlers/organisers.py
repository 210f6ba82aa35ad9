"""Coordinators with forums before them, for tests and plays."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handlers.broadcast_views import BroadcastView
from handlers.facts import Facts
from handlers.organise_views import ForumSheet, Organising
from tests.handlers.city import CITY
from tests.handlers.desks import official

WEEK = datetime(2026, 12, 4, 9, 0)  # noqa: DTZ001 - the city's clock, as conversations see it
DRAFT = ForumSheet(
    "drf7k2",
    "Antrean KTP di Disdukcapil",
    "draft",
    WEEK,
    "Aula Disdukcapil",
    ends=WEEK.replace(hour=11),
    unit="Disdukcapil",
    seats={"citizens": 30, "press": 2},
    words="Bawa keluhan dan usul Anda.",
    made_by="Ani",
    may=("review", "change", "me", "cancel"),
)
ANNOUNCED = replace(
    DRAFT,
    code="ann4x9",
    state="announced",
    topic="Parkir di pasar",
    link="https://meet.example/parkir",
    map="https://maps.google.com/?q=-6.12,106.15",
    answers={"": 80, "come": 9, "cannot": 1},
    seed_hash="9f86d081",
    reviewed_by="Budi",
    may=("invite", "me", "test", "move", "close", "cancel"),
)
CLOSED = replace(ANNOUNCED, code="cls3m5", state="closed", seats={}, may=("held", "move", "cancel"))
REVIEWED = replace(DRAFT, code="rvw8p2", state="reviewed", may=("announce", "change"))
GOING = BroadcastView(
    7,
    "invitation",
    "Parkir di pasar",
    "going",
    selected=1200,
    sent=700,
    failed={"blocked": 31, "chat not found": 2},
    skipped={"wants no invitations any more": 4},
    unknown=3,
    pending=460,
    not_yet={"quiet hours": 10},
    channels={"telegram": 1000, "whatsapp": 200},
    finish=WEEK,
    forum="ann4x9",
)


def coordinator(*sheets: ForumSheet, broadcast: BroadcastView | None = None, **desk: object) -> Facts:
    """A coordinator who sees these forums and this broadcast."""
    organising = Organising(sheets or (DRAFT, ANNOUNCED, CLOSED, REVIEWED), **desk)  # type: ignore[arg-type]  # real fields
    return replace(official(), city=CITY, organising=organising, broadcast=broadcast)
