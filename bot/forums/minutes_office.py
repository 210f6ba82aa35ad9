"""Minutes at the command line: from a file, reviewed, published, as PDF; and the report of a forum."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from bot.attending import office as attending
from bot.forums import agreed, judging, life, minutes, minutes_pdf, poll_office
from bot.forums import office as desk
from bot.forums.office import Office
from bot.forums.people import REVIEWERS
from bot.offices.mistaken import Mistaken
from handlers import minutes_words, opinion_words, poll_words
from handlers.menu import FIRST_LANGUAGE
from handlers.minutes_views import Minutes
from handlers.poll_views import Opinions
from handlers.talk import _, speaking
from storage import minutes as written
from storage.minutes import NewAgreement

_FILE = "a file of minutes has `summary:` and under `agreements:` a list with `what:`, `unit:` and `due:`"


def read(path: Path) -> tuple[str, list[NewAgreement]]:
    """Summary and agreements of a YAML file. Raises Mistaken, which says what is wrong and where."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Mistaken(f"{path.name}, line {mark.line + 1 if mark else 1}: that is no YAML") from None
    if not isinstance(content, dict) or not content.keys() <= {"summary", "agreements"}:
        raise Mistaken(f"{path.name}: {_FILE}")
    entries = content.get("agreements") or []
    if not isinstance(entries, list):
        raise Mistaken(f"{path.name}: {_FILE}")
    agreements = [_agreement(path, place, entry) for place, entry in enumerate(entries, start=1)]
    return str(content.get("summary") or ""), agreements


def _agreement(path: Path, place: int, entry: Any) -> NewAgreement:
    if not isinstance(entry, dict) or entry.keys() != {"what", "unit", "due"}:
        raise Mistaken(f"{path.name}, agreement {place}: {_FILE}")
    due = entry["due"]
    if not isinstance(due, date) or isinstance(due, datetime):
        raise Mistaken(f"{path.name}, agreement {place}: write the day as 2026-12-31")
    return NewAgreement(str(entry["what"]).strip(), str(entry["unit"]), due)


def write(office: Office, code: str, path: Path) -> int:
    """The file's minutes are the draft of this forum; how many agreements. Raises Mistaken."""
    summary, agreements = read(path)
    with office.store.begin() as tx:
        minutes.write(office.step(tx), office.around.house, code, summary, agreements)
    return len(agreements)


def review(office: Office, code: str) -> None:
    """A second person agrees. Raises Mistaken."""
    with office.store.begin() as tx:
        minutes.review(office.step(tx, REVIEWERS), code)


def publish(office: Office, code: str) -> list[str]:
    """Published; the numbers of the cases as which the agreements are worked on. Raises Mistaken."""
    with office.store.begin() as tx:
        return minutes.publish(office.step(tx), office.around.house, code)


def show(office: Office, code: str) -> Mapping[str, Any]:
    """The minutes as far as they are, and what became of each agreement."""
    today = office.around.house.today(datetime.now(UTC))
    with office.store.reading() as tx:
        row = life.found(tx, code)
        found = written.agreements(tx, row.id)
        seen = agreed.view(tx, row, office.around.house, today)
        return {
            "code": row.code,
            "state": seen.state,
            "summary": seen.summary,
            "agreements": [
                {
                    "what": one.words,
                    "unit": one.unit,
                    "due": one.due,
                    "case": one.number or "",
                    "became": shown.standing,
                    "why": shown.why,
                }
                for one, shown in zip(found, seen.agreed, strict=True)
            ],
        }


def write_pdf(office: Office, code: str, to: Path) -> None:
    """The minutes as PDF. Raises Mistaken."""
    now = datetime.now(UTC)
    with office.store.reading() as tx:
        row = life.found(tx, code)
        if written.of(tx, row.id) is None:
            raise Mistaken(f"forum {code} has no minutes yet: suara forum minutes {code} --from FILE")
        content = minutes_pdf.of_minutes(tx, row, office.around.house, now)
    to.write_bytes(minutes_pdf.typeset(content))


def report(office: Office, code: str) -> Mapping[str, Any]:
    """The FKP report: whom it reached, who came, what was agreed, and what became of it."""
    sent = desk.report(office.store, code)
    told = show(office, code)
    return {
        **sent,
        "attendance": attending.came(office.store, code),
        "polls": poll_office.show(office, code),
        "survey": _survey(office, code),
        "minutes": told["state"],
        "agreements": told["agreements"],
    }


def _survey(office: Office, code: str) -> Mapping[str, Any]:
    """What those who came thought of it; null where too few answered to be shown."""
    seen = _opinions(office, code)
    return {
        "asked": seen.asked,
        "answered": seen.answered,
        "not_answered": max(0, seen.asked - seen.answered),
        "response_rate": None if seen.rate is None else round(seen.rate, 3),
        "useful": None if seen.useful is None else round(seen.useful, 2),
        "heard": None if seen.heard is None else round(seen.heard, 2),
    }


def _opinions(office: Office, code: str) -> Opinions:
    with office.store.reading() as tx:
        return judging.opinions(tx, life.found(tx, code), office.around.house)


def write_report(office: Office, code: str, to: Path) -> None:
    """The same as PDF. Raises Mistaken."""
    found, today = report(office, code), office.around.house.today(datetime.now(UTC))
    with office.store.reading() as tx:
        seen = agreed.view(tx, life.found(tx, code), office.around.house, today)
    with speaking(FIRST_LANGUAGE):
        polls = poll_words.chapter(poll_office.results(office, code))
        survey = opinion_words.chapter(_opinions(office, code))
        content = minutes_pdf.content_of(minutes_words.report(seen, _numbers(found, seen), polls, survey))
    to.write_bytes(minutes_pdf.typeset(content))


def _numbers(found: Mapping[str, Any], seen: Minutes) -> list[tuple[str, str]]:
    invited = [one for one in found["accounts"] if one["purpose"] == "invitation"]
    over = sum(1 for one in seen.agreed if one.standing in agreed.OVER)
    return [
        (_("Invitations sent"), str(sum(one["sent"] for one in invited))),
        (_("Said they would come"), str(found["answers"].get("come", 0))),
        (_("People who came"), str(found["attendance"]["people"])),
        (_("Of them without a seat"), str(found["attendance"]["walked_in"])),
        (_("Agreements"), str(len(seen.agreed))),
        (_("Of them settled"), str(over)),
    ]
