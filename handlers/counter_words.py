"""The poster at a counter: the unit's name, three words of what it is for, and how each code is used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.facts import City, Unit
from handlers.talk import _, spoken

# What stands over a code: proper names, but for the browser.
_NETWORKS = {"telegram": "Telegram", "whatsapp": "WhatsApp"}


def poster(city: City, unit: Unit, links: Mapping[str, str]) -> Mapping[str, Any]:
    """All that is read on it. `links`: network to address, in the order in which the codes stand."""
    return {
        "language": spoken(),
        "title": f"Suara Warga · {city.name}",
        "unit": unit.name,
        "purpose": [_("Rate"), _("Report"), _("Follow up")],
        "how": _("Point your phone's camera at a code"),
        "codes": [
            {"file": f"{name}.svg", "name": _named(name), **_code(name, link)} for name, link in links.items()
        ],
        "facts": [
            _("A rating takes two taps, a report five minutes."),
            _("Free of charge. Nobody here learns who rated."),
        ],
        "emergency": _("In danger? Call {number}.", number=city.emergency),
    }


def greeting() -> str:
    """What a person sees themselves send on WhatsApp, before the code."""
    return _("Hello Suara Warga")


def _named(network: str) -> str:
    return _NETWORKS.get(network) or _("Without an app")


def _code(network: str, link: str) -> Mapping[str, str]:
    shown = link.partition("?")[0].partition("://")[2]
    return {"alt": _("Code for {name}", name=_named(network)), "link": shown}
