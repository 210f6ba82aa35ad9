"""A year in a town of some dozens of people, who rate, report, are invited, asked and reminded."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from sqlalchemy import select, update

from bot import nudging, optout
from bot.attending.keeping import look_after
from bot.broadcasting import feeding, periodic, rounds, selecting, steering
from bot.broadcasting.purposes import KINDS
from bot.broadcasting.surveys import Sample
from bot.channels.base import Incoming
from bot.forums import life
from bot.forums import office as desk
from bot.forums.audience import Audience
from bot.forums.life import Step
from bot.turns import take_turns
from bot.verdict import quiet_until
from handlers.talk import Input
from storage import broadcasts, citizens, consents, outbox, outbox_claims, outbox_holds, ratings, surveys
from storage.models import Case, Citizen, Invitation, Outbox
from storage.outbox_claims import QUIET
from storage.store import Tx
from tests.bot.delivering import RULES
from tests.bot.forum_scene import DAYS, ForumOffice, a_wish
from tests.storage import given

UNITS = ("disdukcapil", "dishub", "dinsos")
ALL = dict.fromkeys(surveys.ELEMENTS, 3)
CAPPED = ("invitation", "survey", "visit", "handling", "reminder", "forum_reminder", "agenda")


@dataclass
class Town:
    """People, and one after the other the days on which things happen to them; all by one seed."""

    here: ForumOffice
    seed: int
    people: list[int] = field(default_factory=list)
    silent: list[tuple[int, datetime]] = field(default_factory=list)  # who wants nothing, and since when

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.rules, self.zone = replace(RULES, quiet=self.here.house.quiet), self.here.house.zone
        self.people = self.here.agreeing(30)
        self.talks = 0

    def live(self, days: int) -> None:
        """So many days, each looked at once, most by day and the others at any hour."""
        clock = self.here.clock
        first = clock.now()
        for day in range(days):
            now = self._moment(first + day * DAYS)
            clock.jump(max(0.0, (now - clock.now()).total_seconds()))
            with self.here.store.begin() as tx:
                for _ in range(2):
                    self._something_happens(tx, clock.now())
                self._the_timetable_looks(tx, clock.now())
                self._what_is_on_its_way_goes_on(tx, clock.now())
                self._the_lane_sends(tx, clock.now())

    def _moment(self, day: datetime) -> datetime:
        midnight = datetime.combine(day.astimezone(self.zone).date(), time.min, self.zone)
        first, last = (7, 21) if self.chance.random() < 0.6 else (0, 24)
        return midnight + timedelta(minutes=self.chance.randrange(60 * first, 60 * last))

    # ---- what people and offices do

    def _something_happens(self, tx: Tx, now: datetime) -> None:
        one = self.chance.choice(self.people)
        for chance, happens in (
            (0.25, self._rates),
            (0.2, self._is_closed),
            (0.01, self._stops),
            (0.05, self._comes_back),
            (0.1, self._fills_in),
            (0.05, self._leaves_a_survey_open),
        ):
            if self.chance.random() < chance:
                happens(tx, one, now)
        for chance, begins in ((0.05, self._a_forum_is_announced), (0.03, self._an_office_asks)):
            if self.chance.random() < chance:
                begins(tx, now)
        self._some_come(tx, now)

    def _rates(self, tx: Tx, one: int, now: datetime) -> None:
        self.talks += 1
        ratings.give(tx, one, f"r{self.talks}", self.chance.choice(UNITS), "", 3, "telegram", now)
        tx.connection.execute(update(Citizen).where(Citizen.id == one).values(last_seen_at=now))

    def _is_closed(self, tx: Tx, one: int, now: datetime) -> None:
        case = given.case(tx, one, unit=self.chance.choice(UNITS))
        given.change(tx, Case, case.id, state="fixed", closed_at=now, closed_by="reporter")

    def _stops(self, tx: Tx, one: int, now: datetime) -> None:
        if self.chance.random() < 0.5:
            consents.add(tx, one, "invitations", False, "1", "x", "telegram", now)
            return
        citizens.set_stopped(tx, one, True, now)
        optout.stopped(tx, one, now)
        self.silent.append((one, now))

    def _comes_back(self, tx: Tx, one: int, now: datetime) -> None:
        """Somebody says yes again who had taken it back; who stopped everything stays away."""
        consents.add(tx, one, "invitations", True, "1", "x", "telegram", now)

    def _fills_in(self, tx: Tx, one: int, now: datetime) -> None:
        self.talks += 1
        unit = self.chance.choice(UNITS)
        surveys.answer(tx, one, f"s{self.talks}", unit, "", ALL, {}, "", "telegram", now)

    def _leaves_a_survey_open(self, tx: Tx, one: int, now: datetime) -> None:
        handle = citizens.addresses(tx, [one])[one]
        for text in ("/survei", "disdukcapil"):
            self.talks += 1
            said = Incoming(handle.channel, "1", f"y{self.talks}", handle.value, Input(text, at=now))
            take_turns(tx, [said], self.here.house, now)

    def _some_come(self, tx: Tx, now: datetime) -> None:
        invited = select(Invitation.forum_id, Invitation.citizen_id).where(Invitation.answer == "")
        for forum_id, citizen in tx.connection.execute(invited).all():
            if self.chance.random() < 0.1:
                this = (Invitation.forum_id == forum_id) & (Invitation.citizen_id == citizen)
                tx.connection.execute(update(Invitation).where(this).values(answer="come", answered_at=now))

    def _a_forum_is_announced(self, tx: Tx, now: datetime) -> None:
        morning = datetime.combine(now.date(), time(3), now.tzinfo)
        step = Step(tx, self.here.settings, "operator", now)
        row = life.draft(step, a_wish(starts_at=morning + self.chance.randrange(5, 15) * DAYS))
        row = life.announce_own(step, row.code)
        # Made by the timetable, it goes out without anybody who looks at it first.
        desk.prepare(
            replace(step, actor=steering.SYSTEM), row, Audience(quota=self.chance.choice((10, 20, 30)))
        )

    def _an_office_asks(self, tx: Tx, now: datetime) -> None:
        wanted = Sample(self.chance.choice(UNITS), self.chance.randrange(5, 30), f"benih {now}")
        broadcasts.create(tx, "survey", made_by=steering.SYSTEM, now=now, audience=wanted.to_json())

    # ---- what the program does

    def _the_timetable_looks(self, tx: Tx, now: datetime) -> None:
        settings, house = self.here.settings, self.here.house
        for begin in (rounds.ask_handling, rounds.ask_visitors, periodic.begin):
            begin(tx, settings, house, now)
        look_after(tx, settings, house, now)
        hours = settings.timetable.nudge_survey_hours
        nudging.remind(tx, settings, house, {nudging.SURVEY: timedelta(hours=hours)}, now)

    def _what_is_on_its_way_goes_on(self, tx: Tx, now: datetime) -> None:
        """As the feeder does it: what is selected is fed at once, as far as it is not quiet."""
        around = self.here.around
        for row in broadcasts.on_the_way(tx, now):
            kind = KINDS[row.purpose]
            if row.state == "selecting":
                selection = selecting.select(tx, row, kind, around, now)
                selecting.keep_and_send(tx, row.id, selection, kind, 100, now)
            while feeding.feed(tx, row.id, kind, around, {"telegram": 25}, now).more:
                pass

    def _the_lane_sends(self, tx: Tx, now: datetime) -> None:
        """What is due leaves, or is put off as the lane puts it off; now and then a network loses one."""
        for row in outbox_claims.claim(tx, "bulk", now, timedelta(seconds=30), 500):
            if later := quiet_until(row, self.rules, now):
                outbox_holds.hold(tx, [row.id], QUIET, later)
            elif self.chance.random() < 0.02:
                outbox.failed(tx, row.id, "chat not found", now)
            else:
                outbox.sent(tx, {row.id: "1"}, now)

    # ---- what became of it

    def arrived(self) -> list[tuple[int, str, datetime]]:
        """Everything that was pushed: to whom, what and when."""
        columns = (Outbox.citizen_id, Outbox.purpose, Outbox.finished_at)
        sent = select(*columns).where(Outbox.state == "sent", Outbox.purpose.in_(CAPPED))
        with self.here.store.reading() as tx:
            return [tuple(row) for row in tx.connection.execute(sent.order_by(Outbox.finished_at))]
