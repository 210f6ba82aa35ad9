"""A case that is no report is archived; what was promised to a reporter is done at last."""

from __future__ import annotations

from bot.desk import messages
from bot.desk.entitled import NotDone, entrusted, offices_of, who_may
from bot.desk.steps import Working, can_go, go, let_go, settled, with_followers, withdraw
from bot.recording import Recording, keep_media
from handlers import reporter_notices
from handlers.desk_events import CaseArchived, PromiseKept
from handlers.talk import Recorded
from handlers.units import in_spoken
from storage import case_moves, cases, promises
from storage.cases import CaseRow


def archived(event: CaseArchived, here: Recording) -> Recorded:
    """Closed by the coordinator; its reporters hear the reason. Raises NotDone: no_reason."""
    row, official = entrusted(here, event.number, "archive", event.version)
    reason = here.house.city.archive_reasons.get(event.reason)
    if reason is None:
        raise NotDone("no_reason")
    for one in with_followers(here, row):
        if one.state != "proposed" and can_go(one, "archived"):
            after = _archived(here, one, f"official:{official.id}", event)
            messages.tell_reporter(
                here, after, lambda seen: reporter_notices.archived(seen, in_spoken(reason), event.words)
            )
    let_go(here, messages.again(here, row))
    return Recorded(number=row.number)


def _archived(here: Working, row: CaseRow, actor: str, event: CaseArchived) -> CaseRow:
    words, reason = event.words.text, event.reason
    row = withdraw(here, row)
    row = go(here, row, "archived", "archived", actor=actor, words=words, reason=reason, closed_by="official")
    return settled(here, row)


def promise_kept(event: PromiseKept, here: Recording) -> Recorded:
    """The reporters hear that it is done, also long after closing. Raises NotDone: gone, stale, forbidden."""
    row = cases.by_number(here.tx, event.number, lock=True)
    offices = offices_of(here.tx, here.person.id, here.house.today(here.now))
    official = who_may(here.tx, offices, "answer", row) if row else None
    promise = promises.of_case(here.tx, row.id) if row else None
    if row is None or official is None or promise is None:
        raise NotDone("gone")
    if promise.kept_at is not None:
        raise NotDone("stale")
    keep_media(here, "case", row.id, event.words.media)
    for one in [row, *case_moves.following(here.tx, row.id, lock=True)]:
        _kept(here, one, f"official:{official.id}", event)
    return Recorded(number=row.number)


def _kept(here: Working, row: CaseRow, actor: str, event: PromiseKept) -> None:
    """Each reporter was given the promise for their own case, and hears of it."""
    promise = promises.of_case(here.tx, row.id)
    if promise is None or promise.kept_at is not None:
        return
    promises.kept(here.tx, row.id, here.now)
    row = case_moves.happen(here.tx, row, "promise_kept", actor=actor, words=event.words.text, now=here.now)
    messages.tell_reporter(
        here, settled(here, row), lambda seen: reporter_notices.promise_kept(seen, event.words)
    )
