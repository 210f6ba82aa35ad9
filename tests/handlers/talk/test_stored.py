"""Talks and messages survive as JSON, whatever an older or newer version wrote."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.talk import File, Input, Media, Place, Say, State, Words, speaking
from handlers.talk.model import Choice
from handlers.talk.parts import words_of
from handlers.talk.stored import as_parts, from_json, say_from_json, say_to_json, to_json

STATE = State("tell", "k3f7", date(2026, 11, 24), "en")
PHOTO = Media("photo", "p1")
NAMES = st.text(min_size=1, max_size=8)
PARTS = st.lists(st.fixed_dictionaries({}, optional={"text": st.text(), "after": st.integers(1, 3)})).map(
    tuple
)
moments = st.none() | st.datetimes(timezones=st.just(UTC))
states = st.builds(
    State,
    talk=NAMES,
    serial=NAMES,
    opened=st.dates(),
    language=NAMES,
    args=st.dictionaries(NAMES, st.text()),
    turn=st.integers(0, 9999),
    asked=NAMES,
    asked_at=moments,
    new_at=moments,
    shown=st.lists(NAMES).map(tuple),
    page=st.integers(0, 9),
    narrowed=st.lists(NAMES).map(tuple),
    answers=st.dictionaries(
        NAMES, st.text() | st.fixed_dictionaries({"parts": st.lists(st.text()), "done": st.booleans()})
    ),
    recorded=st.lists(NAMES).map(tuple),
    kept=PARTS,
    late=PARTS,
)


@given(states)
def test_a_state_comes_back_as_it_was(state: State) -> None:
    assert from_json(to_json(state)) == state


def test_a_new_talk_is_stored_with_only_what_it_has() -> None:
    assert to_json(STATE) == '{"talk":"tell","serial":"k3f7","opened":"2026-11-24","language":"en"}'


def test_moments_are_stored_with_their_zone_and_words_as_they_are() -> None:
    state = replace(STATE, asked_at=datetime(2026, 11, 24, 9, tzinfo=UTC), kept=({"text": "é"},))
    stored = json.loads(to_json(state))
    assert stored["asked_at"] == "2026-11-24T09:00:00+00:00"
    assert "é" in to_json(state)
    assert "new_at" not in stored


def test_fields_of_a_newer_version_are_left_alone_and_missing_ones_are_empty() -> None:
    state = from_json('{"talk":"tell","serial":"k3f7","opened":"2026-11-24","language":"en","mood":"sunny"}')
    assert state == STATE


def test_empty_fields_that_some_version_wrote_are_as_good_as_none() -> None:
    empty = {
        "asked_at": None,
        "new_at": None,
        "shown": None,
        "page": None,
        "answers": None,
        "kept": [],
        "args": {},
    }
    assert from_json(json.dumps({**json.loads(to_json(STATE)), **empty})) == STATE


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[]", "is a JSON object"),
        ("null", "is a JSON object"),
        ("{}", "incomplete: 'opened'"),
        ('{"opened":"2026-11-24"}', "incomplete"),
        ('{"opened":7}', "incomplete"),
        ("{", "Expecting"),
    ],
)
def test_what_is_no_state_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        from_json(text)


def test_a_message_comes_back_as_it_was() -> None:
    say = Say(
        "Which?",
        (Choice("tell.a:b~k3f7.1", "B", nav=True), Choice("go.rate", "Rate")),
        columns=2,
        file=File("a", "b"),
    )
    assert say_from_json(say_to_json(say)) == (say, "")
    assert say_from_json(say_to_json(say, "m77")) == (say, "m77")


def test_photos_of_a_message_come_back_with_what_is_said_where_they_cannot_be_shown() -> None:
    photo, scan = Media("photo", "p1", "u1", "image/jpeg", 12), Media("document", "d1", name="surat.pdf")
    with speaking("en"):
        say = Say("Done?", media=(photo, scan))
    assert say.unshown == "A photo that belongs here cannot be shown."
    assert say_from_json(say_to_json(say)) == (say, "")
    assert Say("Done?").unshown == ""


def test_photos_as_a_newer_version_stored_them_are_shown() -> None:
    body = '{"words":"Halo","media":[{"kind":"photo","ref":"p1","spoiler":true}]}'
    say, _ = say_from_json(body)
    assert say.media == (PHOTO,)
    assert say.unshown


def test_a_message_of_words_alone_is_stored_as_such() -> None:
    assert say_to_json(Say("Halo")) == '{"words":"Halo"}'
    assert say_from_json('{"words":"Halo"}') == (Say("Halo"), "")


words = st.builds(
    Words,
    st.text(),
    st.lists(st.builds(Media, st.just("photo"), st.text())).map(tuple),
    st.none() | st.builds(Place, st.floats(-90, 90), st.floats(-180, 180)),
)


@given(words)
def test_words_handed_on_as_parts_say_the_same(said: Words) -> None:
    assert words_of(as_parts(said)) == said


def test_no_words_are_no_parts() -> None:
    assert as_parts(Words()) == ()
    assert as_parts(Words("a", (PHOTO,), Place(1, 2))) == (
        {"text": "a"},
        {"media": vars(PHOTO)},
        {"place": [1, 2]},
    )
    assert Input("a").text == "a"
