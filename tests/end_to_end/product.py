"""The product as an operator runs it: a directory, an environment, commands, signals and a log."""

from __future__ import annotations

import hmac
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bot.keyfile import encode_key
from bot.untraceable.room import NAMES
from storage.vault import Vault
from tests.doubles.botapi import BotApi
from tests.doubles.cloudapi import CloudApi
from tests.end_to_end.ports import free_port
from tests.end_to_end.rows import Rows

CHECKOUT = Path(__file__).parents[2]
SECRET = "a-webhook-secret-of-the-tests"
START_SECONDS, STOP_SECONDS, LOOK_SECONDS = 60.0, 10.0, 0.05
LOG_TAIL = 4000
# What a fast test needs: answers are not spread over seconds, and the double is the only limit.
UNHURRIED = {
    "SUARA_TELEGRAM__RATE": "1000",
    "SUARA_TELEGRAM__BULK_RATE": "900",
    "SUARA_TELEGRAM__CHAT_RATE": "1000",
    "SUARA_WHATSAPP__RATE": "1000",
    "SUARA_WHATSAPP__BULK_RATE": "900",
    "SUARA_WHATSAPP__CHAT_RATE": "1000",
    "SUARA_TIMETABLE__TICK_SECONDS": "1",
}
WHATSAPP = "/whatsapp/webhook"


