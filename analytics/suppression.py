"""Hides small counts in tables that are published, and all that they could be reckoned back from.

Whoever reads the tables knows every total, every row's size and every cell that is shown; a hidden cell is
known to be no negative number. After that no count from 1 to `smallest - 1` has only one possible value, and
no sum of hidden cells that follows from the rest is itself so small.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256

__all__ = ["folded", "hidden", "is_small", "shown_parts", "withheld"]

Counts = Mapping[str, int]  # cell -> how many
Cell = tuple[str, str]  # row, column


def is_small(count: int, smallest: int) -> bool:
    """Whether somebody could be known by this count; nobody is known by a zero."""
    return 0 < count < smallest


def folded(sizes: Mapping[str, int], smallest: int) -> frozenset[str]:
    """The rows that are only told of together, under one sum; none where no row is small.

    Rows with nobody in them are folded too, so that a folded row may well be empty. Where the sum would still
    tell (a single row, too small a sum, or one that only fits if all are as large as can be), one more row
    is drawn: not the smallest one, from whose size a reader could reckon back.
    """
    few = {row for row, size in sizes.items() if size < smallest}
    if not any(sizes[row] for row in few):
        return frozenset()
    others = sorted(sizes.keys() - few, key=_drawn)
    if others and _tells([sizes[row] for row in few], smallest):
        few.add(others[0])
    return frozenset(few)


def _tells(sizes: list[int], smallest: int) -> bool:
    return len(sizes) == 1 or sum(sizes) < smallest or sum(sizes) == (smallest - 1) * len(sizes)


def withheld(total: Counts, smallest: int) -> frozenset[str]:
    """The columns that are shown nowhere, as their total over all rows is small; their sum is not.

    With a small total goes the next smallest, until at least two columns hold `smallest` between them: then
    any of them may hold one more or less. `total` is empty of people, or at least `smallest` in sum.
    """
    out = {column for column, count in total.items() if is_small(count, smallest)}
    others = sorted(total.keys() - out, key=lambda column: (total[column] == 0, total[column], column))
    while out and (len(out) == 1 or sum(total[column] for column in out) < smallest):
        out.add(others.pop(0))
    return frozenset(out)


def hidden(rows: Mapping[str, Counts], smallest: int) -> frozenset[Cell]:
    """The cells of a table that are hidden: small ones, and others, so that no small one follows.

    Every row and every column must be empty or at least `smallest` in sum. First the hidden cells of each
    row and column are made to hold `smallest` together. Then each small cell (i, c) gets a rectangle of
    hidden cells with somebody in (j, c) and (i, d): one more in (i, c) and (j, d), one less in the other two,
    is another table with the same sums, so (i, c) has more than one possible value.
    """
    out = {(row, column) for row, column in _cells(rows) if is_small(rows[row][column], smallest)}
    small = sorted(out)
    while cell := next(_lacking(rows, out, smallest), None):
        out.add(cell)
    for cell in small:
        out.add(_corner(rows, out, cell))
    return frozenset(out)


def shown_parts(
    parts: Mapping[str, tuple[int, int]], total: tuple[int, int], smallest: int, *, both: bool
) -> frozenset[str] | None:
    """The rows of which it may be shown how many of their whole are part of it; None: not even of the total.

    parts   part and whole of the rows whose whole is shown; the other rows are the rest of `total`
    both    whether those who are no part of it are protected as well

    What is left when the shown rows are taken from the total is empty of parts, or not small.
    """
    if not _may_stay(*total, smallest, both=both):
        return None
    shown = sorted(
        (row for row, (part, whole) in parts.items() if _may_show(part, whole, smallest, both=both)),
        key=lambda row: (-parts[row][1], row),
    )
    while shown and not _may_stay(*_rest(parts, total, shown), smallest, both=both):
        shown.pop()
    return frozenset(shown)


def _drawn(row: str) -> bytes:
    return sha256(row.encode()).digest()


def _cells(rows: Mapping[str, Counts]) -> Iterator[Cell]:
    return ((row, column) for row, counts in rows.items() for column in counts)


def _lacking(rows: Mapping[str, Counts], out: set[Cell], smallest: int) -> Iterator[Cell]:
    """For each row and column whose hidden cells hold too few: the smallest filled cell to join them.

    There is one, as the whole line holds at least `smallest`.
    """
    for place in (0, 1):
        lines: dict[str, int] = {}
        for row, column in out:
            line = (row, column)[place]
            lines[line] = lines.get(line, 0) + rows[row][column]
        for line in sorted(line for line, count in lines.items() if is_small(count, smallest)):
            free = [cell for cell in _cells(rows) if cell[place] == line and cell not in out]
            yield min((c for c in free if rows[c[0]][c[1]]), key=lambda c: (rows[c[0]][c[1]], c))


def _corner(rows: Mapping[str, Counts], out: set[Cell], cell: Cell) -> Cell:
    """The cell that closes a rectangle of hidden cells around a small one; rather one that is hidden."""
    row, column = cell
    below = [j for j in rows if j != row and (j, column) in out and rows[j][column]]
    beside = [d for d in rows[row] if d != column and (row, d) in out and rows[row][d]]
    corners = ((j, d) for j in below for d in beside)
    return min(corners, key=lambda c: (c not in out, rows[c[0]][c[1]] == 0, rows[c[0]][c[1]], c))


def _rest(parts: Mapping[str, tuple[int, int]], total: tuple[int, int], shown: list[str]) -> tuple[int, int]:
    part, whole = total
    return part - sum(parts[row][0] for row in shown), whole - sum(parts[row][1] for row in shown)


def _may_show(part: int, whole: int, smallest: int, *, both: bool) -> bool:
    return not is_small(part, smallest) and not (both and is_small(whole - part, smallest))


def _may_stay(part: int, whole: int, smallest: int, *, both: bool) -> bool:
    """Whether this much may be left: where all of it were part, its size alone would tell."""
    return part == 0 or (part >= smallest and (not both or whole - part >= smallest))
