"""A city whose overseers act: what stands in the log, and what each chat was told."""

from __future__ import annotations

import pytest

from bot.desk.entitled import offices_of
from bot.desk.facts import Looking
from handlers.talk import Input, Say
from storage import audit, citizens
from storage.audit import AuditRow
from storage.store import Tx
from tests.bot.days import OVERSEER, Days, city, staffed
from tests.bot.whereabouts import handle

__all__ = ["city", "staffed"]  # fixtures

SECOND = "2005"
MOTIVE = "Bukti transfernya harus diperiksa bersama pelapor."


@pytest.fixture
def overseen(staffed: Days) -> Days:
    """Officer, head, coordinator and two overseers."""
    staffed.official("overseer", None, SECOND, "Pengawas Dua")
    return staffed


def log_of(days: Days, number: str) -> list[AuditRow]:
    """What the log says of a case."""
    with days.store.reading() as tx:
        return audit.about(tx, f"case:{number}")


def kinds(days: Days, number: str) -> list[tuple[str, str]]:
    """Who did what, by address: how each line of the log reads."""
    names = {f"official:{made}": address for address, made in days.ids.items()}
    return [(names.get(line.actor, line.actor), line.kind) for line in log_of(days, number)]


def words_to(days: Days, address: str) -> list[str]:
    """Everything this chat was told, in order."""
    return [say.words for say in days.told(address)]


def look_of(days: Days, tx: Tx, address: str = OVERSEER) -> Looking:
    """As this chat looks."""
    person = citizens.lock(tx, {handle(address): "id"}, days.now)[handle(address)]
    mine = offices_of(tx, person.id, days.house.today(days.now))
    return Looking(tx, days.house, days.now, person.id, mine, "id", "telegram")


def presses(days: Days, address: str, button: str) -> Say:
    """A tap on a button under any message; what the chat shows then."""
    chat = days.chat(address)
    chat.does(chat.incoming(Input(tap=button)))
    return chat.says[-1]
