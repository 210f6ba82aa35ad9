"""The SKM report in words: the chapters that the regulation asks for, honest about what is not known."""

from __future__ import annotations

from handlers import report_analysis, response_words
from handlers import report_tables as tables
from handlers.dates import day, decimal
from handlers.policy_words import signed
from handlers.report_parts import Block, Chapter, Document, words
from handlers.report_seen import TELLING, ReportSeen
from handlers.talk import _, ngettext
from handlers.week_lines import ENOUGH, GRADES, weight

MOST_ROWS = 300  # of respondents printed in the report itself; the annex file has them all


def document(seen: ReportSeen) -> Document:
    """The whole report; with fewer than five forms it says that, and no value."""
    facts = (
        (_("Service unit"), seen.unit),
        (_("Period"), f"{seen.period} ({seen.days})"),
        (_("Respondents"), str(seen.index.n)),
        (_("Satisfaction index (IKM)"), index_line(seen)),
        *(((_("Answered of those asked"), response_words.line(seen.asked)),) if seen.asked else ()),
        (_("Made on"), day(seen.made_on)),
    )
    chapters = (
        introduction(seen),
        collection(seen),
        *((results(seen), report_analysis.analysis(seen)) if seen.publish else ()),
        conclusion(seen),
        *((annex(seen),) if seen.publish else ()),
    )
    return Document(
        title=_("Report of the Public Satisfaction Survey (SKM)"),
        subtitle=f"{seen.unit} · {seen.city}",
        facts=facts,
        chapters=chapters,
        footer=f"SKM · {seen.unit} · {seen.period}",
    )


def index_line(seen: ReportSeen) -> str:
    """The index with its grade, or that there are too few to publish."""
    if not seen.publish or seen.index.ikm is None:
        return _("too few complete surveys to be published")
    return f"{decimal(seen.index.ikm)} – {seen.index.grade} ({_(GRADES[seen.index.grade])})"


def introduction(seen: ReportSeen) -> Chapter:
    return Chapter(
        _("Introduction"),
        words(
            _(
                "{unit} asks those who use its services how they found them, and this report tells what they "
                "answered from {days}. It follows PermenPANRB 14/2017 on the Public Satisfaction Survey.",
                unit=seen.unit,
                days=seen.days,
            ),
            _(
                "It is meant to show where the service is good, where people fall short, and what will be "
                "done "
                "about it."
            ),
        ),
    )


def collection(seen: ReportSeen) -> Chapter:
    return Chapter(
        _("How the data was collected"),
        words(
            _("Period: {days}.", days=seen.days),
            ""
            if seen.made_on > seen.last
            else _("The period is not over yet: what came in until {day} is counted.", day=day(seen.made_on)),
            _(
                "Method: people answer nine questions by themselves, in the chat or on paper at the "
                "counter; taking "
                "part is free, and neither name nor NIK is asked. Each element is answered from 1 to 4."
            ),
            ngettext(
                "Respondents: {count} complete survey is counted; {incomplete} that were left incomplete "
                "are not.",
                "Respondents: {count} complete surveys are counted; {incomplete} that were left incomplete "
                "are not.",
                seen.index.n,
                incomplete=seen.index.incomplete,
            ),
            sample(seen),
            *(response_words.told(seen.asked) if seen.asked else ()),
            *changed(seen),
            _(
                "Weight of each element: {weight}. The index is the mean of the nine elements times 25, "
                "rounded "
                "once to two places.",
                weight=weight(seen.weight),
            ),
            _(
                "Who answers in a chat chooses to do so and need not be like all visitors: please read the "
                "numbers with that in mind."
            ),
        ),
    )


def changed(seen: ReportSeen) -> list[str]:
    """What became of the unit itself: what was merged into it, and that it ended."""
    told = [
        _(
            "{name} went into this unit on {day}. What was answered about it under its own name is not "
            "counted here.",
            name=name,
            day=day(on),
        )
        if on
        else _(
            "{name} went into this unit. What was answered about it under its own name is not counted here.",
            name=name,
        )
        for name, on in seen.merged
    ]
    ended = [_("The unit ended on {day}.", day=day(seen.closed))] if seen.closed else []
    return told + ended


