"""Answers: one call, checked, carried out and written into the ledger, whichever way it came."""

from __future__ import annotations

from typing import Any

from tests.doubles.fields import BY_LOWER_NAME, decode
from tests.doubles.media_methods import MEDIA_METHODS
from tests.doubles.methods import METHODS
from tests.doubles.network import Network
from tests.doubles.wire import Json, Refusal, Request, Upload


async def answer(
    network: Network, method: str, raw: Json, uploads: dict[str, Upload], via: str = "http"
) -> tuple[int, Json]:
    """Status and body of the answer. The names of methods may be spelled in any case, as for the real one."""
    try:
        result = await _carry_out(network, method, raw, uploads, via)
    except Refusal as refusal:
        network.ledger.refuse(method, raw, refusal)
        return refusal.status, refusal.as_json()
    return 200, {"ok": True, "result": result}


async def _carry_out(network: Network, method: str, raw: Json, uploads: dict[str, Upload], via: str) -> Any:
    known = BY_LOWER_NAME.get(method.lower())
    if known is None:
        raise Refusal(404, violation=True)
    request = Request(known, decode(known, raw, uploads), uploads, via)
    if known == "getUpdates":
        return await network.updates.poll(request)
    return (METHODS | MEDIA_METHODS)[known](network, request)
