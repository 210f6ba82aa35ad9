"""The public page in words: how sure a number is, and a point where nothing may be told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers import public_case_words, public_news, public_words
from handlers.talk import speaking
from storage.cards import CardRow
from storage.forums import ForumRow
from tests.handlers.city import CITY

ROW = {"n": 1240, "ikm": 84.2, "grade": "B", "low": 83.1, "high": 85.3}
FACES = {"n": 40, "score_1": 10, "score_2": 0, "score_3": 10, "score_4": 20}
LINE = {
    "reports": 1200,
    "followed_up": {"count": 1100, "percent": 91.7},
    "fixed": {"count": 900, "percent": None},
    "open": None,
    "days_to_first_answer": {"median": 2, "p90": 5.5},
    "days_to_confirmed_fix": None,
}
ZONE = ZoneInfo("Asia/Jakarta")


@pytest.fixture(params=["id"], autouse=True)
def spoken(request: pytest.FixtureRequest) -> object:
    with speaking(request.param):
        yield


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("2026-10", "Oktober 2026"),
        ("2026-Q4", "triwulan 4 tahun 2026"),
        ("2026-S2", "semester 2 tahun 2026"),
    ],
)
def test_a_period_is_called_as_people_call_it(name: str, said: str) -> None:
    assert public_words.period(name) == said


def test_below_a_point_stands_its_month_and_the_year_where_it_begins() -> None:
    assert public_words.mark("2026-03", first=True) == ("Mar", "2026")
    assert public_words.mark("2026-03", first=False) == ("Mar", "")
    assert public_words.mark("2026-Q1", first=False) == ("Q1", "2026")


def test_an_index_comes_with_its_interval_and_how_many_answered() -> None:
    told = public_words.headline(ROW, "2026-10")
    assert (told.value, told.sure) == ("84,20", "Dengan kepastian 95% antara 83,10 dan 85,30.")
    assert told.people == "Dijawab 1.240 orang"
    assert told.grade.startswith("B – ")
    assert public_words.ends(ROW) == "83,10 – 85,30"


def test_few_answers_are_said_to_be_few() -> None:
    assert "bisa saja berbeda" in public_words.headline({**ROW, "low": None}, "2026-10").sure
    assert public_words.ends({**ROW, "low": None}) == "–"
    assert public_words.headline(None, "2026-10").value == ""
    assert public_words.headline({**ROW, "ikm": None}, "2026-10").value == ""


def test_faces_come_best_first_and_a_hidden_one_as_a_point() -> None:
    assert [one.count for one in public_words.faces(FACES)] == ["20", "10", "0", "10"]
    assert public_words.faces({**FACES, "score_2": None})[2].count == "·"
    assert public_words.faces(None) == []
    assert public_words.good(FACES) == "75%"
    assert public_words.good({**FACES, "score_4": None}) == public_words.good(None) == "·"


def test_who_answered_is_told_in_the_order_of_the_questions() -> None:
    told = public_words.profile({"age": {"56_up": 10, "17_25": 30}, "sex": {"male": None, "female": 40}})
    assert [question for question, _answers in told] == ["Perempuan atau laki-laki", "Usia"]
    assert [(one.count, one.share) for one in told[1][1]] == [("30", 0.75), ("10", 0.25)]
    assert {one.count for one in told[0][1]} == {"40", "·"}


def test_the_trend_is_told_to_those_who_do_not_see_it() -> None:
    rows = [("2026-08", None), ("2026-09", ROW), ("2026-10", {**ROW, "ikm": 86})]
    said = public_words.trend_name(rows, "Kota")
    assert said == "Indeks Kota, dari 84,20 pada September 2026 menjadi 86,00 pada Oktober 2026"
    assert public_words.trend_name(rows[:1], "Kota") == "Indeks Kota: belum ada angka"


def test_before_the_first_numbers_the_page_says_when_they_come() -> None:
    assert "1 Desember 2026" in public_words.first_numbers(date(2026, 12, 1))
    assert public_words.first_numbers(None) == "Tidak ada angka yang diterbitkan."
    assert public_words.latest(["a", "b", "c"], {"a": 1, "b": 2}) == "b"
    assert public_words.latest(["a"], {}) == ""
    assert public_words.together(3).startswith("3 instansi")
    assert public_words.faces_name()


def test_reports_are_told_with_their_days_and_hidden_parts_as_points() -> None:
    told = public_case_words.row(LINE)
    assert (told.received, told.followed, told.finished) == ("1.200", "1.100 (92%)", "·")
    assert (told.first_answer, told.fix) == ("2 (9 dari 10: 5,5)", "·")
    assert set(vars(public_case_words.row(None)).values()) == {"·"}
    assert public_case_words.row({**LINE, "reports": None}).received == "·"
    assert public_case_words.rest() == "Lainnya digabung"


def forum(code: str, unit: str | None) -> ForumRow:
    at = datetime(2026, 12, 1, 2, tzinfo=UTC)
    return ForumRow(id=1, topic="Pasar", unit=unit, starts_at=at, place="Aula", code=code, created_at=at)


def test_an_office_shows_its_own_forums_and_the_citys() -> None:
    key = next(iter(CITY.units))
    rows = [forum("a", None), forum("b", key), forum("c", "another")]
    assert [one.code for one in public_news.forums(rows, CITY, ZONE, key)] == ["a", "b"]
    shown = public_news.forums(rows, CITY, ZONE)
    assert [one.unit for one in shown][:2] == [CITY.name, CITY.units[key].label]
    assert "09.00" in shown[0].when


def test_an_office_shows_its_own_cards_and_the_city_the_newest_of_all() -> None:
    key, other, *_rest = CITY.units
    at = datetime(2026, 12, 1, 2, tzinfo=UTC)
    rows = [CardRow(n, key if n % 2 else other, f"said {n}", f"did {n}", at) for n in range(20, 0, -1)]
    rows.append(CardRow(0, "gone", "said", "did", at))
    assert [one.did for one in public_news.cards(rows, CITY, key)][:2] == ["did 19", "did 17"]
    shown = public_news.cards(rows, CITY)
    assert [one.did for one in shown] == [f"did {n}" for n in range(20, 14, -1)]
    assert shown[0].office == CITY.units[other].label


def test_news_are_numbers_and_forums_with_a_link_each() -> None:
    pages = {
        "2026-09": {"city": None, "published_on": "2026-10-01"},
        "2026-10": {"city": ROW, "published_on": "2026-11-01"},
    }
    few, numbers, meeting = public_news.entries(pages, [forum("a", None)], CITY, ZONE, "https://x.test")
    assert numbers.words.startswith("IKM 84,20 (B – ")
    assert few.words.startswith("Terlalu sedikit")
    assert (meeting.title, meeting.link) == ("Forum: Pasar", "https://x.test/chat?start=f-a")
    assert CITY.name in public_news.title(CITY)
