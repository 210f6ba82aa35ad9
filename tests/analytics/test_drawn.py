"""Drawings of a page: every number in its place, nothing where nothing is told, words never become markup."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from analytics.drawn import WIDTH, Dot, meter, shares, trend

SVG = "{http://www.w3.org/2000/svg}"
SCALE, TICKS = (25.0, 100.0), (25, 50, 75, 100)


def parts(drawing: str, tag: str) -> list[ET.Element]:
    found = ET.fromstring(drawing).iter()  # noqa: S314 - drawn by us
    return [each for each in found if each.tag in (tag, f"{SVG}{tag}")]


def test_a_trend_has_a_point_for_each_number_and_a_break_where_none_is_told() -> None:
    dots = [Dot("a", 80, 70, 90, year="2026"), Dot("b"), Dot("c", 50), Dot("d", 100, 90, 120, "100,00")]
    drawing = trend(dots, SCALE, TICKS, "Index")
    circles = parts(drawing, "circle")
    assert [circle.get("fill") == "#ffffff" for circle in circles] == [False, True, False]
    heights = [float(circle.get("cy") or 0) for circle in circles]
    assert heights[2] < heights[0] < heights[1]
    (path,) = [each.get("d") or "" for each in parts(drawing, "path") if each.get("fill") == "none"]
    assert path.count("M") == 2
    words = [text.text for text in parts(drawing, "text")]
    assert words == ["25", "50", "75", "100", "100,00", "a", "2026", "b", "c", "d"]


def test_an_interval_ends_where_the_scale_does() -> None:
    (band,) = parts(trend([Dot("a", 99, 90, 150)], SCALE, TICKS, "Index"), "rect")
    top = float(band.get("y") or -1)
    assert top == float(re.findall(r"M34 ([\d.]+)H", trend([], SCALE, (100,), "Index"))[0])


def test_without_any_number_there_are_only_the_axes() -> None:
    drawing = trend([Dot("a")], SCALE, TICKS, "Index")
    assert parts(drawing, "circle") == []
    assert not any(each.get("fill") == "none" for each in parts(drawing, "path"))


def test_parts_of_a_bar_fill_it_and_words_that_do_not_fit_are_left_away() -> None:
    drawing = shares([(1, "1%"), (0, "0%"), (49, "49%"), (50, "50%")], "Faces")
    assert sum(float(bar.get("width") or 0) for bar in parts(drawing, "rect")) == WIDTH
    assert [text.text for text in parts(drawing, "text")] == ["49%", "50%"]
    assert parts(shares([(0, "")] * 4, "Faces"), "text") == []


def test_a_meter_is_as_long_as_its_share_and_never_longer_than_its_frame() -> None:
    assert [parts(meter(share, "x"), "rect")[1].get("width") for share in (0.257, 2)] == ["25.7", "100.0"]


def test_words_that_are_handed_in_stay_words() -> None:
    evil = '"><script>x</script>'
    for drawing in (
        trend([Dot(evil, 80, above=evil, year=evil)], SCALE, TICKS, evil),
        shares([(1, evil[:4])] * 4, evil),
        meter(0.5, evil),
    ):
        assert "<script" not in drawing
        assert ET.fromstring(drawing).get("aria-label") == evil  # noqa: S314 - drawn by us
