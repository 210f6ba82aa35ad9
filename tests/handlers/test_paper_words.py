"""The words of recap sheets lead to what the survey itself stores."""

from handlers.paper_words import ANSWERS, COLUMNS, MONTHS, TOTALS
from handlers.profile import AGE, EDUCATION, OCCUPATION, SEX, UNDER_AGE


def test_every_answer_is_one_that_the_survey_knows() -> None:
    assert set(ANSWERS["sex"].values()) == set(SEX)
    assert set(ANSWERS["age"].values()) == {*AGE, UNDER_AGE}
    assert set(ANSWERS["education"].values()) == set(EDUCATION)
    assert set(ANSWERS["occupation"].values()) == set(OCCUPATION)


def test_columns_months_and_sums_are_in_small_letters() -> None:
    assert set(COLUMNS.values()) == {"date", *ANSWERS}
    assert sorted(set(MONTHS.values())) == list(range(1, 13))
    words = {*COLUMNS, *MONTHS, *TOTALS, *(word for said in ANSWERS.values() for word in said)}
    assert all(word == word.casefold() == " ".join(word.split()) for word in words)
