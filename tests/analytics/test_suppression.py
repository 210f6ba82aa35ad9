"""No small count can be reckoned back, whatever table it stood in: every hidden one is attacked."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from analytics.suppression import folded, hidden, is_small, shown_parts, withheld
from tests.analytics.attack import Reader

LEAST = 5
FEW = st.one_of(st.just(0), st.integers(1, 4), st.integers(5, 30))
Table = dict[str, dict[str, int]]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Rows and columns that are empty or hold enough, as what comes before suppression leaves them."""
    columns = "abcde"[: draw(st.integers(2, 5))]
    rows = [f"r{n}" for n in range(draw(st.integers(1, 5)))]
    table = {row: {column: draw(FEW) for column in columns} for row in rows}
    assume(not any(is_small(sum(counts.values()), LEAST) for counts in table.values()))
    assume(not any(is_small(sum(table[row][column] for row in rows), LEAST) for column in columns))
    return table


def reader_of(table: Table, out: frozenset[tuple[str, str]]) -> Reader:
    """Knows the sums of all rows and columns, and every cell that is not hidden."""
    reader = Reader()
    columns = list(next(iter(table.values())))
    for row in table:
        reader.knows([reader.unknown((row, column)) for column in columns], sum(table[row].values()))
    for column in columns:
        reader.knows([(row, column) for row in table], sum(table[row][column] for row in table))
    for row in table:
        for column in columns:
            if (row, column) not in out:
                reader.knows([(row, column)], table[row][column])
    return reader


@settings(max_examples=120)
@given(table=tables())
@example(table={"r0": {"a": 1, "b": 10}, "r1": {"a": 4, "b": 10}})
@example(table={"r0": {"a": 3, "b": 10, "c": 0}, "r1": {"a": 5, "b": 0, "c": 7}})
@example(table={"r0": {"a": 2, "b": 2, "c": 9}, "r1": {"a": 9, "b": 9, "c": 9}})
def test_no_small_cell_has_only_one_possible_value(table: Table) -> None:
    out = hidden(table, LEAST)
    reader = reader_of(table, out)
    for row, counts in table.items():
        for column, count in counts.items():
            if is_small(count, LEAST):
                low, high = reader.range_of([(row, column)])
                assert low <= count <= high
                assert low < high, (row, column, out)


@settings(max_examples=60)
@given(table=tables())
def test_what_is_hidden_of_a_line_is_never_small_together(table: Table) -> None:
    out = hidden(table, LEAST)
    for place in (0, 1):
        for line in {cell[place] for cell in out}:
            assert not is_small(sum(table[r][c] for r, c in out if (r, c)[place] == line), LEAST)


@given(table=tables())
def test_nothing_is_hidden_where_nothing_is_small(table: Table) -> None:
    bigger = {
        row: {column: count * LEAST for column, count in counts.items()} for row, counts in table.items()
    }
    assert hidden(bigger, LEAST) == frozenset()


def test_a_small_cell_hides_three_others_with_it_and_no_more() -> None:
    table = {row: dict.fromkeys("abc", 20) for row in ("r0", "r1", "r2")}
    table["r1"]["b"] = 3
    assert len(hidden(table, LEAST)) == 4


# --- rows that are only told of together ---


def row_reader(sizes: Mapping[str, int], together: frozenset[str]) -> Reader:
    reader = Reader()
    reader.knows([reader.unknown(row) for row in sizes], sum(sizes.values()))
    for row in sizes.keys() - together:
        reader.knows([row], sizes[row])
    return reader


@settings(max_examples=150)
@given(sizes=st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), FEW, min_size=2, max_size=8))
def test_the_size_of_a_small_row_does_not_follow(sizes: dict[str, int]) -> None:
    assume(sum(sizes.values()) >= LEAST)
    together = folded(sizes, LEAST)
    assert {row for row, size in sizes.items() if is_small(size, LEAST)} <= together
    reader = row_reader(sizes, together)
    for row in together:
        if is_small(sizes[row], LEAST):
            low, high = reader.range_of([row])
            assert low < high
    if together:
        assert sum(sizes[row] for row in together) >= LEAST


