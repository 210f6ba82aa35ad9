"""Requests to a host that answers in every way a host ever did, well or badly."""

import asyncio
import socket
import ssl
from pathlib import Path

import pytest

from bot.channels import posting
from bot.channels.exchange import LARGEST, Answer, Broken
from bot.channels.posting import Host, Posting
from tests.bot.channels.hosts import (
    FOUND,
    OK,
    Scene,
    Served,
    all_closed,
    always,
    certificate,
    once,
    saying,
    with_host,
)

# ---- answers


def test_a_request_is_what_a_host_understands() -> None:
    async def behave(served: Served) -> None:
        heard.append(await served.asked())
        await served.says(OK)

    heard: list[tuple[bytes, bytes]] = []
    assert once(behave) == FOUND
    head, body = heard[0]
    lines = head.decode("ascii").split("\r\n")
    assert lines[0] == "POST /path HTTP/1.1"
    assert lines[1].startswith("Host: 127.0.0.1:")
    assert lines[2:] == [
        "User-Agent: suara",
        "Content-Type: application/json",
        "Content-Length: 2",
        "",
        "",
    ]
    assert body == b"{}"


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([OK], id="at once"),
        pytest.param([OK[place : place + 1] for place in range(len(OK))], id="byte by byte"),
        pytest.param(
            [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\no\r\n1\r\n", b"k\r\n0\r\n\r\n"],
            id="in chunks",
        ),
        pytest.param([b"HTTP/1.1 100 Continue\r\n\r\n" + OK], id="after a word between"),
        pytest.param([b"HTTP/1.1 200 OK\r\n\r\n", b"ok"], id="to the end of the connection"),
        pytest.param([b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"], id="by an old proxy"),
    ],
)
def test_an_answer_is_read_however_it_comes(parts: list[bytes]) -> None:
    assert once(saying(*parts)) == FOUND


@pytest.mark.parametrize("status", [204, 302, 400, 429, 502])
def test_a_status_is_told_as_it_is(status: int) -> None:
    body = b"" if status == 204 else b"no"
    head = b"HTTP/1.1 %d Whatever\r\nContent-Length: %d\r\n\r\n" % (status, len(body))
    assert once(saying(head + body)) == Answer(status, body)


# ---- connections


def test_one_connection_serves_one_request_after_the_other() -> None:
    async def act(scene: Scene) -> None:
        posting = scene.posting()
        for _ in range(5):
            assert await posting.post("/path", b"{}") == FOUND
        assert scene.connections == 1
        await posting.close()

    with_host(always, act)


def test_as_many_connections_as_there_may_be_and_no_more() -> None:
    async def act(scene: Scene) -> None:
        posting = scene.posting(limit=3)
        answers = await asyncio.gather(*(posting.post("/path", b"{}") for _ in range(20)))
        assert answers == [FOUND] * 20
        assert scene.connections == 3
        await posting.close()

    with_host(always, act)


def test_what_the_host_closes_after_its_answer_is_not_used_again() -> None:
    closing = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"

    async def act(scene: Scene) -> None:
        posting = scene.posting()
        for _ in range(3):
            assert await posting.post("/path", b"{}") == FOUND
        assert scene.connections == 3
        await posting.close()

    with_host(saying(closing), act)


def test_what_the_host_closed_meanwhile_is_not_used_again() -> None:
    async def act(scene: Scene) -> None:
        posting = scene.posting()
        assert await posting.post("/path", b"{}") == FOUND
        await all_closed(posting)
        assert await posting.post("/path", b"{}") == FOUND
        assert scene.connections == 2
        await posting.close()

    with_host(saying(OK), act)


def test_what_is_idle_for_long_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(posting, "KEPT_OPEN", 0.02)

    async def act(scene: Scene) -> None:
        ours = scene.posting()
        assert await ours.post("/path", b"{}") == FOUND
        await all_closed(ours)
        assert await ours.post("/path", b"{}") == FOUND
        assert scene.connections == 2
        await ours.close()

    with_host(always, act)


def test_who_gives_up_waiting_leaves_no_answer_to_the_next() -> None:
    async def behave(served: Served) -> None:
        await served.asked()
        if scenes[0].connections > 1:
            await served.says(OK)
            return
        asked.set()
        await given_up.wait()
        await served.says(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong")

    async def act(scene: Scene) -> None:
        scenes.append(scene)
        posting = scene.posting(limit=1)
        first = asyncio.ensure_future(posting.post("/path", b"{}"))
        await asked.wait()
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        given_up.set()
        assert await posting.post("/path", b"{}") == FOUND
        await posting.close()

    scenes: list[Scene] = []
    asked, given_up = asyncio.Event(), asyncio.Event()
    with_host(behave, act)


def test_an_answer_that_nobody_asked_for_is_given_to_nobody() -> None:
    async def behave(served: Served) -> None:
        await served.asked()
        await served.says(OK + b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong")
        await served.reader.read()

    async def act(scene: Scene) -> None:
        posting = scene.posting()
        assert await posting.post("/path", b"{}") == FOUND
        assert await posting.post("/path", b"{}") == FOUND
        assert scene.connections == 2
        await posting.close()

    with_host(behave, act)


def test_closing_breaks_what_is_under_way() -> None:
    async def behave(served: Served) -> None:
        await served.asked()
        asked.set()
        await served.reader.read()

    async def act(scene: Scene) -> None:
        posting = scene.posting()
        waiting = asyncio.ensure_future(posting.post("/path", b"{}"))
        await asked.wait()
        await posting.close()
        with pytest.raises(Broken) as broken:
            await waiting
        assert broken.value.left

    asked = asyncio.Event()
    with_host(behave, act)


# ---- failures: did it leave?


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([], id="closed without a word"),
        pytest.param([b"HTTP/1.1 200 OK\r\nContent-Le"], id="half a head"),
        pytest.param([b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"], id="half a body"),
        pytest.param([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nok"], id="half a chunk"),
        pytest.param([b"HTTP/1.1 100 Continue\r\n\r\n"], id="only a word between"),
        pytest.param([b"SSH-2.0-OpenSSH_9.6\r\n"], id="no HTTP"),
    ],
)
def test_no_whole_answer_means_that_it_may_have_arrived(parts: list[bytes]) -> None:
    broken = once(saying(*parts))
    assert isinstance(broken, Broken)
    assert broken.left


def test_a_connection_that_is_reset_after_the_request_may_have_brought_it() -> None:
    async def behave(served: Served) -> None:
        await served.asked()
        served.resets()

    broken = once(behave)
    assert isinstance(broken, Broken)
    assert broken.left


def test_a_host_that_never_answers_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "LOOK_SECONDS", 0.01)

    async def behave(served: Served) -> None:
        await served.asked()
        await served.says(b"HTTP/1.1 200 OK\r\n")
        await served.reader.read()

    broken = once(behave, timeout=0.05)
    assert isinstance(broken, Broken)
    assert (broken.reason, broken.left) == ("no answer in time", True)


def test_an_endless_answer_is_not_kept() -> None:
    async def behave(served: Served) -> None:
        await served.asked()
        await served.says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not served.writer.transport.is_closing():
            await served.says(b"10000\r\n%b\r\n" % (b"x" * 65536))

    broken = once(behave)
    assert isinstance(broken, Broken)
    assert (broken.reason, broken.left) == ("an endless answer", True)
    assert LARGEST > 2**16


def test_where_nobody_listens_nothing_has_left() -> None:
    async def act(scene: Scene) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            nobody = taken.getsockname()[1]
        with pytest.raises(Broken) as broken:
            await Posting(Host("127.0.0.1", nobody), limit=1, timeout=5).post("/path", b"{}")
        assert not broken.value.left

    with_host(always, act)


def test_a_host_whose_name_nobody_knows_has_got_nothing() -> None:
    async def act(scene: Scene) -> None:
        with pytest.raises(Broken) as broken:
            await Posting(Host("not a name", 80), limit=1, timeout=5).post("/path", b"{}")
        assert not broken.value.left

    with_host(always, act)


# ---- encrypted


def test_an_encrypted_host_is_asked_under_its_name(tmp_path: Path) -> None:
    host, believed = certificate(tmp_path, "localhost")

    async def act(scene: Scene) -> None:
        posting = Posting(Host("localhost", scene.port, believed), limit=1, timeout=5)
        for _ in range(2):
            assert await posting.post("/path", b"{}") == FOUND
        assert scene.connections == 1
        await posting.close()

    with_host(always, act, host)


def test_a_host_under_another_name_gets_nothing(tmp_path: Path) -> None:
    host, believed = certificate(tmp_path, "somebody-else.test")

    async def act(scene: Scene) -> None:
        with pytest.raises(Broken) as broken:
            await Posting(Host("localhost", scene.port, believed), limit=1, timeout=5).post("/path", b"{}")
        assert (broken.value.reason, broken.value.left) == ("SSLCertVerificationError", False)

    with_host(always, act, host)


# ---- where to


@pytest.mark.parametrize(
    ("url", "name", "port", "header"),
    [
        ("https://api.telegram.org/bot1:x/", "api.telegram.org", 443, "api.telegram.org"),
        ("http://127.0.0.1:8081/bot1:x/", "127.0.0.1", 8081, "127.0.0.1:8081"),
        ("http://[::1]:8081/", "::1", 8081, "[::1]:8081"),
        ("https://api.test:8443", "api.test", 8443, "api.test:8443"),
    ],
)
def test_a_url_names_its_host(url: str, name: str, port: int, header: str) -> None:
    host = Host.of(url, ssl.create_default_context())
    assert (host.name, host.port, host.header) == (name, port, header)
    assert (host.tls is None) == url.startswith("http:")


@pytest.mark.parametrize("url", ["ftp://api.test/", "api.test:80", "https:///x", ""])
def test_what_is_no_url_of_the_web_names_none(url: str) -> None:
    with pytest.raises(ValueError, match="web"):
        Host.of(url, ssl.create_default_context())
