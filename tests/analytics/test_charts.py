"""The look of charts: told apart in grey, wrapped and never cut, the same without a network."""

import io
from itertools import combinations

import pytest
from PIL import Image

from analytics import charts, digest_picture
from analytics.bars import Bar, Frame, Point, bars, line
from analytics.digest_picture import DigestPicture, Extreme

WORDS = {
    "title": "Dinas Pemberdayaan Perempuan, Perlindungan Anak dan Keluarga Berencana",
    "subtitle": "16 – 22 November 2026",
    "trend": "Mean of 12 weeks",
    "trend_note": "Hollow dots: not enough to tell, and these are words that need a second line to be read",
    "scores": "This week: 96",
    "scores_note": "",
    "elements": "Strongest and weakest",
    "elements_note": "From 212 surveys",
}
WEEKS = [Point(f"w{n}", 3.0 + n / 20, 2.9 + n / 20, 3.1 + n / 20) for n in range(10)]
WEEKS += [Point("w10", None), Point("w11", 3.4, text="3.40")]
SCORES = [("Very good", 50, "50"), ("Good", 31, "31"), ("Poor", 9, "9"), ("Bad", 6, "6")]
EXTREMES = [Extreme("Handling of complaints and suggestions", 3.8, "3.80"), Extreme("Time", 2.9, "2.90")]


def picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def colours(image: Image.Image) -> set[str]:
    found = image.getcolors(maxcolors=1 << 24)
    assert found is not None
    return {"#{:02x}{:02x}{:02x}".format(*colour) for _count, colour in found}


def drawn(**changed: object) -> Image.Image:
    made = {"weeks": WEEKS, "scale": (1, 4), "scores": SCORES, "extremes": EXTREMES, "words": WORDS} | changed
    return picture(digest_picture.draw(DigestPicture(**made)))  # type: ignore[arg-type]


def test_the_picture_is_as_wide_as_a_phone_and_holds_every_colour_of_the_scores() -> None:
    image = drawn()
    assert image.width == 1080
    assert set(charts.SCORES) <= colours(image)


def test_every_two_colours_differ_in_grey_and_from_the_paper() -> None:
    used = [*charts.SCORES, charts.PAPER]
    differences = [abs(charts.luminance(a) - charts.luminance(b)) for a, b in combinations(used, 2)]
    assert min(differences) > 35


def test_in_a_grey_picture_the_four_bars_are_still_four_shades() -> None:
    grey = drawn().convert("L")
    counted = {shade: count for count, shade in grey.getcolors(maxcolors=256) or []}
    shades = [round(charts.luminance(colour)) for colour in charts.SCORES]
    assert all(max(counted.get(shade + near, 0) for near in (-1, 0, 1)) > 500 for shade in shades)


def test_nothing_is_drawn_into_the_margin() -> None:
    image = drawn()
    edge = 8
    for box in (
        (0, 0, edge, image.height),
        (image.width - edge, 0, image.width, image.height),
        (0, 0, image.width, edge),
        (0, image.height - edge, image.width, image.height),
    ):
        assert colours(image.crop(box)) == {charts.PAPER}


def test_without_ratings_and_forms_there_are_words_and_no_bars() -> None:
    image = drawn(weeks=[Point(f"w{n}", None) for n in range(12)], scores=[], extremes=[])
    assert image.width == 1080
    assert charts.SCORES[0] not in colours(image)


def test_a_week_in_which_all_scores_but_one_are_missing_is_drawn() -> None:
    assert drawn(scores=[("Very good", 0, "0"), ("Good", 7, "7"), ("Poor", 0, "0"), ("Bad", 0, "0")]).width


def test_the_words_of_a_chart_are_in_its_svg_whole() -> None:
    told = charts.svg(
        charts.styled(bars([Bar("Time of completion", 3.1, "3.10")], Frame(300, 60, 12), 4), 12)
    )
    assert "Time of completion" in told
    assert "3.10" in told
    assert "…" not in told


def test_the_last_label_of_a_line_is_always_printed() -> None:
    told = charts.svg(charts.styled(line(WEEKS, Frame(300, 100, 12), (1, 4), every=5), 12))
    assert ">w11<" in told
    assert ">w10<" not in told


@pytest.mark.parametrize(
    ("text", "width"), [("", 5), ("a b", 5), ("long words here", 9), ("indivisible a", 4)]
)
def test_a_text_is_wrapped_between_words(text: str, width: int) -> None:
    lines = charts.wrapped(text, width)
    assert " ".join(lines) == text
    assert all(len(one) <= width or " " not in one for one in lines)


def test_an_older_renderer_gets_the_nearest_version_it_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts.alt, "SCHEMA_VERSION", "v9.9.9")
    assert picture(charts.png(charts.styled(bars([Bar("a", 1, "1")], Frame(99, 40, 9), 4), 9))).width > 99
