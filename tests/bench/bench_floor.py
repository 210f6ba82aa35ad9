"""What a turn cannot cost less than, part by part: the best of several tries, in microseconds of one core.

The parts are those of docs/performance.md. Each is what is left when everything of ours is taken away: the
same rows by bare sqlite3, the same message by a bare socket, the same request to an application of one line.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import uvicorn

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_updates import parse
from handlers.talk import Say
from handlers.talk.model import Choice
from storage.vault import Vault
from tests.bench.turns import crowd
from tests.bench.turns.http import Posting, request
from tests.bench.turns.network import TOKEN, Network
from tests.end_to_end.ports import free_port

TRIES, BATCH = 12, 25
TAP = json.dumps(crowd._taps(4711, "rate.score:4~k3f7.2")).encode()
BUTTONS = tuple(Choice(f"rate.service:s{number}~k3f7.3", f"Layanan {number}") for number in range(9))
SAY = Say("Tercatat, terima kasih! Anda datang untuk apa?", BUTTONS, 1)
BODY = json.dumps({"chat_id": "4711", "text": SAY.words}).encode()
_ROWS = """
CREATE TABLE seen (bot TEXT, id TEXT, at TEXT, PRIMARY KEY (bot, id));
CREATE TABLE citizens (id INTEGER PRIMARY KEY, at TEXT);
CREATE TABLE talks (citizen INTEGER, serial TEXT, state BLOB, PRIMARY KEY (citizen, serial));
CREATE TABLE ratings (id INTEGER PRIMARY KEY, citizen INTEGER, score INTEGER);
CREATE TABLE outbox (id INTEGER PRIMARY KEY, citizen INTEGER, body BLOB, state TEXT);
"""

_TALK = "INSERT OR REPLACE INTO talks VALUES (?, 'k3f7', ?)"
_OUT = "INSERT INTO outbox (citizen, body) VALUES (?, ?)"


def shown(part: str, seconds: float) -> None:
    print(f"{part:<52}{1e6 * seconds:>8.1f} us")


def best(act: Callable[[], object], times: int = 400) -> float:
    """Seconds of CPU of this thread that one call takes at best."""
    found = []
    for _ in range(TRIES):
        began = time.thread_time()
        for _ in range(times):
            act()
        found.append((time.thread_time() - began) / times)
    return min(found)


def bench_floor(tmp_path: Path) -> None:
    vault, state = Vault(bytes(32)), "x" * 300
    sealed = vault.seal(state, "talks.state")
    print()
    shown("JSON of an update, read", best(lambda: json.loads(TAP)))
    shown("JSON of a message with nine buttons, written", best(lambda: json.dumps(_as_sent(SAY))))
    shown("the update as we read it", best(lambda: parse(TAP, "1")))
    shown("a state sealed and opened (AES-GCM)", best(lambda: vault.open(sealed, "talks.state")) * 2)
    shown(f"five rows by bare sqlite3, {BATCH} turns a commit", _rows(tmp_path / "rows.db"))
    asyncio.run(_over_http())


def _as_sent(say: Say) -> dict[str, Any]:
    rows = [[{"text": one.label, "callback_data": one.id}] for one in say.choices]
    return {"chat_id": "4711", "text": say.words, "reply_markup": {"inline_keyboard": rows}}


def _rows(file: Path) -> float:
    """A turn's writes and reads with nothing around them, the commit's share of CPU included."""
    database = sqlite3.connect(file, isolation_level=None)
    database.executescript("PRAGMA journal_mode = wal; PRAGMA synchronous = FULL;" + _ROWS)
    numbers = iter(range(10**9))
    database.executemany("INSERT INTO citizens VALUES (?, '')", ((number,) for number in range(BATCH)))

    def batch() -> None:
        people = [(next(numbers), citizen) for citizen in range(BATCH)]
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO seen VALUES ('1', ?, '')", ((str(n),) for n, _ in people))
        database.executemany("UPDATE citizens SET at = ? WHERE id = ?", people)
        for _, one in people:
            database.execute("SELECT state FROM talks WHERE citizen = ?", (one,)).fetchall()
        database.executemany(_TALK, ((one, b"x" * 330) for _, one in people))
        database.executemany("INSERT INTO ratings (citizen, score) VALUES (?, 4)", ((c,) for _, c in people))
        database.executemany(_OUT, ((one, b"x" * 400) for _, one in people))
        database.execute("COMMIT")

    found = best(batch, 10) / BATCH
    database.close()
    return found


async def _over_http() -> None:
    api_port, app_port, served = free_port(), free_port(), list[float]()
    # The other end has a thread of its own: what it costs is not counted.
    for serve in (_api(api_port), _app(app_port, served)):
        threading.Thread(target=asyncio.run, args=(serve,), daemon=True).start()
    await asyncio.sleep(1)
    api, app = f"127.0.0.1:{api_port}", f"127.0.0.1:{app_port}"
    shown("a message by a bare socket", await _sent_barely(api))
    shown("a message by aiohttp alone", await _sent_by_aiohttp(api))
    channel = TelegramChannel(TOKEN, f"http://{api}")
    shown("the message as we send it", await _each(lambda: channel.send("4711", SAY)))
    await channel.close()
    await _posted(app, "/", TAP)
    shown("a request at uvicorn and its answer", (served[-1] - served[0]) / (len(served) - 1))


async def _api(port: int) -> None:
    network = Network("127.0.0.1", 1, "/", "")
    await network.start(port)
    await asyncio.sleep(120)


async def _app(port: int, served: list[float]) -> None:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})
        served.append(time.thread_time())

    config = uvicorn.Config(app, port=port, log_config=None, access_log=False, lifespan="off")
    await uvicorn.Server(config)._serve()  # as its `serve` does, which wants the signals of a main thread


async def _each(act: Callable[[], Awaitable[object]], times: int = 200) -> float:
    found = []
    for _ in range(TRIES):
        began = time.thread_time()
        for _ in range(times):
            await act()
        found.append((time.thread_time() - began) / times)
    return min(found)


async def _sent_barely(api: str) -> float:
    return await _posted(api, f"/bot{TOKEN}/sendMessage", BODY)


async def _sent_by_aiohttp(api: str) -> float:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:

        async def send() -> None:
            async with session.post(f"http://{api}/bot{TOKEN}/sendMessage", data=BODY) as response:
                await response.read()

        return await _each(send)


async def _posted(at: str, path: str, body: bytes) -> float:
    """What it takes this side to post it over one line that stays open."""
    host, _, port = at.partition(":")
    transport, line = await asyncio.get_running_loop().create_connection(Posting, host, int(port))
    found = await _each(lambda: line.post(request(at, path, body)))
    transport.close()
    await asyncio.sleep(0)
    return found
