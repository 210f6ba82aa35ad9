"""What goes wrong outside: a forged webhook, a database that is locked, and the signal to stop."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request

from handlers import menu
from tests.chaos.citizens import asks
from tests.end_to_end.acts import answered, plays
from tests.end_to_end.product import SECRET, STOP_SECONDS, Product

FORGED = "I was forged and must not be logged"


def test_a_forged_webhook_is_refused_counted_and_not_logged(trouble: Product) -> None:
    update = {"update_id": 1, "message": {"message_id": 1, "date": 0, "text": FORGED}}
    statuses = [post(trouble, update, secret) for secret in ("", "a-wrong-secret-of-somebody", SECRET + "x")]
    assert statuses == [401, 401, 401]
    assert trouble.rows.one("SELECT count(*) FROM updates WHERE update_id = '1'") == 0
    assert FORGED not in trouble.last_logged()
    assert "forged" in trouble.last_logged()


def test_while_the_database_is_locked_nothing_is_confirmed_and_afterwards_all_is_answered_once(
    trouble: Product,
) -> None:
    sari, joko = trouble.api.person(101, "Sari"), trouble.api.person(102, "Joko")
    answered(sari, lambda: sari.opens("u-disdukcapil"))
    with trouble.rows.locked():
        tap = sari.taps("score:4")
        scan = joko.opens("u-disdukcapil")
        for person in (sari, joko):
            person.hears(menu.safe_with_network("id"), within=20)
        waiting = {record.update_id for record in trouble.api.unconfirmed()}
        assert waiting == {tap["update_id"], scan["update_id"]}
    trouble.api.waits_until_confirmed(20)
    sari.hears("KTP-el", within=20)
    joko.hears("😀", within=20)
    assert trouble.rows.one("SELECT count(*) FROM ratings") == 1
    # The question, the comfort, the next question; and the comfort, the question.
    assert [len(trouble.api.sent(person.id)) for person in (sari, joko)] == [3, 2]
    assert asks("score")(joko.screen())
    plays(joko)


def test_after_the_signal_it_ends_in_time_and_goes_on_where_it_was(trouble: Product) -> None:
    dewi = trouble.api.person(103, "Dewi")
    answered(dewi, lambda: dewi.opens("u-dinkes"))
    began = time.monotonic()
    trouble.stop()
    took = time.monotonic() - began
    print(f"ended {took:.1f} s after SIGTERM")
    assert took < STOP_SECONDS
    dewi.taps("score:3")  # while nobody is there
    trouble.start()
    dewi.waits_for_reply(within=20)
    assert trouble.rows.one("SELECT count(*) FROM ratings WHERE unit = 'dinkes' AND score = 3") == 1


def post(product: Product, update: dict[str, object], secret: str) -> int:
    """Push an update as somebody else would; the status of the answer."""
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret}
    request = urllib.request.Request(  # noqa: S310 - loopback
        f"{product.base}/telegram/webhook", json.dumps(update).encode(), headers
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310 - loopback
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