def test_rows_without_anybody_are_shown_as_long_as_nobody_hides_among_them() -> None:
    assert folded({"a": 9, "b": 0, "c": 7}, LEAST) == frozenset()
    assert folded({"a": 9, "b": 0, "c": 3, "d": 4}, LEAST) == {"b", "c", "d"}


def test_one_small_row_takes_another_with_it() -> None:
    together = folded({"a": 9, "b": 3, "c": 7}, LEAST)
    assert "b" in together
    assert len(together) == 2


def test_rows_that_could_only_all_be_four_are_told_of_with_another() -> None:
    assert len(folded({"a": 4, "b": 4, "c": 30}, LEAST)) == 3
    assert folded({"a": 4, "b": 3, "c": 30}, LEAST) == {"a", "b"}


def test_where_no_other_row_is_left_all_are_told_of_in_the_total_alone() -> None:
    assert folded({"a": 4, "b": 4}, LEAST) == {"a", "b"}


# --- columns that are shown nowhere ---


@settings(max_examples=100)
@given(total=st.dictionaries(st.sampled_from("abcdef"), FEW, min_size=2, max_size=6))
def test_a_small_total_does_not_follow_from_the_others(total: dict[str, int]) -> None:
    assume(sum(total.values()) >= LEAST)
    out = withheld(total, LEAST)
    reader = row_reader(total, out)
    for column in out:
        if is_small(total[column], LEAST):
            low, high = reader.range_of([column])
            assert low < high
    assert not out or sum(total[column] for column in out) >= LEAST


def test_nothing_is_withheld_where_every_total_is_large_or_empty() -> None:
    assert withheld({"a": 5, "b": 0, "c": 40}, LEAST) == frozenset()


def test_with_a_small_total_goes_the_next_smallest() -> None:
    assert withheld({"a": 3, "b": 8, "c": 40, "d": 0}, LEAST) == {"a", "b"}
    assert withheld({"a": 3, "b": 4, "c": 40}, LEAST) == {"a", "b"}


# --- parts of a whole ---


@st.composite
def parts(draw: st.DrawFn) -> dict[str, tuple[int, int]]:
    wholes = [draw(st.sampled_from([0, 5, 7, 12, 30])) for _ in range(draw(st.integers(1, 6)))]
    return {f"r{n}": (draw(st.integers(0, whole)), whole) for n, whole in enumerate(wholes)}


@settings(max_examples=120)
@given(rows=parts(), both=st.booleans())
def test_a_small_part_does_not_follow_from_the_total_and_the_other_rows(
    rows: dict[str, tuple[int, int]], *, both: bool
) -> None:
    total = sum(part for part, _ in rows.values()), sum(whole for _, whole in rows.values())
    shown = shown_parts(rows, total, LEAST, both=both)
    if shown is None:
        return
    reader = Reader()
    reader.knows([reader.unknown(row) for row in rows], total[0])
    for row, (part, whole) in rows.items():
        reader.bounded({row: 1}, 0, whole)
        if row in shown:
            assert not is_small(part, LEAST)
            assert not (both and is_small(whole - part, LEAST))
            reader.knows([row], part)
    for row, (part, _) in rows.items():
        if is_small(part, LEAST):
            low, high = reader.range_of([row])
            assert low < high


def test_every_part_is_shown_where_none_is_small() -> None:
    assert shown_parts({"a": (6, 20), "b": (0, 9)}, (6, 29), LEAST, both=True) == {"a", "b"}


def test_a_small_part_hides_another_row_with_it() -> None:
    rows = {"a": (6, 20), "b": (2, 9), "c": (9, 40)}
    assert shown_parts(rows, (17, 69), LEAST, both=True) == {"c"}


def test_those_who_are_no_part_are_protected_only_where_asked() -> None:
    rows = {"a": (18, 20), "b": (10, 40), "c": (10, 40)}
    assert shown_parts(rows, (38, 100), LEAST, both=False) == {"a", "b", "c"}
    assert shown_parts(rows, (38, 100), LEAST, both=True) == {"b"}


@pytest.mark.parametrize("total", [(3, 40), (38, 40)])
def test_nothing_is_shown_where_the_total_itself_would_tell(total: tuple[int, int]) -> None:
    assert shown_parts({"a": total}, total, LEAST, both=True) is None
