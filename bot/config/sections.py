"""How the program runs, section by section of config.yaml, with the values that hold when nothing is said."""

import re
from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator

from bot.config.types import (
    Address,
    ClockTime,
    DayName,
    Hours,
    Port,
    Positive,
    QuietHours,
    Section,
    Text,
)

CHECKOUT = Path(__file__).resolve().parents[2]


def _in_checkout(path: Path) -> Path:
    """A relative path means the same place wherever `suara` is started from."""
    return CHECKOUT / path


def _database(url: str) -> str:
    path = url.removeprefix("sqlite:///")
    if path == url or path.startswith("/") or path in ("", ":memory:"):
        return url
    return f"sqlite:///{CHECKOUT / path}"


def _token(token: SecretStr) -> SecretStr:
    text = token.get_secret_value()
    if len(text) < 20 or not re.fullmatch(r"\d+:[A-Za-z0-9_-]+", text):
        raise ValueError("must look like 123456789:AA..., as @BotFather gives it")
    return token


def _webhook_secret(secret: SecretStr) -> SecretStr:
    # The network allows these characters and at most 256 of them; fewer than 16 can be guessed.
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret.get_secret_value()):
        raise ValueError("must be 16 to 256 of the characters A-Z a-z 0-9 _ -")
    return secret


def _said(secret: SecretStr) -> SecretStr:
    if not secret.get_secret_value().strip():
        raise ValueError("must not be empty: then anybody could sign with it")
    return secret


NetworkId = Annotated[str, Field(pattern=r"^\w{1,64}$")]  # it becomes a part of an address
Given = Annotated[SecretStr, AfterValidator(_said)]
Place = Annotated[Path, AfterValidator(_in_checkout)]
DatabaseUrl = Annotated[str, Field(pattern=r"^(sqlite|postgresql(\+psycopg)?)://"), AfterValidator(_database)]


class Telegram(Section):
    api_base: Address = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    rate: Positive = 30
    bulk_rate: Positive = 25
    chat_rate: Positive = 1
    group_rate: Positive = 20
    in_flight: Positive = 100
    timeout_seconds: Positive = 20
    poll_seconds: Annotated[int, Field(ge=0, le=50)] = 25
    token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] | None = None

    @model_validator(mode="after")
    def _bulk_leaves_room(self) -> Self:
        if self.bulk_rate > self.rate:
            raise ValueError("bulk_rate is a part of rate and cannot be more")
        return self


class WhatsAppPrices(Section):
    """What one template costs, in rupiah, by the category under which the network counts it."""

    utility: Annotated[int, Field(ge=0)] = 357
    marketing: Annotated[int, Field(ge=0)] = 587
    authentication: Annotated[int, Field(ge=0)] = 357


class WhatsApp(Section):
    """The channel is off while none of `token`, `phone_id`, `app_secret` and `verify_token` is set."""

    api_base: Address = "https://graph.facebook.com"
    api_version: Annotated[str, Field(pattern=r"^v\d{1,3}\.\d$")] = "v26.0"
    phone_id: NetworkId | None = None
    waba_id: NetworkId | None = None
    number: Annotated[str, Field(pattern=r"^[1-9]\d{7,14}$")] | None = None
    bsuid_field: Literal["recipient", "to", "user_id"] = "recipient"
    rate: Positive = 80
    bulk_rate: Positive = 40
    chat_rate: Positive = 1
    in_flight: Positive = 100
    timeout_seconds: Positive = 20
    new_people_a_day: Positive = 250
    prices: WhatsAppPrices = WhatsAppPrices()
    monthly_ceiling_idr: Annotated[int, Field(ge=0)] = 1_000_000
    token: Given | None = None
    app_secret: Given | None = None
    verify_token: Given | None = None

    @property
    def on(self) -> bool:
        """Whether the channel is there: all that it cannot do without is set together."""
        return self.token is not None

    @model_validator(mode="after")
    def _bulk_leaves_room(self) -> Self:
        if self.bulk_rate > self.rate:
            raise ValueError("bulk_rate is a part of rate and cannot be more")
        return self


