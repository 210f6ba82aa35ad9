"""Who is meant to be invited: of what is known of people, which, as what group, and how many of them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.settings import Settings
from storage.forum_reach import Known

CITIZENS, USERS, NGOS = "citizens", "users", "ngos"
GROUPS = (CITIZENS, USERS, NGOS, "experts", "press", "officials")
EVERY_TOPIC = "all"


@dataclass(frozen=True)
class Audience:
    """Of whom this is true: `units` and `services` ("unit/key") they had to do with, `area` a kecamatan or
    kelurahan whose offices they had to do with, their `language`, that they wrote in so many `days`.

    `group`: as which of the forum's groups they are invited. `quota`: so many, drawn by lot where there are
    more; None: as many as the seats of their group want.

    `organisations`: the contact persons of registered organisations instead, of these `topics`: units, or
    "unit/service"; none: of the forum's office, or all of a forum of the whole city; EVERY_TOPIC: all.
    """

    units: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    area: str = ""
    language: str = ""
    days: int = 0
    group: str = CITIZENS
    quota: int | None = None
    organisations: bool = False
    topics: tuple[str, ...] = ()

    def known(self, settings: Settings, now: datetime) -> Known:
        """What that is in rows."""
        services = [(unit, key) for unit, _, key in (each.partition("/") for each in self.services)]
        units = [*self.units, *_offices_of(self.area, settings)]
        since = now - timedelta(days=self.days) if self.days else None
        return Known(units, services, self.language, since)

    @property
    def whom(self) -> Audience:
        """The same, however many: two of these are drawn of one lot."""
        return replace(self, quota=None)


def to_json(audience: Audience) -> str:
    """As it is kept."""
    return json.dumps(asdict(audience))


def from_json(text: str) -> Audience:
    """As it was kept; everybody where nothing was."""
    values: dict[str, Any] = json.loads(text) if text else {}
    lists = {name: tuple(values.get(name, ())) for name in ("units", "services", "topics")}
    return Audience(**{**values, **lists})


def _offices_of(area: str, settings: Settings) -> list[str]:
    """The office of a kecamatan with those of its kelurahan, or of one kelurahan."""
    if not area:
        return []
    within = [unit.key for unit in settings.units if unit.within == area]
    return [area, *within]
