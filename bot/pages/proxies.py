"""Where a request really came from, behind as many proxies as the operator says are ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers


def client_address(scope: Mapping[str, Any], hops: int) -> str:
    """The address of who asks. What stands further left in X-Forwarded-For anybody can have written."""
    forwarded = [part.strip() for part in _headers(scope).get("X-Forwarded-For", "").split(",")]
    if hops and len(forwarded) >= hops and forwarded[-hops]:
        return forwarded[-hops]
    client = scope.get("client")
    return str(client[0]) if client else ""


def is_secure(scope: Mapping[str, Any], hops: int, public_url: str | None) -> bool:
    """Whether the browser speaks TLS, with us or with the proxy in front of us."""
    if (public_url or "").startswith("https://"):
        return True
    told = _headers(scope).get("X-Forwarded-Proto", "").split(",")[-1].strip() if hops else ""
    return (told or scope.get("scheme")) == "https"


def is_own_origin(scope: Mapping[str, Any], public_url: str | None) -> bool:
    """Whether a form was sent from a page of ours, as far as the browser says where it was sent from."""
    headers = _headers(scope)
    if headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("Origin")
    if origin is None:
        return True
    allowed = {headers.get("Host", ""), urlsplit(public_url or "").netloc}
    return urlsplit(origin).netloc in allowed - {""}


def _headers(scope: Mapping[str, Any]) -> Headers:
    return Headers(scope=dict(scope))
