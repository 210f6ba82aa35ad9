"""A short storm; the long ones are `python -m tests.chaos.storm`."""

from pathlib import Path

import pytest

from tests.chaos.nursery import Nursery
from tests.chaos.storm import Plan, run


@pytest.mark.slow  # the product is started, killed and cut off again and again
def test_whatever_befell_it_the_account_adds_up(tmp_path: Path, nursery: Nursery | None) -> None:
    if nursery is None:
        pytest.skip("a storm needs quick starts, which only Linux has")
    account, log = run(Plan(minutes=0.12, citizens=8, seed=4), tmp_path, nursery)
    print(log)
    print(account)
    assert account.wrong == [], account
    assert log.befell.total() >= 1
