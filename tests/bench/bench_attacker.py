"""How often somebody who has seized everything at rest links a report to its chat, over ATTACKER_DAYS days.

Fifty people talk on each day and ten of them report. Chance alone links one case in fifty.
"""

from __future__ import annotations

import os

import pytest

from tests.attacker.campaign import Urls, Where, attacked, on_postgresql, on_sqlite
from tests.attacker.day import PEOPLE

DAYS = int(os.environ.get("ATTACKER_DAYS", "200"))
FEW = max(2, DAYS // 20)
CHANCE = 1 / PEOPLE


@pytest.mark.parametrize("where", [on_sqlite, on_postgresql])
def bench_an_attacker_with_everything_at_rest_and_the_key(where: Where) -> None:
    """Untraceable reports stay at chance; of confidential ones every single one is found."""
    with where() as urls:
        _untraceable(urls, _name(where))
        confidential = attacked(urls, FEW, "confidential")
        print(f"{_name(where):<14} confidential, with the key: {confidential}")
        assert confidential.hits == confidential.sure == confidential.cases
        _what_does_not_hold(urls, _name(where))


def _name(where: Where) -> str:
    return "SQLite" if where is on_sqlite else "PostgreSQL"


def _untraceable(urls: Urls, name: str) -> None:
    result = attacked(urls, DAYS)
    print(f"\n{name:<14} untraceable, with the key:  {result}; chance: {CHANCE:.2%}")
    print("  clue: with who had reported, with others", *result.told(), sep="\n")
    assert result.sure == 0
    assert result.between[0] <= CHANCE


def _what_does_not_hold(urls: Urls, name: str) -> None:
    """Who does nothing else all day stands out where all others do something; and what care is worth."""
    alone = attacked(urls, FEW, alone=True)
    print(f"  who did nothing else that day:              {alone}")
    if name == "PostgreSQL":
        print(f"  with the files of noon, and no dump:        {attacked(urls, FEW, headers=True)}")
    for careless in ("seen", "log", "rows"):
        print(f"  if turns apart left their {careless + ':':<18}{attacked(urls, FEW, careless=careless)}")
