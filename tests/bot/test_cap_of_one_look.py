"""Two reminders of one person in one look of the timetable are two under the cap, and not one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert, select

from bot import nudging
from bot.attending.keeping import look_after
from storage import citizens
from storage.models import Invitation, Outbox
from tests.bot.citizens import Chat
from tests.bot.forum_scene import DAYS, ForumOffice, a_wish, staged, with_settings

ONE = with_settings(pushes={"most_a_month": 1})


def pushed(here: ForumOffice, purpose: str) -> int:
    with here.store.reading() as tx:
        return len(tx.connection.execute(select(Outbox.id).where(Outbox.purpose == purpose)).all())


def test_of_two_forums_on_one_day_one_reminder_is_the_last_of_the_month(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        (sari,) = here.agreeing(1)
        forums = [here.announced(a_wish(topic=topic)) for topic in ("Parkir", "Antrean")]
        with here.store.begin() as tx:
            for forum in forums:
                word = {"invited_at": here.clock.now(), "answer": "come", "group": "citizens"}
                tx.connection.execute(insert(Invitation).values(forum_id=forum.id, citizen_id=sari, **word))
            look_after(tx, here.settings, here.house, here.clock.now())  # plans them
            assert look_after(tx, here.settings, here.house, forums[0].starts_at - 2.9 * DAYS) == 1
        assert pushed(here, "forum_reminder") == 1

    staged(tmp_path, settings=ONE)(scene)


def test_of_two_talks_left_open_one_is_asked_after_and_the_other_waits_its_turn(tmp_path: Path) -> None:
    async def scene(here: ForumOffice) -> None:
        (sari,) = here.agreeing(1)
        with here.store.reading() as tx:
            address = citizens.addresses(tx, [sari])[sari].value
        chat = Chat(here.store, here.house, here.clock.now(), address)
        for text in ("/survei", "disdukcapil", "/lapor", "/menu"):
            chat.types(text)
        waits = dict.fromkeys((nudging.SURVEY, nudging.DRAFT), timedelta(hours=20))
        late = here.clock.now() + timedelta(hours=23)
        with here.store.begin() as tx:
            assert nudging.remind(tx, here.settings, here.house, waits, late) == 1
            assert nudging.remind(tx, here.settings, here.house, waits, late) == 0
        assert pushed(here, "reminder") == 1

    staged(tmp_path, settings=ONE)(scene)
