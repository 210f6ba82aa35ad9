"""Files are kept whole, encrypted and private; what is not what it says is refused."""

import asyncio
import errno
import os
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Refused, Throttled, Unreachable
from bot.media import MediaKeeper, MediaRules, read_copy, write_durably
from bot.media_types import media_type
from storage import media
from storage.media import MediaRow, NewMedia
from storage.store import Store
from storage.vault import Tampered
from tests.bot.delivering import PlainWriter, new_store
from tests.bot.moved_clock import MovedClock
from tests.doubles.pictures import tiny_jpeg, tiny_pdf

TYPES = ("image/jpeg", "audio/ogg", "application/pdf")
OGG = b"OggS\0\x02" + bytes(58)


class Files:
    """A channel that has files, and fails as told."""

    def __init__(self) -> None:
        self.content: dict[str, bytes] = {}
        self.failures: list[Exception] = []
        self.asked: list[str] = []

    async def fetch(self, ref: str) -> bytes:
        self.asked.append(ref)
        await asyncio.sleep(0)
        if self.failures:
            raise self.failures.pop(0)
        return self.content[ref]


class Cabinet:
    """Keeper, channel and rows of one test."""

    def __init__(self, store: Store, directory: Path, largest: int = 1_000_000) -> None:
        self.store, self.directory, self.clock, self.files = store, directory, MovedClock(), Files()
        self.writer = PlainWriter(store)
        rules = MediaRules(directory, TYPES, largest, max_tries=3, backoff_seconds=(2, 60))
        self.keeper = MediaKeeper(self.writer, {"telegram": self.files}, store.vault, rules, self.clock)

    def came(self, ref: str, content: bytes = b"", size: int | None = None) -> None:
        self.files.content[ref] = content
        item = NewMedia(ref, "photo", mime="image/jpeg", size=size, name="KTP Sari.jpg")
        with self.store.begin() as tx:
            media.add(tx, "case", 1, "telegram", "4", [item], self.clock.now())

    def rows(self) -> list[MediaRow]:
        with self.store.reading() as tx:
            return media.of(tx, "case", 1)

    async def keep_all(self) -> None:
        while await self.keeper.keep_some():
            continue


def kept_in(directory: Path, act: Callable[[Cabinet], Awaitable[None]], largest: int = 1_000_000) -> None:
    async def run() -> None:
        with new_store(directory) as store:
            await act(Cabinet(store, directory / "media", largest))

    asyncio.run(run())


def test_whoever_is_second_leaves_no_copy_behind(tmp_path: Path) -> None:
    async def act(cabinet: Cabinet) -> None:
        cabinet.came("f1", tiny_jpeg())
        now = cabinet.clock.now()
        with cabinet.store.begin() as tx:
            (row,) = media.waiting(tx, now, 1)
        await cabinet.keep_all()
        await cabinet.keeper._keep(row)  # another process had taken it at the same moment
        (file,) = cabinet.directory.iterdir()
        assert [file.name] == [row.path for row in cabinet.rows()]

    kept_in(tmp_path, act)


@pytest.mark.parametrize(
    ("content", "mime"),
    [(tiny_jpeg(), "image/jpeg"), (OGG, "audio/ogg"), (tiny_pdf(), "application/pdf")],
    ids=["photo", "voice", "document"],
)
def test_a_file_is_kept_encrypted_private_and_under_a_name_that_tells_nothing(
    tmp_path: Path, content: bytes, mime: str
) -> None:
    async def act(cabinet: Cabinet) -> None:
        cabinet.came("f1", content)
        await cabinet.keep_all()
        (row,) = cabinet.rows()
        assert (row.state, row.mime, row.size) == ("kept", mime, len(content))
        (file,) = cabinet.directory.iterdir()
        assert file.name == row.path
        assert content not in file.read_bytes()
        assert b"Sari" not in file.name.encode() + file.read_bytes()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(cabinet.directory.stat().st_mode) == 0o700
        assert read_copy(cabinet.directory, row.path, cabinet.store.vault) == content

    kept_in(tmp_path, act)


def test_one_copy_cannot_be_passed_off_as_another(tmp_path: Path) -> None:
    async def act(cabinet: Cabinet) -> None:
        cabinet.came("f1", tiny_jpeg())
        await cabinet.keep_all()
        (row,) = cabinet.rows()
        (cabinet.directory / row.path).rename(cabinet.directory / "another")
        with pytest.raises(Tampered):
            read_copy(cabinet.directory, "another", cabinet.store.vault)

    kept_in(tmp_path, act)


