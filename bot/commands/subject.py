"""The commands for those whose data this is: requests, legal holds, leaks; arguments, nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import printing
from bot.commands.deciding import settled
from bot.commands.officials import AsFormat, Format, Unit

request = typer.Typer(help="What people asked about their own data.", no_args_is_help=True)
hold = typer.Typer(help="Legal holds: what must stay.", no_args_is_help=True)
breach = typer.Typer(help="A leak: whom it concerns, and telling them.", no_args_is_help=True)
GROUPS = {"request": request, "hold": hold, "breach": breach}
As = Annotated[int, typer.Option("--as", help="id of the coordinator or overseer who answers for it")]
Why = Annotated[str, typer.Option("--why", help="the reason; it stands in the log")]
MOMENTS = ["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]


@request.command("list")
def request_list(
    as_format: AsFormat = Format.text,
    only_open: Annotated[bool, typer.Option("--open", help="only what is still to be done")] = False,
) -> None:
    """Every request: what kind, when asked, due when, what was done."""
    from bot.subjects import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(office.listing(store, only_open=only_open), as_format)


@request.command("show")
def request_show(number: int, as_official: As, why: Why, as_format: AsFormat = Format.text) -> None:
    """One request with what was written."""
    from bot.outside.looking import Asked
    from bot.subjects import office
    from bot.wiring import build_house, opened

    with settled() as settings, opened(settings) as store:
        asked = Asked(as_official, why)
        shown = office.show(store, build_house(settings), number, asked, datetime.now(UTC))
        printing.document(shown, as_format)


@request.command("done")
def request_done(
    number: int,
    as_official: As,
    why: Why,
    answer: Annotated[str, typer.Option(help="what the citizen is told, in the chat they asked in")],
) -> None:
    """Tell the citizen what was done; the request is done with it."""
    from bot.outside.looking import Asked
    from bot.subjects import office
    from bot.wiring import build_house, opened

    with settled() as settings, opened(settings) as store:
        office.answer(
            store, build_house(settings), number, Asked(as_official, why), answer, datetime.now(UTC)
        )
        printing.line(f"request {number} is done; the citizen is told")


@hold.command("add")
def hold_add(
    as_official: As,
    why: Why,
    case: Annotated[str | None, typer.Option(help="number of the case that must stay")] = None,
    citizen: Annotated[
        str | None, typer.Option(help="number of a case: everything of its reporter must stay")
    ] = None,
) -> None:
    """What is held is neither deleted nor made anonymous, until the hold is lifted."""
    from bot.outside.looking import Asked
    from bot.subjects import office
    from bot.wiring import build_house, opened

    if (case is None) is (citizen is None):
        raise typer.BadParameter("say one of them", param_hint="--case or --citizen")
    with settled() as settings, opened(settings) as store:
        house, asked, now = build_house(settings), Asked(as_official, why), datetime.now(UTC)
        made = office.hold(store, house, case or citizen or "", asked, now, reporter=case is None)
        printing.line(f"hold {made}: stays until it is lifted")


@hold.command("list")
def hold_list(as_format: AsFormat = Format.text) -> None:
    """Every hold that holds: on what, since when, by whom."""
    from bot.subjects import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(office.held(store), as_format)


@hold.command("lift")
def hold_lift(number: int, as_official: As, why: Why) -> None:
    """It may go again; what waited for that goes now."""
    from bot.outside.looking import Asked
    from bot.subjects import office
    from bot.wiring import build_house, opened

    with settled() as settings, opened(settings) as store:
        asked, now = Asked(as_official, why), datetime.now(UTC)
        done = office.lift(store, build_house(settings), number, asked, now)
        printing.line(f"hold {number} is lifted; deletions that waited for it and are done now: {done}")


@breach.command("report")
def breach_report(  # noqa: PLR0913 - one argument an option
    since: Annotated[datetime, typer.Option(formats=MOMENTS, help="the first moment, in the city's time")],
    until: Annotated[datetime, typer.Option(formats=MOMENTS, help="the last moment; a day means its end")],
    as_official: As,
    why: Why,
    table: Annotated[
        list[str] | None, typer.Option(help="ratings, surveys, cases, messages or addresses; default: all")
    ] = None,
    unit: Unit = None,
    new: Annotated[bool, typer.Option("--new", help="only what came in that time")] = False,
    to: Annotated[Path | None, typer.Option(help="a new .csv file: keyed hashes of the addresses")] = None,
    as_format: AsFormat = Format.text,
) -> None:
    """Whom it concerns, who read what in that time, and the notice. Nobody is told yet."""
    from bot.offices.office import check_unit
    from bot.outside.looking import Asked
    from bot.subjects import leaks
    from bot.wiring import build_house, opened
    from storage.breaches import TABLES, Scope

    if unknown := sorted(set(table or ()) - set(TABLES)):
        raise typer.BadParameter(f"{', '.join(unknown)}: known are {', '.join(TABLES)}", param_hint="--table")
    with settled() as settings, opened(settings) as store:
        if unit is not None:
            check_unit(settings, unit)
        ends = until if until.time() != datetime.min.time() else until + timedelta(days=1)
        first, last = (moment.replace(tzinfo=settings.zone).astimezone(UTC) for moment in (since, ends))
        scope = Scope(first, last, tuple(table or TABLES), unit, new)
        asked, now = Asked(as_official, why), datetime.now(UTC)
        printing.document(leaks.report(store, build_house(settings), scope, asked, now, to), as_format)


@breach.command("send")
def breach_send(number: int, as_official: As, why: Why, as_format: AsFormat = Format.text) -> None:
    """Tell everybody whom it concerns: by somebody else than who reported it. Safe to repeat."""
    from bot.outside.looking import Asked
    from bot.subjects import leaks
    from bot.wiring import build_house, opened

    with settled() as settings, opened(settings) as store:
        asked, now = Asked(as_official, why), datetime.now(UTC)
        printing.document(leaks.send(store, build_house(settings), number, asked, now), as_format)


@breach.command("list")
def breach_list(as_format: AsFormat = Format.text) -> None:
    """Every leak reported, and how far its notices are."""
    from bot.subjects import leaks
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(leaks.listing(store), as_format)
