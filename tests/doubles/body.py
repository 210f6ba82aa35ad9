"""Bodies: JSON, urlencoded and multipart, all read into fields and files."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from tests.doubles.wire import Json, Upload, broken

_PARAMETER = re.compile(r';\s*([a-z*]+)="((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)


def read_body(content_type: str, raw: bytes) -> tuple[Json, dict[str, Upload]]:
    """Fields and files of a body; raises Refusal when it cannot be read."""
    kind = content_type.split(";")[0].strip().lower()
    if not raw.strip():
        return {}, {}
    if kind == "application/json":
        return _read_json(raw), {}
    if kind == "application/x-www-form-urlencoded":
        return dict(parse_qsl(raw.decode(), keep_blank_values=True)), {}
    if kind == "multipart/form-data":
        return _read_multipart(content_type, raw)
    return {}, {}


def _read_json(raw: bytes) -> Json:
    try:
        fields: Any = json.loads(raw)
    except ValueError:
        raise broken("can't parse JSON object") from None
    if not isinstance(fields, dict):
        raise broken("object expected")
    return fields


def _read_multipart(content_type: str, raw: bytes) -> tuple[Json, dict[str, Upload]]:
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        raise broken("boundary of the multipart body is missing")
    fields: Json = {}
    uploads: dict[str, Upload] = {}
    for part in (b"\r\n" + raw).split(b"\r\n--" + boundary[1].encode())[1:-1]:
        _read_part(part, fields, uploads)
    return fields, uploads


def _read_part(part: bytes, fields: Json, uploads: dict[str, Upload]) -> None:
    head, _, content = part.partition(b"\r\n\r\n")
    headers = _headers(head.decode())
    parameters = dict(_PARAMETER.findall(headers.get("content-disposition", "")))
    name = parameters.get("name", "")
    if "filename" in parameters:
        kind = headers.get("content-type", "application/octet-stream")
        uploads[name] = Upload(parameters["filename"], content, kind)
    else:
        fields[name] = content.decode()


def _headers(head: str) -> dict[str, str]:
    lines = [line.partition(":") for line in head.split("\r\n") if ":" in line]
    return {name.strip().lower(): value.strip() for name, _, value in lines}
