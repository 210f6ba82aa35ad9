"""How commands print: tables and documents for people, one JSON document for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import typer

from bot.channels import whatsapp_links
from bot.networks.base import Finding

JSON = "json"


def line(text: str) -> None:
    """One line for people."""
    typer.echo(text)


def document(content: Mapping[str, Any], as_format: str) -> None:
    """A mapping: one JSON document, or a line for each key."""
    if as_format == JSON:
        typer.echo(json.dumps(content, default=_plain, ensure_ascii=False))
        return
    for key, value in content.items():
        typer.echo(f"{key}: {_shown(value)}")


def table(rows: Sequence[Mapping[str, Any]], as_format: str) -> None:
    """Rows under their names; JSON as a list."""
    if as_format == JSON:
        typer.echo(json.dumps(list(rows), default=_plain, ensure_ascii=False))
        return
    if not rows:
        typer.echo("nothing")
        return
    cells = [list(rows[0]), *([_shown(value) for value in row.values()] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    for row in cells:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def findings(found: Iterable[Finding]) -> int:
    """What `suara check` saw; how much of it is wrong."""
    every = list(found)
    for finding in every:
        mark = "ok  " if not finding.wrong else "note" if finding.warning else "BAD "
        typer.echo(f"{mark}  {finding.what}" + (f": {finding.wrong}" if finding.wrong else ""))
    return sum(1 for finding in every if finding.wrong and not finding.warning)


def digest(counted: Mapping[str, Any], as_format: str) -> None:
    """The digest's text, or its numbers."""
    if as_format == JSON:
        typer.echo(json.dumps(counted["numbers"], ensure_ascii=False))
        return
    typer.echo(counted["text"])
    if counted.get("sent") is not None:
        typer.echo(f"\n{counted['sent']} digests put in the outbox")


def skm(index: Mapping[str, Any], as_format: str) -> None:
    """The index, and the nine elements in the regulation's order."""
    if as_format == JSON:
        typer.echo(json.dumps(index))
        return
    value = "none (no complete form)" if index["ikm"] is None else f"{index['ikm']:.2f} {index['grade']}"
    typer.echo(f"IKM {value}   n = {index['n']}, incomplete {index['incomplete']}, weight {index['weight']}")
    for number, (key, element) in enumerate(index["elements"].items(), start=1):
        nrr = "-" if element["nrr"] is None else f"{element['nrr']:.3f}"
        typer.echo(f"U{number} {key:<13} sum {element['sum']:>6}   NRR {nrr}")


def invite(number: int, code: str, expires: datetime, bot_name: str, phone: str = "", page: str = "") -> None:
    """A one-time code with its links, to be handed to the official alone; the chat that opens it is bound."""
    typer.echo(f"official {number}; the code works once, until {expires:%Y-%m-%d %H:%M %Z}")
    typer.echo(f"code: {code}")
    link = f"https://t.me/{bot_name}?start=i-{code}" if bot_name else f"send to the bot: /start i-{code}"
    typer.echo(f"link: {link}" if bot_name else link)
    if phone:
        typer.echo(f"or: {whatsapp_links.link(phone, f'i-{code}')}")
    if page:
        typer.echo(f"or in a browser: {page}/chat?start=i-{code}")


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, (Mapping, list, tuple)):
        return json.dumps(value, default=_plain, ensure_ascii=False)
    return "-" if value is None else str(value)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def told(content: Mapping[str, Any], as_format: str) -> None:
    """What stands under `text`; as JSON everything else as well."""
    if as_format == JSON:
        typer.echo(json.dumps(content, default=_plain, ensure_ascii=False))
    else:
        typer.echo(content["text"])
