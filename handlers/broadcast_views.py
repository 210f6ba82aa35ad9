"""A broadcast as its organiser sees it: how many it is for, what became of each, and when it is through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class BroadcastView:
    """One broadcast now. `state`: selecting, ready, asked, going, paused, stopped, done.

    selected = sent + failed + skipped + unknown + pending; failed and skipped by reason. `finish`: in the
    city's time, while it is known. `says`: numbers of its selection. `price`: rupiah that templates cost.
    """

    id: int
    purpose: str
    topic: str
    state: str
    selected: int = 0
    sent: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)
    skipped: Mapping[str, int] = field(default_factory=dict)
    unknown: int = 0
    pending: int = 0
    not_yet: Mapping[str, int] = field(default_factory=dict)
    channels: Mapping[str, int] = field(default_factory=dict)
    finish: datetime | None = None
    says: Mapping[str, int] = field(default_factory=dict)
    price: int = 0
    needs_yes: bool = False  # of a second person
    problem: str = ""  # why nobody could be selected
    forum: str = ""  # the code of its forum
