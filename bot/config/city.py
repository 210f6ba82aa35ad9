"""What a city is, as far as config.yaml says it: its units, services, groups, categories and words."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, field_validator

from bot.config.types import Key, Names, Section, Text


class Elsewhere(Section):
    """A matter that is not the city's, known by its words, and where to go with it."""

    key: Key
    name: Names
    words: tuple[Text, ...]
    go_to: Names


class City(Section):
    key: Key
    name: Text
    case_prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,4}$")]
    timezone: ZoneInfo
    languages: Annotated[tuple[Key, ...], Field(min_length=1)]
    emergency_number: Text
    elsewhere: tuple[Elsewhere, ...] = ()


class Category(Section):
    """What a complaint is about; `route` says who may read it, `rules` are articles for the export.

    `physical`: something one can see, so that it is only settled with a new photo.
    """

    key: Key
    name: Names
    rules: tuple[Text, ...] = ()
    route: Literal["unit", "overseers"] = "unit"
    physical: bool = False


class Reason(Section):
    """Why a case cannot be settled, or is archived: one of a list, whose words people read."""

    key: Key
    name: Names


class Theme(Section):
    """A subject that the words of ratings may touch, known by stems and phrases in lower case.

    `deniable`: somebody who says that there was none of it praises, and is no witness of it.
    """

    key: Key
    name: Names
    words: Annotated[tuple[Text, ...], Field(min_length=1)]
    deniable: bool = False


class TrainingTopic(Section):
    """What a unit's people can be trained in; the elements and themes whose weakness speaks for it."""

    key: Key
    name: Names
    elements: tuple[Key, ...] = ()
    themes: tuple[Key, ...] = ()


class Served(Section):
    """How many people a unit served in a period, as it counts them itself, and who they were.

    `profile`: profile question -> answer -> share of those served; the shares of a question add up to 1.
    """

    unit: Key
    period: Text
    people: Annotated[int, Field(ge=1)]
    profile: Mapping[Key, Mapping[Key, Annotated[float, Field(gt=0, le=1)]]] = Field(default_factory=dict)

    @field_validator("profile")
    @classmethod
    def _whole(cls, profile: Mapping[str, Mapping[str, float]]) -> Mapping[str, Mapping[str, float]]:
        for question, shares in profile.items():
            if abs(sum(shares.values()) - 1) > 0.005:
                raise ValueError(f"the shares of {question} must add up to 1")
        return profile


class Mask(Section):
    titles: tuple[Text, ...] = ()


class Service(Section):
    key: str  # checked where it stands, in the mapping of services
    name: Text
    closed: date | None = None
    merged_into: Key | None = None


def _named(services: object) -> object:
    """`ktp_el: KTP-el` is short for `ktp_el: {name: KTP-el}`; either becomes a service that knows its key."""
    if not isinstance(services, Mapping):
        return services
    return {key: _service(key, said) for key, said in services.items()}


def _service(key: object, said: object) -> dict[str, object]:
    return {**(said if isinstance(said, Mapping) else {"name": said}), "key": key}


Services = Annotated[Mapping[Key, Service], BeforeValidator(_named)]


class Group(Section):
    """Units of one sort; its services are those of every unit in it that lists none itself."""

    key: Key
    name: Names
    services: Services = Field(default_factory=dict)


class Unit(Section):
    """A service unit. Its key is for ever; when it ends it is closed or merged, never removed."""

    key: Key
    name: Text
    short: Text | None = None
    group: Key
    within: Key | None = None
    code: Text | None = None
    services: Services = Field(default_factory=dict)
    closed: date | None = None
    merged_into: Key | None = None

    @property
    def label(self) -> str:
        return self.short or self.name
