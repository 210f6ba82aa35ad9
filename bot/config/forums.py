"""What people did not ask for, and public forums: how much, when not, and how many seats and people."""

from datetime import date, time
from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.config.types import ClockTime, Hours, Positive, QuietHours, Section, SomeHours


class Season(Section):
    """Days of the calendar, both included, with quiet hours of their own."""

    first: date
    last: date
    hours: Annotated[tuple[QuietHours, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("the last day must not lie before the first")
        return self


class Pushes(Section):
    """What people did not ask for: how much of it at most, and when not at all."""

    most_a_month: Positive = 4
    friday_prayer: SomeHours = Hours(time(11), time(13, 30))
    ramadan: tuple[Season, ...] = ()


class Forum(Section):
    """Public forums: how many are invited, and from how many on a second person has to agree."""

    yes_above: Annotated[int, Field(ge=0)] = 100
    invited_per_seat: Positive = 3
    words_max: Annotated[int, Field(ge=100, le=3000)] = 1000
    progress_seconds: Positive = 5
    party_most: Annotated[int, Field(ge=1, le=8)] = 5
    confirm_hours: Positive = 24
    link_hours: Positive = 48
    remind_days: tuple[Positive, ...] = (3, 1)
    remind_at: ClockTime = time(10)
    remind_hours: Positive = 2
    door_hours: Positive = 2
    poll_minutes: Annotated[int, Field(ge=1, le=240)] = 5
    survey_hours: Positive = 3
