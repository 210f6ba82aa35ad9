"""What the settings connect, and who speaks for whom in a trial."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.lines import _speaking


@dataclass(frozen=True)
class Named:
    """A network of which only the name matters."""

    name: str


TELEGRAM: Any = Named("telegram")
WHATSAPP: Any = Named("whatsapp")


def test_every_network_speaks_for_itself() -> None:
    networks = {"telegram": TELEGRAM, "whatsapp": WHATSAPP}
    assert _speaking(networks, None) == networks


def test_in_a_trial_the_first_network_speaks_for_all_of_them() -> None:
    spoken = _speaking({"telegram": TELEGRAM, "whatsapp": WHATSAPP}, "4711")
    assert spoken == {"telegram": TELEGRAM, "whatsapp": TELEGRAM}
    assert _speaking({"whatsapp": WHATSAPP}, "62812") == {"whatsapp": WHATSAPP}
    assert _speaking({}, "4711") == {}
