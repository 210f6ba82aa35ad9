"""Pictures from browsers: what is shown is kept, what hides in a file is not, all else is refused."""

from __future__ import annotations

import asyncio
import io
import zlib

import pytest
from PIL import Image, PngImagePlugin
from sqlalchemy import select

from bot.media_types import media_type
from bot.pages import uploads
from bot.pages.uploads import NoPicture, TooManyPixels, redraw
from bot.settings import Settings
from storage import web_files
from storage.models import WebFile
from tests.bot.browsing import Browser, Site, browsed
from tests.bot.test_pages_chat import rows

GPS, ORIENTATION = 0x8825, 0x0112


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **more: object) -> bytes:
    out = io.BytesIO()
    drawn = Image.new("RGB", size, "navy")
    drawn.paste("red", (0, 0, size[0] // 2, size[1]))
    drawn.save(out, kind, **more)
    return out.getvalue()


def with_exif() -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[2] = (6.0, 7.0, 12.0)
    exif[0x010F] = "SecretPhone"
    return picture(exif=exif)


def bomb() -> bytes:
    """A PNG of a few kilobytes that says it is 40,000 by 40,000 pixels."""
    whole = bytearray(picture("PNG"))
    whole[16:24] = (40_000).to_bytes(4, "big") * 2
    whole[29:33] = zlib.crc32(bytes(whole[12:29])).to_bytes(4, "big")
    return bytes(whole)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_neither_place_nor_phone_travels_along_and_the_picture_stands_upright() -> None:
    drawn = redraw(with_exif())
    assert b"Exif" not in drawn
    assert b"SecretPhone" not in drawn
    assert dict(opened(drawn).getexif()) == {}
    assert opened(drawn).size == (48, 64)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_phones_take_becomes_a_jpeg(kind: str) -> None:
    drawn = redraw(picture(kind))
    assert media_type(drawn) == "image/jpeg"
    red, _, blue = opened(drawn).convert("RGB").getpixel((5, 5))  # type: ignore[misc]  # three bands
    assert red > 200 > 60 > blue


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "CMYK", "I;16"])
def test_every_kind_of_pixel_is_drawn(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (8, 8)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert opened(redraw(out.getvalue())).mode == "RGB"


def test_what_hides_in_a_picture_or_behind_it_stays_outside() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "<script>alert(1)</script>")
    drawn = redraw(picture("PNG", pnginfo=told) + b"PK\x03\x04<html><script>alert(2)</script>")
    assert b"script" not in drawn
    assert b"PK\x03\x04" not in drawn


def test_a_large_picture_becomes_one_that_a_screen_can_show() -> None:
    assert max(opened(redraw(picture(size=(5000, 3000)))).size) == uploads.LONGEST_SIDE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script>",
        b"GIF89a\x01\x00\x01\x00<script>",
        picture("GIF"),
        picture("BMP"),
        picture("TIFF"),
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0<script>alert(1)</script>",
        picture()[:200],
        picture("PNG")[:60],
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
        b"%!PS-Adobe-3.0 EPSF-3.0",
    ],
)
def test_everything_else_is_no_picture(content: bytes) -> None:
    with pytest.raises(NoPicture):
        redraw(content)


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    with pytest.raises(TooManyPixels):
        redraw(bomb())


async def sends(browser: Browser, content: bytes, name: str = "foto.jpg", kind: str = "image/jpeg") -> int:
    answer = await browser.posts({"text": ""}, files={"photo": (name, content, kind)})
    return answer.status_code


def test_a_picture_is_shown_to_its_owner_alone_and_rests_sealed(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser, other = site.browser(), site.browser()
        await browser.opens()
        await other.opens()
        await other.says("/menu")
        assert await sends(browser, with_exif()) == 303
        path = browser.page.split('<img src="')[1].split('"')[0]
        got = await browser.client.get(path)
        assert (got.headers["Content-Type"], opened(got.content).size) == ("image/jpeg", (48, 64))
        assert "sandbox" in got.headers["Content-Security-Policy"]
        for foreign in (path, "/chat/file/1/0", "/chat/file/1/9", "/chat/file/99999999999/0"):
            assert (await other.client.get(foreign)).status_code == 404
        for file in site.engine.store.file.parent.glob("suara.db*"):
            assert b"JFIF" not in file.read_bytes()

    browsed(settings, act)


def test_the_media_keeper_fetches_it_as_it_fetches_those_of_other_networks(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        await browser.opens()
        await sends(browser, picture())
        with site.engine.store.reading() as tx:
            ref = tx.connection.execute(select(WebFile.ref)).scalar_one()
        content = await site.web.channel.fetch(web_files.PREFIX + ref)
        assert media_type(content) == "image/jpeg"

    browsed(settings, act)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", 415),
        (b"<html></html>", "image/jpeg", 415),
        (bomb(), "image/png", 422),
        (b"\xff\xd8\xff" + bytes(30 * 1024 * 1024), "image/jpeg", 413),
    ],
)
def test_what_is_refused_is_refused_in_clear_words_and_leaves_nothing(
    settings: Settings, content: bytes, kind: str, status: int
) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        await browser.opens()
        assert await sends(browser, content, kind=kind) == status
        assert "<h1>Belum berhasil</h1>" in browser.page
        assert rows(site, WebFile) == 0

    browsed(settings, act)


def test_two_files_at_once_are_no_form_of_ours(settings: Settings) -> None:
    async def act(site: Site) -> None:
        browser = site.browser()
        await browser.opens()
        files = [("photo", ("a.jpg", picture(), "image/jpeg")), ("photo", ("b.jpg", picture(), "image/jpeg"))]
        answer = await browser.posts({}, files=files)
        assert answer.status_code == 400

    browsed(settings, act)


def test_many_pictures_at_once_are_drawn_a_few_at_a_time() -> None:
    async def act() -> list[bytes]:
        return await asyncio.gather(*(uploads.redrawn(picture()) for _ in range(8)))

    assert len(asyncio.run(act())) == 8
