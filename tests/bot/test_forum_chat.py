"""A forum organised in chats, on real turns: two people, a broadcast, a pause, a move and its end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bot.channels.base import Incoming
from bot.turns import Turned
from handlers.talk import Input, Place
from handlers.talk.stored import say_from_json
from storage import broadcasts, forum_steps, forums
from storage.forums import ForumRow
from storage.models import Outbox
from tests.bot import offices
from tests.bot.citizens import Chat
from tests.bot.forum_scene import ForumOffice, staged, with_settings


@dataclass
class OfficeChat(Chat):
    """A chat by the office's clock: what is said in it takes time there as well."""

    office: ForumOffice | None = None

    def does(self, *incoming: Incoming) -> Turned:
        assert self.office is not None
        self.now = self.office.clock.now()
        self.office.clock.jump(5)
        return super().does(*incoming)


def chats(office: ForumOffice, *roles: str) -> list[OfficeChat]:
    """Officials of these roles, each in their own chat."""
    made = []
    for number, role in enumerate(roles):
        address = str(9700 + number)
        with office.store.begin() as tx:
            offices.official(tx, role, "disdukcapil" if role == "head" else None, address=address)
        made.append(OfficeChat(office.store, office.house, office.clock.now(), address, office=office))
    return made


def drafts(chat: Chat) -> None:
    """A whole draft, with the mistakes that people make on the way."""
    chat.types("/forum")
    chat.taps("➕")
    chat.types("Antrean KTP di Disdukcapil")
    chat.taps("Satu kantor")
    chat.types("Disdukcapil")
    if "Layanan yang mana" in chat.says[-1].words:
        chat.taps("Lewati")
    assert "Tanggal itu tidak ada" in chat.types("31/6/2027").words
    assert "sudah lewat" in chat.types("1/1/2026").words
    chat.types("4/12/2026")
    assert "Jam itu tidak ada" in chat.types("25:00").words
    chat.types("09.30")
    chat.taps("2 jam")
    chat.taps("Di suatu tempat")
    chat.types("Aula Disdukcapil, Jl. Jenderal Sudirman 5")
    chat.does(chat.incoming(Input(place=Place(-6.12, 106.15))))
    assert "paling sedikit satu kursi" in chat.types("0").words
    chat.types("10")
    for _ in range(5):
        chat.taps("Lewati")
    assert "Terlalu panjang" in chat.types("x" * 3000).words
    chat.types("Bawa keluhan dan usul Anda.")
    assert "4 Desember" in chat.says[-1].words
    chat.taps("Simpan rancangan")


def the_forum(office: ForumOffice) -> ForumRow:
    with office.store.reading() as tx:
        (row,) = forums.listing(tx)
    return row


async def hears(office: ForumOffice, chat: OfficeChat, part: str, seconds: float = 8) -> str:
    """What came to this chat by the lanes, the last of it with these words."""
    await office.goes(seconds)
    heard = [words for to, words in office.post.sent if to == chat.address and part in words]
    assert heard, (office.post.to(chat.address), [say.words for say in chat.says[-3:]])
    return heard[-1]


def last_buttons(office: ForumOffice, chat: Chat, purpose: str) -> None:
    """The last message of this purpose is on the chat's screen: its buttons can be tapped."""
    with office.store.reading() as tx:
        columns = (Outbox.body, Outbox.purpose, Outbox.citizen_id, Outbox.id)
        rows = tx.connection.execute(
            Outbox.__table__.select().with_only_columns(*columns).order_by(Outbox.id)
        )
        bodies = [
            tx.vault.open(row.body, "outbox.body") for row in rows if row.purpose == purpose and row.body
        ]
    chat.says.append(say_from_json(bodies[-1])[0])


