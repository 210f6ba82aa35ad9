"""Who runs the machine sees no text: every command is known by what it shows, and a new one must say so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli import app

PAGE = Path(__file__).parents[2] / "docs" / "keys.md"
# Numbers, dates, keys and names of offices; nothing that people wrote, nobody who can be found.
NUMBERS = """
aside list, audit heads, audit verify, broadcast list, broadcast show, case deadline, case list,
case seen, check, export, figures, forum list, forum lot, forum report, forum show, import list, key status,
policy list, policy show, poster, report index, report picture, report poster, skm, steering,
training list, whatsapp templates status, db verify, broadcast reasons, forum attendance, forum
door, forum link, forum poll show, forum seats, survey show, survey lot, hold list, request list, breach list,
organisation list, organisation show
"""
# Shows nothing but what became of it.
ACTS = """
aside retry, broadcast agree, broadcast pause, broadcast resume, broadcast send, broadcast stop,
case import, case lapor, db backup, db restore, db upgrade, forum announce, forum cancel, forum
close, forum create, forum held, forum invite, forum move, forum review, forum test, import survey,
import undo, key new, key reseal, key retire, key rotate, official back, official end, official
leave, official move, official renew, policy add, publish, training record, whatsapp templates push,
hold add, hold lift, breach send, forum poll open, forum poll close, forum poll share,
organisation end, survey send
"""
RUNS = "deliver, run, schedule, serve"
# Names of officials, whom the operator invites and sends away.
OFFICIALS = "official invite, official list"
# What offices write for everybody to read.
PUBLISHED = "forum minutes"
# What somebody types there is their own conversation.
OWN = "talk"
# Words or people, only for an official with a reason, in the log and told to the overseers.
ASKS = """
case export, case handover, case inspektorat, case show, digest, report skm, training needs,
request show, request done, breach report
"""


def known() -> dict[str, str]:
    classes = {
        "numbers": NUMBERS,
        "acts": ACTS,
        "runs": RUNS,
        "officials": OFFICIALS,
        "own": OWN,
        "published": PUBLISHED,
        "asks": ASKS,
    }
    return {" ".join(name.split()): kind for kind, names in classes.items() for name in names.split(",")}


def commands() -> Iterator[tuple[str, set[str]]]:
    yield from _walk(get_command(app), ())


def _walk(command: object, path: tuple[str, ...]) -> Iterator[tuple[str, set[str]]]:
    if inner := getattr(command, "commands", None):
        for name, each in inner.items():
            yield from _walk(each, (*path, name))
    else:
        options = {opt for param in command.params for opt in param.opts}  # type: ignore[attr-defined]
        yield " ".join(path), options


def test_every_command_is_known_by_what_it_shows() -> None:
    found = {name for name, _ in commands()}
    unknown = sorted(found - known().keys())
    assert not unknown, f"say in {Path(__file__).name} and docs/keys.md what these show: {unknown}"


def test_what_shows_words_asks_who_reads_and_why() -> None:
    for name, options in commands():
        if known()[name] == "asks":
            assert {"--as", "--why"} <= options, name


@pytest.mark.parametrize("name", [" ".join(name.split()) for name in ASKS.split(",")])
def test_the_page_lists_what_shows_words(name: str) -> None:
    assert f"`suara {name}`" in PAGE.read_text(), f"docs/keys.md must tell of `suara {name}`"
