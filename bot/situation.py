"""What a turn finds: the person, their open talks, their offices; and what a conversation may look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from bot.attending import at_door
from bot.attending import seen as attending
from bot.channels.base import Incoming
from bot.desk import browsing, cards
from bot.desk import facts as desk_facts
from bot.desk.facts import Looking
from bot.forums import views as forum_views
from bot.gathered import Gathered
from bot.house import House
from bot.outside import asking
from bot.oversight import looks
from bot.serials import Serials
from bot.untraceable import looking
from bot.untraceable.hiding import Hidden, HiddenTalks
from handlers.desk_views import Work
from handlers.facts import CaseView, Citizen, Draft, Facts, Kept
from handlers.talk import State
from handlers.talk.stored import from_json, to_json
from storage import cases, citizens, outbox, talks
from storage.citizens import CitizenRow, Handle
from storage.officials import OfficialRow
from storage.store import Tx
from storage.talks import TalkRow


@dataclass
class OpenTalks:
    """One person's open talks, the one on the screen first, and which of them a turn changed."""

    states: dict[str, State]
    changed: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    hidden: Hidden = field(default_factory=Hidden)  # those of them that no table knows

    @property
    def current(self) -> State | None:
        return next(iter(self.states.values()), None)

    def keep(self, state: State) -> None:
        """This talk's question is on the screen now."""
        others = {serial: other for serial, other in self.states.items() if serial != state.serial}
        self.states = {state.serial: state, **others}
        self.hidden.keep(state)
        self.changed.add(state.serial)
        self.ended.discard(state.serial)

    def end(self, serial: str, *, apart: bool = False) -> None:
        if apart:
            self.hidden.serials.add(serial)
        self.states.pop(serial, None)
        self.changed.discard(serial)
        if not self.hidden.end(serial):
            self.ended.add(serial)


class Present:
    """Everybody who speaks in a batch, as they are in the middle of it."""

    def __init__(
        self,
        people: dict[Handle, CitizenRow],
        rows: Mapping[int, Iterable[TalkRow]],
        offices: Mapping[int, list[OfficialRow]],
        now: datetime,
        tapped: Iterable[tuple[int, str]] = (),
        hidden: HiddenTalks | None = None,
    ) -> None:
        self.people = people
        self.hidden = hidden
        self.offices = offices
        self.gathered = Gathered()
        self.serials = Serials((person.id for person in people.values()), tapped)
        self._now = now
        self._talks = {
            person.id: OpenTalks({row.serial: from_json(row.state) for row in rows.get(person.id, ())})
            for person in people.values()
        }
        if hidden:
            for handle, person in people.items():
                self._talks[person.id] = _with_hidden(self._talks[person.id], hidden.of(handle))

    def talks_of(self, person: CitizenRow) -> OpenTalks:
        return self._talks[person.id]

    def replace(self, handle: Handle, person: CitizenRow) -> None:
        """The person as the turn has just changed them."""
        self.people[handle] = person

    def forget(self, person: CitizenRow) -> None:
        """Their talks were emptied with everything else."""
        self._talks[person.id] = OpenTalks({}, hidden=self._talks[person.id].hidden.emptied())

    def keep(self, tx: Tx) -> None:
        """Store what was put off, and the talks that a turn changed or ended, in one statement each."""
        self.gathered.write(tx)
        kept = [
            (citizen_id, state.serial, state.talk, to_json(state), state.asked_at or self._now)
            for citizen_id, own in self._talks.items()
            for serial, state in own.states.items()
            if serial in own.changed and not state.apart
        ]
        talks.save_many(tx, kept)
        ended = [(citizen_id, serial) for citizen_id, own in self._talks.items() for serial in own.ended]
        talks.end_many(tx, ended, self._now)
        if self.hidden:
            for handle, person in self.people.items():
                self.hidden.keep(handle, self._talks[person.id].hidden, self._talks[person.id].states)


def _with_hidden(own: OpenTalks, found: Mapping[str, State]) -> OpenTalks:
    """What is kept apart as well, the one on the screen first."""
    if not found:
        return own
    never = datetime.min.replace(tzinfo=UTC)
    both = sorted({**own.states, **found}.values(), key=lambda state: state.asked_at or never, reverse=True)
    return OpenTalks({state.serial: state for state in both}, hidden=Hidden(set(found)))


def citizen_seen(row: CitizenRow, channel: str, notice: str) -> Citizen:
    """A person as conversations see them; `notice` is the version of the notice in force."""
    return Citizen(
        language=row.language,
        channel=channel,
        agreed=row.agreed,
        answered=row.answered,
        noticed=row.noticed_version == notice,
        stopped=row.stopped,
        is_minor=row.is_minor,
        guardian_agreed=row.guardian_agreed,
        organisation=row.organisation,
    )


