"""The command line: arguments in, exit status out, nothing else.

Exit status: 0 done, 1 what was asked failed, 2 usage or configuration.
"""

from __future__ import annotations

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import database as cli_database
from bot.commands import exports as cli_exports
from bot.commands import figures as cli_figures
from bot.commands import key as cli_key
from bot.commands import numbers as cli_numbers
from bot.commands import office as cli_office
from bot.commands import paper as cli_paper
from bot.commands import poster as cli_poster
from bot.commands import printing
from bot.commands import public as cli_public
from bot.commands import report as cli_report
from bot.commands import steering as cli_steering
from bot.commands import subject as cli_subject
from bot.commands import whatsapp as cli_whatsapp
from bot.commands.deciding import settled
from bot.commands.handover import As, Why
from bot.commands.officials import AsFormat, Format, Unit

app = typer.Typer(
    help="Citizens rate public services and hand in complaints in the chat they already use.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for name, group in {
    **cli_database.GROUPS,
    **cli_office.GROUPS,
    **cli_numbers.GROUPS,
    **cli_paper.GROUPS,
    **cli_report.GROUPS,
    **cli_whatsapp.GROUPS,
    **cli_key.GROUPS,
    **cli_subject.GROUPS,
}.items():
    app.add_typer(group, name=name)
app.command("figures")(cli_figures.figures)
app.command("steering")(cli_steering.steering)
app.command("export")(cli_exports.export)
app.command("poster")(cli_poster.poster)
app.command("publish")(cli_public.publish)


class Weight(StrEnum):
    exact = "exact"
    rounded = "0.111"


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
    from bot import loop, running

    with settled() as settings:
        loop.run(running.run(settings, frozenset(parts)))


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


# --- numbers ----------------------------------------------------------------------------------------------


@app.command()
def digest(
    week: Annotated[str, typer.Option(help="such as 2026-W47")],
    unit: Unit = None,
    as_format: AsFormat = Format.text,
    send: Annotated[bool, typer.Option("--send", help="to every official who has not got it yet")] = False,
    as_official: As = None,
    why: Why = None,
) -> None:
    """The weekly summary, printed or sent; what people wrote is quoted here only with --as and --why."""
    from bot.outside import reports
    from bot.outside.looking import Asked

    with settled() as settings:
        printing.digest(
            asyncio.run(reports.digest(settings, week, unit, Asked(as_official, why), send=send)), as_format
        )


@app.command()
def skm(
    file: Annotated[
        Path, typer.Argument(help="CSV or XLSX: the nine keys, or U1..U9 (U8 complaints, U9 facilities)")
    ],
    weight: Annotated[Weight, typer.Option(help="0.111 only to match an old report")] = Weight.exact,
    as_format: AsFormat = Format.text,
) -> None:
    """The satisfaction index of a sheet of forms."""
    from bot.outside import reports

    with settled(config=False):
        printing.skm(reports.skm_of(file, weight.value), as_format)
