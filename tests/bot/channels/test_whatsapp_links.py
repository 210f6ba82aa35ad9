"""Links into a chat: what they carry is found again, in whatever sentence, and in nothing else."""

from urllib.parse import parse_qs, urlsplit

import pytest

from bot.channels.whatsapp_links import command, link


@pytest.mark.parametrize("words", ["", "Nilai Disdukcapil", "Rate 100% & tell (us)"])
@pytest.mark.parametrize("payload", ["u-disdukcapil", "i-Ab3_xYz-90Q", "f-antrean7"])
def test_the_code_of_a_link_is_the_command_that_it_stands_for(payload: str, words: str) -> None:
    made = urlsplit(link("6281234567890", payload, words))
    (sent,) = parse_qs(made.query)["text"]
    assert (made.netloc, made.path) == ("wa.me", "/6281234567890")
    assert sent.startswith(words)
    assert command(sent) == f"/start {payload}"


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("U-Disdukcapil", "/start u-disdukcapil"),
        (" u-disdukcapil\n", "/start u-disdukcapil"),
        ("Nilai Disdukcapil (u-disdukcapil).", "/start u-disdukcapil"),
        ("I-Ab3", "/start i-Ab3"),
    ],
)
def test_what_a_keyboard_adds_does_no_harm(text: str, heard: str) -> None:
    assert command(text) == heard


@pytest.mark.parametrize(
    "text",
    [
        "",
        "halo",
        "u-disdukcapil jelek sekali",
        "saya (u-disdukcapil) kecewa",
        "(u-disdukcapil)",
        "x-disdukcapil",
        "u-" + "a" * 60,
        "/start u-disdukcapil",
    ],
)
def test_words_that_only_look_like_it_stay_words(text: str) -> None:
    assert command(text) == text
