"""The kinds of values that stand in config.yaml: keys, names, times of day, addresses."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field


class Section(BaseModel):
    """One mapping of config.yaml: frozen, and an unknown key in it is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, hide_input_in_errors=True)


@dataclass(frozen=True)
class Hours:
    """A part of the day that may span midnight: `start` belongs to it, `end` does not."""

    start: time
    end: time

    def contains(self, at: time) -> bool:
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


def clock_time(text: object) -> time:
    """'07:30' as a time of day; nothing else (7:30, 07.30, 24:00) is understood."""
    if isinstance(text, time):
        return text
    if not isinstance(text, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError('must be a time of day like "07:30"')
    return time.fromisoformat(text)


def hours(text: object) -> Hours:
    if isinstance(text, Hours):
        return text
    start, dash, end = str(text).partition("-")
    if not dash:
        raise ValueError("must be two times of day like 21:00-07:00")
    return Hours(clock_time(start), clock_time(end))


def address(text: str) -> str:
    """An http(s) address without a slash at its end, so that paths can be appended."""
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", text):
        raise ValueError("must be an address that starts with https:// or http://")
    return text.rstrip("/")


def _key(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9_]{1,40}", text):
        raise ValueError("must be 1 to 40 of the characters a-z 0-9 _")
    return text


def _day_name(text: object) -> object:
    if text not in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"):
        # A number means Monday to one library and Tuesday to the next, so numbers are not accepted.
        raise ValueError("must be a day name: mon, tue, wed, thu, fri, sat or sun")
    return text


DayName = Annotated[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], BeforeValidator(_day_name)]

Key = Annotated[str, AfterValidator(_key)]
Text = Annotated[str, Field(min_length=1)]
Names = Mapping[str, Text]  # language -> what people read
Address = Annotated[str, AfterValidator(address)]
ClockTime = Annotated[time, BeforeValidator(clock_time)]
QuietHours = Annotated[Hours, BeforeValidator(hours)]
Port = Annotated[int, Field(ge=1, le=65535)]
Positive = Annotated[int, Field(ge=1)]
SomeHours = Annotated[Hours | None, BeforeValidator(lambda text: None if text is None else hours(text))]
