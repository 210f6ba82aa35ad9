"""The terminal shows what there is to choose, and hears what is typed."""

import asyncio
import io

import pytest

from bot.channels.base import Channel, Incoming, Refused
from bot.channels.console import ConsoleChannel, read_lines, shown
from handlers.talk import Say
from handlers.talk.model import Choice, File, Media


def test_choices_are_numbered_and_the_ways_out_are_named() -> None:
    say = Say(
        "Unit mana?", (Choice("a", "Disdukcapil"), Choice("b", "Dishub"), Choice("c", "Batal", nav=True))
    )
    assert shown(say) == "Unit mana?\n  1. Disdukcapil\n  2. Dishub\n  [Batal]"


def test_labels_with_numbers_of_their_own_keep_them() -> None:
    assert (
        shown(Say("?", (Choice("a", "4 Sangat baik"), Choice("b", "1 Buruk"))))
        == "?\n  4 Sangat baik\n  1 Buruk"
    )


def test_a_file_is_shown_as_it_is() -> None:
    assert shown(Say("Ini.", file=File("data.json", "{}"))) == "Ini.\n--- data.json ---\n{}"


def test_photos_are_named_before_the_words() -> None:
    say = Say("Sudah selesai?", media=(Media("photo", "AgAC"), Media("document", "BQAC", name="surat.pdf")))
    assert shown(say) == "--- photo ---\n--- surat.pdf ---\nSudah selesai?"


def test_messages_are_printed_and_numbered_for_the_outbox() -> None:
    out = io.StringIO()
    channel: Channel = ConsoleChannel(out)

    async def act() -> list[str]:
        await channel.toast("", "x")
        await channel.leave("", "x")
        refs = [
            await channel.send("local", Say("satu")),
            await channel.send("local", Say("dua"), replaces="1"),
        ]
        with pytest.raises(Refused):
            await channel.fetch("x")
        await channel.close()
        return refs

    assert asyncio.run(act()) == ["1", "2"]
    assert out.getvalue() == "satu\n\ndua\n\n"


def test_lines_are_heard_until_the_end_and_no_number_comes_twice() -> None:
    async def heard(text: str) -> list[Incoming]:
        return [incoming async for incoming in read_lines(io.StringIO(text), language="id")]

    first, later = asyncio.run(heard("/start\n\n  4 \nha\x00lo")), asyncio.run(heard("lagi\n"))
    assert [incoming.said.text for incoming in first] == ["/start", "4", "halo"]
    numbers = [int(incoming.update_id) for incoming in first + later]
    assert numbers == sorted(set(numbers))
    assert {(i.channel, i.bot, i.address, i.language) for i in first} == {
        ("console", "console", "local", "id")
    }
