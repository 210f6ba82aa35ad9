"""Every play in tests/transcripts goes word for word as it is written there."""

import pytest

from tests.handlers.plays import Play, plays, written

PLAYS = plays()


def test_there_are_enough_plays_and_one_is_in_english() -> None:
    assert len(PLAYS) >= 9
    assert any("English" in play.who for play in PLAYS.values())


@pytest.mark.parametrize("name", PLAYS)
def test_a_play_goes_as_it_is_written(name: str) -> None:
    play = PLAYS[name]
    talker = play.replayed()
    assert written(Play(play.title, play.who, ""), talker).split("\n", 2)[2].strip() == play.text


@pytest.mark.parametrize("name", PLAYS)
def test_nothing_that_people_read_is_markup(name: str) -> None:
    assert not any(mark in PLAYS[name].text for mark in ("**", "</", "<b>", "__"))
