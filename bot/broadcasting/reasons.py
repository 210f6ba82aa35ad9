"""The list of reasons after a broadcast: how many got it and how many did not, and why; nobody is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.broadcasting.steering import NotNow
from storage import broadcasts, outbox_account
from storage.store import Store, Tx

Line = dict[str, Any]


def lines(tx: Tx, broadcast_id: int) -> list[Line]:
    """One line for each network, state and reason; their counts add up to the selected. Raises NotNow."""
    if broadcasts.by_id(tx, broadcast_id) is None:
        raise NotNow("none", f"there is no broadcast {broadcast_id}: see `suara broadcast list`")
    found: list[Line] = []
    for channel, account in outbox_account.by_channel(tx, broadcast_id).items():
        not_yet = account.get("not_yet", {})
        plain = {"sent": account["sent"], "unknown": account["unknown"]}
        plain["pending"] = account["pending"] - sum(not_yet.values())
        found += [_line(channel, state, "", count) for state, count in plain.items()]
        with_reasons = {"failed": account["failed"], "skipped": account["skipped"], "pending": not_yet}
        for state, reasons in with_reasons.items():
            found += [_line(channel, state, reason, count) for reason, count in sorted(reasons.items())]
    return [line for line in found if line["count"]]


def write(store: Store, broadcast_id: int, to: Path) -> int:
    """As a sheet or CSV, as the file's ending says; how many lines."""
    import pandas as pd  # seconds of a processor, which most commands save

    from analytics.tidy import write as write_frame

    with store.reading() as tx:
        found = lines(tx, broadcast_id)
    write_frame(pd.DataFrame(found, columns=["network", "state", "reason", "count"]), to)
    return len(found)


def _line(channel: str, state: str, reason: str, count: int) -> Line:
    return {"network": channel, "state": state, "reason": reason, "count": count}
