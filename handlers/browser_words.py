"""What only a browser needs to be told: the first words, and what went wrong with something that was sent."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import menu
from handlers.facts import City, Facts
from handlers.talk import Say, _, later, paragraphs

PROBLEMS: Mapping[str, str] = {
    "too_much": later("That was a lot at once. Please wait a few seconds and try again."),
    "too_large": later("This picture is too large: 10 MB is the most. Please choose a smaller one."),
    "too_slow": later("The connection was too slow, and not everything arrived. Please try again."),
    "no_form": later("Not everything arrived. Please try again."),
    "no_picture": later("This file is no picture that can be shown here. JPEG, PNG and WebP can."),
    "too_many_pixels": later("This picture has too many pixels. Please choose a smaller one."),
    "too_long": later("That is very long: please send it in two or three messages."),
    "no_cookie": later(
        "Your browser does not keep the cookie by which we know you again. Please allow cookies for this "
        "page, open it anew and try again."
    ),
    "expired": later("This page is no longer current. Please open it anew and send once more."),
    "foreign": later("This came from another site and was not taken. Please write on this page."),
    "outage": later(
        "We cannot take your message at the moment, and nothing of it is stored yet. Please send it again "
        "in a minute."
    ),
    "unknown_code": later("No conversation has this code. Please compare it letter by letter."),
    "desk_link": later(
        "This link is not good any more: it was used, is older than ten minutes, or was opened in another "
        "browser first. Write /browser in your chat with the bot for a new one."
    ),
    "not_found": later("There is nothing here."),
}


def problem(name: str) -> str:
    """What to do about it."""
    return _(PROBLEMS[name])


def first(facts: Facts) -> Say:
    """What stands in a conversation in which nothing was said yet."""
    hello = _("Hello! This is Suara Warga of {city}.", city=facts.city.name)
    shown = menu.menu(facts)
    return Say(paragraphs(hello, shown.words), shown.choices, columns=shown.columns)


def start(city: City, payload: str) -> str:
    """The label of the button that a link `?start=` leads to."""
    unit = city.units.get(payload.removeprefix("u-"))
    return _("⭐ Rate {unit}", unit=unit.label) if unit and not unit.closed else _("Start")


def started() -> str:
    """What a conversation shows in place of the command that such a button sends."""
    return _("Start")
