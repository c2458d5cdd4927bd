"""Learn from labelled narratives: classifiers, rule reliabilities and the combiner, all judged out of voice.

Narratives of one voice are never split: what is measured on a voice was learnt from the others, so the figures tell
how the coder fares on a writer it has not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from coder.edition.folds import assign_folds, run_each
from coder.edition.training import Lesson, Models, Sample, fit_models
from coder.rules.rulebook import Rule
from coder.scheme import Scheme
from coder.suggest.combine import Combiner, fit_combiner
from coder.suggest.signals import SIGNALS, findings_by_code, measure

FOLDS = 5
_WITHHELD = 0.3
"""Share of features kept from the classifiers while the evidence is weighed. Writers of one project resemble each other
more than strangers do; without this, the classifiers would be trusted more than they deserve on strangers' texts."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Learnt:
    """Models and combiner of all samples, and the confidences each sample gets out of voice, shape (samples, codes)."""

    models: Models
    combiner: Combiner
    out_of_voice: NDArray[np.float64]


@dataclass(frozen=True)
class _Task:
    """What every part of the learning needs. `folds` has one entry per sample; -1 as a part means all samples."""

    samples: Sequence[Sample]
    lessons: Sequence[Lesson]
    codes: Sequence[str]
    scheme: Scheme
    folds: NDArray[np.int_]
    truth: NDArray[np.bool_]
    ruled: NDArray[np.bool_]
    unfamiliar: NDArray[np.float64]


_ALL = -1
_TwoWays = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Signals of samples as they stand, and in unfamiliar wording."""


def learn(
    samples: Sequence[Sample],
    scheme: Scheme,
    rules: Sequence[Rule],
    *,
    lessons: Sequence[Lesson] = (),
    progress: Progress,
    workers: int = 2,
) -> Learnt:
    """Learn from all samples and lessons. `progress` is told each step; the result does not depend on `workers`.

    Lessons have no voice: they teach in every part, and nothing is measured on them.
    """
    codes = scheme.in_order(scheme.suggestable)
    reached = scheme.expand(code for rule in rules for code in rule.codes)
    folds = np.array(assign_folds([sample.narrative.voice for sample in samples], FOLDS))
    signals = np.zeros((len(samples), len(codes), len(SIGNALS)))
    task = _Task(
        samples,
        lessons,
        codes,
        scheme,
        folds,
        truth=np.array([[code in sample.truth for code in codes] for sample in samples], dtype=bool),
        ruled=np.array([code in reached for code in codes], dtype=bool),
        unfamiliar=np.zeros_like(signals),
    )
    parts = sorted(set(folds.tolist()))
    learnt = run_each(_learn_part, task, [_ALL, *parts], workers=workers)
    models = cast(Models, next(learnt))
    progress("learnt from all narratives")
    for part, (clear, unfamiliar) in zip(parts, cast(Iterator[_TwoWays], learnt), strict=True):
        progress(f"learnt without part {part + 1} of {FOLDS}")
        signals[folds == part], task.unfamiliar[folds == part] = clear, unfamiliar
    progress("weighing the evidence")
    *by_part, combiner = run_each(_weigh_part, task, [*parts, _ALL], workers=workers)
    out_of_voice = np.zeros(task.truth.shape)
    for part, own in zip(parts, by_part, strict=True):
        for at in np.flatnonzero(folds == part).tolist():
            out_of_voice[at] = own.confidences(signals[at])
    return Learnt(models, combiner, out_of_voice)


def _learn_part(task: _Task, part: int) -> Models | _TwoWays:
    """The models of all samples; or, for a part, the signals of its samples by models of all others.

    Models are as large as an edition, so those that only measure are not handed back.
    """
    others = [s for s, own in zip(task.samples, task.folds, strict=True) if own != part]
    models = fit_models(others, task.lessons, task.codes)
    if part == _ALL:
        return models
    held_out = [s for s, own in zip(task.samples, task.folds, strict=True) if own == part]
    clear = [_signals(sample, models, task.scheme) for sample in held_out]
    unfamiliar = [_signals(sample, models, task.scheme, withhold=_WITHHELD) for sample in held_out]
    return np.array(clear), np.array(unfamiliar)


def _weigh_part(task: _Task, part: int) -> Combiner:
    """The combiner of all samples outside a part."""
    others = task.folds != part
    return fit_combiner(task.codes, task.unfamiliar[others], task.truth[others], ruled=task.ruled)


def _signals(sample: Sample, models: Models, scheme: Scheme, *, withhold: float = 0.0) -> NDArray[np.float64]:
    margins = models.classifiers(sample.analysis, withhold=withhold)
    findings = findings_by_code(sample.analysis.findings, scheme)
    return measure(findings, margins, models.classifiers.codes, scheme, models.rule_weights)
