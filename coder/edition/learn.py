"""Learn from labelled narratives: classifiers, rule reliabilities and the combiner, all judged out of voice.

Narratives of one voice are never split: what is measured on a voice was learnt from the others, so the figures tell
how the coder fares on a writer it has not read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coder.classifier.features import sentence_features
from coder.classifier.fit import fit_linear
from coder.classifier.linear import LinearModel
from coder.narrative.labelled import LabelledNarrative
from coder.rules.rulebook import Rule
from coder.scheme import Scheme
from coder.suggest.analyse import Analysis
from coder.suggest.combine import Combiner, fit_combiner
from coder.suggest.signals import SIGNALS, RuleWeights, classify, learn_rule_weights, measure

FOLDS = 5
_WITHHELD = 0.3
"""Share of features kept from the classifiers while the evidence is weighed. Writers of one project resemble each other
more than strangers do; without this, the classifiers would be trusted more than they deserve on strangers' texts."""
_FEWEST_POSITIVES = 3
"""Narratives. A code with fewer is left to rules."""

Progress = Callable[[str], None]


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
class Models:
    """What a set of samples teaches. `sentence` is None where no sample tells which words support its codes."""

    sentence: LinearModel | None
    whole: LinearModel
    rule_weights: RuleWeights


@dataclass(frozen=True)
class Learnt:
    """Models and combiner of all samples, and the confidences each sample gets out of voice, shape (samples, codes)."""

    models: Models
    combiner: Combiner
    out_of_voice: NDArray[np.float64]


def learn(
    samples: Sequence[Sample], scheme: Scheme, rules: Sequence[Rule], *, progress: Progress, workers: int = 2
) -> Learnt:
    """Learn from all samples. `progress` is told each step; the result does not depend on `workers`."""
    codes = scheme.in_order(scheme.suggestable)
    reached = scheme.expand(code for rule in rules for code in rule.codes)
    ruled = np.array([code in reached for code in codes], dtype=bool)
    truth = np.array([[code in sample.truth for code in codes] for sample in samples], dtype=bool)
    folds = assign_folds([sample.narrative.voice for sample in samples], FOLDS)
    signals = np.zeros((len(samples), len(codes), len(SIGNALS)))
    unfamiliar = np.zeros_like(signals)
    for fold in range(FOLDS):
        progress(f"learning without part {fold + 1} of {FOLDS}")
        held_out = [at for at, own in enumerate(folds) if own == fold]
        if held_out:
            models = _fit([sample for sample, own in zip(samples, folds, strict=True) if own != fold], codes, workers)
            for at in held_out:
                signals[at] = _signals(samples[at], models, codes, scheme)
                unfamiliar[at] = _signals(samples[at], models, codes, scheme, withhold=_WITHHELD)
    progress("weighing the evidence")
    held = np.array(folds)
    out_of_voice = np.zeros(truth.shape)
    for fold in sorted(set(folds)):
        combiner = fit_combiner(codes, unfamiliar[held != fold], truth[held != fold], ruled=ruled)
        for at in np.flatnonzero(held == fold).tolist():
            out_of_voice[at] = combiner.confidences(signals[at])
    progress("learning from all narratives")
    return Learnt(_fit(samples, codes, workers), fit_combiner(codes, unfamiliar, truth, ruled=ruled), out_of_voice)


def assign_folds(voices: Sequence[str], folds: int) -> list[int]:
    """A fold, 0 to folds - 1, for every sample, voices kept whole and folds of like size.

    With fewer voices than folds, samples are dealt out one by one instead.
    """
    sizes: dict[str, int] = {}
    for voice in voices:
        sizes[voice] = sizes.get(voice, 0) + 1
    if len(sizes) < folds:
        return [at % folds for at in range(len(voices))]
    load = [0] * folds
    home: dict[str, int] = {}
    for voice in sorted(sizes, key=lambda name: (-sizes[name], name)):
        home[voice] = load.index(min(load))
        load[home[voice]] += sizes[voice]
    return [home[voice] for voice in voices]


def _fit(samples: Sequence[Sample], codes: Sequence[str], workers: int) -> Models:
    texts = [sentence_features(sample.analysis.doc, sample.analysis.marks) for sample in samples]
    truth = np.array([[code in sample.truth for code in codes] for sample in samples], dtype=bool)
    frequent = [at for at in range(len(codes)) if truth[:, at].sum() >= _FEWEST_POSITIVES]
    labels = [codes[at] for at in frequent]
    joined = [[feature for sentence in text for feature in sentence] for text in texts]
    whole = fit_linear(joined, labels, truth[:, frequent], workers=workers)
    weights = learn_rule_weights((sample.analysis.findings, sample.truth) for sample in samples)
    return Models(_fit_sentences(samples, texts, labels, truth[:, frequent], workers), whole, weights)


def _fit_sentences(
    samples: Sequence[Sample],
    texts: Sequence[Sequence[Sequence[str]]],
    labels: Sequence[str],
    truth: NDArray[np.bool_],
    workers: int,
) -> LinearModel | None:
    """Fit on sentences: one is positive where it holds the words marked for a code.

    Other sentences of the same narrative are left out for that code: they may support it unmarked.
    """
    if not any(mark.span for sample in samples for mark in sample.narrative.codes):
        return None
    owner = np.array([at for at, text in enumerate(texts) for _ in text])
    positive = np.concatenate([_marked_sentences(sample, labels) for sample in samples])
    return fit_linear(
        [sentence for text in texts for sentence in text],
        labels,
        positive,
        ignore=truth[owner] & ~positive,
        workers=workers,
    )


def _marked_sentences(sample: Sample, labels: Sequence[str]) -> NDArray[np.bool_]:
    """Which sentence holds words marked for which label, shape (sentences, labels)."""
    doc = sample.analysis.doc
    column = {label: at for at, label in enumerate(labels)}
    marked = np.zeros((len(doc.sentences), len(labels)), dtype=bool)
    spans = [doc.span(first, last) for first, last in doc.sentences]
    for mark in sample.narrative.codes:
        if mark.span is None:
            continue
        touched = [start < mark.span[1] and mark.span[0] < end for start, end in spans]
        for code in sample.lineage[mark.code]:
            if code in column:
                marked[:, column[code]] |= touched
    return marked


def _signals(
    sample: Sample, models: Models, codes: Sequence[str], scheme: Scheme, *, withhold: float = 0.0
) -> NDArray[np.float64]:
    margins = classify(
        sample.analysis,
        codes,
        sentence_model=models.sentence,
        whole_model=models.whole,
        withhold=withhold,
    )
    return measure(sample.analysis, margins, codes, scheme, models.rule_weights)
