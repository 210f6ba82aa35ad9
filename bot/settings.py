"""config.yaml and the environment become one frozen Settings, or one error that names every problem."""

import os
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr

from bot.config.city import Category, City, Group, Mask, Reason, Served, Service, Theme, TrainingTopic, Unit
from bot.config.environment import (
    CONFIG,
    MAY_HOLD_A_PASSWORD,
    merged,
    private_keys,
    read_environment,
    variable,
)
from bot.config.file import ConfigText, read_config
from bot.config.forums import Forum, Pushes
from bot.config.problems import BadSettings, Problem, bad_settings
from bot.config.rules import broken_rules, value_at
from bot.config.sections import (
    CHECKOUT,
    Alarm,
    Consent,
    Deadlines,
    Delivery,
    Desk,
    Figures,
    Media,
    Retention,
    Storage,
    Telegram,
    Timetable,
    Web,
    WhatsApp,
)
from bot.config.shape import shape_problems
from bot.config.surveys import Survey
from bot.config.types import Section, Text
from bot.keyfile import decode_key, encode_key, keep_key, read_ring
from storage.keyring import Keyring

__all__ = ["CHECKOUT", "BadSettings", "Settings", "load_settings"]


def _secret_key(key: SecretStr) -> SecretStr:
    decode_key(key.get_secret_value())
    return key


def _secret_keys(keys: SecretStr) -> SecretStr:
    _decoded(keys)
    return keys


def _decoded(keys: SecretStr | None) -> list[bytes]:
    """One or several, with blanks or commas between them."""
    return [decode_key(key) for key in keys.get_secret_value().replace(",", " ").split()] if keys else []


class Settings(Section):
    """Everything that can be set, checked and read-only."""

    city: City
    telegram: Telegram = Telegram()
    whatsapp: WhatsApp = WhatsApp()
    web: Web = Web()
    storage: Storage = Storage()
    delivery: Delivery = Delivery()
    pushes: Pushes = Pushes()
    forum: Forum = Forum()
    timetable: Timetable = Timetable()
    retention: Retention = Retention()
    deadlines: Deadlines = Deadlines()
    desk: Desk = Desk()
    figures: Figures = Figures()
    survey: Survey = Survey()
    consent: Consent = Consent()
    media: Media = Media()
    alarm: Alarm = Alarm()
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    cannot_reasons: tuple[Reason, ...] = ()
    archive_reasons: tuple[Reason, ...] = ()
    themes: tuple[Theme, ...] = ()
    training_topics: tuple[TrainingTopic, ...] = ()
    served: tuple[Served, ...] = ()
    spelling: Mapping[str, Text] = Field(default_factory=dict)
    mask: Mask = Mask()
    greetings: tuple[Text, ...] = ()
    danger: tuple[Text, ...] = ()
    groups: Annotated[tuple[Group, ...], Field(min_length=1)]
    units: Annotated[tuple[Unit, ...], Field(min_length=1)]
    given_key: Annotated[SecretStr, AfterValidator(_secret_key)] | None = Field(None, alias="secret_key")
    old_keys: Annotated[SecretStr, AfterValidator(_secret_keys)] | None = Field(None, alias="secret_key_old")
    next_key: Annotated[SecretStr, AfterValidator(_secret_key)] | None = Field(None, alias="secret_key_next")

    @property
    def key_is_given(self) -> bool:
        """By the environment, and not in a file of ours."""
        return self.given_key is not None

    def ring(self) -> Keyring:
        """The keys that encrypt what is personal: given, or made at the first run and kept."""
        if self.given_key is not None:
            old, coming = _decoded(self.old_keys), _decoded(self.next_key)
            return Keyring(_decoded(self.given_key)[0], tuple(old), tuple(coming))
        if self.old_keys or self.next_key:
            raise BadSettings("SUARA_SECRET_KEY_OLD and _NEXT need SUARA_SECRET_KEY, which is not set")
        try:
            keep_key(self.storage.key_file)
            return read_ring(self.storage.key_file)
        except (OSError, ValueError) as error:
            raise BadSettings(f"storage.key_file: {error}") from error

    def secret_key(self) -> bytes:
        """The 32 bytes that seal from now on."""
        return self.ring().key

    def secret_values(self) -> tuple[str, ...]:
        """What must never be logged."""
        telegram, whatsapp = self.telegram, self.whatsapp
        given = (
            self.given_key,
            self.old_keys,
            self.next_key,
            telegram.token,
            telegram.webhook_secret,
            whatsapp.token,
            whatsapp.app_secret,
            whatsapp.verify_token,
        )
        values = [secret.get_secret_value() for secret in given if secret is not None]
        return (*values, *(encode_key(each) for each in _decoded(self.old_keys)))

    @property
    def zone(self) -> ZoneInfo:
        return self.city.timezone

    @cached_property
    def unit_by_key(self) -> Mapping[str, Unit]:
        return {unit.key: unit for unit in self.units}

    @cached_property
    def group_by_key(self) -> Mapping[str, Group]:
        return {group.key: group for group in self.groups}

    @cached_property
    def category_by_key(self) -> Mapping[str, Category]:
        return {category.key: category for category in self.categories}

    def services_of(self, unit: Unit) -> tuple[Service, ...]:
        """The services of a unit, or of its group where it lists none; closed ones too, they have rows."""
        return tuple((unit.services or self.group_by_key[unit.group].services).values())

    def open_units(self, group: str, today: date) -> tuple[Unit, ...]:
        """The units of a group that take ratings and cases today, in the order of the file."""
        units = (unit for unit in self.units if unit.group == group)
        return tuple(unit for unit in units if unit.closed is None or unit.closed > today)


def load_settings(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Reads everything there is to set; BadSettings lists all that is wrong, each with its line and key."""
    config = read_config(path or Path(environ.get(CONFIG) or CHECKOUT / "config.yaml"))
    environment = read_environment(environ, Settings)
    problems = [*config.problems, *_secrets_in(config), *environment.problems]
    values = merged(config.values, environment.values)
    if (
        config.values or not config.problems
    ):  # an unreadable file is one problem, not one for every key it should have had
        problems += [*broken_rules(values), *shape_problems(Settings, values)]
    if problems:
        raise bad_settings(problems, {**config.origins, **environment.origins})
    return Settings.model_validate(values)


def _secrets_in(config: ConfigText) -> Iterator[Problem]:
    for key in private_keys(Settings) & set(config.origins):
        if key != MAY_HOLD_A_PASSWORD or re.search(r"://[^/@]*:[^/@]+@", str(value_at(config.values, key))):
            what = f"is a secret and must not stand here: set {variable(key)} in the environment"
            yield Problem(key, what, origin=config.origins[key])
