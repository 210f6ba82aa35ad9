"""The numbers of a month as an organisation reads them: one message, a paragraph for each of its topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.public_case_words import CaseRow
from handlers.public_words import Headline, Share
from handlers.talk import Say, _, paragraphs


@dataclass(frozen=True)
class TopicNumbers:
    """What the public page tells of one office; None and empty where nothing is published of it."""

    name: str
    index: Headline | None = None
    faces: Sequence[Share] = ()
    reports: CaseRow | None = None
    reports_period: str = ""


def of_month(organisation: str, topics: Sequence[TopicNumbers], page: str) -> Say:
    """All topics in one message; `page`: where everybody reads the same numbers."""
    heading = _("📊 The public numbers for {name}", name=organisation)
    where = _("In full, for everybody: {page}", page=page) if page else ""
    less = _("Not wanted any more? /stop, or leave with /lembaga.")
    return Say(paragraphs(heading, *map(_topic, topics), where, less))


def _topic(one: TopicNumbers) -> str:
    lines = [f"🏢 {one.name}", *_index(one.index), _faces(one.faces), _reports(one)]
    told = [line for line in lines if line]
    return "\n".join(told if len(told) > 1 else [*told, _("Nothing is published yet.")])


def _index(index: Headline | None) -> list[str]:
    if index is None:
        return []
    if not index.value:
        return [f"⭐ {index.period}: {index.sure}"]
    what = _("Index (IKM) {value}, {grade}", value=index.value, grade=index.grade)
    return [f"⭐ {index.period}: {what}", f"   {index.people}. {index.sure}"]


def _faces(faces: Sequence[Share]) -> str:
    return " · ".join(f"{one.label} {one.count}" for one in faces)


def _reports(one: TopicNumbers) -> str:
    if one.reports is None:
        return ""
    counts = _(
        "{received} reports, {followed} followed up, {finished} finished",
        received=one.reports.received,
        followed=one.reports.followed,
        finished=one.reports.finished,
    )
    return f"📋 {one.reports_period}: {counts}"
