"""What holds whatever people do: nothing raises, nothing said is lost, the open question is on the screen."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.talk import Input, Media, Outcome, Place, Script, State, Talk, choose, speaking
from handlers.talk.matching import plain
from handlers.talk.model import Button
from handlers.talk.questions import AFRESH
from handlers.talk.resume import NO, RESUME
from handlers.talk.stored import to_json
from tests.handlers.talk.example import PLACES, Version, tell
from tests.handlers.talk.player import Player, photo, restarted

COMMANDS = ["kembali", "back", "batal", "selesai", "lewati", "ya", "tidak", "go on", "start something new"]
ANSWERS = ["1", "2", "4", "99", "complaint", "prase", "dukcapill", "sukawana", "very good", "i do not know"]
ODD = [
    "",
    " ",
    "\u200b\u200d\u2060",
    "\u202e\u0627\u0644\u0633\u0644\u0627\u0645",
    "\x00",
    "😀" * 5_000,
    "x" * 10_000,
    "²",
    "?!",
]
GARBAGE = [
    "x",
    "~",
    "go.rate",
    "tell.:~k3f7.1",
    "tell.kind:praise~k3f7.١",
    "tell.kind:praise~k3f7.99999",
    "🙂" * 30,
]


@dataclass(frozen=True)
class Does:
    """One thing a citizen does, so far as it can be said before the talk is played."""

    input: Input = field(default_factory=Input)
    marked: bool = False  # gets a number, so that it can be found again
    leads: bool = False  # answers the question as it is meant to be answered
    tap: str = ""  # "shown", "old", "foreign": which kind of button
    place: int = 0  # and which of those
    gap: timedelta = timedelta(seconds=1)  # since the last thing
    sent: int | None = None  # seconds before it arrived, by the network's clock


texts = st.sampled_from(COMMANDS + ANSWERS + ODD) | st.text(max_size=60)
places = st.builds(Place, st.floats(-11, 6), st.floats(95, 141))
medias = st.builds(Media, st.sampled_from(["photo", "voice", "video", "document"]), st.text(max_size=9))
unread = st.sampled_from(["sticker", "edited", "unknown", "poll"])
gaps = st.sampled_from([timedelta(0), timedelta(seconds=1), timedelta(minutes=7), timedelta(days=3)])
sent = st.none() | st.integers(-100, 4000)

typed = st.builds(Does, st.builds(Input, texts), gap=gaps, sent=sent)
told = st.builds(Does, marked=st.just(True), gap=gaps, sent=sent)
brought = st.builds(
    Does, st.builds(Input, texts, media=medias, place=st.none() | places), marked=st.just(True), gap=gaps
)
pointed = st.builds(Does, st.builds(Input, place=places), gap=gaps)
puzzled = st.builds(Does, st.builds(Input, st.just(""), other=unread), gap=gaps)
broken = st.builds(Does, st.builds(Input, tap=st.sampled_from(GARBAGE) | st.text(max_size=70)), gap=gaps)
tapped = st.builds(
    Does,
    tap=st.sampled_from(["shown", "shown", "shown", "old", "foreign"]),
    place=st.integers(0, 200),
    gap=gaps,
)
leading = st.builds(Does, leads=st.just(True), place=st.integers(0, 7), gap=gaps)
# Proper answers are drawn most often: they lead through the talk.
anything = (
    leading | leading | leading | leading | tapped | typed | told | brought | pointed | puzzled | broken
)
doings = st.builds(
    list.__add__,
    st.lists(st.builds(Does, leads=st.just(True), place=st.integers(0, 7)), max_size=7),
    st.lists(anything, max_size=25),
)
versions = st.builds(
    Version,
    asks_since=st.booleans(),
    asks_where=st.booleans(),
    asks_name=st.booleans(),
    collects=st.booleans(),
    explains=st.booleans(),
)


class Storyteller(Player):
    """A player who does what was drawn, numbering what is told so that it can be found again."""

    count = 0

    def input_of(self, does: Does) -> Input:
        if does.leads:
            return self._proper(does.place)
        if does.tap:
            return Input(tap=self._button_of(does))
        said = does.input
        if does.marked:
            self.count += 1
            mark = f"story {self.count} told at length;"
            text = f"{mark} {said.text}"
            said = replace(said, text=text, media=said.media and replace(said.media, unique=mark))
        return (
            said
            if does.sent is None
            else replace(said, at=self.now + does.gap - timedelta(seconds=does.sent))
        )

    def _proper(self, place: int) -> Input:
        """What answers the question on the screen, and is not "no" nor "write afresh"."""
        options = [choice for choice in self.screen.choices if not choice.nav]
        good = [
            one.id
            for one in options
            if one.label not in ("Write afresh", "Start something new", "No, not yet")
        ]
        return Input(tap=good[place % len(good)]) if good else Input("So it was.")

    def _button_of(self, does: Does) -> str:
        shown = [choice.id for choice in self.screen.choices]
        pool = shown if does.tap == "shown" else self.buttons
        button = pool[does.place % len(pool)]
        return button.replace("k3f7", "zzzz") if does.tap == "foreign" else button

    def does(self, does: Does) -> Input:
        said = self.input_of(does)
        self.says(said, does.gap)
        return said


def play(done: list[Does], version: Version, remembers: Callable[[State], State]) -> Storyteller:
    player = Storyteller(tell(version), remembers=remembers)
    for doing in done:
        if player.state is None:
            break
        player.does(doing)
    return player


def marks(text: str) -> set[str]:
    """The numbers of the stories that are held in this text."""
    return {piece.split(" ")[0] for piece in text.split("story ")[1:] if " told at length;" in piece}


def held(state: State) -> set[str]:
    return marks(to_json(state))


def is_tap_on(state: State, said: Input, option: str, key: str = "") -> bool:
    """Whether this is a tap on such a button of the keyboard on the screen."""
    button = Button.parse(said.tap)
    return bool(
        button
        and (button.serial, button.turn) == (state.serial, state.turn)
        and button.option == option
        and button.key == (key or state.asked)
    )


def open_words(player: Player) -> str:
    """What must stand on the screen while the talk is open."""
    if player.stored.late:
        return "We had not finished: your story. I have kept your message. Go on?"
    question = player.seen.question
    assert question is not None
    with speaking("en"):
        return question.screen(player.stored.answers.get(question.key))


# --- laws ---


@given(doings, versions)
def test_a_restart_between_any_two_turns_changes_nothing(done: list[Does], version: Version) -> None:
    kept, lost = play(done, version, lambda state: state), play(done, version, restarted)
    assert lost.transcript == kept.transcript
    assert lost.notes == kept.notes
    assert lost.result == kept.result
    assert (lost.state and restarted(lost.state)) == (kept.state and restarted(kept.state))


@given(doings, versions)
def test_while_a_talk_is_open_its_question_is_on_the_screen(done: list[Does], version: Version) -> None:
    player = Storyteller(tell(version))
    for doing in done:
        before = player.screen
        player.does(doing)
        if player.state is None:
            break
        if player.step.says:
            assert player.words.endswith(open_words(player))
            assert player.stored.asked
            assert all(Button.parse(choice.id) for choice in player.screen.choices)
        else:
            assert player.step.toast
            assert player.screen == before


@given(doings, versions)
def test_no_story_told_is_ever_lost(done: list[Does], version: Version) -> None:
    player, expected = Storyteller(tell(version)), set[str]()
    for doing in done:
        state = player.stored
        said = player.does(doing)
        if is_tap_on(state, said, AFRESH):
            expected -= marks(json.dumps(state.answers.get(state.asked)))
        if player.step.outcome is None or player.step.outcome.event:
            expected |= marks(
                said.text
            )  # whatever is told while a talk is open is taken, or refused by no one
        if player.state is None:
            break
        assert held(player.stored) >= expected
    assert finished(player) >= expected


def finished(player: Storyteller) -> set[str]:
    """The stories in what was sent, explained or left over, once the talk is led to its end."""
    given_up = player.step.outcome is not None and player.step.outcome.event is None
    if player.state is None and (given_up or player.step.outcome is None):
        return {
            str(n) for n in range(1000)
        }  # cancelled, not sent, or left for something new: the citizen's wish
    for place in range(60):
        if player.state is None:
            break
        player.does(Does(leads=True, place=place))
    assert player.state is None
    said = " ".join(one.text for one in player.step.leftover)
    return marks(repr(player.step.outcome and player.step.outcome.event) + repr(player.notes) + said)


@given(doings, versions)
def test_an_answer_goes_only_by_back_or_for_a_new_answer(done: list[Does], version: Version) -> None:
    player = Storyteller(tell(version))
    for doing in done:
        before = player.stored
        may_go = player.seen.path[-1:]
        said = player.does(doing)
        if player.state is None:
            break
        answers = player.stored.answers
        changed = {key for key, stored in before.answers.items() if answers.get(key) != stored}
        went_back = is_tap_on(before, said, "<") or plain(said.text) in ("kembali", "back")
        waited = {plain(part.get("text", "")) for part in before.late} if not player.stored.late else set()
        if waited & {"kembali", "back"}:
            continue  # went back with what had waited, any number of times
        for key in changed:
            grew = len(json.dumps(answers.get(key, ""))) >= len(json.dumps(before.answers[key]))
            assert key == before.asked or (grew and key in answers) or (went_back and key in may_go)
        assert set(before.recorded) <= set(player.stored.recorded)


@given(doings, versions)
def test_an_event_is_recorded_at_most_once_for_its_key(done: list[Does], version: Version) -> None:
    player = play(done, version, restarted)
    keys = [note.key for note in player.notes]
    assert len(keys) == len(set(keys))


@given(doings, versions)
def test_every_button_fits_in_64_bytes_and_parses_back(done: list[Does], version: Version) -> None:
    player = play(done, version, restarted)
    for button in player.buttons:
        parsed = Button.parse(button)
        assert parsed is not None
        assert str(parsed) == button
        assert len(button.encode()) <= 64


@given(doings, versions, st.integers(0, 200))
def test_a_double_tap_changes_nothing(done: list[Does], version: Version, place: int) -> None:
    player = play(done, version, restarted)
    if player.state is None:
        return
    button = player.screen.choices[place % len(player.screen.choices)].id
    player.presses(button)
    if player.state is None:
        return
    once, told_once = player.same_but_for_time(), len(player.notes)
    player.presses(button)
    assert player.same_but_for_time() == once
    assert len(player.notes) == told_once


@settings(max_examples=50)
@given(
    st.dictionaries(
        st.from_regex(r"[a-z0-9_]{1,40}", fullmatch=True), st.text(min_size=1), min_size=1, max_size=100
    )
)
def test_all_pages_together_show_every_option_exactly_once(options: dict[str, str]) -> None:
    def run(facts: object) -> Talk[Outcome]:
        chosen = yield from choose("kind", "Which?", options)
        return Outcome(words=chosen)

    player = Player(Script("tell", lambda: "pages", run))
    shown = list(player.options)
    while more := [label for label in player.labels if label.startswith("More (")]:
        assert len(player.options) == 8
        player.taps(more[0])
        shown += player.options
    assert shown == list(options.values())
    player.presses(player.screen.choices[0].id)
    assert player.result[1] in options


chosen_paths = st.tuples(
    st.sampled_from(["Complaint", "Praise"]),
    st.sampled_from(list(PLACES.values())[:8]),
    st.sampled_from(["4 😀 Very good", "1 😞 Bad"]),
)


@given(chosen_paths, st.integers(0, 6), st.booleans())
def test_back_and_the_same_answers_lead_to_the_same_outcome(
    path: tuple[str, str, str], steps: int, before_the_record: bool
) -> None:
    straight, round_about = Player(), Player()
    where = ["Here"] if path[0] == "Complaint" else []
    answers = [*path, "It was slow.", *where, "Ani", "Yes, send it"]
    straight.answers(*answers)
    turning = 2 if before_the_record else len(answers) - 1
    round_about.answers(*answers[:turning])
    went = 0
    while went < steps and "‹ Back" in round_about.labels:
        round_about.taps("‹ Back")
        went += 1
    for label in answers[turning - went :]:
        if "Done" in round_about.labels:  # what was written is still there
            round_about.taps("Done")
        else:
            round_about.answers(label)
    assert round_about.state is None
    assert round_about.result == straight.result


@given(doings, versions, versions, doings)
def test_a_deploy_of_another_version_in_the_middle_loses_no_story(
    first: list[Does], old: Version, new: Version, then: list[Does]
) -> None:
    player, expected = Storyteller(tell(old), remembers=restarted), set[str]()
    for place, doing in enumerate([*first, *then]):
        if place == len(first):
            player.meets(tell(new))
        if player.state is None:
            break
        state = player.stored
        said = player.does(doing)
        if is_tap_on(state, said, AFRESH) or is_tap_on(state, said, NO, RESUME):
            return
        if player.step.outcome is None or player.step.outcome.event:
            expected |= marks(said.text)
    player.meets(tell(new))
    assert finished(player) >= expected


def test_a_photo_is_found_by_its_mark() -> None:
    assert marks(repr(replace(photo("x"), unique="story 7 told at length;"))) == {"7"}
