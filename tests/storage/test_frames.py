"""Frames: the right rows, the right types, also when there are none, in one query each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from sqlalchemy import event, insert

from storage import frames, ratings, surveys
from storage.case_events import happened
from storage.models import Case, CaseEvent, Rating
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW

UNTIL = NOW + 7 * DAY
A_SECOND = timedelta(seconds=1)
Frame = Callable[[Tx, datetime, datetime], pd.DataFrame]
TEXT, NUMBER, MOMENT, DATE = "string", "Int64", "datetime64[us, UTC]", "datetime64[us]"
RATINGS = {
    "unit": TEXT,
    "service": TEXT,
    "score": NUMBER,
    "words": TEXT,
    "channel": TEXT,
    "given_at": MOMENT,
}
SURVEYS = {
    **{"unit": TEXT, "service": TEXT, "channel": TEXT, "given_at": MOMENT},
    **dict.fromkeys(surveys.ELEMENTS, NUMBER),
    **dict.fromkeys(("sex", "age", "education", "occupation", "words"), TEXT),
}
CASES = {
    **dict.fromkeys(
        ("number", "unit", "kind", "category", "about", "route", "state", "channel", "known_as"), TEXT
    ),
    **dict.fromkeys(("outcome", "closed_by", "next_step"), TEXT),
    **dict.fromkeys(("reopened", "handling", "people"), NUMBER),
    **{"opened_at": MOMENT, "verify_due": DATE, "answer_due": DATE},
    **{"answered_at": MOMENT, "closed_at": MOMENT, "state_at": MOMENT},
    **dict.fromkeys(("outer_due", "reply_due", "next_at"), DATE),
}
ALL = [(frames.ratings, RATINGS), (frames.surveys, SURVEYS), (frames.cases, CASES)]


def rate(tx: Tx, at: datetime, *, talk: str = "t1", score: int = 4, words: str = "") -> None:
    person = given.citizen(tx)
    ratings.give(tx, person, talk, "dishub", "", score, "telegram", at)
    ratings.explain(tx, person, talk, words, "")


def fill_in(tx: Tx, at: datetime, elements: dict[str, int], profile: dict[str, str], words: str) -> None:
    person = given.citizen(tx)
    surveys.answer(tx, person, "t1", "dishub", "kir", elements, profile, words, "telegram", at)


def types(frame: pd.DataFrame) -> dict[str, str]:
    return {str(name): str(dtype) for name, dtype in frame.dtypes.items()}


@pytest.mark.parametrize(("read", "expected"), ALL)
def test_an_empty_frame_has_all_columns_with_their_types(
    store: Store, read: Frame, expected: dict[str, str]
) -> None:
    with store.begin() as tx:
        frame = read(tx, NOW, UNTIL)
    assert len(frame) == 0
    assert list(frame.columns) == list(expected)
    assert types(frame) == expected


@pytest.mark.parametrize(("read", "expected"), ALL)
def test_a_filled_frame_has_the_same_columns_and_types(
    store: Store, read: Frame, expected: dict[str, str]
) -> None:
    with store.begin() as tx:
        given.units(tx, "dishub")
        rate(tx, NOW)
        fill_in(tx, NOW, {}, {}, "")
        given.case(tx, given.citizen(tx), unit="dishub")
        frame = read(tx, NOW, UNTIL)
    assert len(frame) == 1
    assert types(frame) == expected


@pytest.mark.parametrize(("read", "expected"), ALL)
def test_a_frame_is_one_query_however_many_rows(store: Store, read: Frame, expected: dict[str, str]) -> None:
    with store.begin() as tx:
        given.units(tx, "dishub")
        for _ in range(5):
            rate(tx, NOW, words="Baik")
            fill_in(tx, NOW, {}, {}, "Baik")
            given.case(tx, given.citizen(tx), unit="dishub")
        statements: list[str] = []
        event.listen(tx.connection, "before_cursor_execute", lambda *args: statements.append(args[2]))
        assert len(read(tx, NOW, UNTIL)) == 5
        assert len(statements) == 1


def test_ratings_come_with_their_words_opened_and_in_utc(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "dishub")
        rate(tx, NOW.astimezone(ZoneInfo("Asia/Jakarta")), score=2, words="Lama sekali")
        rate(tx, NOW + DAY, score=4)
        frame = frames.ratings(tx, NOW, UNTIL)
    assert frame["score"].tolist() == [2, 4]
    assert frame["words"].iloc[0] == "Lama sekali"
    assert frame["words"].isna().tolist() == [False, True]
    assert frame["service"].isna().all()
    assert frame["given_at"].tolist() == [pd.Timestamp(NOW), pd.Timestamp(NOW + DAY)]


@pytest.mark.parametrize("read", [frames.ratings, frames.surveys, frames.cases])
def test_a_frame_begins_with_its_first_moment_and_ends_before_its_last(store: Store, read: Frame) -> None:
    with store.begin() as tx:
        given.units(tx, "dishub")
        person = given.citizen(tx)
        for at in (NOW - A_SECOND, NOW, UNTIL - A_SECOND, UNTIL):
            rate(tx, at)
            fill_in(tx, at, {}, {}, "")
            case = given.case(tx, person, unit="dishub")
            given.change(tx, Case, case.id, opened_at=at, closed_at=at)
        frame = read(tx, NOW, UNTIL)
    moments = frame["opened_at" if "opened_at" in frame else "given_at"]
    assert moments.tolist() == [pd.Timestamp(NOW), pd.Timestamp(UNTIL - A_SECOND)]


def test_surveys_come_with_elements_profile_and_words(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "dishub")
        fill_in(tx, NOW, {"time": 1, "cost": 4}, {"sex": "f"}, "Mahal")
        (row,) = frames.surveys(tx, NOW, UNTIL).to_dict("records")
    assert (row["time"], row["cost"], row["sex"], row["words"]) == (1, 4, "f", "Mahal")
    assert (row["unit"], row["service"], row["channel"]) == ("dishub", "kir", "telegram")
    assert pd.isna(row["product"])
    assert pd.isna(row["age"])


def opened_long_ago(tx: Tx, **values: datetime | str) -> str:
    case = given.case(tx, given.citizen(tx), unit="dishub")
    given.change(tx, Case, case.id, opened_at=NOW - 100 * DAY, **values)
    return case.number


def test_cases_are_those_still_open_and_those_that_moved_in_the_time(store: Store) -> None:
    before, within = NOW - A_SECOND, NOW + DAY
    with store.begin() as tx:
        given.units(tx, "dishub")
        unanswered = opened_long_ago(tx)
        still_open = opened_long_ago(tx, answered_at=before)
        closed_now = opened_long_ago(tx, answered_at=before, closed_at=within)
        answered_late = opened_long_ago(tx, answered_at=within, closed_at=before)
        opened_long_ago(tx, answered_at=before, closed_at=before)
        opened_long_ago(tx, closed_at=before, state="archived")
        frame = frames.cases(tx, NOW, UNTIL)
    assert frame["number"].tolist() == [unanswered, still_open, closed_now, answered_late]


def test_a_case_comes_with_its_days_and_without_a_word(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil")
        case = given.case(tx, given.citizen(tx), unit=None)
        given.answered(tx, case, "Rahasia", NOW + DAY)
        frame = frames.cases(tx, NOW, UNTIL)
    (row,) = frame.to_dict("records")
    assert pd.isna(row["unit"])
    assert (row["number"], row["state"], row["route"]) == (case.number, "in_progress", "unit")
    assert (row["verify_due"], row["answer_due"]) == (
        pd.Timestamp(case.verify_due),
        pd.Timestamp(case.answer_due),
    )
    assert row["answered_at"] == pd.Timestamp(NOW + DAY)
    assert row["closed_at"] is pd.NaT
    assert not any(word in frame.to_csv() for word in ("Rahasia", "KTP", "Sari", "0812"))


@pytest.mark.parametrize("read", [frames.ratings, frames.surveys, frames.cases])
def test_frames_are_read_where_nothing_can_be_written(store: Store, read: Frame) -> None:
    with store.begin() as tx:
        given.units(tx, "dishub")
        rate(tx, NOW, words="Baik")
        fill_in(tx, NOW, {}, {}, "Baik")
        given.case(tx, given.citizen(tx), unit="dishub")
    with store.reading() as tx:
        assert len(read(tx, NOW, UNTIL)) == 1


def test_the_moves_of_a_case_come_in_order_and_nothing_else_of_it(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "dishub")
        first, second = (given.case(tx, given.citizen(tx), unit="dishub") for _ in range(2))
        given.change(tx, Case, second.id, opened_at=UNTIL)
        for at, state in ((NOW + DAY, "verified"), (NOW + 2 * DAY, "needs_data"), (NOW + 3 * DAY, "")):
            step = {"case_id": first.id, "kind": "asked", "actor": "official:1", "at": at, "state": state}
            tx.connection.execute(insert(CaseEvent).values(**step, words=b"never opened"))
        frame = frames.case_steps(tx, NOW, UNTIL)
    moves = frame[frame["kind"] != "opened"]
    assert moves.columns.tolist() == ["number", "kind", "state", "at"]
    assert moves["state"].tolist() == ["verified", "needs_data"]
    assert set(moves["number"]) == {first.number}
    assert str(frame.dtypes["at"]) == MOMENT


def test_answers_are_what_officials_wrote_to_reporters(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "dishub")
        case = given.case(tx, given.citizen(tx), unit="dishub")
        kinds = [("answered", "official:7"), ("proposed", "official:7"), ("noted", "official:7")]
        for kind, actor in [*kinds, ("answered", "system"), ("supplemented", "citizen")]:
            happened(tx, [case.id], kind, actor, f"kata {kind}", NOW + DAY)
        happened(tx, [case.id], "answered", "official:7", "kemarin", NOW - DAY)
        frame = frames.answers(tx, NOW, UNTIL)
    assert frame["words"].tolist() == ["kata answered", "kata proposed"]
    assert set(frame["official"]) == {"official:7"}
    assert (frame["number"][0], frame["unit"][0], frame["kind"][0]) == (case.number, "dishub", "complaint")
    assert set(frame["route"]) == {"unit"}


def test_nobody_moved_and_nobody_answered_is_an_empty_frame_with_its_types(store: Store) -> None:
    with store.begin() as tx:
        steps, answers = frames.case_steps(tx, NOW, UNTIL), frames.answers(tx, NOW, UNTIL)
    assert types(steps) == {"number": TEXT, "kind": TEXT, "state": TEXT, "at": MOMENT}
    assert types(answers) == {
        **dict.fromkeys(("number", "unit", "route", "kind", "official", "words"), TEXT),
        "at": MOMENT,
    }


def test_everything_that_happened_in_a_time_is_told_with_who_did_it_and_without_words(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "dishub")
        case = given.case(tx, given.citizen(tx), unit="dishub")
        happened(tx, [case.id], "explained", "official:7", "never opened", NOW + DAY)
        happened(tx, [case.id], "noted", "official:7", "too late", UNTIL)
        frame = frames.steps(tx, NOW + DAY, UNTIL)
    assert frame.columns.tolist() == ["number", "unit", "route", "kind", "state", "actor", "at"]
    assert frame.iloc[0].tolist()[:4] == [case.number, "dishub", "unit", "explained"]
    assert frame["state"].isna().all()
    assert frame["actor"].tolist() == ["official:7"]


VOICES = {"unit": "category", "score": NUMBER, "words": TEXT, "given_at": MOMENT}
VOICES |= {"voice": NUMBER, "own_unit": "boolean"}


def test_voices_of_an_empty_and_of_a_filled_time_have_the_same_types(store: Store) -> None:
    with store.begin() as tx:
        empty = frames.voices(tx, NOW, UNTIL)
        given.units(tx, "dishub")
        rate(tx, NOW)
        filled = frames.voices(tx, NOW, UNTIL)
    assert types(empty) == types(filled) == VOICES
    assert (len(empty), len(filled)) == (0, 1)


def test_the_same_person_has_one_voice_and_it_is_not_their_number(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "dishub", "dinsos")
        people = [given.citizen(tx) for _ in range(12)]
        for talk, person in enumerate([people[11], people[10], people[11]]):
            ratings.give(tx, person, f"t{talk}", "dishub", "", 4, "telegram", NOW)
        tx.connection.execute(
            insert(Rating).values(unit="dinsos", talk="x", score=1, channel="web", given_at=NOW)
        )
        frame = frames.voices(tx, NOW, UNTIL)
    assert frame["voice"].tolist()[:3] == [0, 1, 0]
    assert not {0, 1} & {people[10], people[11]}
    assert frame["voice"].isna().tolist() == [False, False, False, True]


def test_only_who_is_an_official_of_the_unit_at_that_time_rates_their_own(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "dishub", "dinsos")
        person = given.citizen(tx)
        given.official(tx, unit="dishub", citizen_id=person, bound_at=NOW + DAY, ended_at=NOW + 3 * DAY)
        for number, unit, day in ((0, "dishub", 0), (1, "dishub", 2), (2, "dinsos", 2), (3, "dishub", 4)):
            ratings.give(tx, person, f"t{number}", unit, "", 4, "telegram", NOW + day * DAY)
        ratings.give(tx, given.citizen(tx), "t9", "dishub", "", 4, "telegram", NOW + 2 * DAY)
        assert frames.voices(tx, NOW, UNTIL)["own_unit"].tolist() == [False, True, False, False, False]


def test_words_of_a_past_that_is_only_counted_stay_closed(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "dishub")
        rate(tx, NOW, words="Dulu")
        rate(tx, NOW + DAY, words="Kini")
        opened = frames.voices(tx, NOW, UNTIL)["words"].tolist()
        later = frames.voices(tx, NOW, UNTIL, words_from=NOW + DAY)["words"]
    assert opened == ["Dulu", "Kini"]
    assert later.isna().tolist() == [True, False]
    assert later.iloc[1] == "Kini"
