"""The commands for cases: numbers and dates, and how a deadline was counted; arguments, nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from bot.commands import handover as cli_handover
from bot.commands import printing
from bot.commands.deciding import settled
from bot.commands.officials import AsFormat, Format

case = typer.Typer(help="Cases: numbers and dates.", no_args_is_help=True)
cli_handover.add_to(case)


@case.command("list")
def case_list(state: str | None = None, as_format: AsFormat = Format.text) -> None:
    """Numbers and dates of cases."""
    from bot.offices import office
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(office.list_cases(store, state), as_format)


@case.command("deadline")
def case_deadline(number: str, as_format: AsFormat = Format.text) -> None:
    """How its deadline was computed: which days counted, when the clock stood still, which were free."""
    from bot.days import counted
    from bot.wiring import build_house, opened

    with settled() as settings, opened(settings) as store:
        shown = counted.deadline(store, build_house(settings), number, datetime.now(UTC))
        printing.document(shown, as_format)


@case.command("seen")
def case_seen(number: str, as_format: AsFormat = Format.text) -> None:
    """Who was told of it, opened and read it, and did what: offices, counts and moments, from the log."""
    from bot.outside import seen
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(seen.seen(store, number), as_format)
