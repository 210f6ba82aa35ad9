"""Several machines of one city: processes that share a database and the photos, each killed at will."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from storage.locks import key_of
from tests.doubles.balancer import Balancer
from tests.doubles.botapi import BotApi
from tests.end_to_end.product import LOOK_SECONDS, START_SECONDS, Launch, Product

# A lock on a 64-bit number stands in two halves in the server's list.
HOLDER = """
    SELECT coalesce(max(pid), 0) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
    AND (classid::bigint << 32 | objid::bigint) = ?
"""


class Machines:
    """Processes by name (`serve-1`, `deliver-2`); the first word of a name is the command it runs."""

    def __init__(self, each: Mapping[str, Product]) -> None:
        self.each = dict(each)
        self.any = next(iter(self.each.values()))

    def start(self, *names: str) -> None:
        """Start them side by side and wait until each does its work; all when none is named."""
        begun = [self.each[name] for name in names or self.each]
        for name in names or self.each:
            self.each[name].start(name.partition("-")[0], healthy=False)
        for product in begun:
            wait_until_measured(product)

    def holder(self, job: str) -> int:
        """The server's number of the connection that leads this job; 0: nobody does."""
        return int(self.any.rows.one(HOLDER, key_of(job)))

    def taken_over(self, job: str, before: int, within: float = 60.0) -> None:
        """Wait until somebody else leads."""
        deadline = time.monotonic() + within
        while self.holder(job) in (0, before):
            assert time.monotonic() < deadline, f"nobody has taken over {job} in {within} s"
            time.sleep(LOOK_SECONDS)  # nobody outside can be woken by a database

    def stop(self) -> None:
        for product in self.each.values():
            product.stop()

    def close(self) -> None:
        for product in self.each.values():
            product.close()

    def last_logged(self) -> str:
        return "\n".join(f"--- {name}\n{each.last_logged()}" for name, each in self.each.items())


def wait_until_measured(product: Product) -> None:
    """The metrics of a process answer once it is at work; those that hear nobody have no other page."""
    deadline = time.monotonic() + START_SECONDS
    while not _measured(product):
        assert time.monotonic() < deadline, f"not at work:\n{product.last_logged()}"
        product.runs_for(LOOK_SECONDS)


def _measured(product: Product) -> bool:
    try:
        address = f"http://127.0.0.1:{product.metrics_port}/metrics"
        with urllib.request.urlopen(address, timeout=5) as response:
            return int(response.status) == 200
    except OSError:
        return False


@contextmanager
def machines(
    directory: Path,
    api: BotApi,
    url: str,
    names: Sequence[str],
    settings: Mapping[str, str],
    launch: Launch | None = None,
) -> Iterator[Machines]:
    """Not started yet; what hears stands behind one address."""
    shared = dict(settings)
    first = Product(directory / names[0], api, url=url, settings=shared, launch=launch)
    shared["SUARA_STORAGE__MEDIA_DIR"] = str(first.media)
    others = {
        name: Product(directory / name, api, url=url, settings=shared, key=first.key, launch=launch)
        for name in names[1:]
    }
    several = Machines({names[0]: first, **others})
    heard = [each.port for name, each in several.each.items() if name.startswith("serve")]
    with Balancer(heard) as balancer:
        shared["SUARA_WEB__PUBLIC_URL"] = balancer.base
        try:
            yield several
        except BaseException:
            print(several.last_logged())
            raise
        finally:
            several.close()