def sample(seen: ReportSeen) -> str:
    """Whether enough were asked."""
    if seen.needed is None:
        return _(
            "Sample: how many people were served is not known, so it cannot be said whether it is large "
            "enough."
        )
    told = {"served": seen.served, "needed": seen.needed, "n": seen.index.n}
    if seen.index.n >= seen.needed:
        return _(
            "Sample: of {served} people served {needed} are needed (Krejcie & Morgan); {n} answered: "
            "reached.",
            **told,
        )
    return _(
        "Sample: of {served} people served {needed} are needed (Krejcie & Morgan); {n} answered: not "
        "reached.",
        **told,
    )


def results(seen: ReportSeen) -> Chapter:
    return Chapter(
        _("Results"),
        (
            *words(
                _("The satisfaction index (IKM) is {index}.", index=index_line(seen)),
                how_sure(seen),
                beside(seen),
            ),
            tables.grades(seen.index.grade),
            Block(_("Value of each element:")),
            tables.elements(seen),
            Block(picture="elements", alt=_("The elements' means as bars")),
            Block(_("Who answered:")),
            tables.profile(seen),
            Block(picture="profile", alt=_("Who answered, as bars")),
            Block(_("The index over twelve months. Months with fewer than five surveys have no value.")),
            Block(picture="trend", alt=_("The index over twelve months")),
            tables.months(seen),
            *words(kept_back(seen), compared(seen)),
        ),
    )


def kept_back(seen: ReportSeen) -> str:
    """Why a month that is large enough has no value all the same."""
    if all(index.ikm is not None for _first, index in seen.months if index.n >= TELLING):
        return ""
    return _("One more month has no value, or that of a small month could be reckoned from the rest.")


def how_sure(seen: ReportSeen) -> str:
    """The interval with the grades in it, or that there is not enough to tell."""
    index = seen.index
    if index.low is None or index.high is None:
        return _(
            "Not enough yet for a statement of certainty: it takes {enough} surveys that are not all alike.",
            enough=ENOUGH,
        )
    span = _(
        "With 95% certainty it lies between {low} and {high}.",
        low=decimal(index.low),
        high=decimal(index.high),
    )
    if len(index.grades) > 1:
        return f"{span} " + _("More than one grade is possible: {grades}.", grades=", ".join(index.grades))
    return span


def beside(seen: ReportSeen) -> str:
    """The weighted figure, beside the official one and never instead."""
    if seen.weighted is None:
        return ""
    return _(
        "Weighted to the people served it would be {ikm} (as much worth as {worth} unweighted surveys). "
        "This stands "
        "beside the official figure and does not replace it.",
        ikm=decimal(seen.weighted["ikm"]),
        worth=round(seen.weighted["worth"]),
    )


def compared(seen: ReportSeen) -> str:
    """Against the period before, only as far as it is more than chance."""
    before = seen.before
    if before.ikm is None or before.n < TELLING:
        return _("There are too few surveys of the period before to compare with.")
    head = _("The period before: {ikm} from {n} surveys.", ikm=decimal(before.ikm), n=before.n)
    if seen.change is None:
        return f"{head} " + _("That is not enough to tell a change.")
    span = {"low": signed(seen.change.low), "high": signed(seen.change.high)}
    change = _("Change: {points} points ({low} to {high}).", points=signed(seen.change.points), **span)
    if seen.change.low <= 0 <= seen.change.high:
        return f"{head} {change} " + _("This can be chance: nothing can be concluded.")
    return f"{head} {change}"


def conclusion(seen: ReportSeen) -> Chapter:
    if not seen.publish:
        return Chapter(
            _("Conclusion"),
            words(
                _(
                    "Fewer than five complete surveys came in. Their values are not published, as they "
                    "would tell "
                    "who gave them. More people must be asked: please put the QR code where people see it."
                )
            ),
        )
    return Chapter(
        _("Conclusion"),
        words(
            _(
                "The index of {unit} in {period} is {index}.",
                unit=seen.unit,
                period=seen.period,
                index=index_line(seen),
            ),
            _(
                "What most needs care is {weakest}; what people value most is {strongest}.",
                weakest=report_analysis.named(seen, seen.ranked[0]),
                strongest=report_analysis.named(seen, seen.ranked[-1]),
            ),
            "" if seen.index.n >= ENOUGH else _("With so few answers all of this is only a hint."),
        ),
    )


def annex(seen: ReportSeen) -> Chapter:
    note = _(
        "Every answer with formulas stands in the file of the annex (XLSX): there the index is reckoned anew."
    )
    many = len(seen.forms) > MOST_ROWS
    return Chapter(_("Annex"), words(note) if many else (*words(note), tables.forms(seen)))
