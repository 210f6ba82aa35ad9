"""Cards on both databases: by heads alone, of their own offices, newest first, and gone when taken down."""

from __future__ import annotations

from bot.desk import cards
from bot.desk.entitled import offices_of
from handlers.events import CardDropped, CardWritten
from handlers.facts import CardDesk
from storage import cards as kept
from storage import citizens
from storage.citizens import Handle
from tests.bot.days import COORDINATOR, HEAD, OFFICER, Days, city, staffed

__all__ = ["city", "staffed"]  # fixtures

CARD = CardWritten("dpupr", "Lampu jalan mati", "Dua belas lampu sudah diganti")


def seen(days: Days, address: str) -> CardDesk | None:
    handle = Handle("telegram", "chat", address)
    with days.store.begin() as tx:
        person = citizens.lock(tx, {handle: "id"}, days.now)[handle]
        return cards.seen(tx, offices_of(tx, person.id, days.house.today(days.now)), days.house)


def shown(days: Days) -> list[str]:
    with days.store.reading() as tx:
        return [row.did for row in kept.shown(tx)]


def test_only_a_head_tells_and_only_of_the_own_office(staffed: Days) -> None:
    for address in (OFFICER, COORDINATOR, "1001"):
        assert staffed.records(address, CARD).problem == "forbidden"
        assert seen(staffed, address) is None
    other = CardWritten("disdukcapil", CARD.said, CARD.did)
    assert staffed.records(HEAD, other).problem == "forbidden"
    assert staffed.records(HEAD, CARD).done
    assert shown(staffed) == [CARD.did]
    desk = seen(staffed, HEAD)
    assert desk is not None
    assert list(desk.units) == ["dpupr"]
    assert list(desk.cards.values()) == [CARD.did]


def test_a_card_that_was_taken_down_is_shown_no_more(staffed: Days) -> None:
    staffed.records(HEAD, CARD)
    staffed.records(HEAD, CardWritten("dpupr", "Jalan berlubang", "Sudah ditambal"))
    assert shown(staffed) == ["Sudah ditambal", CARD.did]
    with staffed.store.reading() as tx:
        before, (newest, first) = kept.state(tx), [row.id for row in kept.shown(tx)]
    assert not staffed.records(OFFICER, CardDropped(newest)).done
    assert staffed.records(HEAD, CardDropped(newest)).done
    assert not staffed.records(HEAD, CardDropped(newest)).done
    assert shown(staffed) == [CARD.did]
    with staffed.store.reading() as tx:
        assert kept.state(tx) != before
        assert [row.id for row in kept.shown(tx, ["dpupr"])] == [first]
        assert kept.shown(tx, ["dinsos"]) == []
