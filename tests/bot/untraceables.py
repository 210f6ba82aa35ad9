"""Somebody reports untraceably, on the real turns and a real database; and a house in which one may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.channels.base import Incoming
from bot.house import House
from bot.settings import Settings
from bot.turns import Turned
from bot.untraceable.apart import Apart, build_apart
from bot.untraceable.offering import masking, offered
from bot.wiring import build_house
from storage.store import Store
from tests.bot.citizens import Chat

STORY = "Saya diminta uang Rp50.000 di loket, oleh Pak Joko, 0812 3456 7890."


def apart_house(settings: Settings, store: Store, directory: Path, hours: int = 24) -> tuple[House, Apart]:
    """The house of these settings with a room apart in this directory."""
    mask = masking(tuple(settings.mask.titles))
    apart = build_apart(directory, store.vault, mask, hours)
    return offered(build_house(settings), apart, traces=not store.is_sqlite), apart


@dataclass
class ApartChat(Chat):
    """A chat whose commits are followed up as the intake does it."""

    def does(self, *incoming: Incoming) -> Turned:
        turned = super().does(*incoming)
        apart = self.house.apart
        assert apart is not None
        for row in turned.replies:
            if row.id < 0:
                apart.room.said(row.id)
        apart.settle(turned.hidden.settled)
        return turned


def chooses(chat: Chat, way: str = "Tanpa jejak") -> None:
    """As far as the choice, and the honest words before it."""
    chat.types("/lapor")
    chat.taps("Pengaduan")
    chat.taps(way)


def reports(chat: Chat, story: str = STORY, *, mask: bool = True, unit: str = "dishub") -> str:
    """A whole report; the receipt it ended with."""
    chooses(chat)
    chat.taps("Lanjut tanpa jejak")
    chat.taps("Ya")  # old enough
    chat.types(unit)
    chat.taps("pungli")
    chat.taps("Pegawai")
    chat.types(story)
    chat.taps("Selesai")
    chat.types("lewati")
    chat.taps("Hari ini")
    say = chat.types("lewati")
    if "nama atau nomor" in say.words:
        say = chat.taps("Ya, hapus" if mask else "Tidak, biarkan")
    say = chat.taps("✅ Kirim")
    return next(line.removeprefix("🔑 ") for line in say.words.splitlines() if line.startswith("🔑 SW-"))


def at(chat: Chat, moment: datetime) -> Chat:
    chat.now = moment
    return chat
