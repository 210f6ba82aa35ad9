"""Forums: everybody who agreed is invited once, and the last word counts."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from storage import forums, ratings
from storage.forum_reach import EVERYBODY, Known, chosen
from storage.forums import ForumRow
from storage.models import Citizen, Invitation
from storage.store import Store, Tx
from tests.storage import given
from tests.storage.given import DAY, NOW


def announce(tx: Tx, code: str = "fkp1") -> ForumRow:
    return forums.create(tx, "Antrean KTP", None, NOW + 10 * DAY, "Aula", code, NOW)


def invite(tx: Tx, forum_id: int, known: Known = EVERYBODY) -> list[int]:
    """Everybody who may be invited is; who they are."""
    people = chosen(tx, forum_id, known)
    forums.invited(tx, forum_id, people, "citizens", NOW)
    return people


def willing(tx: Tx, **values: Any) -> int:
    person = given.citizen(tx, **values)
    given.consent(tx, person, given=True)
    return person


def test_a_forum_is_found_by_its_code_as_it_was_announced(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "dishub")
        local = (NOW + 10 * DAY).astimezone(ZoneInfo("Asia/Jakarta"))
        forum = forums.create(tx, "Parkir", "dishub", local, "Aula", "fkp1", NOW)
        assert forum == ForumRow(forum.id, "fkp1", "Parkir", "dishub", NOW + 10 * DAY, "Aula", NOW)
        assert forums.by_code(tx, "fkp1") == forum
        assert forums.by_code(tx, "fkp2") is None


def test_forums_are_listed_by_the_time_they_start(store: Store) -> None:
    with store.begin() as tx:
        assert forums.listing(tx) == []
        late = announce(tx)
        soon = forums.create(tx, "Parkir", None, NOW + DAY, "Aula", "fkp2", NOW)
        assert forums.listing(tx) == [soon, late]


def test_everybody_who_agreed_is_selected(store: Store) -> None:
    with store.begin() as tx:
        people = [willing(tx) for _ in range(3)]
        assert invite(tx, announce(tx).id) == people
        assert given.count(tx, Invitation) == 3


@pytest.mark.parametrize(
    "why",
    [
        {"stopped_at": NOW},
        {"blocked_at": NOW},
        {"forgotten_at": NOW},
        {"is_minor": True},
    ],
)
def test_who_must_not_be_written_to_is_not_selected(store: Store, why: dict[str, Any]) -> None:
    with store.begin() as tx:
        willing(tx, **why)
        assert invite(tx, announce(tx).id) == []


def test_a_minor_is_selected_with_a_guardians_yes(store: Store) -> None:
    with store.begin() as tx:
        minor, grown_up = willing(tx, is_minor=True, guardian_agreed=True), willing(tx, is_minor=False)
        assert invite(tx, announce(tx).id) == [minor, grown_up]


def test_the_newest_word_on_invitations_counts_and_no_other_purpose(store: Store) -> None:
    with store.begin() as tx:
        given.citizen(tx)  # never asked
        changed_mind, came_back, profile_only = willing(tx), given.citizen(tx), given.citizen(tx)
        given.consent(tx, changed_mind, given=False)
        given.consent(tx, came_back, given=False)
        given.consent(tx, came_back, given=True)
        given.consent(tx, came_back, given=False, purpose="profile")
        given.consent(tx, profile_only, given=True, purpose="profile")
        assert invite(tx, announce(tx).id) == [came_back]


def test_inviting_again_reaches_only_who_agreed_since(store: Store) -> None:
    with store.begin() as tx:
        willing(tx)
        forum, other = announce(tx), announce(tx, "fkp2")
        invite(tx, forum.id)
        late = willing(tx)
        assert invite(tx, forum.id) == [late]
        assert invite(tx, forum.id) == []
        assert len(invite(tx, other.id)) == 2


def test_with_a_unit_only_who_had_to_do_with_it_is_selected(store: Store) -> None:
    with store.begin() as tx:
        given.units(tx, "disdukcapil", "dishub")
        rated, complained, elsewhere, _ = (willing(tx) for _ in range(4))
        ratings.give(tx, rated, "t", "dishub", "", 4, "telegram", NOW)
        given.case(tx, complained, unit="dishub")
        ratings.give(tx, elsewhere, "t", "disdukcapil", "", 4, "telegram", NOW)
        assert invite(tx, announce(tx).id, Known(["dishub"])) == [rated, complained]


def test_the_last_word_on_an_invitation_counts(store: Store) -> None:
    with store.begin() as tx:
        person, silent, forum = willing(tx), willing(tx), announce(tx)
        invite(tx, forum.id)
        assert forums.answer(tx, "fkp1", person, "come", NOW) == forum
        assert forums.answer(tx, "fkp1", person, "cannot", NOW + DAY) == forum
        assert forums.answer_of(tx, "fkp1", person) == "cannot"
        assert forums.answer_of(tx, "fkp1", silent) == ""
        assert forums.answers(tx, forum.id) == {"cannot": 1, "": 1}
        row = tx.connection.execute(select(Invitation).where(Invitation.citizen_id == person)).one()
        assert (row.invited_at, row.answered_at) == (NOW, NOW + DAY)


def test_an_answer_to_an_unknown_forum_is_none(store: Store) -> None:
    with store.begin() as tx:
        person = given.citizen(tx)
        assert forums.answer(tx, "fkp9", person, "come", NOW) is None
        assert forums.answer_of(tx, "fkp9", person) == ""
        assert forums.answers(tx, 9) == {}


def test_who_answers_by_a_shared_link_counts_and_is_not_invited_again(store: Store) -> None:
    with store.begin() as tx:
        person, forum = willing(tx), announce(tx)
        forums.answer(tx, "fkp1", person, "come", NOW)
        assert forums.answers(tx, forum.id) == {"come": 1}
        assert invite(tx, forum.id) == []


def test_a_citizen_who_was_forgotten_stays_in_the_count_of_answers(store: Store) -> None:
    with store.begin() as tx:
        person, forum = willing(tx), announce(tx)
        forums.answer(tx, "fkp1", person, "come", NOW)
        given.change(tx, Citizen, person, forgotten_at=NOW)
        assert forums.answers(tx, forum.id) == {"come": 1}
