"""A caller without a library: exact requests in, exact answers out."""

import json
import urllib.error
import urllib.request
from typing import Any

from tests.doubles.botapi import BotApi
from tests.doubles.cloudapi import CloudApi

VERSION = "v26.0"


def call(api: BotApi, method: str, /, **params: Any) -> tuple[int, Any]:
    """POST JSON to a method; gives the status and the decoded answer."""
    return post(f"{api.base}/bot{api.token}/{method}", params)


def graph(api: CloudApi, path: str, body: Any = None, *, verb: str = "", token: str = "") -> tuple[int, Any]:
    """Ask the Cloud API for a path below its version: POST JSON where there is a body, else GET."""
    headers = {"Authorization": f"Bearer {token or api.token}", "Content-Type": "application/json"}
    content = None if body is None else json.dumps(body).encode()
    url = f"{api.base}/{VERSION}/{path}"
    method = verb or ("GET" if body is None else "POST")
    return _answered(urllib.request.Request(url, content, headers, method=method))  # noqa: S310 - loopback only


def send(api: CloudApi, whom: int, kind: str = "text", content: Any = None, **more: Any) -> tuple[int, Any]:
    """Send to a person of the double by the number."""
    content = {"body": "Halo"} if content is None else content
    body = {"messaging_product": "whatsapp", "to": api.person(whom).who.phone, "type": kind, kind: content}
    return graph(api, f"{api.phone_id}/messages", body | more)


def get(url: str) -> Any:
    """The JSON found there."""
    return _answered(urllib.request.Request(url))[1]  # noqa: S310 - loopback only


def post(url: str, body: Any) -> tuple[int, Any]:
    headers = {"Content-Type": "application/json"}
    return _answered(urllib.request.Request(url, json.dumps(body).encode(), headers))  # noqa: S310 - loopback only


def _answered(request: urllib.request.Request) -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - loopback only
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)
