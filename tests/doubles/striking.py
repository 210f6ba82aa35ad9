"""A fault strikes a request: refused, never answered, answered late, or cut off in the middle."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable

from aiohttp import web

from tests.doubles.faults import Fault

_FOREVER = 3600.0


async def strike(
    fault: Fault,
    request: web.Request,
    carried_out: Callable[[], Awaitable[web.StreamResponse]],
    refused: Callable[[], web.StreamResponse],
) -> web.StreamResponse:
    """What the caller gets instead of its answer; only "late" and "cut" carry the call out."""
    if fault.kind == "hang":
        await asyncio.sleep(_FOREVER)
    if fault.kind in ("hang", "reset"):
        return cut_off(request)
    if fault.kind == "status":
        return refused()
    response = await carried_out()
    if fault.kind == "cut":
        return cut_off(request)
    await asyncio.sleep(fault.seconds)
    return response


def cut_off(request: web.Request) -> web.Response:
    """A real RST: linger 0 makes the kernel throw the connection away."""
    if request.transport is not None:
        connection = request.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
    return web.Response()
