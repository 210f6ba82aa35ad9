"""The nine elements of the satisfaction survey, in its questionnaire's order, each with its own answers."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.talk import later


@dataclass(frozen=True)
class Element:
    """`key` is what is stored, `ask` the short name of its question; answers stand from 4 down to 1."""

    key: str
    ask: str
    question: str
    answers: tuple[str, str, str, str]


ELEMENTS = (
    Element(
        "requirements",
        "require",
        later("Did the papers and conditions they asked for suit what you came for?"),
        (
            later("4 😀 Very suitable"),
            later("3 🙂 Suitable"),
            later("2 😕 Less suitable"),
            later("1 😞 Unsuitable"),
        ),
    ),
    Element(
        "procedure",
        "steps",
        later("How easy were the steps you had to go through?"),
        (later("4 😀 Very easy"), later("3 🙂 Easy"), later("2 😕 Less easy"), later("1 😞 Not easy")),
    ),
    Element(
        "time",
        "time",
        later("How fast was it done?"),
        (later("4 😀 Very fast"), later("3 🙂 Fast"), later("2 😕 Less fast"), later("1 😞 Not fast")),
    ),
    Element(
        "cost",
        "cost",
        later("And the cost: what did you have to pay?"),
        (
            later("4 😀 Free of charge"),
            later("3 🙂 Cheap"),
            later("2 😕 Rather expensive"),
            later("1 😞 Very expensive"),
        ),
    ),
    Element(
        "product",
        "product",
        later("Does what you received match what was promised?"),
        (
            later("4 😀 Matches very well"),
            later("3 🙂 Matches"),
            later("2 😕 Matches poorly"),
            later("1 😞 Does not match"),
        ),
    ),
    Element(
        "competence",
        "skill",
        later("Did the staff know their work?"),
        (
            later("4 😀 Very competent"),
            later("3 🙂 Competent"),
            later("2 😕 Less competent"),
            later("1 😞 Not competent"),
        ),
    ),
    Element(
        "conduct",
        "conduct",
        later("Were the staff polite and friendly?"),
        (
            later("4 😀 Very polite"),
            later("3 🙂 Polite"),
            later("2 😕 Less polite"),
            later("1 😞 Not polite"),
        ),
    ),
    Element(
        "facilities",
        "place",
        later("How was the place itself: waiting room, seats, toilets, or the application?"),
        (
            later("4 😀 Very good"),
            later("3 🙂 Good"),
            later("2 😕 Fair"),
            later("1 😞 Bad"),
        ),
    ),
    Element(
        "complaints",
        "complain",
        later("If somebody wants to complain there, how well is that dealt with?"),
        (
            later("4 😀 Well managed"),
            later("3 🙂 Works, not fully"),
            later("2 😕 Does not work"),
            later("1 😞 Is not there"),
        ),
    ),
)
