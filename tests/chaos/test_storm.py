"""A short storm; the long ones are `python -m tests.chaos.storm`."""

from pathlib import Path

import pytest

from tests.chaos.nursery import CAN_FORK
from tests.chaos.storm import Plan, run


@pytest.mark.slow  # the product is started, killed and cut off again and again
@pytest.mark.skipif(not CAN_FORK, reason="a storm needs quick starts, which only Linux has")
def test_whatever_befell_it_the_account_adds_up(tmp_path: Path) -> None:
    account, log = run(Plan(minutes=0.2, citizens=8, seed=4), tmp_path)
    print(log)
    print(account)
    assert account.wrong == [], account
    assert log.befell.total() >= 2
