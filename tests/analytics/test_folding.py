"""Copies of the same words are folded and counted; no two texts that differ become one."""

from collections import Counter
from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from analytics.folding import ALIKE, SHORTEST, Folded, folded

FLOOD = "petugas loket tiga sangat ramah dan cepat melayani kami semua"
texts = st.lists(
    st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=9).map(" ".join), min_size=1, max_size=15
)


def of(given: list[str]) -> list[Folded]:
    return folded(given, str.split)


def every_one_held_against_all(given: list[str]) -> list[Folded]:
    """The same without a filter: in order of frequency, each is held against every leader before it."""
    sets = [frozenset(text.split()) for text in given]
    often, led = Counter(sets), dict[frozenset[str], frozenset[str]]()
    for one in sorted(often, key=lambda one: (-often[one], sorted(one))):
        near = (other for other in dict.fromkeys(led.values()) if is_copy(one, other))
        led[one] = next(near, one)
    copies = Counter(led[one] for one in sets)
    return [Folded(sets.index(one), copies[one]) for one in dict.fromkeys(sets) if led[one] == one]


def is_copy(one: frozenset[str], other: frozenset[str]) -> bool:
    return min(len(one), len(other)) >= SHORTEST and 100 * len(one & other) >= ALIKE * len(one | other)


def test_the_filter_loses_no_copy_and_makes_none_up() -> None:
    """Of drawn texts, some of them copies with a word changed."""
    random = Random(20261125)
    for _ in range(60):
        words = [f"w{number}" for number in range(random.choice([30, 60, 300]))]
        given = [" ".join(random.sample(words, random.randint(SHORTEST, 14))) for _ in range(40)]
        given += [f"{one} {random.choice(words)}" for one in random.sample(given, 10)]
        assert sum(one.copies for one in of(given)) == len(given)
        assert [one.place for one in of(given)] == [one.place for one in every_one_held_against_all(given)]


def test_copies_are_told_once_with_their_number_and_small_changes_do_not_hide_them() -> None:
    assert of([FLOOD, "antre lama", FLOOD + " sekali", FLOOD]) == [Folded(0, 3), Folded(1, 1)]


def test_the_most_frequent_wording_stands_for_the_others() -> None:
    assert of([FLOOD + " sekali", FLOOD, FLOOD]) == [Folded(1, 3)]


def test_short_texts_are_said_by_many_people_and_each_counts() -> None:
    assert of(["bagus", "bagus", "bagus sekali", "", ""]) == [Folded(place, 1) for place in range(5)]


def test_texts_that_share_half_of_their_words_stay_apart() -> None:
    assert len(of(["a b c d e f", "a b c g h i"])) == 2


def test_no_texts_are_no_copies() -> None:
    assert of([]) == []


@given(texts)
def test_copies_add_up_to_the_number_of_texts(given: list[str]) -> None:
    assert sum(one.copies for one in of(given)) == len(given)


@given(texts, st.randoms())
def test_the_order_of_the_texts_changes_no_number(given: list[str], random: Random) -> None:
    mixed = list(given)
    random.shuffle(mixed)
    assert sorted(one.copies for one in of(mixed)) == sorted(one.copies for one in of(given))


@given(texts)
def test_no_two_that_remain_are_copies_of_each_other(given: list[str]) -> None:
    kept = [set(given[one.place].split()) for one in of(given)]
    long = [its for its in kept if len(its) >= SHORTEST]
    assert not [
        1 for one, other in combinations(long, 2) if 100 * len(one & other) >= ALIKE * len(one | other)
    ]


@given(texts)
def test_a_text_given_twice_changes_only_how_often_it_is_counted(given: list[str]) -> None:
    twice = of([*given, *given])
    assert sum(one.copies for one in twice) == 2 * len(given)
    assert {given[one.place % len(given)] for one in twice} == {given[one.place] for one in of(given)}