def test_a_file_said_to_be_too_large_is_not_even_fetched(tmp_path: Path) -> None:
    async def act(cabinet: Cabinet) -> None:
        cabinet.came("f1", size=25 * 1024 * 1024)
        await cabinet.keep_all()
        assert [(row.state, row.reason) for row in cabinet.rows()] == [
            ("refused", "larger than 1000000 bytes")
        ]
        assert cabinet.files.asked == []

    kept_in(tmp_path, act)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (tiny_jpeg() + bytes(1000), "larger than 900 bytes"),
        (b"MZ\x90\0 a program that calls itself a photo", "type not taken: unknown"),
        (b"\x89PNG\r\n\x1a\n", "type not taken: image/png"),
        (b"", "type not taken: unknown"),
    ],
)
def test_what_is_not_what_it_says_is_refused_with_a_reason(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    async def act(cabinet: Cabinet) -> None:
        cabinet.came("f1", content, size=10)
        await cabinet.keep_all()
        assert [(row.state, row.reason) for row in cabinet.rows()] == [("refused", reason)]
        assert not cabinet.directory.exists()

    kept_in(tmp_path, act, largest=900)


def test_what_the_network_refuses_is_refused(tmp_path: Path) -> None:
    async def act(cabinet: Cabinet) -> None:
        cabinet.came("f1")
        cabinet.files.failures = [Refused("file is too big")]
        await cabinet.keep_all()
        assert [(row.state, row.reason) for row in cabinet.rows()] == [("refused", "file is too big")]

    kept_in(tmp_path, act)


@pytest.mark.parametrize(("failure", "wait"), [(Unreachable("away", left=False), 2), (Throttled(30), 30)])
def test_a_network_in_trouble_is_asked_again_later(tmp_path: Path, failure: Exception, wait: int) -> None:
    async def act(cabinet: Cabinet) -> None:
        cabinet.came("f1", tiny_jpeg())
        cabinet.files.failures = [failure]
        await cabinet.keep_all()
        assert cabinet.rows()[0].state == "waiting"
        cabinet.clock.jump(wait - 1)
        await cabinet.keep_all()
        assert len(cabinet.files.asked) == 1
        cabinet.clock.jump(1)
        await cabinet.keep_all()
        assert cabinet.rows()[0].state == "kept"

    kept_in(tmp_path, act)


def test_after_the_last_try_there_is_no_copy(tmp_path: Path) -> None:
    async def act(cabinet: Cabinet) -> None:
        cabinet.came("f1")
        cabinet.files.failures = [Unreachable("away", left=False)] * 3
        for _ in range(3):
            await cabinet.keep_all()
            cabinet.clock.jump(60)
        assert [(row.state, row.reason) for row in cabinet.rows()] == [("refused", "away")]

    kept_in(tmp_path, act)


def test_a_disk_that_takes_nothing_is_tried_until_it_does(tmp_path: Path) -> None:
    async def act(cabinet: Cabinet) -> None:
        cabinet.came("f1", tiny_jpeg())
        cabinet.directory.write_bytes(b"a file where the directory should be")
        for _ in range(5):
            await cabinet.keep_all()
            cabinet.clock.jump(60)
        assert cabinet.rows()[0].state == "waiting"
        cabinet.directory.unlink()
        await cabinet.keep_all()
        assert cabinet.rows()[0].state == "kept"

    kept_in(tmp_path, act)


def test_the_loop_keeps_what_comes_and_outlives_an_outage(tmp_path: Path) -> None:
    async def act(cabinet: Cabinet) -> None:
        running = asyncio.ensure_future(cabinet.keeper.run())
        cabinet.writer.out = True
        await cabinet.clock.advance(5)
        cabinet.writer.out = False
        for number in range(6):
            cabinet.came(f"f{number}", tiny_jpeg())
        cabinet.keeper.wake()
        while not all(row.state == "kept" for row in cabinet.rows()):
            await cabinet.clock.settle()
        cabinet.keeper.close()
        await running
        assert len(list(cabinet.directory.iterdir())) == 6

    kept_in(tmp_path, act)


def test_a_file_of_a_channel_that_is_not_connected_waits(tmp_path: Path) -> None:
    async def act(cabinet: Cabinet) -> None:
        with cabinet.store.begin() as tx:
            media.add(tx, "case", 1, "whatsapp", "4", [NewMedia("f1", "photo")], cabinet.clock.now())
        await cabinet.keep_all()
        assert cabinet.rows()[0].state == "waiting"

    kept_in(tmp_path, act)


def test_a_half_written_file_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()  # the name is taken by what no file can replace
    with pytest.raises(OSError, match=os.strerror(errno.EISDIR)):
        write_durably(tmp_path / "copy", b"bytes")
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (b"\xff\xd8\xff\xe0....JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\x10\0\0\0WAVEfmt ", None),
        (b"OggS\0\x02", "audio/ogg"),
        (b"ID3\x04\0\0", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "audio/mpeg"),
        (b"\xff\xff\xff\xff", None),
        (b"\xff\xfb", None),
        (b"\0\0\0\x20ftypM4A \0\0", "audio/mp4"),
        (b"\0\0\0\x20ftypisom\0\0", "video/mp4"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"<svg onload=alert(1)>", None),
        (b"PK\x03\x04", None),
    ],
)
def test_a_type_is_known_by_its_first_bytes(content: bytes, mime: str | None) -> None:
    assert media_type(content) == mime


@given(st.binary(max_size=24))
def test_any_bytes_have_a_type_or_none(content: bytes) -> None:
    assert media_type(content) is None or media_type(content + b"more") == media_type(content)
