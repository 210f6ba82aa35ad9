"""What people do, in as many words as a test has room for; every act waits for its answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.chaos.citizens import NUMBER, asks
from tests.doubles.load import Load, Script
from tests.doubles.people import Person
from tests.doubles.play import Screen
from tests.end_to_end.product import Product

WITHIN = 30.0


def answered(person: Person, act: Callable[[], object]) -> Screen:
    """Do something and wait for what the bot says to it."""
    act()
    return person.waits_for_reply(within=WITHIN)


def taps(person: Person, *options: str) -> Screen:
    """Tap one button after the other; the last screen."""
    for option in options:
        screen = answered(person, lambda option=option: person.taps(option))
    return screen


def says(person: Person, text: str) -> Screen:
    return answered(person, lambda: person.says(text))


def complains(person: Person, words: str, category: str = "slow", about: str = "service") -> Screen:
    """A complaint about Disdukcapil up to its last question before sending; photos are still to come."""
    screen = says(person, "/lapor")
    screen = taps(person, "kind:complaint", "known:confidential")
    if asks("adult")(screen):
        taps(person, "adult:yes")
    says(person, "Disdukcapil")
    taps(person, f"category:{category}", f"about:{about}")
    says(person, words)
    return taps(person, "what:=", "where:-", "when:today")


def hands_in(person: Person) -> str:
    """Without a photo, confidential, sent: the number that the bot shows."""
    screen = taps(person, "photos:-", "senda:y")
    (number,) = NUMBER.findall(screen.text)[:1]
    return number


def joins(product: Product, person: Person, role: str, *more: str) -> Screen:
    """An official invited on the command line opens the link that it printed."""
    told = product.suara("official", "invite", "--role", role, "--name", person.name, *more)
    payload = re.findall(r"https://(?:t\.me/\w+\?start|wa\.me/\d+\?text)=(i-[\w-]+)", told)[0]
    return answered(person, lambda: person.opens(payload))


def talk(product: Product, script: Callable[[int], Script], citizens: int, first_id: int) -> Load:
    """Many at once, each to the end of the script; on WhatsApp where the product is on that alone."""
    api = product.api or product.whatsapp
    assert api is not None
    load = Load(api, script, citizens, patience=60, first_id=first_id)
    api.submit(load.run()).result(120)
    return load


def plays(person: Person, who: str = "Warga") -> None:
    """The conversation for who runs the tests with -s."""
    print(f"\n--- {person.name} ---\n{person.transcript(who)}")


def row(product: Product, sql: str, *values: Any) -> tuple[Any, ...]:
    """The only row of the answer."""
    (only,) = product.rows.all(sql, *values)
    return only
