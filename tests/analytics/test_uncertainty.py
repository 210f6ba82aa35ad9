"""Intervals of an index: right in the middle, inside the scale, narrower with more forms and fewer left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.skm import from_sums
from analytics.uncertainty import Sample, change, interval

MIXED = [36] * 60 + [27] * 30 + [18] * 10

forms = st.lists(st.integers(9, 36), min_size=30, max_size=80).filter(lambda sums: len(set(sums)) > 1)


@given(forms)
def test_the_index_lies_in_its_interval_and_the_interval_on_the_scale(sums: list[int]) -> None:
    found = interval(Sample(sums))
    index = 25 * sum(sums) / (9 * len(sums))
    assert found is not None
    assert 25 <= found.low < index < found.high <= 100
    assert found.n == len(sums)


@given(forms)
def test_ten_times_as_many_forms_of_the_same_kind_narrow_it(sums: list[int]) -> None:
    few, many = interval(Sample(sums)), interval(Sample(sums * 10))
    assert few is not None
    assert many is not None
    assert few.low < many.low < many.high < few.high


@given(forms, st.integers(0, 500))
def test_it_is_narrower_the_fewer_were_not_asked(sums: list[int], left: int) -> None:
    unknown, known = interval(Sample(sums)), interval(Sample(sums, len(sums) + left))
    assert unknown is not None
    assert known is not None
    assert known.high - known.low < unknown.high - unknown.low


def test_whoever_asked_everybody_is_left_nothing_to_chance() -> None:
    found = interval(Sample(MIXED, served=100))
    assert found is not None
    index = from_sums(100, [sum(MIXED) // 9] * 9).ikm
    assert found.low == pytest.approx(found.high) == pytest.approx(float(index or 0))
    assert interval(Sample(MIXED, served=90)) == found  # more forms than people: none is left


def test_the_end_of_a_known_interval_is_reached_to_the_digit() -> None:
    # By hand: mean share 5/6, logit ln 5 = 1.609438; variance 5/99, standard error 0.022473, on the logit
    # scale 0.161806; t(99) = 1.984217; ends 1.288380 and 1.930496, back on the scale 0.783878 and 0.873306.
    found = interval(Sample(MIXED))
    assert found is not None
    assert (round(found.low, 2), round(found.high, 2)) == (83.79, 90.5)


@pytest.mark.parametrize("sums", [[36] * 29, [36, 27] * 14, [36] * 500, []])
def test_too_few_forms_or_all_the_same_give_no_interval(sums: list[int]) -> None:
    assert interval(Sample(sums)) is None
    assert change(Sample(sums), Sample(MIXED)) is None
    assert change(Sample(MIXED), Sample(sums)) is None


def test_the_rounded_weight_makes_everything_a_thousandth_smaller() -> None:
    exact, rounded = interval(Sample(MIXED)), interval(Sample(MIXED), "0.111")
    assert exact is not None
    assert rounded is not None
    assert rounded.high == pytest.approx(exact.high * 0.999)
    whole = change(Sample(MIXED), Sample([36] * 99 + [9]))
    smaller = change(Sample(MIXED), Sample([36] * 99 + [9]), "0.111")
    assert whole is not None
    assert smaller is not None
    assert smaller.points == pytest.approx(whole.points * 0.999)
    assert smaller.p == whole.p


@given(forms, forms)
def test_a_change_and_its_p_value_say_the_same(before: list[int], after: list[int]) -> None:
    found = change(Sample(before), Sample(after))
    assert found is not None
    assert found.low <= found.points <= found.high
    assert (found.low <= 0 <= found.high) is (found.p >= 0.05)


@given(forms, forms)
def test_looked_at_the_other_way_round_a_change_is_its_opposite(before: list[int], after: list[int]) -> None:
    there, back = change(Sample(before), Sample(after)), change(Sample(after), Sample(before))
    assert there is not None
    assert back is not None
    assert there.points == pytest.approx(-back.points)
    assert there.low == pytest.approx(-back.high, abs=1e-9)
    assert there.p == pytest.approx(back.p)


def test_no_change_at_all_is_pure_chance() -> None:
    found = change(Sample(MIXED), Sample(MIXED))
    assert found is not None
    assert found.points == 0
    assert found.p == pytest.approx(1)


@pytest.mark.parametrize("wrong", [8, 37])
def test_nine_answers_cannot_add_up_to_everything(wrong: int) -> None:
    with pytest.raises(ValueError, match="between 9 and 36"):
        Sample([36, wrong])
