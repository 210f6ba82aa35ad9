"""The table of a run, as Markdown for docs/performance.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.bench.turns.runs import Burst, Measured

_HEAD = ("bot", "citizens", "turns/s", "p50 ms", "p99 ms", "CPU ms/turn", "peak MB")


@dataclass
class Row:
    """One bot under one load; `note`: what was different."""

    name: str
    measured: Measured
    note: str = ""


@dataclass
class Table:
    rows: list[Row] = field(default_factory=list)
    bursts: dict[str, Burst] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [_line(_HEAD), _line(["---", *["---:"] * (len(_HEAD) - 1)]), *map(_shown, self.rows)]
        if self.bursts:
            heads = ("bot", "never answered", "answered twice", "rated twice")
            lines += ["", _line(heads), _line(["---", "---:", "---:", "---:"])]
            lines += [
                _line((name, str(one.lost), str(one.answered_twice), str(one.rated_twice)))
                for name, one in self.bursts.items()
            ]
        return "\n".join(lines)


def _shown(row: Row) -> str:
    one = row.measured
    name = f"{row.name}, {row.note}" if row.note else row.name
    numbers = (f"{one.turns:,.0f}", f"{one.p50:.1f}", f"{one.p99:.1f}", f"{one.cpu:.2f}", f"{one.peak:.0f}")
    return _line((name, str(one.citizens), *numbers))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
