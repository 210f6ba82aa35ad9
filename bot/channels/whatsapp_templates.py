"""The templates of a WhatsApp account over its management API: listed, and created where they are missing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from bot.channels.base import Refused, TokenEnded, Unreachable

FIELDS = "name,language,status,category,components,rejected_reason"
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
        self._url = f"{api_base.rstrip('/')}/{version}/{waba_id}/message_templates"
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
        answer = await self._asked("POST", json=wanted)
        return str(answer.get("status") or "PENDING")

    async def close(self) -> None:
        """Give connections back."""
        await self._client.aclose()

    async def _pages(self) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
        after = ""
        for _ in range(MOST_PAGES):
            query = {"fields": FIELDS, "limit": str(PAGE), **({"after": after} if after else {})}
            page = await self._asked("GET", params=query)
            yield page.get("data", [])
            paging = page.get("paging", {})
            after = paging.get("cursors", {}).get("after", "") if "next" in paging else ""
            if not after:
                return

    async def _asked(self, method: str, **request: Any) -> Mapping[str, Any]:
        try:
            response = await self._client.request(method, self._url, headers=self._headers, **request)
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
