"""A complaint is about something else than its reporter chose; what is grave bypasses its office then."""

from __future__ import annotations

from bot.desk import messages
from bot.desk.entitled import NotDone, entrusted
from bot.desk.steps import settled, with_followers, withdraw
from bot.offices import owning
from bot.offices.bypassing import OVERSEERS, gone_past
from bot.offices.owner_notices import tell_owner, tell_reporter
from bot.offices.owning import as_of
from bot.recording import Recording
from handlers import oversight_words
from handlers.facts import Category
from handlers.oversight_events import CaseRecategorised
from handlers.talk import Recorded
from handlers.units import in_spoken
from storage import case_moves
from storage.cases import CaseRow


def recategorised(event: CaseRecategorised, here: Recording) -> Recorded:
    """Under another category, with what follows it; never back to an office. Raises NotDone: forbidden."""
    row, official = entrusted(here, event.number, "recategorise", event.version)
    category = here.house.city.categories.get(event.category)
    if category is None:
        raise NotDone("forbidden")
    if row.category == event.category:
        return Recorded(number=row.number)
    actor = f"official:{official.id}"
    for one in with_followers(here, row):
        after = case_moves.recategorise(here.tx, one, category.key, actor=actor, now=here.now)
        after = settled(here, _up(here, after, category, actor))
        messages.tell_reporter(
            here, after, lambda seen: oversight_words.recategorised(seen.number, in_spoken(category.name))
        )
    return Recorded(number=row.number)


def _up(here: Recording, row: CaseRow, category: Category, actor: str) -> CaseRow:
    """To the overseers, where its category goes to them and it has not been theirs."""
    if category.route != OVERSEERS or row.route == OVERSEERS:
        return row
    past, today = gone_past(here.tx, row.unit, row.about), here.house.today(here.now)
    up = as_of(row, row.unit, OVERSEERS, past)
    owner = owning.choose_owner(here.tx, up, today=today)
    tell_reporter(here.house, row, owner, here.tell)
    after = case_moves.pass_to(
        here.tx,
        withdraw(here, row),
        unit=row.unit,
        route=OVERSEERS,
        owner_id=owner.id if owner else None,
        actor=actor,
        now=here.now,
        words="",
        reason="up",
        bypasses=past,
    )
    if owner is not None:
        tell_owner(here.house, owner, [after], here.tell)
    return after
