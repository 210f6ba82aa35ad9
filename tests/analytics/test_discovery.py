"""Many units at once: few findings that are chance, and those that are large are found."""

from hypothesis import given
from hypothesis import strategies as st

from analytics.discovery import change_words, findings
from analytics.uncertainty import Change

p_values = st.dictionaries(st.text(min_size=1, max_size=3), st.floats(0, 1), max_size=30)


def test_the_published_example_is_reproduced() -> None:
    # Benjamini & Hochberg 1995, section 4: fifteen p-values, of which the four smallest are findings.
    published = (
        *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459),
        *(0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
    )
    found = findings({str(place): p for place, p in enumerate(published)})
    assert found == {"0", "1", "2", "3"}


def test_a_value_too_large_for_its_place_is_taken_along_by_a_later_one() -> None:
    assert findings({"a": 0.04, "b": 0.045}) == {"a", "b"}
    assert findings({"a": 0.04, "b": 0.06}) == frozenset()


@given(p_values)
def test_findings_are_the_smallest_and_none_is_larger_than_the_rate(values: dict[str, float]) -> None:
    found = findings(values)
    assert all(values[key] <= 0.05 for key in found)
    rest = [p for key, p in values.items() if key not in found]
    assert not found or not rest or max(values[key] for key in found) <= min(rest)


def test_words_say_the_way_only_where_it_is_a_finding() -> None:
    sure, unsure = Change(4.0, 2.0, 6.0, 0.0001), Change(4.0, -1.0, 9.0, 0.2)
    down = Change(-4.0, -6.0, -2.0, 0.0001)
    words = change_words({"a": sure, "b": unsure, "c": None, "d": down})
    assert words == {"a": "up", "b": "unclear", "c": "too_few", "d": "down"}


def test_the_same_change_may_be_a_finding_alone_and_none_among_a_hundred() -> None:
    change = Change(3.0, 0.1, 5.9, 0.04)
    others = {str(n): Change(0.0, -3.0, 3.0, 0.9) for n in range(99)}
    assert change_words({"a": change})["a"] == "up"
    assert change_words({"a": change, **others})["a"] == "unclear"
