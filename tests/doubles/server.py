"""The HTTP face of the double: methods, file downloads and the control of a running process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from tests.doubles.answers import answer
from tests.doubles.body import read_body
from tests.doubles.fields import BY_LOWER_NAME
from tests.doubles.network import Network
from tests.doubles.striking import strike
from tests.doubles.updates_pushed import UpdatesPushed
from tests.doubles.wire import Json, Refusal, Upload

BODY_LIMIT = 64 * 1024 * 1024


class Server:
    """Serves one network under `/bot<token>/`, `/file/bot<token>/` and `/control/`."""

    def __init__(self, network: Network, push_timeout: float) -> None:
        self._network, self._push_timeout = network, push_timeout
        self._runner: web.AppRunner | None = None

    async def start(self, port: int) -> int:
        """Listen on loopback; gives the port."""
        self._network.pulse.bind(asyncio.get_running_loop())
        # A caller who hangs up ends its call here too: else a killed bot would keep its long poll.
        self._runner = web.AppRunner(
            self._app(), access_log=None, handler_cancellation=True, shutdown_timeout=0.2
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port, backlog=1024, reuse_address=True)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        self._network.pulse.unbind()

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=BODY_LIMIT)
        app.router.add_get("/control/ledger", self._show_ledger)
        app.router.add_post("/control/updates", self._put_updates)
        app.router.add_post("/control/faults", self._set_faults)
        app.router.add_post("/control", self._set_faults)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_route("*", "/{anything:.*}", self._nothing_here)
        app.cleanup_ctx.append(self._pushing)
        return app

    async def _pushing(self, _: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(UpdatesPushed(self._network, self._push_timeout).run())
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self._network.token:
            return _refusal(Refusal(401))
        method = request.match_info["method"]
        try:
            raw, uploads = await _read(request)
        except Refusal as refusal:
            self._network.ledger.refuse(method, {}, refusal)
            return _refusal(refusal)
        if self._network.faults.latency:
            await asyncio.sleep(self._network.faults.latency)
        fault = self._network.faults.take(BY_LOWER_NAME.get(method.lower(), method), _chat(raw))
        if fault is None:
            return await self._answer(method, raw, uploads)
        if fault.kind == "status":
            self._network.ledger.refuse(method, raw, fault.refusal())
        return await strike(
            fault,
            request,
            lambda: self._answer(method, raw, uploads),
            lambda: _refusal(fault.refusal(), html=fault.html),
        )

    async def _answer(self, method: str, raw: Json, uploads: dict[str, Upload]) -> web.Response:
        status, body = await answer(self._network, method, raw, uploads)
        return web.json_response(body, status=status)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self._network.token:
            return _refusal(Refusal(401))
        fault = self._network.faults.take("file", None)
        if fault is None:
            return self._file(request)
        return await strike(
            fault,
            request,
            lambda: _at_once(self._file(request)),
            lambda: _refusal(fault.refusal(), html=fault.html),
        )

    def _file(self, request: web.Request) -> web.Response:
        content = self._network.files.at(request.match_info["path"])
        return _refusal(Refusal(404)) if content is None else web.Response(body=content)

    async def _nothing_here(self, _: web.Request) -> web.Response:
        return _refusal(Refusal(404))

    async def _show_ledger(self, _: web.Request) -> web.Response:
        return web.json_response(self._network.ledger.as_json())

    async def _put_updates(self, request: web.Request) -> web.Response:
        """A list of raw updates, or {"updates": [...]}; answers the ids they got."""
        body = await request.json()
        updates = body["updates"] if isinstance(body, dict) else body
        return web.json_response({"update_ids": [self._network.put(u).update_id for u in updates]})

    async def _set_faults(self, request: web.Request) -> web.Response:
        """Faults as `Faults.read` takes them; also blocked, unblocked, known, rate, chat_rate, flood."""
        wanted = await request.json()
        self._network.faults.read(wanted)
        for chat_id in wanted.get("blocked", []):
            self._network.block(chat_id)
        for chat_id in wanted.get("unblocked", []):
            self._network.unblock(chat_id)
        self._network.know(*wanted.get("known", []))
        limits = self._network.limits
        limits.rate = wanted.get("rate", limits.rate)
        limits.chat_rate = wanted.get("chat_rate", limits.chat_rate)
        limits.flood(float(wanted.get("flood", 0)))
        return web.json_response({"ok": True})


async def _read(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    try:
        raw = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise Refusal(413, violation=True) from None
    fields, uploads = read_body(request.headers.get("Content-Type", ""), raw)
    return dict(request.query) | fields, uploads


def _chat(raw: Json) -> int | None:
    try:
        return int(raw.get("chat_id", ""))
    except (ValueError, TypeError):
        return None


def _refusal(refusal: Refusal, *, html: bool = False) -> web.Response:
    if html:
        page = f"<html><body><h1>{refusal.status} {refusal.description}</h1></body></html>"
        return web.Response(text=page, status=refusal.status, content_type="text/html")
    headers = {} if refusal.retry_after is None else {"Retry-After": str(refusal.retry_after)}
    return web.json_response(refusal.as_json(), status=refusal.status, headers=headers)


async def _at_once(response: web.Response) -> web.Response:
    return response
