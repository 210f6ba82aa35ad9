"""Who takes part: how each is started on its core, where it hears, and how its ratings are counted."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.bench.turns.network import TOKEN
from tests.end_to_end.ports import free_port

CHECKOUT = Path(__file__).parents[3]
BOT_CORE, LOAD_CORE = 0, 1
SECRET = "a-secret-of-the-benchmarks"
START_SECONDS = 60.0
_COUNTED = "SELECT count(*), count(DISTINCT {who}) FROM ratings"
KEY = "dGhpcy1rZXktaXMtb25seS1mb3ItdGVzdHMtMzItYnk"


@dataclass
class Contestant:
    """One bot: `module` is run with `arguments`; `url`: its database, SQLite in its directory when empty."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    path: str = "/webhook"
    headers: str = ""
    who: str = "chat"
    url: str = ""
    directory: Path = Path()
    commit_delay: float = 0.0
    port: int = 0
    api_port: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def prepare(self, directory: Path, commit_delay: float = 0.0) -> None:
        """A place of its own, empty, and two ports."""
        directory.mkdir(parents=True)
        self.directory, self.commit_delay = directory, commit_delay
        self.port, self.api_port = free_port(), free_port()

    def start(self) -> None:
        """Run it on its core until it answers."""
        command = [sys.executable, "-m", self.module, *self.arguments]
        with (self.directory / "log").open("ab") as log:
            self.process = subprocess.Popen(
                ["taskset", "-c", str(BOT_CORE), *command],
                cwd=CHECKOUT,
                env=self.environment(),
                stdout=log,
                stderr=log,
                process_group=0,  # and no session of its own: nice is weighed within one
            )
        self._wait()

    def kill9(self) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def environment(self) -> dict[str, str]:
        return {name: value for name, value in os.environ.items() if not name.startswith("SUARA_")} | {
            "BENCH_PORT": str(self.port),
            "BENCH_API_BASE": f"http://127.0.0.1:{self.api_port}",
            "BENCH_TOKEN": TOKEN,
            "BENCH_DATABASE": str(self.directory / "bot.db"),
            "BENCH_COMMIT_DELAY": str(self.commit_delay),
        }

    def ratings(self) -> tuple[int, int]:
        """Rows, and people who have one."""
        counted = _COUNTED.format(who=self.who)
        if self.url.startswith("postgresql"):
            with psycopg.connect(self.url) as connection:
                row = connection.execute(counted.encode()).fetchone()
        else:
            with sqlite3.connect(self.file()) as database:
                row = database.execute(counted).fetchone()
        assert row is not None
        return int(row[0]), int(row[1])

    def file(self) -> Path:
        return self.directory / "bot.db"

    def _wait(self) -> None:
        """AssertionError with the end of its log when it does not answer in time."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process is not None and self.process.poll() is None:
            if self._answers():
                return
            time.sleep(0.02)
        raise AssertionError(f"{self.name} does not answer:\n{self.last_logged()}")

    def last_logged(self) -> str:
        return (self.directory / "log").read_text(encoding="utf-8", errors="replace")[-3000:]

    def _answers(self) -> bool:
        """Whatever it says to GET /health: that it says something is enough."""
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=2).close()
        except urllib.error.HTTPError as error:
            return error.code == 404
        except OSError:
            return False
        return True


class Ours(Contestant):
    """The product as an operator runs it, with a budget that the network would never grant."""

    def start(self) -> None:
        if not (self.directory / "log").exists():
            command = [sys.executable, "-m", "bot", "db", "upgrade"]
            subprocess.run(
                command, cwd=CHECKOUT, env=self.environment(), check=True, stdout=subprocess.DEVNULL
            )
        super().start()

    def environment(self) -> dict[str, str]:
        return super().environment() | {
            "SUARA_SECRET_KEY": KEY,
            "SUARA_STORAGE__URL": self.url or f"sqlite:///{self.file()}",
            "SUARA_STORAGE__MEDIA_DIR": str(self.directory / "media"),
            "SUARA_STORAGE__BACKUPS": str(self.directory / "backups"),
            "SUARA_TELEGRAM__TOKEN": TOKEN,
            "SUARA_TELEGRAM__API_BASE": f"http://127.0.0.1:{self.api_port}",
            "SUARA_TELEGRAM__MODE": "webhook",
            "SUARA_TELEGRAM__WEBHOOK_SECRET": SECRET,
            "SUARA_TELEGRAM__RATE": "1000000",
            "SUARA_TELEGRAM__CHAT_RATE": "1000000",
            "SUARA_WEB__PORT": str(self.port),
            "SUARA_WEB__METRICS_PORT": str(free_port()),
            "SUARA_WEB__PUBLIC_URL": f"http://127.0.0.1:{self.port}",
        }


def ours(name: str, url: str = "") -> Ours:
    return Ours(
        name,
        "tests.bench.turns.slow_commits",
        path="/telegram/webhook",
        headers=f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n",
        who="citizen_id",
        url=url,
    )


def plain(library: str) -> Contestant:
    """A plain bot on this library."""
    modules = {"python-telegram-bot": "with_ptb", "aiogram": "with_aiogram", "nothing": "nothing"}
    return Contestant(library, f"tests.bench.peers.{modules[library]}")
