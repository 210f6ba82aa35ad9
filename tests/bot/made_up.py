"""A unit that nobody works in, with a year of forms and ratings drawn from a fixed seed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
from sqlalchemy import insert

from analytics.skm import ELEMENTS
from storage import ratings
from storage.models import Rating, Survey
from storage.store import Store

# How good each element is there, in the regulation's order.
_GOOD = (3.35, 3.3, 2.85, 3.85, 3.4, 3.45, 3.55, 3.1, 3.2)
_SAID = (
    "Antreannya lama sekali, nomor loket tidak dipanggil",
    "Petugas ramah dan menjelaskan syaratnya",
    "Ruang tunggu panas, kursinya kurang",
    "Cepat, sekali datang langsung jadi",
    "Sistem sedang gangguan jadi harus kembali besok",
)
_PEOPLE = {
    "sex": ("female", "male"),
    "age": ("17_25", "26_35", "36_45", "46_55", "56_up"),
    "education": ("sd", "smp", "sma", "d1_d3", "s1", "s2"),
    "occupation": ("pns", "private", "self_employed", "other"),
}


def a_year(store: Store, last: date, unit: str = "disdukcapil", forms: int = 420, given: int = 1200) -> None:
    """Forms and ratings of the 365 days up to `last`; what is good grows a little better all year."""
    random = np.random.default_rng(47)
    with store.begin() as tx:
        tx.connection.execute(insert(Survey), [_form(random, last, unit, one) for one in range(forms)])
        rows = [_rating(random, last, unit, one) for one in range(given)]
        for row in rows:
            row["words"] = row["words"] and tx.vault.seal(str(row["words"]), ratings.WORDS)
        if rows:
            tx.connection.execute(insert(Rating), rows)


def _at(random: np.random.Generator, last: date) -> tuple[datetime, float]:
    back = int(365 * random.random() ** 1.4)
    day = datetime.combine(last - timedelta(days=back), datetime.min.time(), UTC)
    return day + timedelta(hours=float(random.uniform(1, 9))), back / 365


def _form(random: np.random.Generator, last: date, unit: str, one: int) -> dict[str, object]:
    at, ago = _at(random, last)
    middle = np.asarray(_GOOD) - 0.3 * ago + random.normal(0, 0.35)
    answers = np.clip(np.round(random.normal(middle, 0.55)), 1, 4).astype(int).tolist()
    told = {key: str(random.choice([*some, ""])) for key, some in _PEOPLE.items()}
    plain = {"talk": f"made{one}", "unit": unit, "channel": "telegram", "given_at": at}
    return {**plain, **dict(zip(ELEMENTS, answers, strict=True)), **told}


def _rating(random: np.random.Generator, last: date, unit: str, one: int) -> dict[str, object]:
    at, ago = _at(random, last)
    score = int(np.clip(np.round(random.normal(3.4 - 0.4 * ago, 0.8)), 1, 4))
    said = str(random.choice(_SAID)) if random.random() < 0.2 else None
    plain = {"talk": f"rate{one}", "unit": unit, "channel": "telegram", "given_at": at}
    return {**plain, "score": score, "words": said}
