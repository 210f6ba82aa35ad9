"""Who answers a survey: four questions with consent, each of which may stay unanswered."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import permission
from handlers.facts import Facts
from handlers.opening import Opening
from handlers.talk import Talk, _, choose, later

UNSAID = "unsaid"
UNDER_AGE = "under_age"

SEX: Mapping[str, str] = {"female": later("Woman"), "male": later("Man")}
AGE: Mapping[str, str] = {
    "17_25": later("17 to 25"),
    "26_35": later("26 to 35"),
    "36_45": later("36 to 45"),
    "46_55": later("46 to 55"),
    "56_up": later("56 or older"),
}
EDUCATION: Mapping[str, str] = {
    "sd": later("Primary school (SD)"),
    "smp": later("Junior high (SMP)"),
    "sma": later("Senior high (SMA/SMK)"),
    "d1_d3": later("Diploma (D1–D3)"),
    "s1": later("Bachelor (D4/S1)"),
    "s2": later("Master (S2)"),
    "s3": later("Doctor (S3)"),
}
OCCUPATION: Mapping[str, str] = {
    "pns": later("Civil servant (PNS/PPPK)"),
    "tni": later("Armed forces (TNI)"),
    "polri": later("Police (POLRI)"),
    "private": later("Employee"),
    "self_employed": later("Own business"),
    "other": later("Something else"),
}


def ask_about_oneself(facts: Facts, opening: Opening) -> Talk[dict[str, str]]:
    """The profile as far as it was told; empty without consent, or for a child whose guardian says no."""
    if not (yield from permission.ask_profile(facts, opening)):
        return {}
    age = yield from permission.ask_age(facts, opening)
    if age == "child":
        return {}
    sex = yield from _ask("sex", opening.above(_("You are …")), SEX)
    years = UNDER_AGE if age == "guarded" else (yield from _ask("years", _("How old are you?"), AGE))
    school = yield from _ask("school", _("Your last school?"), EDUCATION)
    work = yield from _ask("work", _("What do you do?"), OCCUPATION)
    told = {"sex": sex, "age": years, "education": school, "occupation": work}
    return {key: answer for key, answer in told.items() if answer != UNSAID}


def _ask(key: str, question: str, options: Mapping[str, str]) -> Talk[str]:
    labels = {option: _(words) for option, words in options.items()}
    return (yield from choose(key, question, {**labels, UNSAID: _("Rather not say")}))
