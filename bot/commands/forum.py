"""The commands for public forums, from the draft to the day: arguments, nothing else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands import attending as cli_attending
from bot.commands import forum_minutes as cli_minutes
from bot.commands import forum_poll as cli_poll
from bot.commands import printing
from bot.commands.deciding import settled
from bot.commands.officials import AsFormat, Format, Unit
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.forums.audience import Audience
    from bot.forums.office import Office

forum = typer.Typer(help="Public forums: create, review, announce, invite ...", no_args_is_help=True)
cli_attending.add_to(forum)
cli_minutes.add_to(forum)
cli_poll.add_to(forum)
MINUTE = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]


class LotFormat(StrEnum):
    text = "text"
    json = "json"
    csv = "csv"


As = Annotated[int | None, typer.Option("--as", help="id of the official who does it; it is logged")]
Why = Annotated[str, typer.Option("--why", help="what people are told")]
Seats = Annotated[
    list[str],
    typer.Option("--seats", help="citizens=30; once for each group (citizens, users, ngos ...)"),
]
ForUnits = Annotated[list[str], typer.Option("--met", help="only who had to do with this unit; repeatable")]
ForServices = Annotated[list[str], typer.Option("--met-service", help="only who had to do with unit/service")]
Area = Annotated[str, typer.Option(help="only who had to do with offices of this kecamatan or kelurahan")]
Language = Annotated[str, typer.Option(help="only who reads this language")]
Days = Annotated[int, typer.Option(help="only who has written in so many days", min=0)]
Group = Annotated[str, typer.Option(help="as which group they are invited")]
Quota = Annotated[int | None, typer.Option(help="at most so many, drawn by lot", min=1)]
Organisations = Annotated[
    bool, typer.Option("--organisations", help="registered organisations, as the group ngos; nobody is drawn")
]
Topics = Annotated[
    list[str],
    typer.Option("--topic", help="those of this unit or unit/service, or all; else of the forum's office"),
]


@forum.command("create")
def forum_create(  # noqa: PLR0913 - one argument an option
    topic: Annotated[str, typer.Option()],
    starts: Annotated[datetime, typer.Option(formats=MINUTE, help="in the city's time")],
    place: Annotated[str, typer.Option(help="an address")] = "",
    unit: Unit = None,
    service: Annotated[list[str], typer.Option("--service", help="a service's key; may be repeated")] = [],  # noqa: B006 - typer's way
    ends: Annotated[datetime | None, typer.Option(formats=MINUTE)] = None,
    link: Annotated[str, typer.Option(help="of a meeting on the net")] = "",
    pin: Annotated[str, typer.Option(help="latitude,longitude of the place")] = "",
    words: Annotated[str, typer.Option(help="what the invitation says beside topic, time and place")] = "",
    seats: Seats = [],  # noqa: B006 - typer's way
    as_official: As = None,
) -> None:
    """A draft of a forum; nobody hears of it yet."""
    from bot.forums import office
    from bot.forums.wish import Wish

    with at_office(as_official) as (here, settings):
        wish = Wish(
            topic,
            starts.replace(tzinfo=settings.zone),
            place,
            unit,
            tuple(service),
            ends.replace(tzinfo=settings.zone) if ends else None,
            link,
            *_pin(pin),
            words,
            _seats(seats) if seats else None,
        )
        row = office.create(here, wish)
        printing.line(f"forum {row.code} created; invite with: suara forum invite {row.code}")
        if not seats:
            printing.line("no --seats: nobody counts who comes, and everybody who fits is invited")
        if as_official is not None:
            printing.line(f"first another person reviews it: suara forum review {row.code} --as OFFICIAL")


@forum.command("list")
def forum_list(as_format: AsFormat = Format.text) -> None:
    """Every forum, by its date."""
    from bot.forums import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(office.listing(store), as_format)


@forum.command("show")
def forum_show(code: str, as_format: AsFormat = Format.text) -> None:
    """What was settled about a forum, and what happened to it."""
    from bot.forums import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.document(office.show(store, code), as_format)


@forum.command("review")
def forum_review(code: str, as_official: As = None) -> None:
    """A second person has looked at the draft and agrees."""
    _take(code, "review", as_official)


@forum.command("announce")
def forum_announce(code: str, as_official: As = None) -> None:
    """It is public, and people can be invited; the seed of its lot is fixed and its hash shown."""
    _take(code, "announce", as_official)


@forum.command("close")
def forum_close(code: str, as_official: As = None) -> None:
    """No more answers are taken."""
    _take(code, "close", as_official)


@forum.command("held")
def forum_held(code: str, as_official: As = None) -> None:
    """It took place."""
    _take(code, "held", as_official)


@forum.command("move")
def forum_move(
    code: str,
    starts: Annotated[datetime | None, typer.Option(formats=MINUTE, help="in the city's time")] = None,
    ends: Annotated[datetime | None, typer.Option(formats=MINUTE)] = None,
    place: Annotated[str | None, typer.Option()] = None,
    link: Annotated[str | None, typer.Option()] = None,
    pin: Annotated[str, typer.Option(help="latitude,longitude of the new place")] = "",
    why: Why = "",
    as_official: As = None,
) -> None:
    """Another time or place; everybody concerned hears of it once."""
    from bot.forums import office

    with at_office(as_official) as (here, settings):
        where: dict[str, Any] = {"place": place, "link": link}
        where |= {"starts_at": starts.replace(tzinfo=settings.zone) if starts else None}
        where |= {"ends_at": ends.replace(tzinfo=settings.zone) if ends else None}
        where |= dict(zip(("latitude", "longitude"), _pin(pin), strict=True)) if pin else {}
        said = {name: value for name, value in where.items() if value is not None}
        row = office.move(here, code, why, said)
        printing.line(f"forum {row.code} moved for the {row.sequence}. time; those concerned are told")


@forum.command("cancel")
def forum_cancel(code: str, why: Why, as_official: As = None) -> None:
    """It is not held: invitations that wait are never sent, and everybody concerned hears of it once."""
    from bot.forums import office

    with at_office(as_official) as (here, _settings):
        office.cancel(here, code, why)
        printing.line(f"forum {code} cancelled; those concerned are told")


@forum.command("invite")
def forum_invite(  # noqa: PLR0913 - one argument an option
    code: str,
    as_format: AsFormat = Format.text,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="only say how many people on which network, and what it costs")
    ] = False,
    met: ForUnits = [],  # noqa: B006 - typer's way
    met_service: ForServices = [],  # noqa: B006 - typer's way
    area: Area = "",
    language: Language = "",
    days: Days = 0,
    group: Group = "citizens",
    quota: Quota = None,
    organisations: Organisations = False,
    topic: Topics = [],  # noqa: B006 - typer's way
    as_official: As = None,
) -> None:
    """Invite those who agreed to it, fit and were not invited yet; prints the account."""
    from bot import estimating
    from bot.forums import office
    from bot.forums.audience import Audience

    chosen = (tuple(met), tuple(met_service), area, language, days, group, quota)
    audience = Audience(*chosen, organisations, tuple(topic))
    with at_office(as_official) as (here, settings):
        _check(audience, settings)
        if dry_run:
            printing.document(estimating.invitation(here.store, here.around, code, audience), as_format)
            return
        printing.document(office.invite(here, code, audience), as_format)


@forum.command("test")
def forum_test(code: str, as_official: As = None) -> None:
    """Send the invitation to the test group: all coordinators and operators."""
    from bot.forums import office

    with at_office(as_official) as (here, _settings):
        printing.line(f"{office.test(here, code)} people of the test group get it")


@forum.command("lot")
def forum_lot(
    code: Annotated[str, typer.Option("--forum", help="the forum's code")],
    as_format: Annotated[LotFormat, typer.Option("--format")] = LotFormat.text,
) -> None:
    """Every ticket of the lot and whether it was drawn, with the seed: anybody can check it."""
    from bot.forums import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        if as_format == LotFormat.csv:
            sys.stdout.write(office.lot_csv(store, code))
        else:
            printing.table(office.lot_table(store, code), as_format)


@contextmanager
def at_office(official: int | None) -> Iterator[tuple[Office, Settings]]:
    """The database and the city, for a command that acts for this official or for itself."""
    from bot.broadcasting.kinds import Around
    from bot.forums.office import Office
    from bot.wiring import build_house, opened

    with settled() as settings, opened(settings) as store:
        yield Office(store, Around(settings, build_house(settings)), official), settings


def _take(code: str, what: str, official: int | None) -> None:
    from bot.forums import office

    with at_office(official) as (here, _settings):
        row = office.take(here, code, what)
        printing.line(f"forum {row.code} is {row.state}")
        if what == "announce":
            printing.line(f"seed of its lot: SHA-256 {row.seed_hash}")


def _check(audience: Audience, settings: Settings) -> None:
    from bot.forums.wish import NotPossible, audience_problems

    for problem, given in audience_problems(audience, settings):
        raise NotPossible(problem, given)


def _seats(given: list[str]) -> dict[str, int]:
    """`citizens=30` as a group and its seats. Raises NotPossible."""
    from bot.forums.wish import NotPossible

    seats: dict[str, int] = {}
    for each in given:
        group, _, count = each.partition("=")
        if not count.isdecimal():
            raise NotPossible("seats", group)
        seats[group] = int(count)
    return seats


def _pin(text: str) -> tuple[float | None, float | None]:
    """`-6.12,106.15` as latitude and longitude; none where nothing is given. Raises NotPossible."""
    from bot.forums.wish import NotPossible

    if not text:
        return None, None
    try:
        latitude, longitude = (float(each) for each in text.split(","))
    except ValueError:
        raise NotPossible("pin") from None
    return latitude, longitude
