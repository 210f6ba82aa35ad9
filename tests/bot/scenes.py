"""Places of a city as a camera sees them, made from a seed: the same place can be photographed again."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIZE = (640, 480)
KINDS = ("hole", "rubbish", "lamp", "counter")
EYES = 1.5  # metres above the ground
Point = tuple[float, float, float]
Corners = tuple[Point, Point, Point, Point]


@dataclass(frozen=True)
class View:
    """Where the camera is, in metres (right, up, forward), and how it is held, in degrees."""

    right: float = 0.0
    up: float = 0.0
    forward: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    zoom: float = 1.0


@dataclass(frozen=True)
class Moment:
    """When it is: what the light is like, who passes by (by their seed), and what the sensor adds."""

    seed: int = 0
    gain: float = 1.0
    gamma: float = 1.0
    warmth: float = 0.0
    noise: float = 4.0
    passers: int = 2


@dataclass(frozen=True)
class Sheet:
    """A flat thing in the world: its picture, and where its four corners are."""

    picture: Image.Image
    corners: Corners  # of the picture: upper left, upper right, lower right, lower left


@dataclass(frozen=True)
class Scene:
    """One place; `kind` is what is wrong there."""

    seed: int
    kind: str
    _made: dict[bool, list[Sheet]] = field(default_factory=dict, compare=False, repr=False)

    def photo(self, view: View, moment: Moment, *, repaired: bool = False) -> Image.Image:
        """What the camera sees from here at this moment."""
        if repaired not in self._made:
            self._made[repaired] = list(_things(self.seed, self.kind, repaired))
        sheets = [*self._made[repaired], *_passers(moment, self.kind)]
        canvas = _sky(self.kind, moment)
        for sheet in sorted(sheets, key=_distance, reverse=True):
            _draw(canvas, sheet, view)
        return _developed(canvas, moment)

    def view(self) -> View:
        """How somebody photographs what is wrong: from a little way off, a lamp from below."""
        random = Random(self.seed + 2)
        pitch = random.uniform(4, 10) if self.kind == "lamp" else random.uniform(-22, -10)
        return View(random.uniform(-0.4, 0.4), 0, random.uniform(-0.4, 0.4), random.uniform(-6, 6), pitch)


def scene(seed: int) -> Scene:
    return Scene(seed, KINDS[seed % len(KINDS)])


# ---- the camera


def _draw(canvas: Image.Image, sheet: Sheet, view: View) -> None:
    seen = [_projected(corner, view) for corner in sheet.corners]
    if any(point is None for point in seen):
        return
    points = [point for point in seen if point is not None]
    left, top = (max(0, int(min(p[axis] for p in points)) - 1) for axis in (0, 1))
    right = min(SIZE[0], int(max(p[0] for p in points)) + 2)
    bottom = min(SIZE[1], int(max(p[1] for p in points)) + 2)
    if right <= left or bottom <= top:
        return
    picture = _shrunk(sheet.picture, points)
    placed = [(x - left, y - top) for x, y in points]
    how = _perspective(placed, picture.size)
    part = picture.transform(
        (right - left, bottom - top), Image.Transform.PERSPECTIVE, how, Image.Resampling.BILINEAR
    )
    canvas.paste(part, (left, top), part)


def _projected(point: Point, view: View) -> tuple[float, float] | None:
    x, y, z = point[0] - view.right, point[1] - EYES - view.up, point[2] - view.forward
    yaw, pitch, roll = (math.radians(angle) for angle in (view.yaw, view.pitch, view.roll))
    x, z = x * math.cos(yaw) - z * math.sin(yaw), x * math.sin(yaw) + z * math.cos(yaw)
    y, z = y * math.cos(pitch) - z * math.sin(pitch), y * math.sin(pitch) + z * math.cos(pitch)
    x, y = x * math.cos(roll) - y * math.sin(roll), x * math.sin(roll) + y * math.cos(roll)
    if z < 0.2:
        return None
    focal = 0.8 * SIZE[0] * view.zoom
    return SIZE[0] / 2 + focal * x / z, SIZE[1] / 2 - focal * y / z


def _shrunk(picture: Image.Image, points: list[tuple[float, float]]) -> Image.Image:
    """Not finer than it is seen, or its grain would come and go with every step."""
    wide = max(8, int(max(math.dist(points[0], points[1]), math.dist(points[3], points[2]))))
    high = max(8, int(max(math.dist(points[0], points[3]), math.dist(points[1], points[2]))))
    size = (min(wide, picture.width), min(high, picture.height))
    return picture.resize(size, Image.Resampling.BOX) if size != picture.size else picture


def _perspective(points: list[tuple[float, float]], size: tuple[int, int]) -> list[float]:
    """The eight coefficients that lead from the canvas to the picture."""
    width, height = size
    wanted = [(0, 0), (width, 0), (width, height), (0, height)]
    rows, values = [], []
    for (x, y), (u, v) in zip(points, wanted, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return [float(value) for value in np.linalg.lstsq(np.array(rows), np.array(values), rcond=None)[0]]


def _distance(sheet: Sheet) -> tuple[bool, float, float]:
    """How early it is drawn: what lies flat is under everything that stands, a stain on what it stains."""
    heights = [corner[1] for corner in sheet.corners]
    flat = max(heights) < 0.05
    return flat, -max(heights) if flat else 0.0, sum(corner[2] for corner in sheet.corners)


def _developed(canvas: Image.Image, moment: Moment) -> Image.Image:
    light = np.asarray(canvas.convert("RGB"), dtype=np.float32) / 255
    light = np.power(light, moment.gamma) * moment.gain
    light *= 1 + moment.warmth * np.array([1, 0, -1], dtype=np.float32)
    grain = np.random.default_rng(moment.seed + 77).normal(0, moment.noise, light.shape)
    return Image.fromarray(np.clip(light * 255 + grain, 0, 255).astype(np.uint8))


# ---- what there is


def _sky(kind: str, moment: Moment) -> Image.Image:
    if kind == "counter":
        return Image.new("RGBA", SIZE, (196, 190, 178, 255))
    top, low = ((40, 50, 90), (120, 100, 110)) if kind == "lamp" else ((110, 160, 215), (205, 220, 230))
    rows = np.linspace(0, 1, SIZE[1])[:, None, None]
    sky = np.array(top) * (1 - rows) + np.array(low) * rows
    clouds = _noise(np.random.default_rng(moment.seed), SIZE[0], SIZE[1], (120, 50))
    picture = np.clip(sky + 26 * clouds[:, :, None], 0, 255).astype(np.uint8)
    return Image.fromarray(picture).convert("RGBA")


def _noise(random: np.random.Generator, width: int, height: int, grains: tuple[int, ...]) -> np.ndarray:
    """Cloudy noise around 0 with a spread of about 1; `grains` are the sizes of its spots in pixels."""
    total = np.zeros((height, width), dtype=np.float32)
    for grain in grains:
        small = random.normal(0, 1, (max(2, height // grain + 2), max(2, width // grain + 2)))
        image = Image.fromarray(small.astype(np.float32), mode=None)
        total += np.asarray(image.resize((width, height), Image.Resampling.BICUBIC))
    return total / math.sqrt(len(grains))


def _textured(
    random: np.random.Generator, size: tuple[int, int], colour: tuple[int, ...], rough: float
) -> Image.Image:
    grains = tuple(g for g in (3, 9, 30, 90) if g < max(size))
    noise = _noise(random, *size, grains)
    picture = np.clip(np.array(colour) + rough * noise[:, :, None], 0, 255).astype(np.uint8)
    return Image.fromarray(picture).convert("RGBA")


def _things(seed: int, kind: str, repaired: bool) -> list[Sheet]:
    random, grain = Random(seed), np.random.default_rng(seed)
    inside = kind == "counter"
    things = _ground(random, grain, inside)
    things += _room(random, grain) if inside else _street(random, grain)
    made = {"hole": _hole, "rubbish": _rubbish, "lamp": _lamp, "counter": _counter}[kind]
    return [*things, *made(Random(seed + 1), np.random.default_rng(seed + 1), repaired)]


def _ground(random: Random, grain: np.random.Generator, inside: bool) -> list[Sheet]:
    base = random.randint(140, 190) if inside else random.randint(80, 125)
    colour = (base, base - random.randint(0, 10), base - random.randint(0, 18))
    far = _textured(grain, (700, 700), colour, 14)
    near = _textured(grain, (900, 700), colour, 20)
    for picture in (far, near):
        _lines(picture, random, inside)
    return [
        Sheet(far, _flat(-14, 14, 4.5, 40 if not inside else 9)),
        Sheet(near, _flat(-4.5, 4.5, 0.6, 4.5)),
    ]


def _lines(picture: Image.Image, random: Random, inside: bool) -> None:
    draw, dark = ImageDraw.Draw(picture), (60, 58, 55, 255)
    if inside:
        step = random.randint(60, 100)
        for at in range(0, 900, step):
            draw.line((at, 0, at, 700), dark, 2)
            draw.line((0, at, 900, at), dark, 2)
        return
    for _ in range(random.randint(2, 6)):  # cracks
        x, y = random.uniform(0, picture.width), random.uniform(0, picture.height)
        track = [(x, y)]
        for _ in range(random.randint(4, 12)):
            x, y = x + random.uniform(-60, 60), y + random.uniform(-40, 40)
            track.append((x, y))
        draw.line(track, dark, random.randint(1, 4))
    at = random.uniform(0.1, 0.9) * picture.width
    draw.rectangle((at, 0, at + random.randint(8, 26), picture.height), (205, 205, 195, 255))


def _flat(left: float, right: float, near: float, far: float) -> Corners:
    return ((left, 0, far), (right, 0, far), (right, 0, near), (left, 0, near))


def _upright(x: float, y: float, z: float, width: float, height: float) -> Corners:
    """Standing at a distance `z`, its lower left corner at x and y."""
    return ((x, y + height, z), (x + width, y + height, z), (x + width, y, z), (x, y, z))


def _street(random: Random, grain: np.random.Generator) -> list[Sheet]:
    things, x = [], -16.0
    while x < 15:
        width = random.uniform(3, 7)
        z = random.uniform(9, 20)
        things.append(Sheet(_facade(random, grain), _upright(x, 0, z, width, random.uniform(3, 8))))
        x += width * random.uniform(0.6, 1.1)
    for _ in range(random.randint(1, 4)):
        x, z = random.choice((-1, 1)) * random.uniform(1.6, 6), random.uniform(5, 12)
        high = random.uniform(2.5, 6)
        things.append(Sheet(_tree(random, grain), _upright(x, 0, z, high * 0.7, high)))
    return things


def _facade(random: Random, grain: np.random.Generator) -> Image.Image:
    colour = tuple(random.randint(90, 235) for _ in range(3))
    picture = _textured(grain, (260, 260), colour, 9)
    draw = ImageDraw.Draw(picture)
    columns, floors = random.randint(2, 5), random.randint(1, 3)
    for column in range(columns):
        for floor in range(floors):
            x, y = (column + 0.25) * 260 / columns, (floor + 0.2) * 260 / floors
            size = 130 / columns, 140 / floors
            draw.rectangle((x, y, x + size[0], y + size[1]), tuple(random.randint(20, 110) for _ in range(3)))
    draw.rectangle((0, 0, 260, random.randint(5, 30)), tuple(random.randint(60, 160) for _ in range(3)))
    return picture


def _tree(random: Random, grain: np.random.Generator) -> Image.Image:
    picture = Image.new("RGBA", (180, 260), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((82, 120, 98, 260), (80, 60, 45, 255))
    for _ in range(60):
        x, y, r = random.gauss(90, 34), random.gauss(90, 36), random.uniform(8, 24)
        shade = random.randint(40, 120)
        draw.ellipse((x - r, y - r, x + r, y + r), (shade // 2, shade, shade // 3, 255))
    return picture


def _room(random: Random, grain: np.random.Generator) -> list[Sheet]:
    wall = _textured(grain, (700, 260), tuple(random.randint(150, 225) for _ in range(3)), 5)
    things = [Sheet(wall, _upright(-8, 0, 8, 16, 4))]
    for _ in range(random.randint(4, 9)):  # posters and doors
        picture = _facade(random, grain)
        size = random.uniform(0.5, 1.6)
        place = _upright(random.uniform(-4, 3.5), random.uniform(0.6, 1.9), 7.95, size, size * 1.2)
        things.append(Sheet(picture, place))
    return things


def _blob(random: Random, middle: tuple[float, float], size: tuple[float, float], points: int = 24) -> list:
    edge = []
    for place in range(points):
        angle, far = 2 * math.pi * place / points, random.uniform(0.7, 1.1)
        edge.append(
            (middle[0] + size[0] * far * math.cos(angle), middle[1] + size[1] * far * math.sin(angle))
        )
    return edge


def _hole(random: Random, grain: np.random.Generator, repaired: bool) -> list[Sheet]:
    """A hole in the road; repaired it is a patch of new asphalt."""
    edge = _blob(random, (150, 110), (130, 90))
    mask = Image.new("L", (300, 220), 0)
    ImageDraw.Draw(mask).polygon(edge, 255)
    shade = random.randint(55, 75) if repaired else random.randint(60, 100)
    inner = _textured(grain, (300, 220), (shade, shade, shade), 5 if repaired else 26)
    if not repaired:
        depth = ImageDraw.Draw(inner)
        depth.polygon(_blob(random, (150, 100), (80, 50)), (40, 34, 30, 255))
    inner.putalpha(mask.filter(ImageFilter.GaussianBlur(2)))
    x, z, wide = random.uniform(-1.2, 0.2), random.uniform(2.2, 3.4), random.uniform(1.0, 2.2)
    return [Sheet(inner, _raised(_flat(x, x + wide, z, z + wide * 0.8)))]


def _raised(corners: Corners) -> Corners:
    """Above the ground by so little that nobody sees it, but drawn after it."""
    up = [(x, 0.01, z) for x, _, z in corners]
    return (up[0], up[1], up[2], up[3])


def _rubbish(random: Random, grain: np.random.Generator, repaired: bool) -> list[Sheet]:
    """A heap at the roadside; repaired it is gone, but for a stain."""
    x, z, wide = random.uniform(-1.6, 0.0), random.uniform(2.6, 4.0), random.uniform(1.2, 2.4)
    stain = _textured(grain, (200, 160), (90, 84, 70), 12)
    mask = Image.new("L", (200, 160), 0)
    ImageDraw.Draw(mask).polygon(_blob(random, (100, 80), (95, 70)), 150)
    stain.putalpha(mask)
    things = [Sheet(stain, _raised(_flat(x, x + wide, z - 0.4, z + 0.6)))]
    for layer in range(0 if repaired else 4):
        picture = Image.new("RGBA", (260, 150), (0, 0, 0, 0))
        draw = ImageDraw.Draw(picture)
        for _ in range(26):
            at = (random.gauss(130, 50), random.triangular(20, 150, 130))
            size = (random.uniform(8, 34), random.uniform(8, 28))
            draw.polygon(_blob(random, at, size, 7), tuple(random.randint(20, 240) for _ in range(3)))
        things.append(Sheet(picture, _upright(x, 0, z + 0.25 * layer, wide, wide * 0.55)))
    return things


def _lamp(random: Random, grain: np.random.Generator, repaired: bool) -> list[Sheet]:
    """A street lamp at dusk, dark; repaired it shines."""
    picture = Image.new("RGBA", (140, 420), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((18, 20, 32, 420), (70, 72, 78, 255))
    draw.rectangle((18, 20, 120, 30), (70, 72, 78, 255))
    if repaired:
        for radius, strength in ((44, 60), (30, 120), (16, 255)):
            draw.ellipse((105 - radius, 40 - radius, 105 + radius, 40 + radius), (255, 236, 180, strength))
    else:
        draw.polygon([(92, 30), (122, 30), (126, 44), (96, 52)], (30, 30, 34, 255))
    x, z = random.uniform(-0.9, 0.5), random.uniform(3.2, 4.6)
    return [Sheet(picture, _upright(x, 0, z, 1.0, 3.0))]


def _counter(random: Random, grain: np.random.Generator, repaired: bool) -> list[Sheet]:
    """A counter with a broken board; repaired there is a new one."""
    z = random.uniform(3.4, 4.6)
    front = _textured(grain, (500, 160), tuple(random.randint(80, 190) for _ in range(3)), 8)
    draw = ImageDraw.Draw(front)
    for at in range(0, 500, random.randint(60, 140)):
        draw.line((at, 0, at, 160), (50, 45, 40, 255), 3)
    board = tuple(random.randint(170, 230) for _ in range(3))
    x = random.randint(60, 260)
    draw.rectangle((x, 25, x + 150, 140), board)
    if not repaired:
        draw.polygon(_blob(random, (x + 75, 80), (55, 40), 11), (30, 25, 22, 255))
    things = [Sheet(front, _upright(-2.2, 0, z, 4.4, 1.1))]
    for _ in range(random.randint(1, 3)):  # screens and papers on it
        size = random.uniform(0.3, 0.6)
        things.append(
            Sheet(_facade(random, grain), _upright(random.uniform(-1.8, 1.4), 1.1, z + 0.1, size, size))
        )
    return things


def _passers(moment: Moment, kind: str) -> list[Sheet]:
    """People and cars, elsewhere at every moment."""
    random = Random(moment.seed * 31 + 5)
    things = []
    for _ in range(moment.passers):
        car = kind != "counter" and random.random() < 0.4
        z = random.uniform(4.5, 11) if kind != "counter" else random.uniform(2.6, 6)
        x = random.uniform(-0.45, 0.45) * z
        picture = _car(random) if car else _person(random)
        size = (3.8, 1.5) if car else (0.6, 1.7)
        things.append(Sheet(picture, _upright(x, 0, z, *size)))
    return things


def _person(random: Random) -> Image.Image:
    picture = Image.new("RGBA", (60, 170), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    colours = [tuple(random.randint(15, 235) for _ in range(3)) for _ in range(2)]
    draw.ellipse((20, 0, 40, 26), (150, 110, 85, 255))
    draw.rectangle((10, 26, 50, 92), colours[0])
    draw.rectangle((14, 92, 28, 170), colours[1])
    draw.rectangle((32, 92, 46, 170), colours[1])
    return picture


def _car(random: Random) -> Image.Image:
    picture = Image.new("RGBA", (380, 150), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    colour = tuple(random.randint(15, 235) for _ in range(3))
    draw.rectangle((0, 55, 380, 125), colour)
    draw.polygon([(70, 55), (110, 5), (270, 5), (320, 55)], colour)
    draw.polygon([(95, 52), (120, 16), (190, 16), (190, 52)], (50, 60, 70, 255))
    for x in (80, 290):
        draw.ellipse((x - 28, 95, x + 28, 150), (20, 20, 22, 255))
    return picture


# ---- photographed again


def hand_held(random: Random, view: View) -> View:
    """Nobody stands in exactly the same place twice: half a step aside, the phone held a little otherwise."""
    side = random.choice((-1, 1)) * random.uniform(0.1, 0.4)
    return replace(
        view,
        right=view.right + side,
        up=view.up + random.uniform(-0.1, 0.1),
        forward=view.forward + random.uniform(-0.3, 0.3),
        yaw=view.yaw + random.uniform(-2, 2),
        pitch=view.pitch + random.uniform(-2, 2),
        roll=view.roll + random.uniform(-1.5, 1.5),
    )
