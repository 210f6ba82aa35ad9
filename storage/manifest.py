"""What a backup says of itself: of which moment, which version and which key it is, and how much is in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from storage.failures import BackupRefused

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """`tables`: rows of each; `media`: bytes of each file; `missing`: files that rows speak of, and gone.

    `key`: by which the sealing key is known without being told; `sha256`: of the database within.
    """

    made_at: datetime
    database: str  # sqlite, postgresql
    revision: str
    key: str
    sha256: str
    tables: Mapping[str, int]
    media: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(self.tables.values())

    def as_json(self) -> bytes:
        plain = asdict(self) | {"made_at": self.made_at.isoformat(), "missing": list(self.missing)}
        return json.dumps(plain, indent=1).encode()


def read_manifest(content: bytes) -> Manifest:
    """BackupRefused when it is none, or of a format that is not known yet."""
    try:
        said = json.loads(content)
        if said["format"] != FORMAT:
            raise BackupRefused(f"the backup has the format {said['format']} of a newer version")
        said |= {"made_at": datetime.fromisoformat(said["made_at"]), "missing": tuple(said["missing"])}
        return Manifest(**said)
    except (ValueError, KeyError, TypeError) as error:
        raise BackupRefused(f"its manifest cannot be read: {type(error).__name__}") from error
