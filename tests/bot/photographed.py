"""What becomes of a photo that is handed in again, and how honest new ones of the same place look."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from PIL import Image, ImageEnhance

from tests.bot.scenes import Moment, Scene, View, hand_held, scene

Again = Callable[[Image.Image, Random], bytes]


def saved(picture: Image.Image, how: str = "JPEG", quality: int = 88) -> bytes:
    """The picture as a file."""
    file = io.BytesIO()
    picture.save(file, how, quality=quality)
    return file.getvalue()


def resized(picture: Image.Image, scale: float) -> Image.Image:
    size = (round(picture.width * scale), round(picture.height * scale))
    return picture.resize(size, Image.Resampling.LANCZOS)


def cropped(picture: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    """Without these shares of its width and height."""
    width, height = picture.size
    box = (left * width, top * height, width - right * width, height - bottom * height)
    return picture.crop((round(box[0]), round(box[1]), round(box[2]), round(box[3])))


def _one_side(picture: Image.Image, random: Random) -> bytes:
    sides = [0.0, 0.0, 0.0, 0.0]
    sides[random.randrange(4)] = 0.05
    return saved(cropped(picture, *sides))


def _any_sides(picture: Image.Image, random: Random) -> bytes:
    return saved(cropped(picture, *(random.uniform(0, 0.05) for _ in range(4))))


def _brighter(picture: Image.Image, random: Random) -> bytes:
    return saved(ImageEnhance.Brightness(picture).enhance(random.choice((0.85, 1.15))))


def _all_of_it(picture: Image.Image, random: Random) -> bytes:
    less = cropped(picture, *(random.uniform(0, 0.05) for _ in range(4)))
    other = ImageEnhance.Brightness(resized(less, random.uniform(0.25, 1.5))).enhance(
        random.uniform(0.9, 1.1)
    )
    return saved(other, quality=random.randint(40, 95))


SAME: dict[str, Again] = {
    "JPEG at 40": lambda picture, _: saved(picture, quality=40),
    "JPEG at 95": lambda picture, _: saved(picture, quality=95),
    "WebP": lambda picture, _: saved(picture, "WEBP", 60),
    "PNG": lambda picture, _: saved(picture, "PNG"),
    "a quarter of the size": lambda picture, _: saved(resized(picture, 0.25)),
    "60 % of the size": lambda picture, _: saved(resized(picture, 0.6)),
    "three times the size": lambda picture, _: saved(resized(picture, 3)),
    "5 % off one side": _one_side,
    "up to 5 % off all sides": _any_sides,
    "5 % off every side": lambda picture, _: saved(cropped(picture, 0.05, 0.05, 0.05, 0.05)),
    "brighter or darker": _brighter,
    "all of it at once": _all_of_it,
}


def first(place: Scene) -> Image.Image:
    """The photo that came with the complaint, as a phone saves it."""
    return place.photo(place.view(), _then(place))


def honest(place: Scene, random: Random) -> Iterator[tuple[str, Image.Image]]:
    """New photos, each at another moment by whoever stands about there, and with what else is different."""
    view, later = place.view(), replace(_then(place), seed=place.seed + 20_000)

    def there() -> View:
        return hand_held(random, view)

    def then() -> Moment:
        return replace(later, gain=random.uniform(0.93, 1.07))

    def either(low: float, high: float) -> float:
        return random.choice((-1, 1)) * random.uniform(low, high)

    yield "another moment", place.photo(there(), then())
    yield "a step aside", place.photo(replace(there(), right=view.right + either(0.4, 1.0)), then())
    zoom = random.choice((random.uniform(0.82, 0.92), random.uniform(1.08, 1.25)))
    yield "zoomed", place.photo(replace(there(), zoom=zoom), then())
    yield "tilted", place.photo(replace(there(), roll=either(2, 7)), then())
    light = {"gain": random.choice((0.6, 0.75, 1.25, 1.4)), "gamma": random.uniform(0.75, 1.3)}
    yield "other light", place.photo(there(), replace(then(), **light, warmth=random.uniform(-0.12, 0.12)))
    yield "others pass by", place.photo(there(), replace(then(), passers=random.randint(3, 6)))
    yield "repaired", place.photo(there(), then(), repaired=True)
    yield "from a tripod, repaired", place.photo(view, then(), repaired=True)
    elsewhere = scene(place.seed + 5000)
    yield "another place", elsewhere.photo(elsewhere.view(), then())


def _then(place: Scene) -> Moment:
    return Moment(place.seed + 10_000)
