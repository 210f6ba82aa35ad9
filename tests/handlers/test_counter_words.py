"""What is read on the poster at a counter."""

from __future__ import annotations

from handlers import counter_words
from handlers.talk import speaking
from tests.handlers.city import CITY

LINKS = {
    "whatsapp": "https://wa.me/62812?text=Halo%20%28u-dinsos%29",
    "web": "https://suara.id/chat?start=u-dinsos",
}


def test_three_words_say_what_it_is_for_in_either_language() -> None:
    unit = next(iter(CITY.units.values()))
    with speaking("id"):
        assert counter_words.poster(CITY, unit, LINKS)["purpose"] == ["Nilai", "Lapor", "Pantau"]
        assert counter_words.greeting() == "Halo Suara Warga"
    with speaking("en"):
        poster = counter_words.poster(CITY, unit, LINKS)
    assert (poster["purpose"], poster["unit"]) == (["Rate", "Report", "Follow up"], unit.name)
    assert CITY.emergency in poster["emergency"]


def test_every_link_has_a_code_with_a_name_and_what_can_be_typed() -> None:
    with speaking("en"):
        codes = counter_words.poster(CITY, next(iter(CITY.units.values())), LINKS)["codes"]
    assert [(code["file"], code["name"], code["link"]) for code in codes] == [
        ("whatsapp.svg", "WhatsApp", "wa.me/62812"),
        ("web.svg", "Without an app", "suara.id/chat"),
    ]
    assert codes[1]["alt"] == "Code for Without an app"
