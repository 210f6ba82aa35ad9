"""The commands for policies and trainings: arguments, nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.commands import printing
from bot.commands.deciding import settled
from bot.commands.handover import As, Why
from bot.commands.officials import AsFormat, Format, Unit

policy = typer.Typer(help="Policies: declared first, measured after their window.", no_args_is_help=True)
training = typer.Typer(help="Trainings: what offices need, had, and what came of it.", no_args_is_help=True)
GROUPS = {"policy": policy, "training": training}
Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"])]


@policy.command("add")
def policy_add(
    name: Annotated[str, typer.Option()],
    starts: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="its first day")],
    units: Annotated[str, typer.Option(help="keys of units, with commas between them")],
    element: Annotated[str, typer.Option(help="one of the nine; left out: the whole index")] = "",
    window: Annotated[int, typer.Option(min=7, max=730, help="days before and after")] = 90,
) -> None:
    """Declare a policy before it is measured. What was declared is not changed."""
    from bot.outside import policies
    from bot.wiring import opened

    keys = [key for part in units.split(",") if (key := part.strip())]
    with settled() as settings, opened(settings) as store:
        row = policies.declare(store, settings, name, starts.date(), keys, element, window)
        printing.line(f"policy {row.key} declared; measure it with: suara policy show {row.key}")


@policy.command("list")
def policy_list(as_format: AsFormat = Format.text) -> None:
    """Every policy as it was declared."""
    from bot.outside import policies
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.table(policies.listed(store), as_format)


@policy.command("show")
def policy_show(key: str, as_format: AsFormat = Format.text) -> None:
    """What a policy came to, with its interval; "cannot be concluded" is an answer too."""
    from bot.outside import policies
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        today = datetime.now(UTC).astimezone(settings.zone).date()
        printing.told(policies.measured(store, settings, key, today), as_format)


@training.command("record")
def training_record(
    unit: Annotated[str, typer.Option(help="a unit's key in config.yaml")],
    topic: Annotated[str, typer.Option(help="a key of training_topics in config.yaml")],
    on: Day,
    people: Annotated[int | None, typer.Option(min=1)] = None,
) -> None:
    """A training was held: how many people, never who."""
    from bot.outside import trainings
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        trainings.record(store, settings, unit, topic, on.date(), people)
        printing.line("recorded")


@training.command("needs")
def training_needs(
    unit: Unit = None, as_official: As = None, why: Why = None, as_format: AsFormat = Format.text
) -> None:
    """What a unit or all could be trained in, with the evidence; quotes only with --as and --why."""
    from bot.outside import looking, trainings
    from bot.wiring import build_house, opened

    with settled() as settings, opened(settings) as store:
        now, asked = datetime.now(UTC), looking.Asked(as_official, why)
        words = looking.may_look(store, build_house(settings), asked, "trainings", now)
        printing.told(trainings.needs(store, settings, unit, now, words=words), as_format)


@training.command("list")
def training_list(
    unit: Annotated[str, typer.Option(help="a unit's key in config.yaml")], as_format: AsFormat = Format.text
) -> None:
    """The trainings of a unit, with before and after."""
    from bot.outside import trainings
    from bot.wiring import opened

    with settled() as settings, opened(settings) as store:
        printing.told(trainings.held(store, settings, unit), as_format)
