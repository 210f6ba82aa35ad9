"""What every test may rely on: settings of its own, and no network beyond this machine."""

import gc
import ipaddress
import os
import sys
from functools import cache
from pathlib import Path

import hypothesis
import pytest

from bot.config.sections import Storage
from bot.settings import Settings, load_settings

# The machine of a test may be busy: laws are about answers, not about milliseconds.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

# Looked through less often, tests take less time; but garbage must go, or they take more and more memory.
gc.set_threshold(50_000, 20, 20)


def pytest_collection_finish() -> None:
    """Nothing of what a process has loaded by now goes while tests run: nobody need look through it again."""
    gc.collect()
    gc.freeze()


def _stay_on_this_machine(event: str, given: tuple[object, ...]) -> None:
    if event == "socket.connect" and isinstance(given[1], tuple) and not _is_here(given[1][0]):
        raise PermissionError(f"a test tried to reach {given[1][0]}")
    if event == "socket.getaddrinfo" and not _is_here(given[0]):
        raise PermissionError(f"a test asked for the address of {given[0]}")


def _is_here(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name is None or name in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(name)).is_loopback or str(name) in ("0.0.0.0", "::")
    except ValueError:
        return False


sys.addaudithook(_stay_on_this_machine)

for _name in [name for name in os.environ if name.startswith("SUARA_") and "BENCH" not in name]:
    del os.environ[_name]  # a developer's own settings must not decide over a test


STORAGE = "SUARA_STORAGE__"
KEY = "dGhpcy1rZXktaXMtb25seS1mb3ItdGVzdHMtMzItYnk"


@pytest.fixture
def settings_environ(tmp_path: Path) -> dict[str, str]:
    """Variables that keep everything a test stores inside its own directory."""
    return {
        "SUARA_SECRET_KEY": KEY,
        "SUARA_STORAGE__URL": f"sqlite:///{tmp_path}/suara.db",
        "SUARA_STORAGE__MEDIA_DIR": str(tmp_path / "media"),
        "SUARA_STORAGE__BACKUPS": str(tmp_path / "backups"),
        "SUARA_STORAGE__KEY_FILE": str(tmp_path / "secret.key"),
        "SUARA_STORAGE__FORGOTTEN_FILE": str(tmp_path / "forgotten.txt"),
    }


@cache
def _shipped() -> Settings:
    """The shipped configuration, read and checked once a process: thousands of tests begin with it."""
    return load_settings(environ={"SUARA_SECRET_KEY": KEY})


@pytest.fixture
def settings(settings_environ: dict[str, str]) -> Settings:
    """The shipped configuration, on storage of the test's own."""
    own = {name.removeprefix(STORAGE).lower(): value for name, value in settings_environ.items()}
    if own.pop("suara_secret_key") != KEY or not all(name in Storage.model_fields for name in own):
        return load_settings(environ=settings_environ)  # a test that says more than where things are kept
    shipped = _shipped()
    said = shipped.storage.model_dump(exclude_unset=True) | own
    return shipped.model_copy(update={"storage": Storage.model_validate(said)})
