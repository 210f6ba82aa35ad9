"""What reporters and officials are told of a step: each of them once per step."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.days.retiming import AGREED
from bot.desk.steps import Working
from bot.house import House
from bot.offices import owning
from handlers import case
from handlers.rights import barred
from handlers.talk import Say, speaking
from handlers.talk.stored import say_to_json
from handlers.untraceable import WAY
from storage import cases, officials
from storage.cases import CaseRow
from storage.officials import OfficialRow
from storage.outbox import Message

ToReporter = Callable[[case.CaseSeen], Say]
ToOfficial = Callable[[case.CaseSeen, OfficialRow], Say]


def case_seen(row: CaseRow, house: House, attachments: int = 0) -> case.CaseSeen:
    """A case as those who may read it see it; a confidential one without name and contact."""
    is_open = row.known_as == "open"
    unit = house.city.units.get(row.unit or "")
    category = house.city.categories.get(row.category)
    return case.CaseSeen(
        number=row.number,
        kind=row.kind,
        unit=unit.name if unit else "",
        category=category.name if category else {},
        about=row.about,
        words=str(row.details.get("words", "")),
        where=str(row.details.get("where", "")),
        when=str(row.details.get("when", "")),
        name=str(row.details.get("name", "")) if is_open else "",
        contact=str(row.details.get("contact", "")) if is_open else "",
        # Once it was answered, the day that counts is the outermost.
        answer_due=row.answer_due if row.answered_at is None else row.outer_due,
        attachments=attachments,
        route=row.route,
        version=row.version,
        agreed=row.category == AGREED,
        organisation=str(row.details.get("organisation", "")) if is_open else "",
        people=row.people,
        untraceable=row.known_as == WAY,
    )


def tell_reporter(here: Working, row: CaseRow, words: ToReporter) -> None:
    """The reporter hears of the step that brought the case to this version; forgotten ones do not."""
    if row.citizen_id is None:
        return
    with speaking(row.language):
        say = words(case_seen(row, here.house))
    here.tell(
        Message(
            lane="bulk",
            channel=row.channel,
            citizen_id=row.citizen_id,
            purpose="answer",
            body=say_to_json(say),
            dedupe_key=f"step:{row.number}:{row.version}:reporter",
            case_number=row.number,
        )
    )


def tell_officials(here: Working, row: CaseRow, told: Iterable[OfficialRow], words: ToOfficial) -> None:
    """These officials hear of the step that brought the case to this version."""
    for official in told:
        if official.citizen_id is None or barred(official, row):
            continue
        with speaking(official.language):
            say = words(case_seen(row, here.house), official)
        here.tell(
            Message(
                lane="bulk",
                channel=official.channel,
                citizen_id=official.citizen_id,
                purpose="notice",
                body=say_to_json(say),
                dedupe_key=f"step:{row.number}:{row.version}:{official.id}",
                case_number=row.number,
            )
        )


def tell_owner(
    here: Working,
    row: CaseRow,
    owner_id: int | None,
    words: ToOfficial,
    besides: OfficialRow | None = None,
) -> None:
    """Whoever has, or had, the case hears of the step; not who took it themselves.

    Who is away is told through their stand-in.
    """
    if owner_id is None or (besides is not None and besides.id == owner_id):
        return
    today = here.house.today(here.now)
    there = owning.seen_to_by(here.tx, row, today) if row.owner_id == owner_id else None
    told = [there] if there else officials.among(here.tx, [owner_id])
    tell_officials(here, row, [o for o in told if besides is None or o.id != besides.id], words)


def again(here: Working, row: CaseRow) -> CaseRow:
    """The case as it stands now."""
    fresh = cases.by_id(here.tx, row.id)
    if fresh is None:
        raise LookupError(f"case {row.id} is gone")
    return fresh
