"""Every event of the desk and the step it takes; one that cannot be taken raises NotDone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot import digest_reading
from bot.days import tapping
from bot.desk import acts as deskwork
from bot.desk import archiving, judging, merging, passing, proposing
from bot.oversight import disclosing, pulling, sorting, stepping
from bot.recording import Recording
from handlers import desk_events as of
from handlers import oversight_events as over
from handlers.talk import Recorded

# Any: each step takes its own event, and the key beside it says which.
STEPS: Mapping[type, Callable[[Any, Recording], Recorded]] = {
    of.CaseTaken: deskwork.taken,
    of.CaseAnswered: deskwork.answered,
    of.DataAsked: deskwork.asked,
    of.NoteAdded: deskwork.noted,
    of.LateExplained: deskwork.explained,
    of.CannedKept: deskwork.canned_kept,
    of.CannedDropped: deskwork.canned_dropped,
    of.CasePassed: passing.passed,
    of.CasesMerged: merging.merged,
    of.ClosingProposed: proposing.proposed,
    of.ClosingApproved: proposing.approved,
    of.CaseArchived: archiving.archived,
    of.PromiseKept: archiving.promise_kept,
    of.ClosingJudged: judging.judged,
    of.HandlingRated: judging.rated,
    of.HandlingExplained: judging.explained,
    of.HandlingDeclined: judging.declined,
    of.ReminderTapped: tapping.tapped,
    of.OwnersReminded: tapping.remind_owners,
    of.DigestRead: digest_reading.read,
    over.SteppedOut: stepping.stepped_out,
    over.SteppingOutExplained: stepping.explained,
    over.CaseRecategorised: sorting.recategorised,
    over.CasePulled: pulling.pulled,
    over.DisclosureAsked: disclosing.asked,
    over.DisclosureDecided: disclosing.decided,
    over.DisclosureOpened: disclosing.opened,
}
