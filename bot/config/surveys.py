"""The survey: how its index is weighed, and who is asked by itself, how many of them and when."""

from typing import Annotated, Literal

from pydantic import Field

from bot.config.types import Key, Positive, Section


class Periodic(Section):
    """The survey that offices send by themselves once a period, to as many as their sample needs."""

    units: tuple[Key, ...] = ()  # or the one word `all`
    every: Literal["quarter", "half", "year"] = "quarter"
    days_before_end: Annotated[int, Field(ge=1, le=80)] = 30
    response: Annotated[float, Field(gt=0, le=1)] = 0.2


class Survey(Section):
    weight: Literal["exact", "0.111"] = "exact"
    quotes: Annotated[int, Field(ge=0)] = 3
    quotes_min_texts: Positive = 5
    small_sample: Positive = 30
    handling_after_days: Annotated[int, Field(ge=0, le=30)] | None = 1
    visit_after_days: Positive = 3
    visit_share: Annotated[float, Field(ge=0, le=1)] = 0.2
    rest_days: Positive = 90
    periodic: Periodic = Periodic()
