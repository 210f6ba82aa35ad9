"""One process of several that take the same turns at once: `python -m tests.bot.tapper URL FIRST LAST BATCH`.

It says `ready`, waits for a line, and then taps for everybody from FIRST to LAST, BATCH taps a transaction.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.settings import load_settings
from bot.turns import take_turns
from bot.wiring import build_house
from storage.failures import Outage
from storage.store import Store
from storage.vault import Vault
from tests.bot.coming import Coming
from tests.storage.conftest import KEY
from tests.storage.given import NOW

TRIES = 20


def main(url: str, first: int, last: int, batch: int) -> None:
    with TemporaryDirectory() as place:
        environ = {"SUARA_STORAGE__URL": url, "SUARA_STORAGE__MEDIA_DIR": str(Path(place) / "media")}
        settings = load_settings(environ=environ)
    store = Store(url, Vault(KEY))
    coming = Coming(store, build_house(settings), settings, NOW)
    print("ready", flush=True)
    sys.stdin.readline()
    for start in range(first, last, batch):
        tap(coming, [str(number) for number in range(start, min(start + batch, last))])
    store.dispose()


def tap(coming: Coming, addresses: list[str]) -> None:
    """One batch, taken again when two waited for each other; the network numbers all updates."""
    taps = [replace(coming.tap(coming.chat(one), "come"), update_id=f"1{int(one):06}") for one in addresses]
    for again in range(TRIES):
        try:
            with coming.store.begin() as tx:
                take_turns(tx, taps, coming.house, coming.now + timedelta(seconds=again))
        except Outage:
            continue
        return
    raise AssertionError("the database never let the batch through")


if __name__ == "__main__":
    main(sys.argv[1], *(int(each) for each in sys.argv[2:5]))
