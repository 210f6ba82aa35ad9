"""Pages from a template and its content: PDF or PNG by typst, with its own type and no network."""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

PIXELS = 110  # an inch, of a page as a picture


def pdf(template: str, content: Mapping[str, Any], pictures: Mapping[str, bytes]) -> bytes:
    """All pages. `template` reads content.json and the pictures: `name.png`, or as a name with a dot says."""
    made: bytes = _compiled(template, content, pictures, "pdf", None)
    return made


def png(
    template: str, content: Mapping[str, Any], pictures: Mapping[str, bytes], ppi: int = PIXELS
) -> list[bytes]:
    """Every page as a picture."""
    made = _compiled(template, content, pictures, "png", ppi)
    return made if isinstance(made, list) else [made]


def _compiled(
    template: str, content: Mapping[str, Any], pictures: Mapping[str, bytes], form: Any, ppi: int | None
) -> Any:
    # Fonts of the machine stay out: a page looks the same everywhere.
    fonts = typst.Fonts(include_system_fonts=False)
    # In a directory of its own, the only one the template may read: files handed in as bytes must be text.
    with TemporaryDirectory() as place:
        root = Path(place)
        (root / "main.typ").write_text(template, encoding="utf-8")
        (root / "content.json").write_text(json.dumps(content, default=str), encoding="utf-8")
        for name, picture in pictures.items():
            (root / (name if "." in name else f"{name}.png")).write_bytes(picture)
        return typst.compile(
            root / "main.typ", root=root, font_paths=fonts, format=form, ppi=ppi, timestamp=0
        )
