"""A WhatsApp account over its management API: templates, listed and created, and how its number stands."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from bot.channels.base import Refused, TokenEnded, Unreachable

FIELDS = "name,language,status,category,components,rejected_reason"
NUMBER_FIELDS = "quality_rating,whatsapp_business_manager_messaging_limit"
PAGE = 100
MOST_PAGES = 50
_TOKEN_CODE = 190


@dataclass(frozen=True)
class Remote:
    """One template in one language as the network has it; `status` and `category` by its own names."""

    name: str
    language: str
    status: str
    category: str = ""
    body: str = ""
    buttons: tuple[str, ...] = ()
    reason: str = ""  # why it was refused


@dataclass(frozen=True)
class Rating:
    """How the network calls what a number sends, and to how many new people a day it may write."""

    quality: str  # GREEN, YELLOW, RED; UNKNOWN while too little was sent
    limit: str  # TIER_250, TIER_2K ..., TIER_UNLIMITED


class TemplateAccount:
    """The account's templates. Every call raises `Undelivered` when the network does not do as asked."""

    def __init__(
        self,
        token: str,
        waba_id: str,
        api_base: str,
        version: str,
        *,
        client: httpx.AsyncClient | None = None,
    ) -> None:
        self._base = f"{api_base.rstrip('/')}/{version}"
        self._templates = f"{waba_id}/message_templates"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._client = client or httpx.AsyncClient(timeout=20)

    async def listing(self) -> list[Remote]:
        """All templates there are, in all languages."""
        return [_remote(one) async for page in self._pages() for one in page]

    async def create(
        self,
        name: str,
        language: str,
        category: str,
        body: str,
        examples: Sequence[str],
        buttons: Sequence[str],
    ) -> str:
        """Hand one in; the status that it has at once. `body` with `{{1}}` for the values."""
        components: list[dict[str, Any]] = [{"type": "BODY", "text": body}]
        if examples:
            components[0]["example"] = {"body_text": [list(examples)]}
        if buttons:
            labels = [{"type": "QUICK_REPLY", "text": label} for label in buttons]
            components.append({"type": "BUTTONS", "buttons": labels})
        wanted = {
            "name": name,
            "language": language,
            "category": category.upper(),
            "components": components,
        }
        answer = await self._asked("POST", self._templates, json=wanted)
        return str(answer.get("status") or "PENDING")

    async def rating(self, phone_id: str) -> Rating:
        """How this number stands at the moment."""
        found = await self._asked("GET", phone_id, params={"fields": NUMBER_FIELDS})
        quality, limit = (str(found.get(name) or "") for name in NUMBER_FIELDS.split(","))
        return Rating(quality, limit)

    async def close(self) -> None:
        """Give connections back."""
        await self._client.aclose()

    async def _pages(self) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
        after = ""
        for _ in range(MOST_PAGES):
            query = {"fields": FIELDS, "limit": str(PAGE), **({"after": after} if after else {})}
            page = await self._asked("GET", self._templates, params=query)
            yield page.get("data", [])
            paging = page.get("paging", {})
            after = paging.get("cursors", {}).get("after", "") if "next" in paging else ""
            if not after:
                return

    async def _asked(self, method: str, path: str, **request: Any) -> Mapping[str, Any]:
        url = f"{self._base}/{path}"
        try:
            response = await self._client.request(method, url, headers=self._headers, **request)
            answer = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unreachable(f"no answer from the network: {type(error).__name__}", left=True) from error
        if response.is_success and isinstance(answer, dict):
            return answer
        raise _failure(answer)


def _failure(answer: Any) -> Refused | TokenEnded:
    error = answer.get("error", {}) if isinstance(answer, dict) else {}
    if error.get("code") == _TOKEN_CODE:
        return TokenEnded("the network does not know our token (any more)")
    # What it says to people is plainer than its message, where there is one.
    told = error.get("error_user_msg") or error.get("message") or "no reason was given"
    return Refused(f"{told} ({error.get('code', 'no code')})")


def _remote(given: Mapping[str, Any]) -> Remote:
    parts = {part.get("type", "").upper(): part for part in given.get("components", [])}
    labels = parts.get("BUTTONS", {}).get("buttons", [])
    reason = given.get("rejected_reason") or ""
    return Remote(
        name=given["name"],
        language=given["language"],
        status=given["status"],
        category=given.get("category", "").lower(),
        body=parts.get("BODY", {}).get("text", ""),
        buttons=tuple(label.get("text", "") for label in labels),
        reason="" if reason == "NONE" else reason,
    )
