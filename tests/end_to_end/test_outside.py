"""The world outside: the network's limits, a forged webhook, a locked database, the signal to stop."""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta

from handlers import menu
from tests.chaos.citizens import asks, ends
from tests.doubles.load import Step
from tests.end_to_end.acts import answered, plays, talk, taps
from tests.end_to_end.conftest import JAKARTA
from tests.end_to_end.product import SECRET, STOP_SECONDS, Product

INVITED, BLOCKED = 50, 5
NOT_THROUGH = "SELECT count(*) FROM broadcasts WHERE state <> 'done'"
FORGED = "I was forged and must not be logged"


def test_a_forum_of_fifty_invitations_adds_up(outside: Product) -> None:
    load = talk(outside, lambda number: agrees(), INVITED, first_id=2001)
    assert load.report()["stuck"] == {}
    for number in range(BLOCKED):
        outside.api.network.block(2001 + number)
    code = create_forum(outside)
    at_once = json.loads(outside.suara("forum", "invite", code, "--format", "json"))
    assert at_once["selected"] == INVITED
    outside.rows.until(NOT_THROUGH, lambda count: count == 0, 30)
    guest, other = outside.api.person(2001 + BLOCKED), outside.api.person(2002 + BLOCKED)
    assert "Antrean Disdukcapil" in guest.hears("Antrean Disdukcapil", within=30)["text"]
    taps(guest, f"foru:{code}.come")
    taps(other, f"foru:{code}.cannot")
    report = json.loads(outside.suara("forum", "report", code, "--format", "json"))
    (account,) = report["accounts"]
    print(json.dumps(report, ensure_ascii=False, indent=1))
    parts = {name: total(account[name]) for name in ("sent", "failed", "skipped", "unknown", "pending")}
    assert parts == {"sent": INVITED - BLOCKED, "failed": BLOCKED, "skipped": 0, "unknown": 0, "pending": 0}
    assert account["selected"] == sum(parts.values()) == INVITED
    assert (report["answers"]["come"], report["answers"]["cannot"]) == (1, 1)
    sent = [call for call in outside.api.sent() if f"foru:{code}.come" in str(call.params)]
    invited = [call.chat for call in sent if "/stop" in str(call.params)]
    assert len(invited) == len(set(invited)) == INVITED - BLOCKED
    plays(guest)


def test_the_network_never_had_to_slow_us_down(outside: Product) -> None:
    assert outside.api.throttled == []
    assert outside.api.busiest_second() <= 30


def test_a_forged_webhook_is_refused_counted_and_not_logged(outside: Product) -> None:
    update = {"update_id": 1, "message": {"message_id": 1, "date": 0, "text": FORGED}}
    statuses = [post(outside, update, secret) for secret in ("", "a-wrong-secret-of-somebody", SECRET + "x")]
    assert statuses == [401, 401, 401]
    assert outside.rows.one("SELECT count(*) FROM updates WHERE update_id = ?", outside.seen_as("1")) == 0
    assert FORGED not in outside.last_logged()
    assert "forged" in outside.last_logged()


def test_while_the_database_is_locked_nothing_is_confirmed_and_afterwards_all_is_answered_once(
    outside: Product,
) -> None:
    sari, joko = outside.api.person(101, "Sari"), outside.api.person(102, "Joko")
    answered(sari, lambda: sari.opens("u-disdukcapil"))
    with outside.rows.locked():
        tap = sari.taps("score:4")
        scan = joko.opens("u-disdukcapil")
        for person in (sari, joko):
            person.hears(menu.safe_with_network("id"), within=30)
        waiting = {record.update_id for record in outside.api.unconfirmed()}
        assert waiting == {tap["update_id"], scan["update_id"]}
    outside.api.waits_until_confirmed(20)
    sari.hears("KTP-el", within=30)
    joko.hears("😀", within=30)
    assert outside.rows.one("SELECT count(*) FROM ratings") == 1
    # The question, the comfort, the next question; and the comfort, the question.
    assert [len(outside.api.sent(person.id)) for person in (sari, joko)] == [3, 2]
    assert asks("score")(joko.screen())
    plays(joko)


def test_after_the_signal_it_ends_in_time_and_goes_on_where_it_was(outside: Product) -> None:
    dewi = outside.api.person(103, "Dewi")
    answered(dewi, lambda: dewi.opens("u-dinkes"))
    began = time.monotonic()
    outside.stop()
    took = time.monotonic() - began
    print(f"ended {took:.1f} s after SIGTERM")
    assert took < STOP_SECONDS
    dewi.taps("score:3")  # while nobody is there
    outside.start()
    dewi.waits_for_reply(within=30)
    assert outside.rows.one("SELECT count(*) FROM ratings WHERE unit = 'dinkes' AND score = 3") == 1


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


def agrees() -> Iterator[Step]:
    """Somebody who wants to be invited."""
    yield Step("asks for invitations", lambda who, _: who.says("/undangan"), asks("coninvi"))
    yield Step("agrees", lambda who, _: who.taps("coninvi:yes"), ends)


def create_forum(product: Product) -> str:
    starts = datetime.now(JAKARTA) + timedelta(days=9)
    told = product.suara(
        "forum", "create", "--topic", "Antrean Disdukcapil", "--starts", f"{starts:%Y-%m-%d %H:%M}",
        "--place", "Aula Kecamatan Serang",
    )  # fmt: skip
    (code,) = re.findall(r"forum invite (\w+)", told)
    return str(code)


def total(count: int | dict[str, int]) -> int:
    """An account's figure, with or without its reasons."""
    return count if isinstance(count, int) else sum(count.values())
