"""Fit classifiers and rule reliabilities on labelled narratives and statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coder.classifier.fit import fit_linear
from coder.classifier.linear import LinearModel
from coder.narrative.labelled import LabelledNarrative
from coder.narrative.statements import TEACHING, Statement
from coder.scheme import Scheme
from coder.suggest.analyse import Analysis
from coder.suggest.margins import Classifiers, case_features
from coder.suggest.signals import RuleWeights, learn_rule_weights

_FEWEST_POSITIVES = 3
"""Narratives. A code with fewer is left to rules."""


@dataclass(frozen=True)
class Sample:
    """A labelled narrative, analysed.

    `truth` are its codes with their ancestors and what they imply; `lineage` gives these for each code by itself.
    """

    narrative: LabelledNarrative
    analysis: Analysis
    truth: frozenset[str]
    lineage: Mapping[str, frozenset[str]]


def make_sample(narrative: LabelledNarrative, analysis: Analysis, scheme: Scheme) -> Sample:
    """A sample whose truth follows from the narrative's codes by the scheme."""
    lineage = {code: scheme.expand([code]) for code in narrative.code_set}
    return Sample(narrative, analysis, scheme.expand(narrative.code_set), lineage)


@dataclass(frozen=True)
class Lesson:
    """A statement, analysed: `features` of all its sentences together, and whether they affirm `codes`.

    `codes` are the statement's code and, where it is affirmed, all that follows from it. Of other codes a lesson says
    nothing.
    """

    codes: frozenset[str]
    affirms: bool
    features: Sequence[str]


def make_lessons(
    statements: Iterable[Statement], analyse: Callable[[str], Analysis], scheme: Scheme
) -> tuple[Lesson, ...]:
    """What statements teach: an affirmed code holds with all that follows from it.

    Statements that deny or fear a code, or say it of the law or of others, teach no classifier: telling those apart is
    for the claims, and to a classifier they would say that the code's own words speak against it.
    """
    lessons = []
    for statement in statements:
        if statement.claim in TEACHING:
            codes = scheme.expand([statement.code]) if statement.affirms else frozenset([statement.code])
            features = [name for sentence in analyse(statement.text).features for name in sentence]
            lessons.append(Lesson(codes, statement.affirms, features))
    return tuple(lessons)


@dataclass(frozen=True)
class Models:
    """What a set of samples teaches."""

    classifiers: Classifiers
    rule_weights: RuleWeights


def fit_models(samples: Sequence[Sample], lessons: Sequence[Lesson], codes: Sequence[str]) -> Models:
    """Models of `codes`, from narratives and from single statements."""
    truth = np.array([[code in sample.truth for code in codes] for sample in samples], dtype=bool)
    frequent = [at for at in range(len(codes)) if truth[:, at].sum() >= _FEWEST_POSITIVES]
    labels = [codes[at] for at in frequent]
    joined = [case_features(sample.analysis.features, sample.analysis.aside) for sample in samples]
    whole = fit_linear(joined, labels, truth[:, frequent])
    weights = learn_rule_weights((sample.analysis.findings, sample.truth) for sample in samples)
    sentence = _fit_sentences(samples, lessons, labels, truth[:, frequent])
    return Models(Classifiers(sentence, whole, tuple(codes)), weights)


def _fit_sentences(
    samples: Sequence[Sample], lessons: Sequence[Lesson], labels: Sequence[str], truth: NDArray[np.bool_]
) -> LinearModel | None:
    """Fit on sentences: one is positive where it holds the words marked for a code, and where a lesson affirms it.

    Other sentences of the same narrative are left out for that code: they may support it unmarked. None where nothing
    tells which sentences support a code.
    """
    if not lessons and not any(mark.span for sample in samples for mark in sample.narrative.codes):
        return None
    column = {label: at for at, label in enumerate(labels)}
    texts = [sample.analysis.features for sample in samples]
    owner = np.array([at for at, text in enumerate(texts) for _ in text])
    marked = np.concatenate([_marked_sentences(sample, column) for sample in samples])
    affirmed, untold = _taught(lessons, column)
    return fit_linear(
        [*(sentence for text in texts for sentence in text), *(lesson.features for lesson in lessons)],
        labels,
        np.concatenate([marked, affirmed]),
        ignore=np.concatenate([truth[owner] & ~marked, untold]),
    )


def _taught(lessons: Sequence[Lesson], column: Mapping[str, int]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which labels each lesson affirms, and of which it says nothing; both of shape (lessons, labels)."""
    affirmed = np.zeros((len(lessons), len(column)), dtype=bool)
    untold = np.ones_like(affirmed)
    for row, lesson in enumerate(lessons):
        told = [column[code] for code in lesson.codes if code in column]
        affirmed[row, told] = lesson.affirms
        untold[row, told] = False
    return affirmed, untold


def _marked_sentences(sample: Sample, column: Mapping[str, int]) -> NDArray[np.bool_]:
    """Which sentence holds words marked for the label of which column, shape (sentences, labels)."""
    doc = sample.analysis.doc
    marked = np.zeros((len(doc.sentences), len(column)), dtype=bool)
    spans = [doc.span(first, last) for first, last in doc.sentences]
    for mark in sample.narrative.codes:
        if mark.span is None:
            continue
        touched = [start < mark.span[1] and mark.span[0] < end for start, end in spans]
        for code in sample.lineage[mark.code]:
            if code in column:
                marked[:, column[code]] |= touched
    return marked