class Web(Section):
    host: Text = "127.0.0.1"
    port: Port = 8080
    public_url: Address | None = None
    chat: bool = True
    trusted_hops: Annotated[int, Field(ge=0, le=5)] = 0
    address_rate: Positive = 20
    person_rate: Positive = 2
    metrics_host: Text = "127.0.0.1"
    metrics_port: Port = 9108

    @property
    def address(self) -> str:
        """Where our pages are found in a browser, without a slash at the end."""
        if self.public_url:
            return self.public_url
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104 - not bound here
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


class Storage(Section):
    # May hold a password, so it is kept out of every printed form.
    url: DatabaseUrl = Field("sqlite:///var/suara.db", repr=False)
    media_dir: Place = Path("var/media")
    backups: Place = Path("var/backups")
    backups_keep: Positive = 14
    backups_days: Positive = 30
    postgresql_tools: Place | None = None
    key_file: Place = Path("var/secret.key")
    forgotten_file: Place = Path("var/forgotten.txt")
    untraceable: bool = True
    untraceable_dir: Place | None = None
    untraceable_hours: Positive = 24

    @property
    def apart(self) -> Path:
        """Where untraceable reports are kept: beside the photos, as whoever shares those shares this."""
        return self.untraceable_dir or self.media_dir.parent / "untraceable"

    @property
    def learned(self) -> Path:
        """Where what was learned about themes is kept: nobody's words, and learned again when it is lost."""
        return self.media_dir.parent / "learned.npz"


class Delivery(Section):
    staging: Text | None = None
    claim_seconds: Positive = 30
    max_tries: Positive = 8
    backoff_seconds: Annotated[tuple[Positive, ...], Field(min_length=1)] = (2, 5, 15, 60, 300, 900, 3600)
    reply_lane_seconds: Positive = 5
    quiet_hours: QuietHours = Hours(time(21), time(7))


class DigestTime(Section):
    day: DayName = "mon"
    at: ClockTime = time(7, 30)


class RetentionTime(Section):
    at: ClockTime = time(2, 15)


class Timetable(Section):
    digest: DigestTime = DigestTime()
    digest_join_days: Positive = 3
    retention: RetentionTime = RetentionTime()
    nudge_survey_hours: Positive = 20
    nudge_draft_hours: Positive = 24
    invite_hours: Positive = 72
    tick_seconds: Positive = 5


class Retention(Section):
    talk_days: Positive = 30
    update_days: Positive = 14
    sent_outbox_days: Positive = 30
    rating_words_days: Positive = 365
    case_days: Positive = 1825
    media_days: Positive = 365
    invite_days: Positive = 30
    aside_days: Positive = 90
    chat_days: Positive = 30


class Holidays(Section):
    add: tuple[date, ...] = ()
    remove: tuple[date, ...] = ()


class OuterLimits(Section):
    """Working days until the end, by weight: a plain request, a complaint, one that must be examined."""

    normative: Positive = 5
    complaint: Positive = 14
    examined: Positive = 60


class Deadlines(Section):
    verify_working_days: Positive = 3
    answer_working_days: Positive = 5
    outer_working_days: OuterLimits = OuterLimits()
    reply_days: Positive = 10
    remind_before_working_days: Positive = 1
    climb_working_days: Positive = 2
    holidays: Holidays = Holidays()


class Desk(Section):
    """How officials work: what overseers look at, and when an unread digest is reported."""

    proof_share: Annotated[float, Field(ge=0, le=1)] = 0.1
    digest_read_working_days: Positive = 3


class Figures(Section):
    smallest_cell: Positive = 5
    publish: Literal["month", "quarter", "half", "off"] = "month"
    cases_after_days: Annotated[int, Field(ge=0)] = 30


class Consent(Section):
    version: Text = "2026-11"
    guardian_age: Positive = 17


class Media(Section):
    max_bytes: Annotated[int, Field(ge=1, le=20971520)] = 20971520
    types: tuple[Text, ...] = (
        "image/jpeg",
        "image/png",
        "image/webp",
        "audio/ogg",
        "audio/mpeg",
        "audio/mp4",
        "video/mp4",
        "application/pdf",
    )


class Alarm(Section):
    silence_minutes: Positive = 60
