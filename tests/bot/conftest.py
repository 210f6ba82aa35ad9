"""The databases of the storage tests serve here too: what acts is tested on what really remembers."""

import logging
import warnings
from collections.abc import Iterator

import pytest
import structlog
from typer.testing import CliRunner

from bot.cli import app
from tests.bot.children import from_one_that_has_loaded
from tests.storage.compiled import compiled_once
from tests.storage.conftest import lent, now, postgres_server, sqlite_template, store, url, vault
from tests.storage.upgraded import upgraded_by_copying

__all__ = ["lent", "now", "own_logs", "postgres_server", "sqlite_template", "store", "url", "vault"]


@pytest.fixture(scope="module", autouse=True)
def quickly() -> Iterator[None]:
    """What is the same for all is made once: empty tables, compiled SQL, a process that has loaded pandas."""
    with upgraded_by_copying(), compiled_once(), from_one_that_has_loaded():
        yield


@pytest.fixture
def own_logs() -> Iterator[None]:
    """Logs may be set up anew inside: afterwards they are as they were, for the other tests."""
    handlers, level, shown = logging.root.handlers[:], logging.root.level, warnings.showwarning
    yield
    structlog.reset_defaults()
    logging.root.handlers[:], warnings.showwarning = handlers, shown
    logging.root.setLevel(level)


@pytest.fixture
def beside() -> dict[str, str]:
    """What a module wants to have set beside the settings of all tests."""
    return {}


@pytest.fixture
def environ(
    settings_environ: dict[str, str], beside: dict[str, str], monkeypatch: pytest.MonkeyPatch, own_logs: None
) -> dict[str, str]:
    """This test's settings, in the environment, where commands read them."""
    environ = settings_environ | beside
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    return environ


@pytest.fixture
def suara(environ: dict[str, str]) -> CliRunner:
    """The command line with an upgraded database of the test's own."""
    runner = CliRunner()
    assert runner.invoke(app, ["db", "upgrade"]).exit_code == 0
    return runner
