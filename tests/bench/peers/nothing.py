"""A bot that does nothing: confirms each update and sends one fixed answer. What the load can do at most."""

from __future__ import annotations

import asyncio
import json

from tests.bench.peers import asking
from tests.bench.turns.http import Posting, Served, request

_ALL = [*asking.SCORES[:1], *asking.SERVICE_BUTTONS[:1], *asking.WHY_BUTTONS]
_KEYBOARD = {"inline_keyboard": [[{"text": text, "callback_data": data} for text, data in _ALL]]}


async def main() -> None:
    host, _, port = asking.API_BASE.rpartition("//")[2].partition(":")
    path, free = f"/bot{asking.TOKEN}/sendMessage", list[Posting]()
    loop, tasks = asyncio.get_running_loop(), set[asyncio.Task[None]]()

    async def send(chat: int) -> None:
        body = json.dumps({"chat_id": chat, "text": asking.HOW, "reply_markup": _KEYBOARD}).encode()
        while True:  # a connection may have been closed meanwhile
            posting = free.pop() if free else (await loop.create_connection(Posting, host, int(port)))[1]
            if await posting.post(request(host, path, body)):
                break
        free.append(posting)

    def answer(_head: bytes, body: bytes, say: object) -> None:
        assert callable(say)
        say(b"")
        if not body:
            return
        update = json.loads(body)
        heard = update.get("message") or update["callback_query"]
        tasks.add(task := loop.create_task(send(heard["from"]["id"])))
        task.add_done_callback(tasks.discard)

    server = await loop.create_server(lambda: Served(answer), "127.0.0.1", asking.PORT, backlog=1024)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
