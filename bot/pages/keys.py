"""Who a browser is: a random key in a cookie, shown as a recovery code; only its keyed hash is kept."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from storage.vault import Vault

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nothing in it is mistaken for something else
LENGTH, GROUP = 28, 4  # 140 bits cannot be guessed
_MISREAD = str.maketrans("ILO", "110", " -\u2010\u2011\u2013\t\r\n")
DAYS = 400  # the longest that browsers keep a cookie
DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Visitor:
    """One browser: its secret key, the address we know it by, and the token that its forms carry."""

    key: str
    address: str
    token: str
    is_new: bool = False

    @property
    def code(self) -> str:
        """The key as people write it down: groups of four."""
        return "-".join(self.key[start : start + GROUP] for start in range(0, LENGTH, GROUP))

    @property
    def tag(self) -> str:
        """By which the browser keeps what waits there apart from what somebody else left in it."""
        return self.address[:12]

    def wrote(self, token: str) -> bool:
        """Whether a form comes from a page that we gave to this browser."""
        return hmac.compare_digest(self.token.encode(), token.encode())


class Keys:
    """Reads and writes the cookie. `secure`: whether this request came over TLS."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def visitor(self, request: Request, *, secure: bool) -> Visitor:
        """Who this browser is; somebody new where it has no cookie, or one that is none of ours."""
        key = read_code(request.cookies.get(cookie_name(secure=secure), ""))
        return self.of(key) if key else self.of(new_key(), is_new=True)

    def of(self, key: str, *, is_new: bool = False) -> Visitor:
        address = self._vault.lasting("web.address", key).hex()[:32]
        return Visitor(key, address, self._vault.lasting("web.token", key).hex()[:32], is_new)


def new_key() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(text: str) -> str:
    """The key that a code means, however it was typed; empty when it is none."""
    key = text[: 4 * LENGTH].upper().translate(_MISREAD)
    return key if len(key) == LENGTH and set(key) <= set(ALPHABET) else ""


def cookie_name(*, secure: bool) -> str:
    """Over TLS no other host and no page without TLS can have set it: the prefix makes browsers see to it."""
    return "__Host-suara" if secure else "suara"


def set_key(response: Response, key: str, *, secure: bool) -> None:
    """Have the browser keep the key, out of reach of scripts and of other sites' forms."""
    response.set_cookie(
        cookie_name(secure=secure),
        key,
        max_age=DAYS * DAY_SECONDS,
        httponly=True,
        samesite="lax",
        secure=secure,
        path="/",
    )


def drop_key(response: Response, *, secure: bool) -> None:
    """Have the browser forget it."""
    response.delete_cookie(cookie_name(secure=secure), path="/", httponly=True, samesite="lax", secure=secure)
