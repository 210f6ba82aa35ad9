"""What comes with a report that was asked for in the chat; and what is said when it could not be made."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.report_seen import ReportSeen
from handlers.report_words import index_line
from handlers.talk import Media, Say, _, paragraphs


def ready(seen: ReportSeen) -> str:
    """Above the files: of whom and when the report is, and its one number."""
    return paragraphs(
        _("📄 SKM report of {unit}\n{period} ({days})", unit=seen.unit, period=seen.period, days=seen.days),
        _("IKM: {index}, complete surveys: {n}", index=index_line(seen), n=seen.index.n),
        _(
            "The PDF is the report. The XLSX is its annex: every answer without a name, and formulas that "
            "reckon the index anew."
        ),
    )


def with_files(words: str, files: Sequence[Media]) -> Say:
    """The message that carries them."""
    return Say(words, media=tuple(files), unshown=_("The files of the report cannot be sent here any more."))


def failed(unit: str, period: str) -> Say:
    """It was tried and tried, and nobody need wait for it."""
    return Say(
        _(
            "😔 I could not make the SKM report of {unit}, {period}. The operator finds the reason in the "
            "log. Please ask again later: /laporan_skm",
            unit=unit,
            period=period,
        )
    )
