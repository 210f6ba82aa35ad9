"""What is counted and measured while the program runs, for /metrics; no label ever holds a person."""

from __future__ import annotations

from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

TURNS = Counter("suara_turns", "Messages whose turn was committed.", registry=REGISTRY)
TURN_SECONDS = Histogram(
    "suara_turn_seconds",
    "From the first message of a batch to its commit.",
    registry=REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
BATCH = Histogram(
    "suara_batch_size",
    "Messages that shared one commit.",
    registry=REGISTRY,
    buckets=(1, 2, 5, 10, 20, 50, 100, 200),
)
ASIDE = Counter("suara_aside", "Messages our own code could not deal with.", registry=REGISTRY)
FORGED = Counter("suara_forged_webhooks", "Webhook calls without the right secret.", registry=REGISTRY)
MALFORMED = Counter("suara_malformed_webhooks", "Webhook calls that were no update.", registry=REGISTRY)
SENDS = Counter("suara_sends", "What came of messages to people.", ("lane", "result"), registry=REGISTRY)
UNWRITTEN = Gauge("suara_marks_unwritten", "Sent messages not yet marked in the outbox.", registry=REGISTRY)
OUTBOX_PENDING = Gauge("suara_outbox_pending", "Messages that wait in the outbox.", registry=REGISTRY)
OUTBOX_AGE = Gauge("suara_outbox_age_seconds", "Age of the oldest that waits.", registry=REGISTRY)
LAST_TICK = Gauge("suara_last_tick_timestamp_seconds", "When the timetable last ran.", registry=REGISTRY)
MEDIA = Counter("suara_media", "What came of photos, voice and documents.", ("result",), registry=REGISTRY)


@cache
def sends(lane: str, result: str) -> Counter:
    """The counter of what came of messages; looked up by its labels once."""
    return SENDS.labels(lane, result)
