"""One case opened on a desk, and what its reader may do to it; a number that is not theirs opens nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.days import retiming
from bot.desk.entitled import names_of, possible, those_who_may, who_may
from bot.desk.facts import Looking, category_name, lines, ready_answers, unit_label
from bot.desk.photos import photos_of
from handlers import rights
from handlers.case_states import WAITING
from handlers.desk_views import Step, Work
from handlers.untraceable import WAY
from storage import case_events, case_moves, cases, desk_lists, officials, promises
from storage.case_events import CaseEventRow
from storage.cases import CaseRow
from storage.officials import OfficialRow


def work(look: Looking, number: str) -> Work | None:
    """The case, when an official of this chat may see it."""
    row = cases.by_number(look.tx, number)
    official = who_may(look.tx, look.offices, "see", row) if row else None
    if row is None or official is None:
        return None
    main = cases.by_id(look.tx, row.merged_into) if row.merged_into else None
    return replace(
        _as_it_stands(look, row, official.role),
        reports=1 + len(case_moves.following(look.tx, row.id, lock=False)),
        merged_into=main.number if main else "",
        photos=photos_of(look.tx, row, look.channel),
        steps=_steps(look, row),
        promised=_promised(look, row),
        colleagues=_colleagues(look, row),
        alike=lines(look, desk_lists.alike(look.tx, row, besides=look.shut)),
        canned=ready_answers(look),
        clock=retiming.clock_of(look.tx, look.house, row, look.now),
    )


def _as_it_stands(look: Looking, row: CaseRow, reader: str) -> Work:
    """What the case itself says, and what may be done to it."""
    category = look.house.city.categories.get(row.category)
    due = None if row.state in WAITING else row.next_at
    return Work(
        number=row.number,
        version=row.version,
        kind=row.kind,
        state=row.state,
        unit=unit_label(look.house, row.unit),
        unit_key=row.unit or "",
        category=category_name(look, row.category),
        about=row.about,
        words=str(row.details.get("words", "")),
        where=str(row.details.get("where", "")),
        when=str(row.details.get("when", "")),
        reporter=_reporter(row),
        organisation=str(row.details.get("organisation", "")) if row.known_as == "open" else "",
        people=row.people,
        untraceable=row.known_as == WAY,
        opened=look.house.today(row.opened_at),
        due=due,
        overdue=due is not None and due < look.house.today(look.now),
        next_step=row.next_step,
        owner=names_of(look.tx, [f"official:{row.owner_id}"]).get(f"official:{row.owner_id}", ""),
        mine=row.owner_id in {office.id for office in look.offices},
        may=_may(look, row),
        reader=reader,
        outcome=row.outcome,
        route=row.route,
        reopened=row.reopened,
        physical=bool(category and category.physical),
    )


def _may(look: Looking, row: CaseRow) -> frozenset[str]:
    """What any office of this chat may do, as far as the state allows it."""
    overseen = rights.overseen(officials.overseers(look.tx), row)
    every = (rights.allowed(office, row, overseer_bound=overseen) for office in look.offices)
    return frozenset().union(*every) & possible(row)


def _reporter(row: CaseRow) -> str:
    """Name and contact, where the reporter wished to be known."""
    if row.known_as != "open":
        return ""
    known = (str(row.details.get(key, "")) for key in ("name", "contact"))
    return ", ".join(part for part in known if part)


def _steps(look: Looking, row: CaseRow) -> tuple[Step, ...]:
    events = case_events.events(look.tx, row.id)
    names = names_of(look.tx, {actor for event in events for actor in (event.actor, event.target)})
    return tuple(
        Step(
            at=event.at.astimezone(look.house.zone),
            kind=event.kind,
            who=names.get(event.actor, event.actor),
            words=event.words,
            state=event.state,
            reason=event.reason,
            target=_target(look, event, names),
        )
        for event in events
    )


def _target(look: Looking, event: CaseEventRow, names: Mapping[str, str]) -> str:
    """Whom or what it went to, by name: official:ID, unit:KEY, category:KEY or case:NUMBER."""
    kind, colon, key = event.target.partition(":")
    if not colon:
        return event.target
    if kind == "category":
        return category_name(look, key) or key
    return names.get(event.target) or (unit_label(look.house, key) if kind == "unit" else key)


def _promised(look: Looking, row: CaseRow) -> date | None:
    promise = promises.of_case(look.tx, row.id)
    return promise.due if promise and promise.kept_at is None else None


def _colleagues(look: Looking, row: CaseRow) -> dict[int, str]:
    """Who else may have it: those at its office, and those above."""
    today = look.house.today(look.now)
    mine = {office.id for office in look.offices}
    around = [o for o in officials.around(look.tx, row.unit) if o.serves(today) and o.id not in mine]
    able: Sequence[OfficialRow] = [o for o in around if _could_have(look, o, row)]
    return {o.id: o.name for o in able if o.id != row.owner_id}


def _could_have(look: Looking, official: OfficialRow, row: CaseRow) -> bool:
    """Also an overseer: who passes a case up to them lets it bypass the unit from then on."""
    return official.role == "overseer" or bool(those_who_may(look.tx, [official], "take", row))
