"""The picture of a poll: as wide as a phone, a bar for each answer, nothing in the margin."""

import io

from PIL import Image

from analytics import charts
from analytics.poll_picture import PollPicture, draw

WORDS = {
    "title": "Kapan loket KTP sebaiknya dibuka supaya warga yang bekerja juga bisa datang?",
    "subtitle": "Antrean KTP · Jumat, 4 Desember 2026",
    "note": "43 of 60 took part.",
}
LONG = "Sabtu pagi di kantor kecamatan, bergantian tiap minggunya ya"
ANSWERS = [("Sore sampai pukul 18", 21, "21 (49%)"), (LONG, 15, "15 (35%)"), ("Tidak perlu", None, "–")]


def drawn(*answers: tuple[str, int | None, str]) -> Image.Image:
    return Image.open(io.BytesIO(draw(PollPicture(answers or ANSWERS, WORDS)))).convert("RGB")


def blue(image: Image.Image) -> int:
    """Pixels in the colour of a bar."""
    colour = tuple(int(charts.LINE[place : place + 2], 16) for place in (1, 3, 5))
    return sum(count for count, seen in image.getcolors(1 << 24) or [] if seen == colour)


def test_it_is_as_wide_as_a_phone_and_longer_bars_are_more_answers() -> None:
    image = drawn()
    assert image.width == 1080
    assert blue(image) > blue(drawn(("Ya", 1, "1"), ("Tidak", 0, "0"))) / 2 > 0


def test_nothing_is_drawn_into_the_margin() -> None:
    image = drawn()
    for box in ((0, 0, 8, image.height), (image.width - 8, 0, image.width, image.height)):
        assert image.crop(box).getcolors() == [(8 * image.height, (255, 255, 255))]


def test_six_answers_and_none_at_all_are_drawn() -> None:
    six = drawn(*((f"Jawaban {n}", n, f"{n}") for n in range(6)))
    assert six.height > drawn().height
    assert blue(drawn(("Ya", 0, "0 (0%)"), ("Tidak", 0, "0 (0%)"))) == 0
