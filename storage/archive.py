"""One file for a whole backup: the database, the photos it speaks of and, as the last, what is in it.

A plain tar, so that it can be opened without us; what was not written to its end has no manifest.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.failures import BackupRefused
from storage.manifest import NAME, Manifest, read_manifest

DATABASE, MEDIA = "database", "media"
_CHUNK = 1 << 20
_PRIVATE = 0o600


def write_archive(to: Path, database: Path, media: Path, manifest: Manifest) -> None:
    """A new file for nobody but its owner, on the disk when this returns."""
    with open(os.open(to, os.O_CREAT | os.O_EXCL | os.O_RDWR, _PRIVATE), "wb") as file:  # noqa: PTH123 - the mode
        with tarfile.open(fileobj=file, mode="w") as tar:
            tar.add(database, DATABASE, filter=_anonymous)
            for name in manifest.media:
                tar.add(media / name, f"{MEDIA}/{name}", filter=_anonymous)
            content = manifest.as_json()
            last = tarfile.TarInfo(NAME)
            last.size = len(content)
            tar.addfile(_anonymous(last), io.BytesIO(content))
        file.flush()
        os.fsync(file.fileno())


class Archive:
    """A backup opened for reading."""

    def __init__(self, tar: tarfile.TarFile, file: Path) -> None:
        self._tar, self._file = tar, file
        self._members = {member.name: member for member in self._read_members()}
        self.manifest = read_manifest(self._content(NAME))

    def problems(self) -> Iterator[str]:
        """What is not as the manifest says, each in a sentence."""
        if self._sha256(DATABASE) != self.manifest.sha256:
            yield "the database within is not the one that was saved"
        for name, size in self.manifest.media.items():
            member = self._members.get(f"{MEDIA}/{name}")
            if member is None or member.size != size:
                yield f"the file {name} is not whole"
        for name in self.manifest.missing:
            yield f"the file {name} was not on the disk any more when the backup was made"

    def take_database(self, to: Path) -> None:
        """Put the saved database into a new file."""
        self._take(DATABASE, to)

    def take_media(self, into: Path, names: Iterable[str]) -> int:
        """Put photos back that are not there; how many."""
        into.mkdir(mode=0o700, parents=True, exist_ok=True)
        absent = [name for name in names if not (into / name).exists()]
        for name in absent:
            self._take(f"{MEDIA}/{name}", into / name)
        return len(absent)

    def _take(self, name: str, to: Path) -> None:
        part = to.with_name(f"{to.name}.part")
        part.unlink(missing_ok=True)
        with open(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _PRIVATE), "wb") as file:  # noqa: PTH123 - the mode
            for chunk in self._chunks(name):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        part.replace(to)

    def _read_members(self) -> list[tarfile.TarInfo]:
        try:
            return self._tar.getmembers()
        except (tarfile.TarError, OSError, EOFError) as error:
            raise BackupRefused(f"{self._file} is cut short or damaged: {error}") from error

    def _content(self, name: str) -> bytes:
        return b"".join(self._chunks(name))

    def _sha256(self, name: str) -> str:
        digest = hashlib.sha256()
        for chunk in self._chunks(name):
            digest.update(chunk)
        return digest.hexdigest()

    def _chunks(self, name: str) -> Iterator[bytes]:
        if name not in self._members:
            raise BackupRefused(f"{self._file} is not complete: there is no {name} in it")
        content = self._tar.extractfile(self._members[name])
        if content is None:
            raise BackupRefused(f"{self._file} is none of ours: {name} is no file")
        while chunk := content.read(_CHUNK):
            yield chunk


@contextmanager
def opened_archive(file: Path) -> Iterator[Archive]:
    """BackupRefused when there is no such file, or it is no backup, or not a whole one."""
    if not file.is_file():
        raise BackupRefused(f"there is no file {file}")
    try:
        tar = tarfile.open(file, "r:")  # noqa: SIM115 - closed below
    except (tarfile.TarError, OSError) as error:
        raise BackupRefused(f"{file} is no backup: {error}") from error
    with tar:
        yield Archive(tar, file)


def sha256_of(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Of the machine it comes from, nothing is in it."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = _PRIVATE
    return member
