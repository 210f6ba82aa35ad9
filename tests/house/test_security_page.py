"""The page about security names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
NAMED = re.compile(r"(tests/[\w/]+\.py)(?:::(\w+))?")


def test_every_test_that_the_page_about_security_names_exists() -> None:
    named = NAMED.findall((CHECKOUT / "docs" / "security.md").read_text(encoding="utf-8"))
    assert len(named) > 30
    for path, name in named:
        code = (CHECKOUT / path).read_text(encoding="utf-8")
        assert not name or re.search(rf"def {name}\b", code), f"{path} has no {name}"
