"""What is past its days goes, every night: personal words first, statistics never, nothing that is open.

What a legal hold is on stays, until it is lifted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, Delete, delete, exists, insert, literal, or_, select, update
from sqlalchemy import Update as UpdateStatement

from storage import (
    attendance,
    audit,
    documents,
    forum_opinions,
    organisations,
    pins,
    poll_votes,
    questions,
    receipts,
    reports_asked,
    statuses,
    survey_sends,
    web_chats,
    web_files,
)
from storage.case_events import erase_words
from storage.case_rows import sealed_details
from storage.holds import free_case, free_citizen
from storage.models import (
    Aside,
    Canned,
    Case,
    CaseEvent,
    Invite,
    Moment,
    Outbox,
    Rating,
    Survey,
    Talk,
    Update,
)
from storage.store import Tx

# A row outlives its body, as its dedupe key keeps a digest that is run again from being sent again.
ROW_OUTLIVES_BODY = timedelta(days=400)
_OVER = ("sent", "failed", "skipped", "unknown")


def sweep(tx: Tx, now: datetime, days: Mapping[str, int]) -> dict[str, int]:
    """How many rows of each kind were emptied or deleted; `days` are the keys of `retention` in the settings.

    A kind whose days are not given is left alone.
    """
    return {
        kind: sweep_kind(tx, now - timedelta(days=days[key]))
        for kind, (key, sweep_kind) in _kinds(now).items()
        if key in days
    }


def _updates(tx: Tx, before: datetime) -> int:
    return _count(tx, delete(Update).where(Update.at < before))


def _ended_talks(tx: Tx, before: datetime) -> int:
    return _count(tx, delete(Talk).where(Talk.ended_at < before))


def _drafts(tx: Tx, before: datetime) -> int:
    return _count(tx, delete(Talk).where(Talk.ended_at.is_(None), Talk.asked_at < before))


def _outbox_bodies(tx: Tx, before: datetime) -> int:
    past = [Outbox.state.in_(_OVER), Outbox.finished_at < before, Outbox.body.is_not(None)]
    return _count(tx, update(Outbox).where(*past).values(body=None))


def _outbox_rows(tx: Tx, before: datetime) -> int:
    """A broadcast's rows stay, as its account must add up, and those by which a reply finds an open case."""
    past = [Outbox.state.in_(_OVER), Outbox.finished_at < before - ROW_OUTLIVES_BODY]
    of_open_case = exists().where(Case.number == Outbox.case_number, Case.closed_at.is_(None))
    return _count(tx, delete(Outbox).where(*past, Outbox.broadcast_id.is_(None), ~of_open_case))


def _reports_asked(tx: Tx, before: datetime) -> int:
    return _count(tx, reports_asked.old(before))


def _pin_tries(tx: Tx, before: datetime) -> int:
    return _count(tx, pins.old(before))


def _letters_taken(tx: Tx, before: datetime) -> int:
    return _count(tx, receipts.old(before))


def _statuses(tx: Tx, before: datetime) -> int:
    """What was told of messages goes after them; of a broadcast it stays as long as its rows."""
    return _count(tx, statuses.old(before))


def _rating_words(tx: Tx, before: datetime) -> int:
    past = [Rating.given_at < before, Rating.words.is_not(None), free_citizen(Rating.citizen_id)]
    return _count(tx, update(Rating).where(*past).values(words=None))


def _survey_words(tx: Tx, before: datetime) -> int:
    past = [Survey.given_at < before, Survey.words.is_not(None), free_citizen(Survey.citizen_id)]
    return _count(tx, update(Survey).where(*past).values(words=None))


def _cases(tx: Tx, before: datetime, now: datetime) -> int:
    """A closed case keeps its number, kind, unit and dates; who it was and all that was said go.

    So does its id in SP4N-LAPOR!, which leads to the person there.
    """
    past = _not_anonymised(before)
    nothing = {
        "citizen_id": None,
        "details": sealed_details(tx, {}),
        "lapor_id": None,
        "version": Case.version + 1,
    }
    count = _count(tx, update(Case).where(*past).values(**nothing))
    ids = select(Case.id).where(*past)
    erase_words(tx, CaseEvent.case_id.in_(ids))
    # The mark comes last: by its absence the statements above find their cases.
    mark = ids.add_columns(literal("anonymised"), literal("system"), literal(now, Moment()))
    columns = [CaseEvent.case_id, CaseEvent.kind, CaseEvent.actor, CaseEvent.at]
    tx.connection.execute(insert(CaseEvent).from_select(columns, mark))
    return count


def _not_anonymised(before: datetime) -> list[ColumnElement[bool]]:
    mark = exists().where(CaseEvent.case_id == Case.id, CaseEvent.kind == "anonymised")
    return [Case.closed_at < before, ~mark, free_case(Case.id, Case.citizen_id)]


def _dropped_answers(tx: Tx, before: datetime) -> int:
    """A ready answer that is offered no more goes with the last cases in which it may have been said."""
    return _count(tx, delete(Canned).where(Canned.dropped_at < before))


def _invites(tx: Tx, before: datetime) -> int:
    return _count(tx, delete(Invite).where(or_(Invite.used_at < before, Invite.expires_at < before)))


def _aside(tx: Tx, before: datetime) -> int:
    return _count(tx, delete(Aside).where(Aside.retried_at < before))


def _count(tx: Tx, statement: Delete | UpdateStatement) -> int:
    return tx.connection.execute(statement).rowcount


def _kinds(now: datetime) -> dict[str, tuple[str, Callable[[Tx, datetime], int]]]:
    """Kind to the key of its days and what is done with it, in the order in which it is done."""
    return {
        "updates": ("update_days", _updates),
        "pin_tries": ("update_days", _pin_tries),
        "letters_taken": ("update_days", _letters_taken),
        "talks": ("talk_days", _ended_talks),
        "drafts": ("talk_days", _drafts),
        "outbox_bodies": ("sent_outbox_days", _outbox_bodies),
        "outbox_rows": ("sent_outbox_days", _outbox_rows),
        "reports_asked": ("sent_outbox_days", _reports_asked),
        "documents": ("sent_outbox_days", documents.sweep),
        "statuses": ("sent_outbox_days", _statuses),
        "needs_at_forums": ("sent_outbox_days", attendance.sweep_needs),
        "people_at_forums": ("case_days", attendance.sweep_people),
        "askers_at_forums": ("case_days", questions.sweep_people),
        "voters_at_forums": ("case_days", poll_votes.sweep_people),
        "opinions_of_forums": ("case_days", forum_opinions.sweep_people),
        "forum_survey_words": ("rating_words_days", forum_opinions.sweep_words),
        "asked_for_surveys": ("case_days", survey_sends.sweep),
        "rating_words": ("rating_words_days", _rating_words),
        "survey_words": ("rating_words_days", _survey_words),
        "cases": ("case_days", partial(_cases, now=now)),
        "dropped_answers": ("case_days", _dropped_answers),
        "organisations": ("case_days", organisations.sweep),
        "audit_whys": ("case_days", partial(audit.empty_whys, now=now)),
        "invites": ("invite_days", _invites),
        "aside": ("aside_days", _aside),
        "web_messages": ("chat_days", web_chats.sweep),
        "web_files": ("chat_days", web_files.sweep),
    }
