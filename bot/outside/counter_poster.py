"""The poster at a counter: for each network that is there a link to this unit, as a code, on A4 and A5."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.channels import whatsapp_links
from bot.offices.office import Mistaken
from bot.settings import CHECKOUT, Settings
from handlers import counter_words
from handlers.facts import City
from handlers.talk import speaking

TEMPLATE = CHECKOUT / "handlers" / "pages" / "counter_poster.typ"
PAPERS = ("a4", "a5")


@dataclass(frozen=True)
class Poster:
    """What stands on it, with its codes by the name of their file."""

    content: Mapping[str, Any]
    codes: Mapping[str, bytes]


def write_posters(
    settings: Settings, city: City, bot_name: str, units: Sequence[str], to: Path
) -> list[Path]:
    """Two PDF a unit, in this directory. Raises Mistaken, OSError."""
    from analytics import typeset

    if unknown := [key for key in units if key not in city.units or city.units[key].closed]:
        raise Mistaken(f"no open unit has this key: {', '.join(unknown)}")
    template, written = TEMPLATE.read_text(encoding="utf-8"), []
    to.mkdir(parents=True, exist_ok=True)
    for unit in units:
        poster = poster_of(settings, city, bot_name, unit)
        for paper in PAPERS:
            written.append(to / f"poster-{unit}-{paper}.pdf")
            written[-1].write_bytes(typeset.pdf(template, {**poster.content, "paper": paper}, poster.codes))
    return written


def poster_of(settings: Settings, city: City, bot_name: str, unit: str) -> Poster:
    """The poster in the city's first language. Raises Mistaken where no network is there."""
    from analytics import qr

    with speaking(settings.city.languages[0]):
        links = links_of(settings, bot_name, unit)
        content = counter_words.poster(city, city.units[unit], links)
    return Poster(content, {f"{network}.svg": qr.svg(link) for network, link in links.items()})


def links_of(settings: Settings, bot_name: str, unit: str) -> dict[str, str]:
    """Network to the link that opens a conversation about this unit. Raises Mistaken where there is none."""
    payload, links = f"u-{unit}", {}
    if bot_name:
        links["telegram"] = f"https://t.me/{bot_name}?start={payload}"
    if settings.whatsapp.number:
        links["whatsapp"] = whatsapp_links.link(settings.whatsapp.number, payload, counter_words.greeting())
    # Without an address for the public, the page is found on this machine alone.
    if settings.web.chat and settings.web.public_url:
        links["web"] = f"{settings.web.public_url.rstrip('/')}/chat?start={payload}"
    if not links:
        raise Mistaken("no network has an address to put on a poster: see docs/kiosk.md")
    return links
