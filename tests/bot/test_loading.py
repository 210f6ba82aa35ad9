"""What a command loads: libraries that cost a second of a small server come when they are used."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"aiogram", "alembic", "numpy", "openpyxl", "pandas", "pywa", "sklearn", "sqlalchemy", "telegram"}
OF_A_COMMAND = {"sqlalchemy"}  # it looks at the database


@pytest.mark.parametrize(("module", "needed"), [("bot.cli", set()), ("bot.offices.appointing", OF_A_COMMAND)])
def test_nothing_heavy_is_loaded_for_nothing(module: str, needed: set[str]) -> None:
    told = subprocess.run(
        [sys.executable, "-c", f"import sys, {module}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert HEAVY & set(told.stdout.split()) == needed
