"""After days: what somebody says is kept, and they are asked whether to go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handlers.talk.matching import chosen
from handlers.talk.model import Button, Choice, Input, Json, Media, Place, Say, Script, State, Words
from handlers.talk.parts import part_of, words_of
from handlers.talk.replay import Scene
from handlers.talk.words import _

LATE = timedelta(hours=24)  # after this, words are kept and the person is asked whether to go on
RESUME, YES, NO = "resume", "y", "n"


def after_days(scene: Scene) -> bool:
    """Whether the open question has been on the screen for so long that it may be forgotten."""
    asked_at = scene.state.asked_at
    return asked_at is not None and scene.now - asked_at > LATE


def question(script: Script, state: State) -> Say:
    """Asks whether to go on; it stands on the screen as long as `state.late` holds anything."""
    words = _("We had not finished: {title}. I have kept your message. Go on?", title=script.title())
    choices = tuple(
        Choice(str(Button(state.talk, RESUME, option, state.serial, state.turn)), label)
        for option, label in _labels().items()
    )
    return Say(words, choices, columns=2)


def answer(said: Input) -> bool | None:
    """Whether to go on, or None when something else was said."""
    if said.media or said.place:
        return None
    option = chosen(said.text, (YES, NO), _labels())
    return None if option is None else option == YES


def keeping(state: State, said: Input) -> State:
    """The state with one more message that waits for the answer."""
    return replace(state, late=(*state.late, part_of(said)))


def awake(state: State) -> State:
    """Whoever taps the question itself has gone on: what waited is kept with the talk."""
    if not state.late:
        return state
    return replace(state, kept=(*state.kept, *filter(None, state.late)), late=())


def waiting(state: State) -> tuple[Input, ...]:
    """The messages that wait, as they came."""
    return tuple(_input_of(part) for part in state.late if part)


def gathered(parts: tuple[Json, ...]) -> tuple[Input, ...]:
    """What was said in parts, as if said at once; only further attachments follow by themselves."""
    return inputs_of(words_of(parts))


def inputs_of(words: Words) -> tuple[Input, ...]:
    """The words as the messages they would be: one with all the text, then the other attachments."""
    if not words:
        return ()
    first, *others = words.media or (None,)
    whole = Input(words.text, media=first, place=words.place)
    return (whole, *(Input(media=media) for media in others))


def _labels() -> dict[str, str]:
    return {YES: _("Go on"), NO: _("Start something new")}


def _input_of(part: Json) -> Input:
    media = Media(**part["media"]) if part.get("media") else None
    place = Place(*part["place"]) if part.get("place") else None
    return Input(part.get("text", ""), media=media, place=place)