class Process(Protocol):
    """What is asked of a running product, as `subprocess.Popen` has it."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def send_signal(self, number: int) -> None: ...

    def kill(self) -> None: ...


class Launch(Protocol):
    """How a process begins with these words; what it says goes into the log, its errors apart where named."""

    def __call__(
        self, words: Sequence[str], environment: Mapping[str, str], log: Path, errors: Path | None = None, /
    ) -> Process: ...


@dataclass
class Product:
    """One installation and its process. `settings`: more SUARA_ variables; `url`: SQLite when empty.

    It is connected to Telegram when there is an `api`, and to WhatsApp when there is one of that.
    """

    directory: Path
    api: BotApi | None
    mode: str = "webhook"
    url: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    under: tuple[str, ...] = ()  # the command that runs the program, such as strace
    whatsapp: CloudApi | None = None
    port: int = field(default_factory=free_port)
    metrics_port: int = field(default_factory=free_port)
    process: Process | None = None
    launch: Launch | None = None  # None: a new program
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def __post_init__(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        self.url = self.url or f"sqlite:///{self.directory / 'suara.db'}"
        self.rows = Rows(self.url)
        self.log = self.directory / "product.log"

    # ---- the installation

    @property
    def media(self) -> Path:
        return self.directory / "media"

    @property
    def vault(self) -> Vault:
        """Opens and finds what the product has sealed and hashed."""
        return Vault(self.key)

    def seen_as(self, update_id: str) -> str:
        """Under what an update is remembered: no network's id stays in the database."""
        return self._hidden("update", update_id)

    def named(self, ref: str) -> str:
        """What a message is called in the database that its network calls so."""
        return self._hidden("ref", ref)

    def _hidden(self, kind: str, value: str) -> str:
        media = Path(self.environment()["SUARA_STORAGE__MEDIA_DIR"])  # which several machines share
        secret = (media.parent / "untraceable" / NAMES).read_bytes()
        return hmac.digest(secret, f"{kind}:{value}".encode(), "sha256").hex()[:32]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """What the process finds: nothing of ours but what is set here."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SUARA_")}
        return inherited | {
            "SUARA_SECRET_KEY": encode_key(self.key),
            "SUARA_STORAGE__URL": self.url,
            "SUARA_STORAGE__MEDIA_DIR": str(self.media),
            "SUARA_STORAGE__BACKUPS": str(self.directory / "backups"),
            "SUARA_STORAGE__FORGOTTEN_FILE": str(self.directory / "forgotten.txt"),
            **self._telegram(),
            **self._whatsapp(),
            "SUARA_WEB__PORT": str(self.port),
            "SUARA_WEB__METRICS_PORT": str(self.metrics_port),
            "SUARA_WEB__PUBLIC_URL": self.base,
            **UNHURRIED,
            **self.settings,
        }

    def _telegram(self) -> dict[str, str]:
        if self.api is None:
            return {}
        return {
            "SUARA_TELEGRAM__TOKEN": self.api.token,
            "SUARA_TELEGRAM__API_BASE": self.api.base,
            "SUARA_TELEGRAM__MODE": self.mode,
            "SUARA_TELEGRAM__WEBHOOK_SECRET": SECRET,
        }

    def _whatsapp(self) -> dict[str, str]:
        if self.whatsapp is None:
            return {}
        return {
            "SUARA_WHATSAPP__TOKEN": self.whatsapp.token,
            "SUARA_WHATSAPP__PHONE_ID": self.whatsapp.phone_id,
            "SUARA_WHATSAPP__WABA_ID": self.whatsapp.waba_id,
            "SUARA_WHATSAPP__NUMBER": self.whatsapp.number,
            "SUARA_WHATSAPP__APP_SECRET": self.whatsapp.app_secret,
            "SUARA_WHATSAPP__VERIFY_TOKEN": self.whatsapp.verify_token,
            "SUARA_WHATSAPP__API_BASE": self.whatsapp.base,
        }

    def suara(self, *arguments: str, status: int = 0) -> str:
        """Run one command to its end and give what it printed; AssertionError for another exit status."""
        if self.launch is not None:
            return self._launched(arguments, status)
        command, env = [*_program(), *arguments], self.environment()
        done = subprocess.run(command, cwd=CHECKOUT, env=env, capture_output=True, text=True, check=False)
        told = f"suara {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        assert done.returncode == status, told
        return done.stdout

    def _launched(self, arguments: Sequence[str], status: int) -> str:
        assert self.launch is not None
        told, errors = self.directory / "command.log", self.directory / "command-errors.log"
        for file in (told, errors):
            file.unlink(missing_ok=True)
        ended = self.launch(arguments, self.environment(), told, errors).wait()
        said = f"{told.read_text()}\n{errors.read_text()}"
        assert ended == status, f"suara {' '.join(arguments)} ended with {ended}:\n{said}"
        return told.read_text()

    # ---- the process

    def start(self, command: str = "run", *, healthy: bool = True) -> None:
        """Start it; with `healthy` wait until GET /health answers 200."""
        assert self.process is None or self.process.poll() is not None, "it is running already"
        self.process = (self.launch or self._program)([command], self.environment(), self.log)
        if healthy:
            self.wait_until_healthy()
            self._subscribe()

    def _program(self, words: Sequence[str], environment: Mapping[str, str], log: Path) -> Process:
        with log.open("ab") as written:
            return subprocess.Popen(
                [*self.under, *_program(), *words],
                cwd=CHECKOUT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=written,
                start_new_session=True,  # with all that it starts it can be ended at once
            )

    def _subscribe(self) -> None:
        """Once, as the operator does on Meta's page: the product must be there to give the challenge back."""
        if self.whatsapp is not None and not self.whatsapp.network.parcels.webhook.url:
            self.whatsapp.subscribe(self.base + WHATSAPP)

    def wait_until_healthy(self, within: float = START_SECONDS) -> None:
        """AssertionError with the end of the log when it dies or is not healthy in time."""
        deadline = time.monotonic() + within
        while self.health() != 200:
            assert time.monotonic() < deadline, f"not healthy after {within} s:\n{self.last_logged()}"
            self.runs_for(LOOK_SECONDS)

    def health(self) -> int:
        """The status of GET /health, 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.base}/health", timeout=5) as response:  # noqa: S310 - loopback
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def runs_for(self, seconds: float) -> None:
        """Let it work for a while; AssertionError when it ends by itself."""
        try:
            ended = self._running().wait(seconds)
        except subprocess.TimeoutExpired:
            return
        raise AssertionError(f"ended by itself with {ended}:\n{self.last_logged()}")

    def kill9(self) -> None:
        """Gone in the middle of whatever it did."""
        self._running().kill()
        self._running().wait()

    def stop(self) -> None:
        """SIGTERM; AssertionError when it has not ended well within ten seconds."""
        self._running().send_signal(signal.SIGTERM)
        try:
            status = self._running().wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill9()
            raise AssertionError(
                f"still there {STOP_SECONDS} s after SIGTERM:\n{self.last_logged()}"
            ) from None
        assert status == 0, f"ended with {status} after SIGTERM:\n{self.last_logged()}"

    def restart(self) -> None:
        """Stopped as an operator does it, and started again."""
        self.stop()
        self.start()

    def close(self) -> None:
        """Leave nothing behind, whatever happened."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def last_logged(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-LOG_TAIL:] if self.log.exists() else ""

    def _running(self) -> Process:
        assert self.process is not None, "it was never started"
        return self.process


def _program() -> list[str]:
    """`suara`, also where the checkout is not installed."""
    return [sys.executable, "-m", "bot"]
