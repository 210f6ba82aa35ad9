"""The chat in the browser of the product started without a token, also when it is killed in the middle."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.doubles.botapi import BotApi
from tests.end_to_end.product import Launch, Product

TOKEN = re.compile(r'name="token" value="([0-9a-f]+)"')
TAP = re.compile(r'name="about" value="(\d+)">\s*<button name="tap" value="([^"]+)"')
MINE = re.compile(r'class="message mine" id="m\d+" data-id="([^"]+)"')
OURS = re.compile(r'class="message ours" id="m\d+".*?<p class="words">(.*?)</p>', re.S)
CITIZENS, KILLS = 100, 5


class Tokenless(Product):
    """The product as somebody starts it who has no bot."""

    def environment(self) -> dict[str, str]:
        unset = ("SUARA_TELEGRAM__", "SUARA_WEB__PUBLIC_URL")
        found = {name: value for name, value in super().environment().items() if not name.startswith(unset)}
        return found | {"SUARA_WEB__ADDRESS_RATE": "100000", "SUARA_TIMETABLE__TICK_SECONDS": "1"}


@pytest.fixture
def product(tmp_path: Path, launch: Launch | None) -> Iterator[Tokenless]:
    with BotApi() as api:
        started = Tokenless(tmp_path / "product", api, launch=launch)
        started.suara("db", "upgrade")
        started.start()
        try:
            yield started
        finally:
            started.close()


class Torn(httpx.HTTPTransport):
    """A line that breaks: before a request has left, or after it was taken, with the answer lost."""

    def __init__(self, seed: int, share: float) -> None:
        super().__init__()
        self._chance, self._share = random.Random(seed), share
        self.cuts = Counter[str]()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._chance.random() < self._share / 2:
            self.cuts["before"] += 1
            raise httpx.ConnectError("cut before it left", request=request)
        answer = super().handle_request(request)
        if self._chance.random() < self._share / 2:
            self.cuts["after"] += 1
            answer.close()
            raise httpx.ReadError("cut before the answer came", request=request)
        return answer


class Visitor:
    """A browser with our script's manners: the same message again until it was taken."""

    def __init__(self, base: str, number: int, torn: float = 0.0) -> None:
        self.line = Torn(number, torn)
        self.client = httpx.Client(base_url=base, timeout=10, transport=self.line)
        self.number, self.ids = number, list[str]()
        self.page = ""

    def insist(self, act: Any) -> httpx.Response:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            try:
                answer: httpx.Response = act()
                if answer.status_code < 500 and answer.status_code != 429:
                    return answer
            except httpx.HTTPError:
                pass
            time.sleep(0.05)
        raise AssertionError("never taken")

    def opens(self) -> str:
        self.page = self.insist(lambda: self.client.get("/chat")).text
        return self.page

    def sends(self, **fields: str) -> None:
        token = TOKEN.search(self.page)
        assert token is not None
        self.ids.append(f"visitor-{self.number:03}-{len(self.ids)}")
        given = {"token": token[1], "id": self.ids[-1], **fields}
        answer = self.insist(lambda: self.client.post("/chat", data=given, headers={"X-Suara": "1"}))
        assert answer.status_code == 200, answer.text

    def waits_for(self, words: str) -> None:
        deadline = time.monotonic() + 60
        while words not in self.opens():
            assert time.monotonic() < deadline, (words, self.page[-3000:])
            time.sleep(0.05)

    def rates(self) -> None:
        self.opens()
        self.sends(text="/start u-disdukcapil")
        self.waits_for("Sangat baik")
        about, tap = TAP.findall(self.page)[-1]
        self.sends(tap=tap, about=about)
        self.waits_for("terima kasih")


def test_without_a_token_one_address_is_printed_and_one_rates_there(product: Tokenless) -> None:
    printed = re.findall(r"Chat in a browser: (\S+)", product.last_logged())
    assert printed == [f"{product.base}/chat"]
    visitor = Visitor(product.base, 0)
    began = time.perf_counter()
    visitor.rates()
    print(f"a rating: {time.perf_counter() - began:.2f} s")
    assert product.rows.all("SELECT unit, score FROM ratings") == [("disdukcapil", 4)]
    visitor.client.close()
    product.stop()


@pytest.mark.slow
def test_kill_9_and_cuts_in_the_middle_of_100_conversations_lose_and_double_nothing(
    product: Tokenless,
) -> None:
    visitors = [Visitor(product.base, number, torn=0.3) for number in range(CITIZENS)]
    failures: list[Exception] = []
    done: list[int] = []

    def live(visitor: Visitor) -> None:
        try:
            visitor.rates()
        except Exception as error:  # noqa: BLE001 - told by the thread that waits for all
            failures.append(error)
        finally:
            done.append(visitor.number)

    threads = [threading.Thread(target=live, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    kills, finished = 0, list[int]()
    while kills < KILLS and any(thread.is_alive() for thread in threads):
        time.sleep(0.4 + 0.25 * kills)
        product.kill9()
        finished.append(len(done))
        kills += 1
        product.start()
    for thread in threads:
        thread.join()
    assert failures == []
    settled = time.monotonic() + 20  # what was claimed by a process that died is sent again
    while product.rows.all("SELECT count(*) FROM outbox WHERE state = 'pending'") != [(0,)]:
        assert time.monotonic() < settled
        time.sleep(0.2)
    cuts = sum((visitor.line.cuts for visitor in visitors), Counter[str]())
    assert min(cuts["before"], cuts["after"]) > CITIZENS / 2
    print(f"{kills} kills; had finished at each: {finished}; lines cut: {dict(cuts)}")
    assert product.rows.all("SELECT count(*) FROM ratings") == [(CITIZENS,)]
    assert product.rows.all("SELECT count(DISTINCT citizen_id) FROM ratings") == [(CITIZENS,)]
    for visitor in visitors:
        page = visitor.opens()
        assert MINE.findall(page) == visitor.ids  # each once, in the order in which they were said
        assert max(Counter(OURS.findall(page)).values()) == 1
        assert len(OURS.findall(page)) == 2
        visitor.client.close()
    product.stop()
