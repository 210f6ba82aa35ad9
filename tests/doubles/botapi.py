"""A Telegram Bot API of our own on loopback: started in a thread, in a running loop, or as a process."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal

from tests.doubles.double import Double
from tests.doubles.groups import Group
from tests.doubles.ledger import UpdateRecord
from tests.doubles.network import Network, Tap
from tests.doubles.people import Person
from tests.doubles.server import Server
from tests.doubles.wire import Json

TOKEN = "4200000001:AAF-doubles_of_the_suara_warga_bot_x"
PUSH_TIMEOUT = 30.0


class BotApi(Double):
    """The double. `with BotApi()` runs it in a thread, `async with BotApi()` in the running loop.

    `rate` is the number of sends the network takes in any second (None: no limit).
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        port: int = 0,
        rate: int | None = 30,
        chat_rate: int | None = None,
        push_timeout: float = PUSH_TIMEOUT,
    ) -> None:
        self.token = token
        self.network = Network(token, rate, chat_rate)
        super().__init__(self.network, Server(self.network, push_timeout), port)
        self.files = self.network.files
        self._people: dict[int, Person] = {}

    @property
    def username(self) -> str:
        return str(self.network.bot["username"])

    # ---- people

    def person(self, person_id: int, name: str = "", language_code: str = "id") -> Person:
        """The person with this id; a new one has an open chat with the bot."""
        if person_id not in self._people:
            self._people[person_id] = Person(self.network, person_id, name, language_code)
        return self._people[person_id]

    def group(self, group_id: int = -1001, title: str = "Warga Cipocok") -> Group:
        return Group(self.network, group_id, title)

    def put(self, update: Json) -> UpdateRecord:
        """A raw update, whatever is in it; it gets the next id when it brings none."""
        return self.network.put(update)

    def redeliver(self, update_id: int, copies: int = 1) -> None:
        """Hand an update over again: to a webhook in parallel, to a poller in one batch."""
        self.network.redeliver(update_id, copies)

    def know(self, *chat_ids: int) -> None:
        """These people have an open chat with the bot, without any update about it."""
        self.network.know(*chat_ids)

    def unanswered(self) -> list[Tap]:
        """Taps whose spinner still turns."""
        return self.network.unanswered()


async def _serve_process(arguments: argparse.Namespace) -> None:
    rate, stop = arguments.rate or None, asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell may have had one of them ignored
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with BotApi(arguments.token, port=arguments.port, rate=rate) as api:
        print(json.dumps({"port": api.port, "base": api.base, "token": api.token}), flush=True)
        await stop.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.doubles.botapi", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--rate", type=int, default=30, help="sends in any one second; 0: no limit")
    asyncio.run(_serve_process(parser.parse_args()))


if __name__ == "__main__":
    main()
