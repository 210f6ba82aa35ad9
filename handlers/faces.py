"""How it was, in one tap: four faces, the best one first."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.talk import later

FACES: Mapping[int, str] = {
    4: later("4 😀 Very good"),
    3: later("3 🙂 Good"),
    2: later("2 😕 Not good"),
    1: later("1 😞 Bad"),
}
LOW = 2  # from here down something went wrong
