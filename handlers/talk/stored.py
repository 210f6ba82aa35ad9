"""Talks and messages as JSON: what older versions left out or newer ones added never stops a conversation."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime

from handlers.talk.model import Choice, File, Input, Json, Media, Say, State, Words
from handlers.talk.parts import part_of

_line = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_OF_STATE = frozenset(field.name for field in fields(State))
_TUPLES = ("shown", "narrowed", "recorded", "kept", "late")
_MOMENTS = ("asked_at", "new_at")


def to_json(state: State) -> str:
    """The state as one line of text, empty fields left out."""
    stored = {name: value for name, value in vars(state).items() if value not in ("", None, (), {}, 0)}
    stored["opened"] = state.opened.isoformat()
    for name in _MOMENTS:
        if name in stored:
            stored[name] = stored[name].isoformat()
    return _line(stored)


def from_json(text: str) -> State:
    """The state again; fields this version does not know are left alone.

    Raises ValueError when it is no state at all.
    """
    stored = json.loads(text)
    if not isinstance(stored, dict):
        raise ValueError("a talk's state is a JSON object")
    # An empty field is as good as none: the field's own default is the one empty value there is.
    values = {name: value for name, value in stored.items() if name in _OF_STATE and value is not None}
    try:
        values["opened"] = date.fromisoformat(values["opened"])
        for name in _MOMENTS:
            if name in values:
                values[name] = datetime.fromisoformat(values[name])
        for name in _TUPLES:
            values[name] = tuple(values.get(name, ()))
        return State(**values)
    except (KeyError, TypeError) as missing:
        raise ValueError(f"a talk's state is incomplete: {missing}") from missing


def say_to_json(say: Say, replaces: str = "") -> str:
    """A message as the outbox keeps it; `replaces` is the network's id of the message it may draw over."""
    body: dict[str, object] = {"words": say.words}
    if say.choices:
        body["choices"] = [[choice.id, choice.label, choice.nav] for choice in say.choices]
        body["columns"] = say.columns
    if say.file:
        body["file"] = [say.file.name, say.file.content]
    if say.media:
        body["media"] = [_given(media) for media in say.media]
        body["unshown"] = say.unshown
    if replaces:
        body["replaces"] = replaces
    return _line(body)


def say_from_json(text: str) -> tuple[Say, str]:
    """The message again, and what it replaces."""
    body = json.loads(text)
    choices = tuple(Choice(*choice) for choice in body.get("choices", ()))
    file = File(*body["file"]) if body.get("file") else None
    media = tuple(_media(one) for one in body.get("media", ()))
    say = Say(
        body["words"],
        choices,
        columns=body.get("columns", 1),
        file=file,
        media=media,
        unshown=body.get("unshown", ""),
    )
    return say, body.get("replaces", "")


def _given(media: Media) -> dict[str, object]:
    return {name: value for name, value in vars(media).items() if value not in ("", None)}


def _media(stored: Json) -> Media:
    known = {field.name for field in fields(Media)}
    return Media(**{name: value for name, value in stored.items() if name in known})


def as_parts(words: Words) -> tuple[Json, ...]:
    """Words that were put together before, as messages again: the text, then each thing sent along."""
    text = (part_of(Input(words.text)),) if words.text else ()
    place = (part_of(Input(place=words.place)),) if words.place else ()
    return (*text, *(part_of(Input(media=one)) for one in words.media), *place)
