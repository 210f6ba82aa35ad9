"""What the gate looks at: readers, letters and prices of the rows of one claim, read in a few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot import window
from bot.templates import letters
from bot.templates.files import Template
from bot.templates.letters import OF_A_FORUM, Letter
from bot.templates.standing import Standing
from bot.templates.tariff import Tariff
from bot.window import LENGTH, UNASKED, Means, Reader, Room
from storage import forum_reach, network_facts, organisations, readers, template_sends, windows
from storage.forums import ForumRow
from storage.outbox import Claimed
from storage.outbox_holds import TELLS_OF_WAITING
from storage.store import Tx
from storage.template_sends import People
from storage.windows import UNKNOWN, WindowRow

NOTHING = Means(approved=False)


@dataclass(frozen=True)
class Claim:
    """One claimed row with all that decides how it goes out."""

    reader: Reader
    language: str
    letter: Letter | None = None
    template: Template | None = None
    means: Means = NOTHING


@dataclass
class View:
    """All of one claim; `room` shrinks as what is admitted takes of it."""

    tariff: Tariff
    standing: Standing
    windows: Mapping[int, WindowRow]
    agreeing: frozenset[int]
    languages: Mapping[int, str]
    forums: Mapping[int, ForumRow]
    states: Mapping[str, str]
    written_to: set[int]
    room: Room

    def claim(self, row: Claimed) -> Claim:
        """What is known of this row's reader, and with which template it could go out."""
        language = self.languages.get(row.citizen_id, "")
        language = language if language in ("id", "en") else "id"
        letter = self._letter(row, language)
        template, means = self._means(letter, language)
        return Claim(self._reader(row), language, letter, template, means)

    def state_of(self, number: str | None) -> str:
        """The state of a case that a row is about."""
        return self.states.get(number or "", "")

    def spend(self, citizen_id: int, price: int) -> None:
        """One more template goes to this citizen."""
        new = citizen_id not in self.written_to
        self.written_to.add(citizen_id)
        self.room = replace(self.room, money=self.room.money - price, people=self.room.people - new)

    def _reader(self, row: Claimed) -> Reader:
        return Reader(
            row.heard_at,
            self.windows.get(row.citizen_id, UNKNOWN),
            agreed=row.citizen_id in self.agreeing,
            is_new=row.citizen_id not in self.written_to,
        )

    def _letter(self, row: Claimed, language: str) -> Letter | None:
        """In which agreed words this row could be said, or announced."""
        if row.purpose in OF_A_FORUM and (forum := self.forums.get(row.id)):
            return letters.of_forum(row.purpose, row.body, forum, language, self.tariff.zone)
        if row.purpose == TELLS_OF_WAITING:
            return letters.in_body(row.body)
        return letters.of_waiting("digest", "", "") if row.purpose == "digest" else None

    def _means(self, letter: Letter | None, language: str) -> tuple[Template | None, Means]:
        """The first template that the network has approved; without one, whether one may still be."""
        possible = list(letter.possible()) if letter else []
        states = [self.standing.state(template, language) for template in possible]
        for template, state in zip(possible, states, strict=True):
            if state == "approved":
                category = self.standing.category(template, language)
                return template, Means(approved=True, price=self.tariff.price(category), category=category)
        return None, Means(approved=False, waits_for_approval="waits" in states)


def view(tx: Tx, channel: str, rows: Sequence[Claimed], tariff: Tariff, now: datetime) -> View:
    """Everything the gate needs to know of these rows."""
    ids = {row.citizen_id for row in rows}
    standing = Standing(network_facts.of(tx, channel))
    people = template_sends.people_since(tx, channel, now - LENGTH, ids)
    return View(
        tariff,
        standing,
        windows.of(tx, ids, channel),
        _agreeing(tx, rows),
        readers.languages(tx, ids),
        forum_reach.of_messages(tx, [row.id for row in rows if row.purpose in OF_A_FORUM]),
        readers.states(tx, {row.case_number for row in rows if row.case_number}),
        set(people.named),
        _room(tx, channel, tariff, standing, people, now),
    )


def _agreeing(tx: Tx, rows: Sequence[Claimed]) -> frozenset[int]:
    """Who agreed to what they did not ask for; to an invitation also for the organisation they write for."""
    agreeing = forum_reach.still_agreeing(tx, {row.citizen_id for row in rows if row.purpose in UNASKED})
    invited = {row.citizen_id for row in rows if row.purpose == "invitation"} - agreeing
    return agreeing | forum_reach.still_agreeing(tx, invited, organisations.PURPOSE)


def _room(tx: Tx, channel: str, tariff: Tariff, standing: Standing, people: People, now: datetime) -> Room:
    spent = template_sends.spent_in(tx, channel, tariff.month(now))
    return Room(
        money=tariff.ceiling - spent,
        people=standing.people_a_day(tariff.people) - people.count,
        next_month=tariff.next_month(now),
        next_people=max((people.first or now) + LENGTH, now + window.PATIENCE),
    )
