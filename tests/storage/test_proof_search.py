"""The stored picture that differs least is found, and none where all differ too much."""

from __future__ import annotations

import numpy as np

from storage.proof_search import BYTES, Wanted, closest

RANDOM = np.random.default_rng(7)


def hashes() -> bytes:
    return bytes(RANDOM.bytes(BYTES))


def wanted(*ways: bytes, coarse_bits: int = 10, fine_bits: int = 18) -> Wanted:
    return Wanted(b"".join(way[:8] for way in ways), b"".join(ways), coarse_bits, fine_bits)


def with_other_bits(of: bytes, count: int, since: int = 0) -> bytes:
    """The same but for so many bits, counted from bit `since` on."""
    bits = np.unpackbits(np.frombuffer(of, dtype=np.uint8))
    bits[since : since + count] ^= 1
    return np.packbits(bits).tobytes()


def test_among_none_there_is_none() -> None:
    assert closest([], wanted(hashes())) is None


def test_the_nearest_is_found_among_many_by_any_of_its_ways() -> None:
    stored = [hashes() for _ in range(10_000)]
    way = with_other_bits(stored[7_321], 5, since=100)
    assert closest(stored, wanted(hashes(), way, hashes())) == (7_321, 5)


def test_of_two_alike_the_one_that_differs_less_is_found() -> None:
    one = hashes()
    stored = [with_other_bits(one, 9), with_other_bits(one, 3), with_other_bits(one, 6)]
    assert closest(stored, wanted(one)) == (1, 3)


def test_one_bit_more_than_may_differ_is_another_picture() -> None:
    one = hashes()
    assert closest([with_other_bits(one, 18, since=64)], wanted(one)) == (0, 18)
    assert closest([with_other_bits(one, 19, since=64)], wanted(one)) is None
    assert closest([with_other_bits(one, 10)], wanted(one)) == (0, 10)
    assert closest([with_other_bits(one, 11)], wanted(one)) is None
