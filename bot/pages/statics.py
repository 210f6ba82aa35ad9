"""Our own script, styles and pictures of pages: named after what is in them, so that browsers keep them."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import handlers

DIRECTORY = Path(handlers.__file__).parent / "pages" / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
FOR_GOOD = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600"


@dataclass(frozen=True)
class Static:
    """One file as it is served."""

    content: bytes
    zipped: bytes
    kind: str
    tag: str


def static_url(name: str) -> str:
    """Where a file is found; another address as soon as anything in it has changed."""
    return f"/static/{name}?v={statics()[name].tag}"


@cache
def statics() -> dict[str, Static]:
    """All files, by name: there is no way from here to any other."""
    return {path.name: _static(path) for path in DIRECTORY.iterdir() if path.suffix in TYPES}


def static_routes() -> Sequence[Route]:
    return (Route("/static/{name}", _serve, methods=["GET"]),)


async def _serve(request: Request) -> Response:
    static = statics().get(request.path_params["name"])
    if static is None:
        return Response(status_code=404)
    asked_for_this = request.query_params.get("v") == static.tag
    headers = {
        "ETag": f'"{static.tag}"',
        "Cache-Control": FOR_GOOD if asked_for_this else AN_HOUR,
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return Response(
            static.zipped, headers={**headers, "Content-Encoding": "gzip"}, media_type=static.kind
        )
    return Response(static.content, headers=headers, media_type=static.kind)


def _static(path: Path) -> Static:
    content = path.read_bytes()
    tag = hashlib.sha256(content).hexdigest()[:16]
    return Static(content, gzip.compress(content, 9, mtime=0), TYPES[path.suffix], tag)
