"""What a tablet at a counter says."""

from __future__ import annotations

from handlers import kiosk_words
from handlers.talk import speaking
from tests.handlers.city import CITY

UNIT = next(iter(CITY.units.values()))


def test_the_best_face_comes_first_and_each_has_its_score() -> None:
    with speaking("en"):
        view = kiosk_words.view(UNIT, ["Queue"])
    assert view["faces"] == [
        (4, "😀", "Very good"),
        (3, "🙂", "Good"),
        (2, "😕", "Not good"),
        (1, "😞", "Bad"),
    ]
    assert (view["unit"], view["reasons"]) == (UNIT.key, ["Queue"])


def test_the_script_fills_in_how_many_wait() -> None:
    with speaking("id"):
        view = kiosk_words.view(UNIT, [])
    assert "{count}" in view["waiting"]
    assert UNIT.label in view["question"]
