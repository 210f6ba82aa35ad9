"""How well themes are found: agreement of the labels, what cross-validation says, and the test half, once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analytics.labelled import Labelled, sentences, wording
from analytics.topics import Topics, Tuning
from tests.bench.labelling import (
    Marks,
    Score,
    both_halves,
    drawn_again,
    f1_of_each,
    kappa,
    keywords,
    marks,
    passes,
    score,
    unseen_half,
)

SEED, DRAWS, FOLDS = 20261124, 4000, 5
DENIALS = frozenset({"pungli"})
LEXICON = keywords()
THEMES = tuple(LEXICON.themes)


def bench_agreement_of_two_passes() -> None:
    first, second = passes("first.csv"), passes("second.csv")
    one, other = (marks([said[key] for key in first], THEMES) for said in (first, second))
    print(f"\nCohen's kappa of the two passes, {len(first)} texts")
    for place, theme in enumerate(THEMES):
        numbers = f"({one[:, place].sum()}, {other[:, place].sum()})"
        print(f"  {theme:13} {kappa(one[:, place], other[:, place]):.3f}  {numbers}")
    print(f"  all together  {kappa(one.ravel(), other.ravel()):.3f}")
    print(f"  the same set of themes: {(one == other).all(axis=1).mean():.1%} of the texts")


def bench_settings_by_cross_validation() -> None:
    """Only the sentences that are learned from."""
    known = sentences()
    truth = marks([one.themes for one in known], THEMES)
    said = marks([LEXICON.themes_of(one.text) for one in known], THEMES)
    print(f"\n{FOLDS}-fold cross-validation on {len(known)} sentences, seed {SEED}")
    print(f"  keywords alone                      {shown(score(truth, said))}")
    for strength in (3.0, 10.0, 30.0):
        for sure, unsure in ((0.3, 0.3), (0.3, 0.2), (0.35, 0.2), (0.4, 0.1)):
            tuning = replace(Tuning(), strength=strength, sure=sure, unsure=unsure)
            found = cross_validated(known, tuning)
            print(f"  strength {strength:4} sure {sure:4} unsure {unsure:4}  {shown(score(truth, found))}")


def bench_the_two_numbers_on_the_unseen_half() -> None:
    unseen, known = unseen_half(), sentences()
    truth = marks([one.themes for one in unseen], THEMES)
    topics = learned(known)
    began = time.perf_counter()
    topics.themes_of("")
    print(f"\nlearned from {len(known)} sentences in {time.perf_counter() - began:.2f} s")
    found = marks(topics.themes_of_all([one.text for one in unseen]), THEMES)
    baseline = marks([LEXICON.themes_of(one.text) for one in unseen], THEMES)
    print_numbers(truth, found, baseline)
    half = learned([one for one in known if one.text in both_halves()])
    alone = marks(half.themes_of_all([one.text for one in unseen]), THEMES)
    print(f"  learned from the {len(half.sentences)} of the tuning half alone: {shown(score(truth, alone))}")
    print_offices(unseen, truth, found, baseline)
    print_themes(truth, found, baseline)


def bench_a_week_of_texts() -> None:
    topics, texts = learned(sentences()), [f"{one.text} {n}" for n in range(20) for one in sentences()]
    topics.themes_of("")
    began = time.perf_counter()
    topics.themes_of_all(texts)
    print(f"\n{len(texts)} different texts: {len(texts) / (time.perf_counter() - began):.0f} a second")


def learned(known: Sequence[Labelled], tuning: Tuning | None = None) -> Topics:
    return Topics(LEXICON, wording(LEXICON.synonyms), known, DENIALS, tuning or Tuning())


def cross_validated(known: Sequence[Labelled], tuning: Tuning) -> Marks:
    """What is found in each fold by what was learned from the others."""
    fold = np.random.default_rng(SEED).permutation(len(known)) % FOLDS
    found = np.zeros((len(known), len(THEMES)), dtype=bool)
    for left_out in range(FOLDS):
        topics = learned([one for one, its in zip(known, fold, strict=True) if its != left_out], tuning)
        texts = [one.text for one, its in zip(known, fold, strict=True) if its == left_out]
        found[fold == left_out] = marks(topics.themes_of_all(texts), THEMES)
    return found


def shown(one: Score) -> str:
    return f"micro-F1 {one.micro:.3f}  exactly right {one.exact:.3f}  macro-F1 {one.macro:.3f}"


def print_numbers(truth: Marks, found: Marks, baseline: Marks) -> None:
    again = drawn_again(truth, found, baseline, DRAWS, SEED)
    ours, theirs = score(truth, found), score(truth, baseline)
    print(f"\n{len(truth)} texts of the test half; 95 % intervals from {DRAWS} bootstrap draws, seed {SEED}")
    for name in ("micro", "exact", "macro"):
        drawn = np.array([[getattr(one, name), getattr(other, name)] for one, other in again])
        low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
        less, more = np.quantile(drawn[:, 0] - drawn[:, 1], [0.025, 0.975])
        for who, its, place in (("learned", ours, 0), ("keywords", theirs, 1)):
            print(f"  {name} {who:8} {getattr(its, name):.3f} ({low[place]:.3f} to {high[place]:.3f})")
        print(f"  {name} difference {less:+.3f} to {more:+.3f}")


def print_offices(unseen: Sequence[Labelled], truth: Marks, found: Marks, baseline: Marks) -> None:
    for office in dict.fromkeys(one.office for one in unseen):
        its = np.array([one.office == office for one in unseen])
        ours, theirs = score(truth[its], found[its]), score(truth[its], baseline[its])
        print(f"  {office:9} n {its.sum():3}  learned: {shown(ours)}  keywords: {shown(theirs)}")


def print_themes(truth: Marks, found: Marks, baseline: Marks) -> None:
    ours, theirs = f1_of_each(truth, found), f1_of_each(truth, baseline)
    print("  F1 of each theme: texts, counted by the model, learned, keywords")
    for place, theme in enumerate(THEMES):
        counts = f"{truth[:, place].sum():3} {found[:, place].sum():3}"
        print(f"  {theme:13} {counts}  {ours[place]:.3f}  {theirs[place]:.3f}")
    rest = [place for place, theme in enumerate(THEMES) if theme != "facilities"]
    print(
        f"  without facilities: learned {shown(score(truth[:, rest], found[:, rest]))}"
        f"  keywords {shown(score(truth[:, rest], baseline[:, rest]))}"
    )
