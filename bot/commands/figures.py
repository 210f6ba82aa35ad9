"""The command for the public numbers of a period: arguments, nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.commands import printing
from bot.commands.deciding import settled
from bot.commands.officials import AsFormat, Format


def figures(
    period: Annotated[str, typer.Option(help="2026, 2026-S2, 2026-Q4, 2026-11 or 2026-W47")],
    as_format: AsFormat = Format.text,
    freeze: Annotated[
        bool, typer.Option("--freeze", help="of a period that is over: never counted again")
    ] = False,
) -> None:
    """The public numbers per unit, category and channel, with small counts hidden."""
    from bot.outside import figure_tables
    from bot.outside import figures as counted
    from bot.wiring import build_house, opened

    with settled() as settings, opened(settings) as store:
        read = counted.freeze if freeze else counted.public_numbers
        document = read(store, settings, build_house(settings), period, datetime.now(UTC))
        if as_format == Format.json:
            printing.document(document, as_format)
            return
        printing.line(figure_tables.heading(document))
        for title, rows in figure_tables.tables(document):
            printing.line(f"\n{title}")
            printing.table(rows, as_format)
