"""What nobody can see goes, what people wrote stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.clean import clean, clean_json

TEXTS = st.text(st.characters() | st.sampled_from("\x00\u200d\u200b\ufe0f\ud83d\ude00😀❤🏽"), max_size=30)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("biasa saja\nbaris dua", "biasa saja\nbaris dua"),
        ("a\x00b", "ab"),
        ("\ud83d sendiri", " sendiri"),
        ("\ud83d\ude00", "😀"),
        ("\u202eterbalik\u202c", "terbalik"),
        ("nol\u200blebar\ufeff", "nollebar"),
        ("مرحبا", "مرحبا"),
        ("👩\u200d⚕️ dan ❤️\u200d🔥", "👩\u200d⚕️ dan ❤️\u200d🔥"),
        ("👨🏽\u200d🌾", "👨🏽\u200d🌾"),
        ("kata\u200dkata 👍\u200d", "katakata 👍"),
    ],
)
def test_text_loses_only_what_cannot_be_seen(written: str, kept: str) -> None:
    assert clean(written) == kept


@given(TEXTS)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(TEXTS)
def test_what_is_clean_can_be_stored_anywhere(text: str) -> None:
    assert "\x00" not in clean(text)
    assert clean(text).encode().decode() == clean(text)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x1FFF)))
def test_plain_scripts_are_left_alone(text: str) -> None:
    assert clean(text) == text


def test_every_text_inside_a_json_value_is_cleaned() -> None:
    assert clean_json({"a\x00": ["b\x00", {"c": "d\x00"}, 5, None]}) == {"a": ["b", {"c": "d"}, 5, None]}
