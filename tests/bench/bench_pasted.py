"""How long it takes to find pasted answers among fifty thousand: `make bench`."""

from __future__ import annotations

import time
from random import Random

from tests.analytics.test_pasted import answer, found, road

ANSWERS, PASTED, UNITS = 50_000, 10_000, 20


def bench_fifty_thousand_answers() -> None:
    draw = Random(20261124)
    stock = [f"kata{n:x}x".translate(str.maketrans("0123456789", "ghijklmnop")) for n in range(3000)]
    rows = [answer(n, road(n), unit=f"u{n % UNITS}") for n in range(PASTED)]
    rows += [
        answer(n, " ".join(draw.choices(stock, k=25)), unit=f"u{n % UNITS}") for n in range(PASTED, ANSWERS)
    ]
    before = time.perf_counter()
    told = found(rows)
    print(
        f"{ANSWERS} answers in {time.perf_counter() - before:.1f} s, {sum(one.cases for one in told)} pasted"
    )
    assert [one.cases for one in told] == [PASTED // UNITS] * UNITS
