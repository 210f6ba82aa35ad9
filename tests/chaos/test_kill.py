"""A short run of the killings; the long one is `python -m tests.chaos.kill`."""

from pathlib import Path

import pytest

from tests.chaos.kill import Plan, run
from tests.chaos.nursery import Nursery


@pytest.mark.slow  # the product is started and killed again and again
@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
def test_after_kill_9_everything_confirmed_is_there_once_and_everybody_has_a_next_question(
    tmp_path: Path, channel: str, nursery: Nursery | None
) -> None:
    account = run(Plan(kills=2, citizens=10, channel=channel), tmp_path, nursery)
    print(account)
    figures = {line.name: line.value for line in account.lines}
    assert account.wrong == [], account
    assert figures["kills"] == 2
    assert figures["ratings given, by the citizens' own account"] >= 1
