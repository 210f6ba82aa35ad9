"""Photos are expected, judged once and compared with those before; their hashes outlive the files."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import media, proofs
from storage.media import NewMedia
from storage.models import Case
from storage.proofs import CLOSING, COMPLAINT, GOOD, SAME, UNREAD, Earlier
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW

HASHES, OTHERS = bytes(range(32)), bytes(range(32, 64))


def case_with(tx: Tx, *roles: str) -> tuple[int, list[int]]:
    """A case with a photo for each role, none of them fetched yet."""
    if not given.count(tx, Case):
        given.units(tx, "disdukcapil")
    case_id = given.case(tx, given.citizen(tx)).id
    photos = [NewMedia(f"AgAC-{case_id}-{place}", "photo") for place, _ in enumerate(roles)]
    ids = media.add(tx, "case", case_id, "telegram", "bot1", photos, NOW)
    for media_id, role in zip(ids, roles, strict=True):
        proofs.expect(tx, case_id, [media_id], role)
    return case_id, ids


def keep(tx: Tx, *ids: int) -> None:
    for media_id in ids:
        media.kept(tx, media_id, f"file{media_id}", "image/jpeg", 1000)


def test_a_case_is_ready_once_all_its_photos_are_there_or_given_up(store: Store) -> None:
    with store.begin() as tx:
        case_id, (before, after) = case_with(tx, COMPLAINT, CLOSING)
        assert proofs.ready(tx, 10) == []
        keep(tx, before)
        assert proofs.ready(tx, 10) == []
        media.refused(tx, after, "file is too big")
        assert proofs.ready(tx, 10) == [case_id]
        states = {photo.media_id: (photo.role, photo.state) for photo in proofs.of_case(tx, case_id)}
        assert states == {before: (COMPLAINT, "kept"), after: (CLOSING, "refused")}


def test_what_is_judged_is_ready_no_more_and_judged_once(store: Store) -> None:
    with store.begin() as tx:
        case_id, (photo,) = case_with(tx, CLOSING)
        keep(tx, photo)
        proofs.judged(tx, photo, SAME, HASHES, NOW, like=77)
        proofs.judged(tx, photo, GOOD, OTHERS, NOW)
        assert proofs.ready(tx, 10) == []
        (row,) = proofs.of_case(tx, case_id)
        assert (row.verdict, row.hashes, row.ref) == (SAME, HASHES, f"AgAC-{case_id}-0")


def test_expecting_a_photo_twice_changes_nothing(store: Store) -> None:
    with store.begin() as tx:
        case_id, (photo,) = case_with(tx, CLOSING)
        proofs.judged(tx, photo, GOOD, HASHES, NOW)
        proofs.expect(tx, case_id, [photo], COMPLAINT)
        proofs.expect(tx, case_id, [], COMPLAINT)
        assert [(p.role, p.verdict) for p in proofs.of_case(tx, case_id)] == [(CLOSING, GOOD)]


def test_no_more_cases_are_ready_than_were_asked_for(store: Store) -> None:
    with store.begin() as tx:
        for _ in range(3):
            _, ids = case_with(tx, COMPLAINT, COMPLAINT)
            keep(tx, *ids)
        assert len(proofs.ready(tx, 2)) == 2
        assert len(proofs.ready(tx, 10)) == 3


def test_compared_are_the_photos_of_these_cases_and_good_proofs_of_all(store: Store) -> None:
    with store.begin() as tx:
        one, (came, new, old) = case_with(tx, COMPLAINT, CLOSING, CLOSING)
        other, (elsewhere, bad) = case_with(tx, COMPLAINT, CLOSING)
        proofs.judged(tx, came, GOOD, HASHES, NOW)
        proofs.judged(tx, new, GOOD, OTHERS, NOW)
        proofs.judged(tx, old, GOOD, HASHES, NOW - DAY)
        proofs.judged(tx, elsewhere, GOOD, HASHES, NOW)
        proofs.judged(tx, bad, UNREAD, b"", NOW)
        assert proofs.complaints(tx, [one]) == [Earlier(came, one, COMPLAINT, HASHES)]
        assert [p.media_id for p in proofs.complaints(tx, [one, other])] == [came, elsewhere]
        assert [p.media_id for p in proofs.closings(tx)] == [new, old]
        assert [p.media_id for p in proofs.closings(tx, NOW - timedelta(hours=1))] == [new]


@pytest.mark.parametrize("left", [b"8 bytes.", b"", HASHES + b"more"])
def test_hashes_of_another_length_are_compared_with_nothing(store: Store, left: bytes) -> None:
    with store.begin() as tx:
        _, (photo,) = case_with(tx, CLOSING)
        proofs.judged(tx, photo, GOOD, left, NOW)
        assert proofs.closings(tx) == []


def test_hashes_outlive_the_file(store: Store) -> None:
    with store.begin() as tx:
        case_id, (photo,) = case_with(tx, CLOSING)
        keep(tx, photo)
        proofs.judged(tx, photo, GOOD, HASHES, NOW)
        given.change(tx, Case, case_id, closed_at=NOW)
        gone = media.older_than(tx, NOW + DAY)
        assert gone == [(photo, f"file{photo}")]
        media.dropped(tx, [photo])
        (row,) = proofs.of_case(tx, case_id)
        assert (row.state, row.path, row.ref, row.hashes) == ("gone", "", "", HASHES)
        assert [p.media_id for p in proofs.closings(tx)] == [photo]


def test_a_photo_whose_file_went_before_it_was_judged_is_ready_all_the_same(store: Store) -> None:
    with store.begin() as tx:
        case_id, (photo,) = case_with(tx, CLOSING)
        media.refused(tx, photo, "forgotten")
        media.dropped(tx, [photo])
        assert proofs.ready(tx, 10) == [case_id]
        assert [p.state for p in proofs.of_case(tx, case_id)] == ["gone"]


def test_one_judges_at_a_time_and_the_next_after_the_commit(store: Store) -> None:
    with store.begin() as tx:
        proofs.one_judge(tx)
        proofs.one_judge(tx)
    with store.begin() as tx:
        proofs.one_judge(tx)
        assert proofs.ready(tx, 1) == []
