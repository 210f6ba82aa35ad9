"""An attacker with everything at rest and the key links no untraceable report, and every confidential one."""

from __future__ import annotations

import pytest

from tests.attacker.campaign import Where, attacked, on_postgresql, on_sqlite
from tests.attacker.guess import interval

DAYS: dict[Where, int] = {on_sqlite: 3, on_postgresql: 1}


@pytest.mark.parametrize("where", DAYS)
def test_untraceable_reports_are_guessed_at_best_and_confidential_ones_all_found(
    where: Where, own_logs: None
) -> None:
    with where() as urls:
        hidden = attacked(urls, DAYS[where])
        assert (hidden.sure, hidden.cases) == (0, 10 * DAYS[where])
        assert hidden.experience.with_reporters["seen after all that is shown"] == 0
        assert hidden.experience.with_reporters["a report that is none"] == 0
        found = attacked(urls, 1, "confidential")
        assert found.sure == found.hits == found.cases == 10


def test_the_same_attacker_notices_a_product_that_thought_less_of_it(own_logs: None) -> None:
    with on_sqlite() as urls:
        assert (
            attacked(urls, 1, careless="seen").experience.with_reporters["seen after all that is shown"] > 0
        )
        assert attacked(urls, 1, careless="rows").experience.with_reporters["rows missing behind theirs"] > 3


def test_the_interval_is_wilsons() -> None:
    low, high = interval(4, 200)
    assert (round(low, 4), round(high, 4)) == (0.0078, 0.0503)
