"""The HTTP face of the Cloud API: messages, media, templates, the account, and the control of the double."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web

from tests.doubles.body import read_body
from tests.doubles.cloudapi_account import Account
from tests.doubles.cloudapi_messages import method_of, post_message
from tests.doubles.cloudapi_network import CloudNetwork
from tests.doubles.cloudapi_parcels import ParcelsPushed
from tests.doubles.cloudapi_wire import GraphRefusal, unexpected
from tests.doubles.faults import Fault
from tests.doubles.striking import strike
from tests.doubles.wire import Json, Refusal, Request, Upload

BODY_LIMIT = 110 * 1024 * 1024
FILES = "/whatsapp_business/attachments/"
_VERSION = re.compile(r"v\d{2}\.\d")
# What a bare status stands for, when a test names no code.
_CODES = {401: 190, 403: 131005, 404: 100, 429: 130429, 500: 131000, 503: 131016}
Carried = Callable[[], Json]


class CloudServer:
    """Serves one network under `/v26.0/...`, its files, and `/control`."""

    def __init__(self, network: CloudNetwork, app_secret: str, push_timeout: float) -> None:
        self._network, self._app_secret, self._push_timeout = network, app_secret, push_timeout
        self._account = Account(network, lambda: f"http://127.0.0.1:{self._port}{FILES}")
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def start(self, port: int) -> int:
        """Listen on loopback; gives the port."""
        self._network.pulse.bind(asyncio.get_running_loop())
        self._runner = web.AppRunner(
            self._app(), access_log=None, handler_cancellation=True, shutdown_timeout=0.2
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port, backlog=1024, reuse_address=True)
        await site.start()
        self._port = int(self._runner.addresses[0][1])
        return self._port

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        self._network.pulse.unbind()

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=BODY_LIMIT)
        app.router.add_get("/control/ledger", self._show_ledger)
        app.router.add_post("/control", self._set_faults)
        app.router.add_get(FILES, self._download)
        app.router.add_post("/{version}/{owner}/messages", self._messages)
        app.router.add_post("/{version}/{owner}/media", self._upload)
        app.router.add_route("*", "/{version}/{owner}/message_templates", self._templates)
        app.router.add_route("*", "/{version}/{object}", self._object)
        app.router.add_route("*", "/{anything:.*}", self._nothing_here)
        app.cleanup_ctx.append(self._pushing)
        return app

    async def _pushing(self, _: web.Application) -> AsyncIterator[None]:
        network = self._network
        pusher = ParcelsPushed(
            network.pulse, network.parcels, network.waba_id, self._app_secret, self._push_timeout
        )
        task = asyncio.create_task(pusher.run())
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    # ---- the API

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        fields, _ = await self._fields(request)

        def carried() -> Json:
            self._is_ours(request, self._network.phone_id)
            return post_message(self._network, fields)

        return await self._answer(request, method_of(fields), fields, carried)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        fields, uploads = await self._fields(request)

        def carried() -> Json:
            self._is_ours(request, self._network.phone_id)
            return self._account.upload(Request("uploadMedia", fields, uploads))

        return await self._answer(request, "uploadMedia", fields, carried)

    async def _templates(self, request: web.Request) -> web.StreamResponse:
        fields, _ = await self._fields(request)
        method = {"GET": "getTemplates", "POST": "createTemplate", "DELETE": "deleteTemplate"}

        def carried() -> Json:
            self._is_ours(request, self._network.waba_id)
            return self._account.templates(Request(method[request.method], dict(request.query) | fields))

        return await self._answer(request, method.get(request.method, "templates"), fields, carried)

    async def _object(self, request: web.Request) -> web.StreamResponse:
        fields, _ = await self._fields(request)
        wanted = request.match_info["object"]
        method = self._account.method_of(request.method, wanted)

        def carried() -> Json:
            return self._account.object(Request(method, dict(request.query) | fields), wanted)

        return await self._answer(request, method, fields, carried)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """The file itself; the address alone opens nothing."""

        def found() -> web.Response:
            if not self._is_authorized(request):
                return web.Response(status=401)
            medium = self._network.media.at(request.query.get("hash", ""))
            if medium is None:
                return web.Response(status=404)
            return web.Response(body=medium.content, headers={"Content-Type": medium.mime})

        async def carried() -> web.StreamResponse:
            return found()

        fault = self._network.faults.take("file", None)
        return found() if fault is None else await self._struck(fault, request, "file", {}, carried)

    async def _nothing_here(self, request: web.Request) -> web.Response:
        return _refused(unexpected(f"Unsupported {request.method.lower()} request: {request.path}"))

    # ---- every call

    async def _fields(self, request: web.Request) -> tuple[Json, dict[str, Upload]]:
        try:
            return read_body(request.headers.get("Content-Type", ""), await request.read())
        except Refusal as unreadable:  # told in the words of this API
            refusal = unexpected(unreadable.description)
            self._network.ledger.refuse("unreadable", {}, refusal)
            raise web.HTTPBadRequest(
                text=json.dumps(refusal.as_json()), content_type="application/json"
            ) from None

    async def _answer(
        self, request: web.Request, method: str, fields: Json, carried: Carried
    ) -> web.StreamResponse:
        network = self._network
        if network.faults.latency:
            await asyncio.sleep(network.faults.latency)

        async def carry_out() -> web.StreamResponse:
            return self._carry_out(request, method, fields, carried)

        fault = network.faults.take(method, self._chat(fields))
        if fault is None:
            return await carry_out()
        return await self._struck(fault, request, method, fields, carry_out)

    def _carry_out(self, request: web.Request, method: str, fields: Json, carried: Carried) -> web.Response:
        try:
            if not self._is_authorized(request):
                raise GraphRefusal(190, "Error validating access token: Session has expired")
            if not _VERSION.fullmatch(request.match_info["version"]):
                raise unexpected(f"no version of the API: {request.match_info['version']}")
            return web.json_response(carried())
        except GraphRefusal as refusal:
            self._network.ledger.refuse(method, fields, refusal)
            return _refused(refusal)

    async def _struck(
        self,
        fault: Fault,
        request: web.Request,
        method: str,
        fields: Json,
        carried: Callable[[], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        refusal = _refusal_of(fault)
        if fault.kind == "status":
            self._network.ledger.refuse(method, fields, refusal)
        return await strike(fault, request, carried, lambda: _refused(refusal, html=fault.html))

    def _is_authorized(self, request: web.Request) -> bool:
        return request.headers.get("Authorization", "") == f"Bearer {self._network.token}"

    def _is_ours(self, request: web.Request, wanted: str) -> None:
        owner = request.match_info["owner"]
        if owner != wanted:
            raise GraphRefusal(100, f"Object with ID '{owner}' does not exist", subcode=33, violation=True)

    def _chat(self, fields: Json) -> int | None:
        address = next((fields[name] for name in ("to", "recipient", "user_id") if name in fields), "")
        try:
            return self._network.directory.find(str(address)).id
        except GraphRefusal:
            return None

    # ---- control

    async def _show_ledger(self, _: web.Request) -> web.Response:
        return web.json_response(self._network.ledger.as_json())

    async def _set_faults(self, request: web.Request) -> web.Response:
        """Faults as `Faults.read` takes them; also token, rate, flood, and seconds that pass."""
        wanted = await request.json()
        network = self._network
        network.faults.read(wanted)
        network.token = wanted.get("token", network.token)
        network.limits.rate = wanted.get("rate", network.limits.rate)
        network.limits.flood(float(wanted.get("flood", 0)))
        network.passes(float(wanted.get("seconds", 0)))
        return web.json_response({"ok": True})


def _refusal_of(fault: Fault) -> GraphRefusal:
    """A fault that names a code has the code's own status."""
    if fault.code:
        return GraphRefusal(fault.code, fault.description)
    return GraphRefusal(_CODES.get(fault.status, 1), fault.description, status=fault.status)


def _refused(refusal: GraphRefusal, *, html: bool = False) -> web.Response:
    if html:
        page = f"<html><body><h1>{refusal.status} Sorry, something went wrong</h1></body></html>"
        return web.Response(text=page, status=refusal.status, content_type="text/html")
    return web.json_response(refusal.as_json(), status=refusal.status)
