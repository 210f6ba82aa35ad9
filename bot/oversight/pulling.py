"""An overseer pulls a case away from its unit, with a reason: from then on it bypasses the unit."""

from __future__ import annotations

from bot.desk.entitled import NotDone, entrusted
from bot.desk.steps import settled, with_followers, withdraw
from bot.offices.bypassing import OVERSEERS, gone_past
from bot.offices.hushing import hush
from bot.offices.owner_notices import tell_reporter
from bot.offices.owning import Whose, as_of
from bot.oversight.telling import person, tell_overseers
from bot.recording import Recording
from handlers import oversight_words
from handlers.oversight_events import LEAST, CasePulled
from handlers.rights import barred
from handlers.talk import Recorded
from storage import audit, case_moves, officials
from storage.cases import CaseRow
from storage.officials import OfficialRow


def pulled(event: CasePulled, here: Recording) -> Recorded:
    """Theirs from now on, and closed to its unit. Raises NotDone: no_reason, forbidden."""
    row, official = entrusted(here, event.number, "pull", event.version)
    why = event.words.text.strip()
    if len(why) < LEAST:
        raise NotDone("no_reason")
    there = officials.around(here.tx, row.unit)
    past = gone_past(here.tx, row.unit, row.about)
    after = as_of(row, row.unit, OVERSEERS, past)
    if barred(official, after):  # they serve at that unit themselves
        raise NotDone("forbidden")
    for one in with_followers(here, row):
        _pull(here, one, official, past)
    for colleague in there:
        hush(here.tx, colleague, here.now, "pulled")
    actor = f"official:{official.id}"
    audit.add(here.tx, "pulled", actor, here.now, about=f"case:{row.number}", why=why)
    _tell(here, row, after, official, why)
    return Recorded(number=row.number)


def _pull(here: Recording, row: CaseRow, official: OfficialRow, past: frozenset[int]) -> None:
    tell_reporter(here.house, row, official, here.tell)
    case_moves.pass_to(
        here.tx,
        withdraw(here, row),
        unit=row.unit,
        route=OVERSEERS,
        owner_id=official.id,
        actor=f"official:{official.id}",
        now=here.now,
        words="",
        kind="pulled",
        bypasses=past,
    )
    settled(here, row)


def _tell(here: Recording, row: CaseRow, after: Whose, official: OfficialRow, why: str) -> None:
    who, key = person(here.house, official), f"pulled:{row.number}:{row.version}"
    tell_overseers(
        here.tx,
        here.tell,
        after,
        lambda: oversight_words.pulled(row.number, who, why),
        key,
        besides=official.person.offices,
    )
