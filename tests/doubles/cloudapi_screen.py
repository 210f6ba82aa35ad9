"""What a person sees of a message: words, reply buttons or the rows of a list, and what was sent along."""

from __future__ import annotations

from tests.doubles.play import Screen
from tests.doubles.wire import Json


def seen(kind: str, request: Json, filled: Json | None = None) -> Json:
    """The message as it stands there: {"text", "buttons": [[label, id, description], ...], "menu"}."""
    if filled is not None:
        return {"text": filled["text"], "buttons": [[*button, ""] for button in filled["buttons"]]}
    if kind == "text":
        return {"text": request["text"]["body"], "buttons": []}
    if kind == "interactive":
        return _interactive(request["interactive"])
    return {"text": _thing(kind, request[kind]), "buttons": []}


def look(message: Json) -> Screen:
    """The screen of a message as the double keeps it."""
    shown = message["seen"]
    rows = tuple((str(label),) for label, _, _ in shown["buttons"])
    data = tuple(str(choice) for _, choice, _ in shown["buttons"])
    return Screen(str(shown["text"]), rows, int(message["message_id"]), data)


def _interactive(interactive: Json) -> Json:
    header = interactive.get("header", {})
    parts = [
        str(header.get("text", "")) or (f"({header['type']})" if header else ""),
        interactive["body"]["text"],
        interactive.get("footer", {}).get("text", ""),
    ]
    text, action = "\n\n".join(part for part in parts if part), interactive["action"]
    if interactive["type"] == "button":
        replies = [button["reply"] for button in action["buttons"]]
        return {"text": text, "buttons": [[reply["title"], reply["id"], ""] for reply in replies]}
    rows = [row for section in action.get("sections", []) for row in section["rows"]]
    buttons = [[row["title"], row["id"], row.get("description", "")] for row in rows]
    return {"text": text, "buttons": buttons, "menu": action.get("button", action.get("name"))}


_THINGS = {"image": "foto", "audio": "pesan suara", "video": "video", "sticker": "stiker"}


def _thing(kind: str, content: Json) -> str:
    name = _THINGS.get(kind, kind)
    if kind == "document":
        name = f"berkas {content.get('filename', '')}".rstrip()
    if kind == "location":
        name = f"lokasi {content['latitude']}, {content['longitude']}"
    if kind == "reaction":
        name = f"reaksi {content['emoji']}"
    return f"({name}) {content.get('caption', '')}".rstrip()
