"""What every column of the exported tables means."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.element_names import ELEMENT_NAMES
from handlers.talk import _, later, speaking

MEANINGS: Mapping[str, str] = {
    "unit": later("key of the office; * is several small ones together"),
    "service": later("key of the service, empty where it was not said; * is several small ones together"),
    "channel": later("by which way it came: telegram, whatsapp, web, kiosk or paper"),
    "score": later("quick rating, 1 (bad) to 4 (very good)"),
    "given_at": later("when it was given, with its time zone"),
    "sex": later("sex, where the respondent agreed to say it"),
    "age": later("age in bands, where the respondent agreed to say it"),
    "education": later("last school, where the respondent agreed to say it"),
    "occupation": later("occupation, where the respondent agreed to say it"),
    "number": later("number of the report"),
    "kind": later("complaint, suggestion, question or praise"),
    "category": later("what a complaint is about, as a key"),
    "about": later("who or what a complaint is about"),
    "route": later("who may read it: unit, coordinator or overseers"),
    "state": later("state of the report, as a key"),
    "known_as": later("how its reporter wishes to be known"),
    "outcome": later("the closing that was proposed"),
    "closed_by": later("who closed it: reporter, silence or official"),
    "next_step": later("what is due next"),
    "reopened": later("how often its reporter said: not yet"),
    "handling": later("the reporter's rating of the handling, 1 to 4"),
    "people": later("on behalf of how many people an organisation handed it in; 1: for oneself"),
    "opened_at": later("when it was handed in"),
    "verify_due": later("by when it is to be checked"),
    "answer_due": later("by when it is to be answered"),
    "answered_at": later("when it was first answered"),
    "closed_at": later("when it was closed"),
    "state_at": later("since when it is in this state"),
    "outer_due": later("by when it is to be settled"),
    "reply_due": later("until when its reporter can answer"),
    "next_at": later("on which day the next step is due"),
    "key": later("key, for ever the same"),
    "name": later("name as people read it"),
    "group": later("group of offices"),
    "closed": later("whether it takes no more ratings"),
    "merged_into": later("key of the office it was merged into"),
    "period": later("month, like 2026-11"),
    "n": later("how many there are; empty where it is hidden because it is small"),
    "incomplete": later("forms with a gap, which do not enter the index"),
    "ikm": later("satisfaction index, 25 to 100"),
    "grade": later("grade of the index, A to D"),
    "low": later("lower end of the 95% interval of the index; empty below 30 forms"),
    "high": later("upper end of the 95% interval of the index; empty below 30 forms"),
    "question": later("question about the respondent"),
    "answer": later("answer, as a key"),
    **{
        f"score_{score}": later(
            "how often this score was given; empty where it is hidden because it is small"
        )
        for score in (1, 2, 3, 4)
    },
}
ELEMENT = later("{element}: answer 1 to 4")
MEAN = later("{element}: mean of the answers (NRR)")


def meaning(column: str) -> str:
    """A column in the language spoken. KeyError for one that is not known."""
    if column in ELEMENT_NAMES:
        return _(ELEMENT, element=_(ELEMENT_NAMES[column]))
    if column.startswith("nrr_"):
        return _(MEAN, element=_(ELEMENT_NAMES[column.removeprefix("nrr_")]))
    return _(MEANINGS[column])


def meanings(columns: list[str], languages: tuple[str, ...]) -> dict[str, list[str]]:
    """Column -> its meaning in each of the languages."""
    said: dict[str, list[str]] = {column: [] for column in columns}
    for language in languages:
        with speaking(language):
            for column, words in said.items():
                words.append(meaning(column))
    return said
