"""A caller without a library: exact requests in, exact answers out."""

import json
import urllib.error
import urllib.request
from typing import Any

from tests.doubles.botapi import BotApi


def call(api: BotApi, method: str, /, **params: Any) -> tuple[int, Any]:
    """POST JSON to a method; gives the status and the decoded answer."""
    return post(f"{api.base}/bot{api.token}/{method}", params)


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
