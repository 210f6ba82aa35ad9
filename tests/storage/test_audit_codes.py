"""Codes of heads: read again however a person writes them, and a slip of the pen is no accusation."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.audit_codes import code_of, read

DIGEST = bytes(range(32))


@given(st.integers(1, 10**6), st.binary(min_size=32, max_size=32))
@settings(deadline=None)
def test_a_code_is_read_as_it_was_written(number: int, digest: bytes) -> None:
    code = code_of(number, digest)
    assert read(str(code)) == code


@pytest.mark.parametrize(
    "write", [str.lower, lambda code: code.replace("-", " "), lambda code: f"  {code}\n"]
)
def test_small_letters_and_blanks_do_not_matter(write: Callable[[str], str]) -> None:
    code = code_of(412, DIGEST)
    assert read(write(str(code))) == code


def test_letters_that_look_like_numbers_are_read_as_those() -> None:
    code = code_of(10, bytes(32))
    assert "00000" in str(code)
    assert read(str(code).replace("00000", "OoOo0")) == code


def test_a_code_is_120_bits_of_the_hash() -> None:
    code = code_of(7, DIGEST)
    assert str(code).startswith("SH-7-")
    assert len(code.start) == 24
    other = DIGEST[:14] + bytes([DIGEST[14] ^ 1]) + DIGEST[15:]
    assert code_of(7, other) != code
    assert code_of(7, DIGEST[:15] + os.urandom(17)) == code


def test_most_slips_of_the_pen_are_found() -> None:
    code = str(code_of(7, DIGEST))
    wrong = [code[:at] + ("A" if code[at] != "A" else "B") + code[at + 1 :] for at in range(5, len(code) - 1)]
    assert sum(_is_refused(one) for one in wrong) >= len(wrong) * 0.8


def _is_refused(written: str) -> bool:
    try:
        read(written)
    except ValueError:
        return True
    return False


@pytest.mark.parametrize(
    "written", ["", "SH", "SH-7", "SH-7-AAAAA", "7F3K9", "SH-x-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA"]
)
def test_what_is_no_code_says_so(written: str) -> None:
    with pytest.raises(ValueError, match="not a code"):
        read(written)
