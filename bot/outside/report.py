"""The SKM report and its poster: read once, counted, put into words, written as PDF, DOCX, XLSX and PNG."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

from bot.offices.office import Mistaken
from bot.outside.report_charts import pictures_of
from bot.outside.report_reading import seen_of
from bot.outside.wishes import Made, MadeFile, Wish
from bot.settings import CHECKOUT, Settings
from handlers import poster_words, report_notices, report_words
from handlers.element_names import ELEMENT_NAMES
from handlers.report_seen import ReportSeen
from handlers.talk import _, speaking, spoken
from storage import audit
from storage.store import Store

PAGES = CHECKOUT / "handlers" / "pages"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_report(
    store: Store, settings: Settings, unit: str, period: str, to: Path, today: date, *, words: bool = False
) -> list[Path]:
    """PDF, DOCX and the annex as XLSX, in this directory; masked quotes only with `words`.

    Raises BadPeriod, Mistaken, OSError.
    """
    from analytics import report_docx

    seen = seen_of(store, settings, unit, period, today)
    if not words:
        seen = replace(seen, quotes=[])
    with store.begin() as tx:
        audit.add(tx, "report_made", "operator", datetime.now(UTC), about=f"unit:{unit}:{period}")
    to.mkdir(parents=True, exist_ok=True)
    name = name_of(unit, seen)
    files = [to / f"{name}.pdf", to / f"{name}.docx", to / f"{name}-annex.xlsx"]
    with speaking(settings.city.languages[0]):
        document, pictures = report_words.document(seen), pictures_of(seen)
        files[0].write_bytes(_pdf(seen, pictures))
        report_docx.write(document, pictures, files[1], spoken())
        _annex(seen, settings, files[2])
    return files


def for_chat(store: Store, settings: Settings, wish: Wish, today: date) -> Made:
    """The report and its annex as a chat gets them. Raises BadPeriod, Mistaken."""
    seen = seen_of(store, settings, wish.unit, wish.period, today)
    name, annex = name_of(wish.unit, seen), io.BytesIO()
    with speaking(settings.city.languages[0]):
        report = _pdf(seen, pictures_of(seen))
        _annex(seen, settings, annex)
    files = (
        MadeFile(f"{name}.pdf", "application/pdf", report),
        MadeFile(f"{name}-annex.xlsx", XLSX, annex.getvalue()),
    )
    with speaking(wish.language):
        return Made(report_notices.ready(seen), files)


def name_of(unit: str, seen: ReportSeen) -> str:
    """What its files are called, up to the ending."""
    return f"skm-{unit}-{seen.period}"


def write_poster(store: Store, settings: Settings, unit: str, period: str, to: Path, today: date) -> None:
    """The public summary as .pdf or .png."""
    from analytics import typeset

    if to.suffix.lower() not in (".pdf", ".png"):
        raise Mistaken(f"{to.name}: a poster is written as .pdf or .png")
    seen = seen_of(store, settings, unit, period, today)
    with speaking(settings.city.languages[0]):
        pictures = pictures_of(seen)
        content = poster_words.poster(seen)
    template = (PAGES / "poster.typ").read_text(encoding="utf-8")
    as_pdf = to.suffix.lower() == ".pdf"
    made = typeset.pdf(template, content, pictures) if as_pdf else typeset.png(template, content, pictures)[0]
    to.write_bytes(made)


def _pdf(seen: ReportSeen, pictures: Mapping[str, bytes]) -> bytes:
    from analytics import typeset

    content = {**asdict(report_words.document(seen)), "language": spoken(), "pictures": list(pictures)}
    return typeset.pdf((PAGES / "report.typ").read_text(encoding="utf-8"), content, pictures)


def _annex(seen: ReportSeen, settings: Settings, to: Path | IO[bytes]) -> None:
    from analytics import report_annex

    names = {key: _(name) for key, name in ELEMENT_NAMES.items()}
    report_annex.write(_forms(seen), to, poster_words.annex(seen), names, settings.survey.weight)


def _forms(seen: ReportSeen) -> Any:
    import pandas as pd

    from analytics.skm import ELEMENTS

    # Fewer than five are not told of anywhere, the annex included.
    return pd.DataFrame(seen.forms if seen.publish else [], columns=list(ELEMENTS))
