"""What goes out in agreed words when somebody has not written lately: the reminder of a forum."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.settings import Settings
from bot.wiring import build_house, sync_units
from storage.store import Store
from tests.bot.coming import CODE, Coming
from tests.bot.whereabouts import everybody_on
from tests.bot.windows import Windowed

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_a_reminder_goes_out_as_the_template_of_reminders(settings: Settings, store: Store) -> None:
    async def scene() -> None:
        sync_units(settings, store)
        office = Windowed(store)
        coming = Coming(store, build_house(settings), settings, office.clock.now())
        await office.start()
        with everybody_on("whatsapp", "chat"):
            coming.announced(citizens=1)
            coming.invites("62812")
            coming.taps("62812", "come")
            coming.looks_after()
            coming.now = coming.row.starts_at - 2 * DAY
            await office.passes(hours=(coming.now - office.clock.now()) / HOUR)
            assert coming.looks_after() == 1
        office.bulk.wake()
        await office.passes()
        await office.stop()
        ((_, name, language, values, buttons),) = office.post.templates
        assert (name, language) == ("forum_reminder_v1", "id")
        assert values == ("Antrean KTP", "Jumat, 4 Desember 2026 pukul 09.00 WIB", "Aula Setda")
        assert buttons == (f"go.foru:{CODE}.come", f"go.foru:{CODE}.cannot")
        assert office.spent() == 357

    asyncio.run(scene())
