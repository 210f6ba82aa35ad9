"""The commands about what comes out of a forum: its minutes and its report; arguments, nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands import printing
from bot.commands.officials import AsFormat, Format

As = Annotated[int | None, typer.Option("--as", help="an official's id: it is done in their name")]


def add_to(forum: typer.Typer) -> None:
    """These commands join those of `suara forum`."""
    forum.command("minutes")(minutes)
    forum.command("report")(report)


def minutes(
    code: str,
    as_format: AsFormat = Format.text,
    from_file: Annotated[
        Path | None, typer.Option("--from", exists=True, dir_okay=False, help="a YAML file: they are a draft")
    ] = None,
    review: Annotated[bool, typer.Option("--review", help="a second person agrees to them")] = False,
    publish: Annotated[bool, typer.Option("--publish", help="everybody may read them")] = False,
    to: Annotated[Path | None, typer.Option("--to", help="where a PDF of them is written")] = None,
    as_official: As = None,
) -> None:
    """The minutes of a forum: written from a file, reviewed, published, as PDF; without options, shown."""
    from bot.commands.forum import at_office
    from bot.forums import minutes_office as office

    with at_office(as_official) as (here, _settings):
        if from_file is not None:
            count = office.write(here, code, from_file)
            printing.line(
                f"minutes of {code} kept as a draft: {count} agreements; next: --review --as OFFICIAL"
            )
        if review:
            office.review(here, code)
            printing.line(f"minutes of {code} reviewed; next: --publish")
        if publish:
            for number in office.publish(here, code):
                printing.line(f"opened {number}")
            printing.line(f"minutes of {code} published; those who came or were invited are told")
        if to is not None:
            office.write_pdf(here, code, to)
            printing.line(f"wrote {to}")
        if not (from_file or review or publish or to):
            printing.document(office.show(here, code), as_format)


def report(
    code: str,
    as_format: AsFormat = Format.text,
    to: Annotated[Path | None, typer.Option("--to", help="where a PDF of it is written")] = None,
) -> None:
    """The FKP report: the account of each broadcast, answers, attendance, agreements, what became of them."""
    from bot.commands.forum import at_office
    from bot.forums import minutes_office as office

    with at_office(None) as (here, _settings):
        if to is None:
            printing.document(office.report(here, code), as_format)
        else:
            office.write_report(here, code, to)
            printing.line(f"wrote {to}")
