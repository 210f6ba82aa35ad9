"""WhatsApp's token is revoked in the middle of a broadcast; with the new one everybody is reached once."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.chaos.citizens import asks
from tests.doubles.botapi import BotApi
from tests.doubles.cloudapi import CloudApi
from tests.doubles.load import Load
from tests.end_to_end.acts import answered
from tests.end_to_end.conftest import far_from_now, running
from tests.end_to_end.product import Launch, Product
from tests.end_to_end.test_outside import agrees, create_forum, total

FIRST = 2001
STOPPED = "SELECT count(*) FROM outbox WHERE state = 'pending' AND reason LIKE '%our token%'"
NOT_THROUGH = "SELECT count(*) FROM broadcasts WHERE state <> 'done'"


@pytest.mark.slow  # started twice, and ten seconds of sending
def test_a_broadcast_whose_token_was_revoked_ends_with_the_new_one_and_reaches_everybody_once(
    upgraded: Path, tmp_path: Path, launch: Launch | None
) -> None:
    revoked_in_the_middle(upgraded, tmp_path, 50, launch)


def revoked_in_the_middle(
    upgraded: Path, directory: Path, invited: int, launch: Launch | None = None
) -> None:
    """The whole story with this many people; AssertionError where one is lost or hears twice."""
    # Ten seconds for all of it: so the token ends while the rest is still to go.
    settings = {
        "SUARA_DELIVERY__QUIET_HOURS": far_from_now(),
        "SUARA_PUSHES__FRIDAY_PRAYER": far_from_now(),
        "SUARA_WHATSAPP__BULK_RATE": str(invited // 10),
    }
    with (
        BotApi(rate=None) as telegram,
        CloudApi(rate=None) as whatsapp,
        running(directory, upgraded, telegram, "webhook", settings, whatsapp, launch) as product,
    ):
        load = Load(whatsapp, lambda number: agrees(), invited, patience=60, first_id=FIRST)
        whatsapp.submit(load.run()).result(300)
        assert load.report()["stuck"] == {}
        code = create_forum(product)
        with ThreadPoolExecutor() as pool:  # the command may end later than the broadcast would
            pool.submit(product.suara, "forum", "invite", code)
            assert whatsapp.waits_until(lambda: len(reached(whatsapp, code)) > invited // 10, 60)
            whatsapp.renew("the-next-token")  # the one in use is none any more
        stands_still(product, whatsapp, code, invited)
        telegram_goes_on(product, telegram)
        product.restart()  # it finds the new one in its environment
        assert whatsapp.waits_until(lambda: len(reached(whatsapp, code)) >= invited, 120)
        product.rows.until(NOT_THROUGH, lambda count: count == 0, 30)
        everybody_once(product, whatsapp, code, invited)


def reached(whatsapp: CloudApi, code: str) -> list[int | None]:
    """Who got the invitation, as often as it was taken."""
    return [call.chat for call in whatsapp.sent() if f"foru:{code}.come" in str(call.params)]


def stands_still(product: Product, whatsapp: CloudApi, code: str, invited: int) -> None:
    """What had not gone waits, and nothing of it counts as failed or unknown."""
    product.rows.until(STOPPED, lambda count: count > 0, 20)
    account = account_of(product, code)
    print(f"revoked: {len(reached(whatsapp, code))} of {invited} had arrived; {account}")
    assert account["pending"] > 0
    assert account["failed"] == account["unknown"] == account["skipped"] == 0
    assert account["sent"] + account["pending"] == invited


def telegram_goes_on(product: Product, telegram: BotApi) -> None:
    sari = telegram.person(101, "Sari")
    assert asks("score")(answered(sari, lambda: sari.opens("u-disdukcapil")))
    answered(sari, lambda: sari.taps("score:4"))
    assert product.rows.one("SELECT count(*) FROM ratings") == 1


def everybody_once(product: Product, whatsapp: CloudApi, code: str, invited: int) -> None:
    account = account_of(product, code)
    print(f"after the new token: {account}")
    heard = Counter(reached(whatsapp, code))
    assert set(heard) == set(range(FIRST, FIRST + invited))
    assert set(heard.values()) == {1}
    assert (account["sent"], account["pending"]) == (invited, 0)
    assert account["failed"] == account["unknown"] == account["skipped"] == 0


def account_of(product: Product, code: str) -> dict[str, int]:
    """How many of the invitations stand where."""
    (account,) = json.loads(product.suara("forum", "report", code, "--format", "json"))["accounts"]
    return {name: total(account[name]) for name in ("sent", "failed", "skipped", "unknown", "pending")}
