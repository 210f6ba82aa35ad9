"""How often a photo that is handed in again is known, and how often an honest new one is taken for it."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from random import Random

import numpy as np

from bot.desk.likeness import COARSE_BITS, SAME_BITS, Look, look
from storage.proof_search import closest
from tests.bot.photographed import SAME, first, honest, saved
from tests.bot.scenes import scene

SCENES = 200
STORED = 100_000
Bits = dict[str, tuple[int, int]]  # by kind of change: bits that differ in all, and in the coarsest features


def bench_the_same_photo_is_known_and_a_new_one_is_not() -> None:
    with ProcessPoolExecutor(2) as pool:
        measured = list(pool.map(_measure, range(SCENES), chunksize=4))
    tuned, held = measured[: SCENES // 2], measured[SCENES // 2 :]
    print(f"\n{SCENES} scenes; at most {SAME_BITS} of 256 bits and {COARSE_BITS} of the first 64 may differ")
    for name, half in (("chosen on", tuned), ("held out", held)):
        print(f"-- {name}: {len(half)} scenes")
        known = _print("handed in again", [same for same, _ in half], refused_is_right=True)
        taken = _print("honest and new", [new for _, new in half], refused_is_right=False)
        assert known >= 0.99
        assert taken <= 0.01


def bench_a_hundred_thousand_stored_photos_are_searched() -> None:
    wanted = look(saved(first(scene(1)))).wanted
    noise = os.urandom(32 * STORED)
    stored = [noise[place : place + 32] for place in range(0, len(noise), 32)]
    began = time.perf_counter()
    closest(stored, wanted)
    print(f"\n{STORED:,} photos searched in {time.perf_counter() - began:.3f} s")


def _measure(seed: int) -> tuple[Bits, Bits]:
    place, random = scene(seed), Random(seed)
    original = first(place)
    hashes = look(saved(original)).hashes
    same = {name: _bits(look(change(original, random)), hashes) for name, change in SAME.items()}
    new = {name: _bits(look(saved(picture)), hashes) for name, picture in honest(place, random)}
    return same, new


def _bits(seen: Look, hashes: bytes) -> tuple[int, int]:
    found = closest([hashes], replace(seen.wanted, coarse_bits=64, fine_bits=256))
    assert found is not None
    ways = np.frombuffer(seen.wanted.coarse, dtype="<u8")
    return found[1], int(np.bitwise_count(ways ^ np.frombuffer(hashes[:8], dtype="<u8")).min())


def _print(title: str, measured: list[Bits], *, refused_is_right: bool) -> float:
    """The share of all that is refused."""
    by_kind: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for bits in measured:
        for kind, differ in bits.items():
            by_kind[kind].append(differ)
    print(f"{title:28} refused    bits that differ: least, median, most    coarse, most")
    for kind, all_of in by_kind.items():
        fine, coarse = zip(*all_of, strict=True)
        spread = f"{min(fine):4} {int(np.median(fine)):4} {max(fine):4}    {max(coarse):4}"
        print(f"  {kind:26} {_refused(all_of):7.1%}    {spread}")
    share = _refused([differ for all_of in by_kind.values() for differ in all_of])
    print(f"  {'all':26} {share:7.2%}  {'(should be all)' if refused_is_right else '(should be none)'}")
    return share


def _refused(all_of: list[tuple[int, int]]) -> float:
    return float(np.mean([fine <= SAME_BITS and coarse <= COARSE_BITS for fine, coarse in all_of]))
