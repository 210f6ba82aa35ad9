"""The key is changed while the product serves people over HTTP: nobody is left without an answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.keyfile import encode_key, read_ring
from storage import resealing, seal_keys
from storage.store import Store
from storage.vault import Vault
from tests.doubles.botapi import BotApi
from tests.doubles.load import Load, Script, opens, taps
from tests.doubles.postgres import postgres, postgres_url
from tests.end_to_end.acts import complains, hands_in, says, talk
from tests.end_to_end.product import Launch, Product

pytestmark = pytest.mark.slow
CITIZENS, ROUNDS = 12, 6


@pytest.fixture(params=["sqlite", "postgresql"])
def product(request: pytest.FixtureRequest, tmp_path: Path, launch: Launch | None) -> Iterator[Product]:
    """One running product whose key is in a file."""
    with ExitStack() as stack:
        url = ""
        if request.param == "postgresql":
            url = stack.enter_context(postgres_url(stack.enter_context(postgres(durable=True))))
        api = stack.enter_context(BotApi(rate=None))
        file = tmp_path / "secret.key"
        own = {"SUARA_SECRET_KEY": "", "SUARA_STORAGE__KEY_FILE": str(file)}
        product = Product(tmp_path / "product", api, url=url, settings=own, launch=launch)
        file.write_text(encode_key(product.key) + "\n")
        file.chmod(0o600)
        product.suara("db", "upgrade")
        product.start()
        yield product
        product.stop()


def rating(_citizen: int) -> Script:
    once = [opens("u-disdukcapil"), taps("score:4"), taps("service:ktp_el"), taps("why:-")]
    return once * ROUNDS


def test_a_key_is_changed_and_retired_while_people_talk_and_no_turn_fails(
    product: Product, tmp_path: Path
) -> None:
    assert product.api is not None
    siti = product.api.person(4711, "Siti")
    says(siti, "/start")
    complains(siti, "KTP saya belum jadi sejak bulan lalu")
    number = hands_in(siti)
    loads: list[Load] = []
    load = threading.Thread(target=lambda: loads.append(talk(product, rating, CITIZENS, first_id=1_000_000)))
    load.start()
    product.suara("key", "rotate", "--why", "yearly", "--everywhere")
    product.suara("key", "retire", "--why", "yearly", "--save", str(tmp_path / "former.key"))
    load.join()
    assert all(len(account.answers) == 4 * ROUNDS for account in loads[0].accounts), loads[0].report()
    ring = read_ring(tmp_path / "secret.key")
    assert ring.older == ()
    assert (tmp_path / "former.key").read_text().strip() == encode_key(product.key)
    assert number in says(siti, f"/status {number}").text
    assert "Traceback" not in product.log.read_text()
    product.stop()
    _needs_only(product, Vault.of(ring))


def _needs_only(product: Product, vault: Vault) -> None:
    store = Store(product.url, vault)
    with store.reading() as tx:
        assert resealing.left(tx) == {}
        assert [row.retired_at is None for row in seal_keys.rows(tx)] == [False, True]
    store.dispose()
