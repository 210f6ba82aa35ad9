"""What follows from how a case's photos look: known again and refused, or new and put before its reporter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk import messages as desk_messages
from bot.desk.closing import propose_to_reporter
from bot.desk.entitled import those_who_may
from bot.desk.likeness import Look
from bot.desk.steps import OutOfTurn, settled, withdraw
from bot.house import House
from handlers import proof_words
from handlers.proof_words import Refusal
from handlers.talk import Media
from storage import case_events, case_moves, cases, officials, proofs
from storage.cases import CaseRow
from storage.officials import OfficialRow
from storage.outbox import Message
from storage.proof_search import closest
from storage.proofs import CLOSING, COMPLAINT, GOOD, SAME, UNREAD, WAITING, Earlier, ProofRow
from storage.store import Tx

Tell = Callable[[Message], None]
SHOWN_BEFORE, SHOWN_AFTER = 4, 6


@dataclass(frozen=True)
class Seen:
    """A photo after a look at it: how it looks or why nobody can say; and the earlier proof that it is."""

    look: Look | None
    problem: str = ""
    like: Earlier | None = None


@dataclass(frozen=True)
class _Judged:
    photo: ProofRow
    verdict: str
    why: str = ""
    like: Earlier | None = None


def judge(
    tx: Tx,
    house: House,
    case_id: int,
    seen: Mapping[int, Seen],
    compared_at: datetime,
    share: float,
    now: datetime,
    tell: Tell,
) -> None:
    """Say of each photo of the case that was looked at what it is, and do what follows; nothing twice.

    `compared_at`: the closing photos were compared with all proofs up to then, so only newer ones are left.
    `share`: of the good ones, 0 to 1, that those who oversee look at too.
    """
    proofs.one_judge(tx)
    row = cases.by_id(tx, case_id, lock=True)
    photos = [p for p in proofs.of_case(tx, case_id) if p.verdict == WAITING and p.media_id in seen]
    if row is None or not photos:
        return
    for photo in photos:
        if photo.role == COMPLAINT:
            _note(tx, _of_complaint(photo, seen[photo.media_id]), seen, now)
    told_by = [row.id, *(one.id for one in case_moves.following(tx, row.id, lock=False))]
    if proofs.unseen(tx, told_by):
        return  # the closing waits for what it is compared with
    known = [*proofs.complaints(tx, told_by), *proofs.closings(tx, compared_at)]
    judged = [_of_closing(p, seen[p.media_id], known) for p in photos if p.role == CLOSING]
    for one in judged:
        _note(tx, one, seen, now)
    if judged and row.outcome == "fixed" and row.state == "in_progress":
        _conclude(OutOfTurn(tx, house, now, tell), row, judged, share)


# ---- one photo


def _of_complaint(photo: ProofRow, seen: Seen) -> _Judged:
    return _Judged(photo, UNREAD if seen.look is None else GOOD)


def _of_closing(photo: ProofRow, seen: Seen, known: Sequence[Earlier]) -> _Judged:
    if seen.look is None:
        return _Judged(photo, UNREAD, seen.problem)
    like = like_one_of(seen.look, known) or seen.like
    if like is None:
        return _Judged(photo, GOOD)
    return _Judged(photo, SAME, "complaint" if like.role == COMPLAINT else "proof", like)


def like_one_of(look: Look, known: Sequence[Earlier]) -> Earlier | None:
    """The photo that this one is the same as."""
    found = closest([one.hashes for one in known], look.wanted)
    return known[found[0]] if found else None


def _note(tx: Tx, judged: _Judged, seen: Mapping[int, Seen], now: datetime) -> None:
    look = seen[judged.photo.media_id].look
    like = judged.like.media_id if judged.like else None
    proofs.judged(tx, judged.photo.media_id, judged.verdict, look.hashes if look else b"", now, like)


# ---- the case


def _conclude(here: OutOfTurn, row: CaseRow, judged: Sequence[_Judged], share: float) -> None:
    """One new photo is enough; without any the closing is withdrawn, and whoever proposed it is told."""
    if any(one.verdict == GOOD for one in judged):
        after = propose_to_reporter(here.tx, here.house, row, here.now, here.tell)
        if drawn(here.tx, row.id, share):
            _show_to_overseers(here, after)
    else:
        _refuse(here, row, judged)


def _refuse(here: OutOfTurn, row: CaseRow, judged: Sequence[_Judged]) -> None:
    official = _who_proposed(here.tx, row)
    # That it is the same as another one says more than that a second one could not be read.
    worst = next((one for one in judged if one.verdict == SAME), judged[0])
    number = _number_of(here.tx, row, worst.like, official)
    after = case_moves.happen(
        here.tx,
        withdraw(here, row),
        "proof_refused",
        actor="system",
        reason=worst.why,
        target=f"case:{number}" if number else "",
        now=here.now,
    )
    refusal = Refusal(worst.why, number)
    desk_messages.tell_officials(
        here,
        settled(here, after),
        [official] if official else [],
        lambda _, __: proof_words.refused(row.number, len(judged), refusal),
    )


def _who_proposed(tx: Tx, row: CaseRow) -> OfficialRow | None:
    """Whoever sent the photo, else whoever has the case."""
    actors = [event.actor for event in case_events.events(tx, row.id) if event.kind == "proposed"]
    wanted = [int(actor.removeprefix("official:")) for actor in actors[-1:] if actor.startswith("official:")]
    ids = [*wanted, *([row.owner_id] if row.owner_id else [])]
    there = {official.id: official for official in officials.among(tx, ids) if official.citizen_id}
    return next((there[official_id] for official_id in ids if official_id in there), None)


def _number_of(tx: Tx, row: CaseRow, like: Earlier | None, official: OfficialRow | None) -> str:
    """The report that the same photo closed, where the official may see it."""
    if like is None or like.role == COMPLAINT or official is None:
        return ""
    other = row if like.case_id == row.id else cases.by_id(tx, like.case_id)
    return other.number if other and those_who_may(tx, [official], "see", other) else ""


def drawn(tx: Tx, case_id: int, share: float) -> bool:
    """Whether this case is among those shown: always the same answer, foreseen only by who has the key."""
    lot = int.from_bytes(tx.vault.hash("proof.share", str(case_id))[:8], "big")
    return lot < share * 2**64


def _show_to_overseers(here: OutOfTurn, row: CaseRow) -> None:
    photos = proofs.of_case(here.tx, row.id)
    unit = here.house.city.units.get(row.unit or "")
    said = [event.words for event in case_events.events(here.tx, row.id) if event.kind == "proposed"]
    told = [o for o in officials.readers(here.tx, None, "overseers") if o.id != row.owner_id]
    desk_messages.tell_officials(
        here,
        row,
        those_who_may(here.tx, told, "see", row),
        lambda _, official: proof_words.shared(
            row.number,
            unit.name if unit else "",
            said[-1] if said else "",
            _shown(photos, COMPLAINT, official.channel)[:SHOWN_BEFORE],
            _shown(photos, CLOSING, official.channel)[-SHOWN_AFTER:],
        ),
    )


def _shown(photos: Iterable[ProofRow], role: str, channel: str) -> tuple[Media, ...]:
    seen = (photo for photo in photos if photo.role == role and photo.verdict == GOOD)
    return tuple(Media("photo", p.ref, mime=p.mime) for p in seen if p.ref and p.channel == channel)