def test_from_draft_to_a_broadcast_that_is_paused_and_goes_on(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        ani, budi = chats(office, "coordinator", "coordinator")
        office.agreeing(60)
        drafts(ani)
        row = the_forum(office)
        assert (row.state, row.unit, row.latitude) == ("draft", "disdukcapil", -6.12)
        assert f"{row.starts_at.astimezone(office.house.zone):%d %H:%M}" == "04 09:30"
        await hears(office, budi, "menunggu orang kedua")
        ani.taps("Forum")
        ani.taps("Antrean KTP")
        assert not any("Sudah saya periksa" in choice.label for choice in ani.says[-1].choices)
        last_buttons(office, budi, "notice")
        budi.taps("Lihat rancangan")
        budi.taps("Sudah saya periksa")
        budi.taps("Sudah saya periksa")
        assert the_forum(office).state == "reviewed"
        ani.types("/forum")
        ani.taps("Antrean KTP")
        ani.taps("Umumkan")
        ani.taps("Umumkan")
        ani.taps("Forum ini")
        assert "SHA-256" in ani.says[-1].words
        ani.taps("Undang warga")
        ani.taps("Semua yang setuju")
        ani.taps("Bahasa apa saja")
        ani.taps("Kapan pun")
        ani.taps("30 untuk 10")
        assert "belum ada yang dikirim" in ani.says[-1].words
        ready = await hears(office, ani, "Siap")
        assert "Menjangkau 30 orang" in ready
        assert "Diundi: 30 dari 60" in ready
        last_buttons(office, ani, "progress")
        ani.taps("Kirim")
        assert "Dikirim" in ani.says[-1].words
        await office.goes(0.5)
        ani.taps("Jeda")
        assert "Dijeda" in ani.says[-1].words
        await office.goes(4)
        ani.taps("Sudah sampai mana")
        assert "Dijeda" in ani.says[-1].words
        ani.taps("Lanjutkan")
        await office.goes(8)
        with office.store.reading() as tx:
            (made,) = broadcasts.of_forum(tx, row.id)
        assert office.account(made)["sent"] == 30
        ani.taps("Sudah sampai mana")
        ani.taps("Daftar alasan")
        assert ani.says[-1].file or ani.says[-2].file

    staged(tmp_path)(scene)


def test_the_same_person_cannot_review_and_an_officer_organises_nothing(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        ani, rina = chats(office, "coordinator", "head")
        drafts(ani)
        code = the_forum(office).code
        ani.does(ani.incoming(Input(tap=f"go.orga:{code}.review")))
        assert "Rancangan" in ani.says[-1].words
        assert the_forum(office).state == "draft"
        rina.types("/forum")
        assert "koordinator" in rina.says[-1].words
        rina.does(rina.incoming(Input(tap="go.bcst:1.stop")))
        assert "tidak ada" in rina.says[-1].words

    staged(tmp_path)(scene)


def test_moved_and_cancelled_in_the_chat_with_two_taps_each(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        ani, watches = chats(office, "coordinator", "overseer")
        office.agreeing(3)
        drafts(ani)
        row = the_forum(office)
        watches.does(watches.incoming(Input(tap=f"go.orga:{row.code}.review")))
        watches.taps("Sudah saya periksa")
        ani.does(ani.incoming(Input(tap=f"go.orga:{row.code}.announce")))
        ani.taps("Umumkan")
        office.sends(the_forum(office))
        await office.goes(3)
        ani.does(ani.incoming(Input(tap=f"go.orga:{row.code}.move")))
        ani.taps("Hari dan jam")
        ani.types("5/12/2026")
        ani.types("10.00")
        ani.taps("Pindahkan")
        assert the_forum(office).sequence == 1
        await office.goes(4)
        assert sum("5 Desember" in words and "pindah" in words for _, words in office.post.sent) == 3
        ani.does(ani.incoming(Input(tap=f"go.orga:{row.code}.move")))
        ani.taps("Tempat")
        ani.types("Balai Kota")
        ani.taps("Lewati")
        ani.taps("Tidak")
        assert the_forum(office).sequence == 1
        ani.does(ani.incoming(Input(tap=f"go.orga:{row.code}.cancel")))
        ani.types("Gedung dipakai")
        ani.taps("Batalkan")
        await office.goes(4)
        assert sum("Gedung dipakai" in words for _, words in office.post.sent) == 3
        with office.store.reading() as tx:
            assert [step.kind for step in forum_steps.of(tx, row.id)][-1] == "cancelled"

    staged(tmp_path)(scene)


def test_a_hundred_and_one_want_the_test_group_and_a_second_yes_in_the_chat(tmp_path: Path) -> None:
    async def scene(office: ForumOffice) -> None:
        ani, budi = chats(office, "coordinator", "coordinator")
        office.agreeing(6)
        forum = office.announced()
        ani.does(ani.incoming(Input(tap=f"go.orga:{forum.code}.invite")))
        ani.taps("Semua yang setuju")
        ani.taps("Bahasa apa saja")
        ani.taps("Kapan pun")
        ani.taps("Semua")
        await hears(office, ani, "Menjangkau 6 orang")
        last_buttons(office, ani, "progress")
        ani.taps("Kirim")
        assert "kelompok uji" in ani.says[-1].words
        ani.does(ani.incoming(Input(tap=f"go.orga:{forum.code}.test")))
        await hears(office, budi, "Percobaan")
        last_buttons(office, ani, "progress")
        ani.taps("▶️ Kirim")
        assert "Orang kedua" in ani.says[-1].words
        await hears(office, budi, "ingin mengirim ini")
        last_buttons(office, budi, "notice")
        budi.taps("✅")
        budi.taps("✅")
        assert "Sekarang dikirim" in budi.says[-1].words
        await office.goes(5)
        with office.store.reading() as tx:
            (made,) = broadcasts.of_forum(tx, forum.id)
        assert office.account(made)["sent"] == 6
        assert re.fullmatch(r"official:\d+", made.agreed_by)

    staged(tmp_path, settings=with_settings(forum={"yes_above": 5}))(scene)
