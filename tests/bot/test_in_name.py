"""Nobody's name is used at the command line without their knowledge."""

from __future__ import annotations

import pytest

from bot.offices.mistaken import Mistaken
from bot.outside import looking, reading
from bot.outside.looking import Asked
from bot.subjects import office
from tests.bot.days import COORDINATOR, HEAD, OFFICER, OVERSEER, REPORTER, Days
from tests.bot.overseeing import city, overseen, staffed, words_to

__all__ = ["city", "overseen", "staffed"]  # fixtures

USED = "Nama Anda baru saja dipakai di baris perintah"


def heard(days: Days, address: str) -> list[str]:
    return [told for told in words_to(days, address) if USED in told]


def test_who_is_named_hears_of_it_with_the_reason_and_nobody_else_does(overseen: Days) -> None:
    asked = Asked(overseen.ids[HEAD], "Rapat mingguan")
    assert looking.may_look(overseen.store, overseen.house, asked, "digest", overseen.now)
    (told,) = heard(overseen, HEAD)
    assert "Rapat mingguan" in told
    assert "beri tahu tim pengawas" in told
    assert [heard(overseen, one) for one in (OFFICER, COORDINATOR, OVERSEER)] == [[], [], []]


def test_whose_name_a_case_was_read_under_hears_of_it(overseen: Days) -> None:
    number = overseen.opens(REPORTER)
    reading.read_case(overseen.store, overseen.house, number, overseen.ids[HEAD], "Rapat", overseen.now)
    assert len(heard(overseen, HEAD)) == 1
    assert number not in heard(overseen, HEAD)[0]


def test_a_command_of_several_steps_is_told_once_and_another_one_again(overseen: Days) -> None:
    number, asked = overseen.opens(REPORTER), Asked(overseen.ids[OVERSEER], "perkara 12")
    made = office.hold(overseen.store, overseen.house, number, asked, overseen.now, reporter=False)
    assert len(heard(overseen, OVERSEER)) == 1
    overseen.passes(1)
    office.lift(overseen.store, overseen.house, made, asked, overseen.now)
    assert len(heard(overseen, OVERSEER)) == 2


def test_what_was_refused_is_not_told(overseen: Days) -> None:
    asked = Asked(overseen.ids[OFFICER], "ingin tahu")
    with pytest.raises(Mistaken):
        office.show(overseen.store, overseen.house, 1, asked, overseen.now)
    assert heard(overseen, OFFICER) == []
