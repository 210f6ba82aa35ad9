"""One person's turn: the router's move is carried out, and what the conversation says and decides is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot import claiming, recorder
from bot.changes import changed
from bot.desk.entitled import who_may
from bot.desk.messages import case_seen
from bot.recording import Recording
from bot.router import AboutCase, Answer, Claim, Continue, Move, OldButton, Start, route
from bot.situation import Here
from bot.untraceable import hiding
from handlers import case, menu
from handlers.desk_events import CaseAnswered
from handlers.events import (
    CaseSupplemented,
    DataDeleted,
    Event,
)
from handlers.facts import Facts
from handlers.talk import Go, Input, Outcome, Recorded, Say, Script, State, Words, speaking
from handlers.talk.engine import Step, advance, begin, show_again
from handlers.talk.model import Choice, altered
from handlers.talk.parts import part_of
from handlers.talk.stored import as_parts
from storage import cases
from storage.cases import CaseRow
from storage.outbox import Message

NOTHING = Words()
DEEP = 8  # conversations that may follow each other in one turn; more would be a circle


class Talking:
    """Carries out one message's move; `say` replies to the person, `tell` writes to somebody else."""

    def __init__(self, here: Here, say: Callable[[Say], None], tell: Callable[[Message], None]) -> None:
        self._here = here
        self._say = say
        self._tell = tell
        self._depth = 0
        self.apart = False  # something was said that nobody may find again

    def take(self) -> str:
        """The turn; what comes back is shown over the tapped button."""
        said = self._here.incoming.said
        if self._here.has_lost:
            self.apart = True
            self._say(menu.lost_apart(self._here.facts))
        if said.text and menu.is_danger(self._here.facts, said.text):
            self._say(menu.danger(self._here.facts))
        return self._carry_out(route(self._here.incoming, self._here))

    def _carry_out(self, move: Move) -> str:
        if isinstance(move, Start):
            self._start(move.go, move.first)
        elif isinstance(move, Continue):
            return self._continue(move.serial, move.said)
        elif isinstance(move, AboutCase):
            self._about_case(move.number)
        elif isinstance(move, Claim):
            self._claim(move)
        elif isinstance(move, Answer):
            self._say(move.say)
            self._show_current_again()
        else:
            return self._old_button(move)
        return ""

    # --- conversations ----------------------------------------------------------------------------------

    def _start(self, go: Go, first: Input | None = None, carries: Words = NOTHING) -> None:
        """Begin a conversation; what was said before it, or in the one before, is its to use."""
        script = self._here.house.scripts.get(go.talk)
        if script is None:
            self._say(menu.menu(self._here.facts, menu.old_button()))
            return
        args = script.args_of(go.arg)
        said = (*((part_of(first),) if first else ()), *as_parts(carries))
        if unfinished := self._unfinished(script, args):
            self._show_again(replace(unfinished, kept=(*unfinished.kept, *said)), menu.going_on())
            return
        state = State(
            talk=script.name,
            serial=self._here.new_serial(),
            opened=self._here.house.today(self._here.now),
            language=self._here.person.language,
            args=args,
            kept=said,
            apart=script.apart and self._here.house.apart is not None,
        )
        if not script.passing:
            self._leave_current()
        self._follow(script, state, begin(script, self._facts(script, state), state, self._here.now))

    def _unfinished(self, script: Script, args: dict[str, str]) -> State | None:
        """The same conversation, begun before and not finished: it is gone on with instead."""
        for state in self._here.talks.states.values():
            if state.talk == script.name and dict(state.args) == args and _worth_keeping(state, script):
                return state
        return None

    def _leave_current(self) -> None:
        """Another conversation begins: the one on the screen waits, unless there is nothing in it."""
        current = self._here.talks.current
        if current and not _worth_keeping(current, self._here.house.scripts[current.talk]):
            self._here.talks.end(current.serial)

    def _continue(self, serial: str, said: Input) -> str:
        state = altered(self._here.talks.states[serial], language=self._here.person.language)
        script = self._here.house.scripts[state.talk]
        step = advance(script, self._facts(script, state), state, said, self._here.now)
        self._follow(script, state, step)
        return step.toast

    def _follow(self, script: Script, before: State, step: Step) -> None:
        """Record what the conversation decided, then keep its state or end it, then say its words."""
        before, step = hiding.followed(before, step)
        self.apart |= before.apart
        for note in step.notes:
            self._record(note.event, before)
        if step.state is not None:
            self._here.talks.keep(step.state)
            for say in step.says:
                self._say(say)
            return
        self._here.talks.end(before.serial, apart=before.apart)
        if step.outcome is not None:
            self._conclude(step.outcome, before, script)
        for said in step.leftover:
            self._again(said)

    def _conclude(self, outcome: Outcome, state: State, script: Script) -> None:
        recorded = self._record(outcome.event, state) if outcome.event else Recorded()
        with speaking(self._here.person.language):
            words = outcome.words(recorded) if callable(outcome.words) else outcome.words
            file = outcome.file(recorded) if outcome.file else None
            going_on = menu.going_on()
        choices = tuple(Choice(str(go), go.label) for go in outcome.next)
        if words or file:
            self._say(Say(words, choices, file=file, case=recorded.number, media=outcome.media))
        if outcome.then is not None and self._deeper():
            self._start(outcome.then, carries=outcome.carries)
        else:
            self._show_current_again(going_on, always=script.passing)

    def _again(self, said: Input) -> None:
        """Said to a talk that has ended: it belongs to whatever comes next."""
        if self._deeper():
            incoming = replace(self._here.incoming, said=said, reply_to="", tapped="")
            self._carry_out(route(incoming, self._here))

    def _deeper(self) -> bool:
        self._depth += 1
        return self._depth <= DEEP

    def _show_current_again(self, intro: str = "", *, always: bool = False) -> None:
        """What interrupted is done: the open question is put back on the screen."""
        current = self._here.talks.current
        if current and (always or _worth_keeping(current, self._here.house.scripts[current.talk])):
            self._show_again(current, intro)

    def _show_again(self, state: State, intro: str) -> None:
        script = self._here.house.scripts[state.talk]
        state = replace(state, language=self._here.person.language)
        self._follow(
            script, state, show_again(script, self._facts(script, state), state, self._here.now, intro)
        )

    def _facts(self, script: Script, state: State) -> Facts:
        return self._here.read(script.reads, state.args, state.opened)

    def _record(self, event: Event, state: State) -> Recorded:
        here = self._here
        # A serial is unique among open talks; with the day it is so for good.
        recorded = recorder.record(event, self._recording(f"{state.opened:%y%m%d}-{state.serial}"))
        if isinstance(event, DataDeleted):
            here.present.forget(here.person)  # and not read again: that would make a new citizen of them
        here.present.replace(here.handle, changed(here.person, event))
        return recorded

    def _old_button(self, move: OldButton) -> str:
        if move.noted:
            return menu.already_noted()
        self._show_current_again()
        if not self._here.current:
            self._say(menu.menu(self._here.facts))
        return menu.old_button()

    # --- replies to a case --------------------------------------------------------------------------------

    def _about_case(self, number: str) -> None:
        """A reply to a message about a case: its reporter adds to it, whoever may see it answers it.

        To everybody else the number says nothing, whether there is such a case or not.
        """
        row = cases.by_number(self._here.tx, number, lock=True)
        said = self._here.incoming.said
        words = Words(said.text, (said.media,) if said.media else (), said.place)
        if row is not None and row.citizen_id == self._here.person.id:
            self._supplement(row, words)
        elif row is not None and who_may(self._here.tx, self._here.offices, "see", row):
            self._answer(row, words)
        else:
            self._say(case.not_yours())
        self._show_current_again(menu.going_on())

    def _claim(self, move: Claim) -> None:
        """A case comes along to this chat: for whoever names its PIN, wherever it was followed before."""
        claimed = claiming.claim(self._here, move.number, move.pin, self._tell)
        self._say(case.followed(claimed) if claimed else case.not_followed())
        self._show_current_again(menu.going_on())

    def _supplement(self, row: CaseRow, words: Words) -> None:
        if row.closed_at is not None:
            self._say(case.already_closed(row.number))
        elif not words:
            self._say(case.write_words())
        else:
            recorder.record(CaseSupplemented(row.number, words), self._recording())
            self._say(case.supplemented(case_seen(row, self._here.house)))

    def _answer(self, row: CaseRow, words: Words) -> None:
        """The same step as the answer from the desk; what is replied to was read just now."""
        if not words.text.strip():
            self._say(case.write_words())
            return
        recorded = recorder.record(CaseAnswered(row.number, words, row.version), self._recording())
        if recorded.problem == "closed":
            self._say(case.already_closed(row.number))
        elif not recorded.done:
            self._say(case.not_yours())
        else:
            seen = case_seen(row, self._here.house)
            self._say(case.answer_sent(seen, reached=row.citizen_id is not None))

    def _recording(self, talk: str = "") -> Recording:
        here = self._here
        put_off = here.present.gathered
        return Recording(here.tx, here.house, here.person, here.incoming, talk, here.now, self._tell, put_off)


def _worth_keeping(state: State, script: Script) -> bool:
    """Whether somebody would miss it: something was answered, and the essential is not recorded yet."""
    said = bool(state.kept or state.late)
    return said if script.essential in state.recorded else said or bool(state.answers)
