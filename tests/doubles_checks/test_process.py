"""The double runs as a process of its own, told and asked over HTTP."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.doubles_checks.raw import get, post

CHECKOUT = Path(__file__).parents[2]


def test_a_process_prints_its_port_first_and_serves_until_it_is_stopped() -> None:
    command = [
        sys.executable,
        "-m",
        "tests.doubles.botapi",
        "--port",
        "0",
        "--token",
        "77:abc",
        "--rate",
        "1",
    ]
    process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True, env=os.environ)
    try:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        base = f"http://127.0.0.1:{first['port']}"
        post(f"{base}/control", {"known": [1]})
        statuses = [post(f"{base}/bot77:abc/sendMessage", {"chat_id": 1, "text": "a"})[0] for _ in range(2)]
        ledger = get(f"{base}/control/ledger")
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        if process.stdout is not None:
            process.stdout.close()
    assert statuses == [200, 429]
    assert len(ledger["calls"]) == 1
    assert [entry["status"] for entry in ledger["refused"]] == [429]
