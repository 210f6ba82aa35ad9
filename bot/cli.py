"""The command line: arguments in, exit status out, nothing else. Exit 0 done, 1 failed, 2 usage or configuration."""

from __future__ import annotations

import asyncio
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot import printing
from bot.deciding import settled

app = typer.Typer(
    help="Citizens rate public services and hand in complaints in the chat they already use.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
db = typer.Typer(help="The database.", no_args_is_help=True)
official = typer.Typer(help="Officials: invite, list, move, end.", no_args_is_help=True)
forum = typer.Typer(help="Public forums: create, invite, report.", no_args_is_help=True)
case = typer.Typer(help="Cases: numbers and dates.", no_args_is_help=True)
aside = typer.Typer(help="Messages that could not be dealt with.", no_args_is_help=True)
for name, group in {"db": db, "official": official, "forum": forum, "case": case, "aside": aside}.items():
    app.add_typer(group, name=name)


class Format(StrEnum):
    text = "text"
    json = "json"


class Weight(StrEnum):
    exact = "exact"
    rounded = "0.111"


class What(StrEnum):
    ratings = "ratings"
    surveys = "surveys"
    cases = "cases"


AsFormat = Annotated[Format, typer.Option("--format", help="text for people, json for programs")]
Unit = Annotated[str | None, typer.Option("--unit", help="a unit's key in config.yaml")]


# --- running --------------------------------------------------------------------------------------------


@app.command()
def run() -> None:
    """Everything in one process."""
    _run("intake", "deliver", "schedule")


@app.command()
def serve() -> None:
    """Hear and answer; other machines may do the same at the same time."""
    _run("intake")


@app.command()
def deliver() -> None:
    """Send pushes, and replies that were left over. One at a time."""
    _run("deliver")


@app.command()
def schedule() -> None:
    """Keep the timetable. One at a time."""
    _run("schedule")


def _run(*parts: str) -> None:
    from bot import running

    with settled() as settings:
        asyncio.run(running.run(settings, frozenset(parts)))


@app.command()
def talk() -> None:
    """A conversation in the terminal, on the real engine and database."""
    from bot import running

    with settled() as settings:
        asyncio.run(running.talk(settings))


@app.command()
def check() -> None:
    """Look at configuration, database, token, clock and calendar, and say what to do."""
    from bot import running

    with settled() as settings:
        findings = asyncio.run(running.check(settings))
        bad = printing.findings(findings)
    raise typer.Exit(1 if bad else 0)


# --- the database -----------------------------------------------------------------------------------------


@db.command()
def upgrade() -> None:
    """Bring the tables up to this version. Safe to repeat."""
    with settled() as settings:
        from bot.wiring import open_store
        from storage import schema

        schema.upgrade(open_store(settings))
        printing.line("the database is up to date")


@db.command()
def backup(to: Annotated[Path | None, typer.Option(help="a new file; default in storage.backups")] = None) -> None:
    """A consistent copy, also while the program runs."""
    with settled() as settings:
        from bot.wiring import open_store
        from storage.backup import backup as back_up

        target = to or settings.storage.backups / f"{datetime.now().astimezone():%Y%m%d-%H%M%S}.db"
        back_up(open_store(settings), target)
        printing.line(f"backup written: {target.name} (keep the secret key apart from it)")


@db.command()
def restore(source: Path, force: Annotated[bool, typer.Option(help="overwrite what is there")] = False) -> None:
    """Put a backup in place. Stop the program first."""
    with settled() as settings:
        from storage.backup import restore as put_back

        put_back(settings.storage.url, source, force=force)
        printing.line("the backup is in place")


# --- numbers ----------------------------------------------------------------------------------------------


@app.command()
def digest(
    week: Annotated[str, typer.Option(help="such as 2026-W47")],
    unit: Unit = None,
    as_format: AsFormat = Format.text,
    send: Annotated[bool, typer.Option("--send", help="to every official who has not got it yet")] = False,
) -> None:
    """The weekly summary, printed or sent."""
    from bot import reports

    with settled() as settings:
        printing.digest(asyncio.run(reports.digest(settings, week, unit, send=send)), as_format)


@app.command()
def skm(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX: the nine keys, or U1..U9 (U8 complaints, U9 facilities)")],
    weight: Annotated[Weight, typer.Option(help="0.111 only to match an old report")] = Weight.exact,
    as_format: AsFormat = Format.text,
) -> None:
    """The satisfaction index of a sheet of forms."""
    from bot import reports

    with settled(config=False):
        printing.skm(reports.skm_of(file, weight.value), as_format)


@app.command()
def export(
    what: What,
    to: Annotated[Path, typer.Option(help="a .csv or .xlsx file")],
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
) -> None:
    """Ratings, surveys or cases as a table, without texts and identities."""
    from bot import reports

    with settled() as settings:
        printing.line(f"{reports.export(settings, what.value, to, since, until)} rows written to {to.name}")


# --- officials, cases, forums, aside --------------------------------------------------------------------------


@official.command("invite")
def official_invite(
    role: Annotated[str, typer.Option(help="officer, head, coordinator, overseer or operator")],
    name: Annotated[str, typer.Option(help="how the official is called; stored sealed")],
    unit: Unit = None,
) -> None:
    """A one-time code and a deep link, for the official alone."""
    from bot import office
    from bot.wiring import opened, public_name

    with settled() as settings, opened(settings) as store:
        number, code, expires = office.invite_official(store, settings, role, unit, name)
        printing.invite(number, code, expires.astimezone(settings.zone), asyncio.run(public_name(settings)))


@official.command("list")
def official_list(as_format: AsFormat = Format.text) -> None:
    """Every official whose office has not ended."""
    from bot import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(office.list_officials(store), as_format)


@official.command("move")
def official_move(official_id: int, unit: Annotated[str, typer.Option()]) -> None:
    """The official answers for another unit from now on."""
    from bot import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        office.move_official(store, settings, official_id, unit)
        printing.line(f"official {official_id} now answers for {unit}")


@official.command("end")
def official_end(official_id: int) -> None:
    """The office ends at once: the chat gets nothing more."""
    from bot import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        office.end_official(store, official_id)
        printing.line(f"official {official_id} gets nothing more")


@case.command("list")
def case_list(state: str | None = None, as_format: AsFormat = Format.text) -> None:
    """Numbers and dates of cases."""
    from bot import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(office.list_cases(store, state), as_format)


@case.command("show")
def case_show(number: str, as_format: AsFormat = Format.text) -> None:
    """A case's dates and steps, without its words."""
    from bot import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        dates, steps = office.show_case(store, number)
        printing.document({**dates, "steps": steps}, as_format)


@forum.command("create")
def forum_create(
    topic: Annotated[str, typer.Option()],
    starts: Annotated[datetime, typer.Option(formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"], help="in the city's time")],
    place: Annotated[str, typer.Option(help="an address or a link")],
    unit: Unit = None,
) -> None:
    """Announce a forum; nobody is invited yet."""
    from bot import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        row = office.create_forum(store, settings, topic, unit, starts.replace(tzinfo=settings.zone), place)
        printing.line(f"forum {row.code} created; invite with: suara forum invite {row.code}")


@forum.command("invite")
def forum_invite(code: str, as_format: AsFormat = Format.text) -> None:
    """Invite everybody who agreed to invitations and was not invited yet; prints the account."""
    from bot import office
    from bot.wiring import build_house, opened

    with settled() as settings, opened(settings) as store:
        printing.document(office.invite_to_forum(store, build_house(settings), code), as_format)


@forum.command("report")
def forum_report(code: str, as_format: AsFormat = Format.text) -> None:
    """The account of every broadcast (selected = sent + failed + skipped + unknown + pending), and the answers."""
    from bot import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.document(office.report_forum(store, code), as_format)


@forum.command("list")
def forum_list(as_format: AsFormat = Format.text) -> None:
    """Every forum announced."""
    from bot import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(office.list_forums(store), as_format)


@aside.command("list")
def aside_list(as_format: AsFormat = Format.text) -> None:
    """What our own code could not deal with: where it failed, not what it says."""
    from bot import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(office.list_aside(store), as_format)


@aside.command("retry")
def aside_retry() -> None:
    """Take every message that was set aside once more, after the program was mended."""
    from bot import running

    with settled() as settings:
        printing.line(f"{asyncio.run(running.retry_aside(settings))} messages taken")