@dataclass
class Here:
    """One turn's surroundings; the router asks it, the conversation is handed `facts`."""

    tx: Tx
    incoming: Incoming
    house: House
    present: Present
    handle: Handle
    now: datetime
    looked: set[str] = field(default_factory=set)  # cases that were opened at a desk in this turn

    @property
    def person(self) -> CitizenRow:
        return self.present.people[self.handle]

    @property
    def talks(self) -> OpenTalks:
        return self.present.talks_of(self.person)

    @property
    def offices(self) -> list[OfficialRow]:
        """The offices they hold today, as they were when the batch began."""
        held = self.present.offices.get(self.person.id)
        if not held:
            return []
        today = self.house.today(self.now)
        return [office for office in held if office.serves(today)]

    @property
    def current(self) -> str:
        state = self.talks.current
        return state.serial if state else ""

    def is_open(self, serial: str) -> bool:
        return serial in self.talks.states

    def has_ended(self, serial: str) -> bool:
        ended = serial in self.talks.ended
        return ended or self.present.serials.has_ended(self.tx, self.person.id, serial)

    def new_serial(self) -> str:
        """A serial that no talk of theirs has or had."""
        taken = self.talks.states.keys() | self.talks.ended
        return self.present.serials.new(self.tx, self.person.id, taken)

    @property
    def has_lost(self) -> bool:
        """Whether an unfinished report of this chat, which was kept apart, is gone; asked once."""
        return self.house.apart is not None and self.house.apart.room.has_lost(self.handle)

    def case_of(self, sent_ref: str) -> str | None:
        apart = self.house.apart
        called = {sent_ref, apart.room.refs.named(sent_ref)} if apart else {sent_ref}
        return outbox.case_of(self.tx, self.person.id, *called)

    @property
    def facts(self) -> Facts:
        """What the menu and every conversation may look at."""
        return self.read(frozenset(), {}, self.house.today(self.now))

    def read(self, reads: frozenset[str], args: Mapping[str, str], today: date) -> Facts:
        """The facts for one conversation, with only what it declares that it reads."""
        if reads:
            self.present.gathered.write(self.tx)
        drafts = tuple(
            Draft(state.serial, state.talk, next(iter(state.args.values()), ""))
            for state in self.talks.states.values()
            if not state.apart
        )
        return Facts(
            city=self.house.city_on(today),
            today=today,
            citizen=citizen_seen(self.person, self.incoming.channel, self.house.city.consent_version),
            cases=self._cases() if "cases" in reads else (),
            receipt=looking.case_of(self, args.get("receipt", "")) if "receipt" in reads else None,
            forum=attending.read(self.tx, args.get("code", ""), self.person.id, self.house, self.now)
            if "forum" in reads
            else None,
            doors=at_door.doors(self._looking) if "doors" in reads else (),
            tickets=at_door.tickets(self._looking) if "tickets" in reads else (),
            kept=self._kept() if "kept" in reads else Kept(),
            drafts=drafts,
            is_official=bool(self.offices),
            desk=desk_facts.desk(self._looking, args.get("filter", "")) if "desk" in reads else None,
            work=self._work(args) if "work" in reads else None,
            closing=desk_facts.closing(self._looking, _before_dot(args, "number"))
            if "closing" in reads
            else None,
            cards=cards.seen(self.tx, self.offices, self.house) if "cards" in reads else None,
            browsers=browsing.seen(self.tx, self.person.id, self.house, self.now)
            if "browsers" in reads
            else (),
            reports=asking.open_to(self.offices, self.house) if "reports" in reads else {},
            **(forum_views.seen(self._looking, reads, args.get("what", "")) if reads else {}),
        )

    @property
    def _looking(self) -> Looking:
        return Looking(
            self.tx,
            self.house,
            self.now,
            self.person.id,
            self.offices,
            self.person.language,
            self.incoming.channel,
        )

    def _work(self, args: Mapping[str, str]) -> Work | None:
        return looks.seen(self._looking, _before_dot(args, "number"), self.looked)

    def _cases(self) -> tuple[CaseView, ...]:
        units = self.house.city.units
        return tuple(
            CaseView(
                number=row.number,
                kind=row.kind,
                state=row.state,
                unit=units[row.unit].label if row.unit and row.unit in units else "",
                opened=self.house.today(row.opened_at),
                answer_due=row.answer_due,
                answer=row.answer,
            )
            for row in cases.of_citizen(self.tx, self.person.id)
        )

    def _kept(self) -> Kept:
        row = citizens.kept(self.tx, self.person.id)
        return Kept(
            ratings=row.ratings,
            surveys=row.surveys,
            cases=row.cases,
            open_cases=row.open_cases,
            photos=row.media,
            first_seen=self.house.today(row.first_seen_at),
            held=row.held,
            held_cases=row.held_cases,
            resting=row.resting,
        )


def _before_dot(args: Mapping[str, str], name: str) -> str:
    """What a conversation is about; what follows a dot in its argument is how it begins."""
    return args.get(name, "").partition(".")[0]


def situation(tx: Tx, incoming: Incoming, house: House, present: Present, now: datetime) -> Here:
    """The surroundings of the turn that this message takes."""
    handle = Handle(incoming.channel, incoming.address_kind, incoming.address)
    return Here(tx, incoming, house, present, handle, now)
