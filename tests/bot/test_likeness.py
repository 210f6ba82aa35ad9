"""A photo handed in again is known, a new one of the same place is not taken for it, and nothing breaks."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.desk.likeness import MOST_PIXELS, NoPicture, look
from tests.bot.photographed import SAME, cropped, first, honest, resized, saved
from tests.bot.scenes import scene

SEEDS = range(900, 908)  # two of each kind of place; the benchmark takes hundreds


@cache
def original(seed: int) -> Image.Image:
    return first(scene(seed))


@cache
def hashes(seed: int) -> bytes:
    return look(saved(original(seed))).hashes


def known(seed: int, content: bytes) -> bool:
    return look(content).same_as(hashes(seed))


@pytest.mark.parametrize("how", SAME)
def test_the_same_photo_is_known_however_it_was_saved_resized_or_cropped(how: str) -> None:
    assert all(known(seed, SAME[how](original(seed), Random(seed))) for seed in SEEDS)


def test_honest_new_photos_of_the_same_place_are_not_taken_for_the_old_one() -> None:
    new = [(kind, known(s, saved(photo))) for s in SEEDS for kind, photo in honest(scene(s), Random(s))]
    assert len(new) >= 70
    assert sum(same for _, same in new) <= 0.03 * len(new), [kind for kind, same in new if same]


def test_a_cropped_photo_is_known_by_the_whole_one_as_well() -> None:
    for seed in SEEDS:
        less = look(saved(cropped(original(seed), 0.05, 0.02, 0, 0.04))).hashes
        assert look(saved(original(seed))).same_as(less)


def test_a_photo_is_looked_at_as_it_is_meant_to_be_held() -> None:
    turned = original(900).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it by a quarter to the right before it is shown
    file = io.BytesIO()
    turned.save(file, "JPEG", quality=90, exif=exif)
    assert known(900, file.getvalue())
    assert not known(900, saved(turned))


def test_what_cannot_be_seen_does_not_count() -> None:
    seen, hidden = original(901).convert("RGBA"), original(902).convert("RGBA")
    hidden.putalpha(0)
    both = Image.alpha_composite(Image.new("RGBA", hidden.size), hidden)
    both.putalpha(0)
    with pytest.raises(NoPicture, match="blank"):
        look(saved(both, "PNG"))
    assert known(901, saved(seen, "PNG"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "broken"),
        (b"%PDF-1.4", "broken"),
        (b"\xff\xd8\xff\xe0 no more than a beginning", "broken"),
        (b"GIF89a\x40\x00\x40\x00", "broken"),
        (saved(Image.new("RGB", (640, 480), (9, 9, 9))), "blank"),
        (saved(Image.new("RGB", (63, 480), "white")), "small"),
    ],
)
def test_what_cannot_be_looked_at_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(NoPicture) as refused:
        look(content)
    assert refused.value.reason == reason


@pytest.mark.parametrize("side", [8_000, 12_000, 60_000])
def test_a_small_file_that_unpacks_to_a_huge_picture_is_not_unpacked(side: int) -> None:
    assert side * side > MOST_PIXELS
    with pytest.raises(NoPicture, match="large"):
        look(_bomb(side))


def _bomb(side: int) -> bytes:
    """A PNG whose head promises so many pixels a side."""
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def test_half_a_photo_is_refused() -> None:
    whole = saved(original(900))
    for share in (0.1, 0.5, 0.9):
        with pytest.raises(NoPicture, match="broken"):
            look(whole[: int(len(whole) * share)])


@cache
def _files() -> tuple[bytes, ...]:
    small = resized(original(903), 0.2)
    return saved(small), saved(small, "PNG"), saved(small, "WEBP")


@given(st.sampled_from([0, 1, 2]), st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_bytes_that_went_wrong_are_refused_or_looked_at(file: int, place: int, wrong: bytes) -> None:
    content = bytearray(_files()[file])
    place %= len(content)
    content[place : place + len(wrong)] = wrong
    assert _said_of(bytes(content)) in {"a picture", "broken", "blank", "small", "large"}


def _said_of(content: bytes) -> str:
    try:
        seen = look(content)
    except NoPicture as refused:
        return refused.reason
    return "a picture" if len(seen.hashes) == 32 else "hashes of another length"


def test_noise_is_like_nothing_but_itself() -> None:
    noise = [np.random.default_rng(seed).integers(0, 255, (200, 300, 3), np.uint8) for seed in (1, 2)]
    one, other = (look(saved(Image.fromarray(picture), "PNG")) for picture in noise)
    assert one.same_as(one.hashes)
    assert not one.same_as(other.hashes)
