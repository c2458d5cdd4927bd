"""Champion and challenger: two editions on the same held-out cases, and what of their difference is beyond noise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from coder.audit.paired import mcnemar
from coder.edition.added import CONFIRMED, ORIGINS
from coder.edition.bootstrap import (
    Counts,
    Difference,
    Draws,
    calibration_error,
    discoveries,
    f1,
    precision,
    recall,
)
from coder.edition.evaluate import BINS, Judged, bin_of, judge_case
from coder.edition.gold import Gold
from coder.edition.trained import TrainedOn
from coder.errors import UsageError
from coder.narrative.labelled import LabelledNarrative, read_labelled
from coder.records import Coding, Narrative
from coder.scheme import Scheme
from coder.suggest.suggester import MIN_CONFIDENCE, Suggester

_FIGURES = {"f1": f1, "precision": precision, "recall": recall}
_MOST_IDS = 5


@dataclass(frozen=True, slots=True)
class CodeChange:
    """A code that the editions judge differently: cases only the challenger got right (`fixed`), only the champion
    (`broken`), and the exact p-value of McNemar's test. `change` is `better`, `worse` or `no difference shown`, with
    one false alarm in twenty accepted over all codes.
    """

    code: str
    cases: int
    fixed: int
    broken: int
    p_value: float
    change: str
    f1: Difference


@dataclass(frozen=True)
class Comparison:
    """Two editions on the same cases. `overall` and each of `by_dimension` hold f1, precision and recall; `ece` is the
    expected calibration error, lower = better. `by_code` lists the codes that the editions judge differently.
    """

    champion: str
    challenger: str
    narratives: int
    overall: Mapping[str, Difference]
    ece: Difference
    by_dimension: Mapping[str, Mapping[str, Difference]]
    by_code: tuple[CodeChange, ...]

    @property
    def verdict(self) -> str:
        """One sentence for people."""
        whole = self.overall["f1"]
        better, worse = (sum(c.change == kind for c in self.by_code) for kind in ("better", "worse"))
        head = "No difference shown" if not whole.beyond_noise else "The challenger is worse"
        if whole.beyond_noise and whole.difference > 0:
            head = "The challenger is better"
        low, high = whole.interval
        return (
            f"{head}: F1 {whole.challenger:.3f} against {whole.champion:.3f}, a difference of {whole.difference:+.3f} "
            f"(95 % interval {low:+.3f} to {high:+.3f}) on {self.narratives} cases; "
            f"{better} codes better and {worse} worse beyond noise."
        )

    def as_dict(self) -> dict[str, object]:
        """Everything, rounded, for programs."""
        return {
            "champion": self.champion,
            "challenger": self.challenger,
            "narratives": self.narratives,
            "verdict": self.verdict,
            "overall": {name: figure.as_dict() for name, figure in self.overall.items()} | {"ece": self.ece.as_dict()},
            "by_dimension": {
                dimension: {name: figure.as_dict() for name, figure in figures.items()}
                for dimension, figures in self.by_dimension.items()
            },
            "by_code": [
                {
                    "code": c.code,
                    "cases": c.cases,
                    "fixed": c.fixed,
                    "broken": c.broken,
                    "p_value": round(c.p_value, 4),
                    "change": c.change,
                    "f1": c.f1.as_dict(),
                }
                for c in self.by_code
            ],
        }


def read_held_out(path: Path, scheme: Scheme, editions: Mapping[str, TrainedOn | None]) -> list[LabelledNarrative]:
    """Cases to compare on. `editions` tells by name what each edition has learnt from; None where it does not say.

    Raises CorpusError for faulty records, UsageError when an edition has learnt from a case, or when nobody confirmed
    the codes of one.
    """
    cases = read_labelled([path], scheme.codes, where=path.name)
    unseen = [case.id for case in cases if case.origin in set(ORIGINS) - {CONFIRMED}]
    if unseen:
        raise UsageError(f"{path.name}: nobody confirmed the codes of {len(unseen)} cases: {_listed(unseen)}")
    for name, known in editions.items():
        seen = [case.id for case in cases if known is not None and known.knows(case)]
        if seen:
            raise UsageError(f"{path.name}: {name} has learnt from {len(seen)} of {len(cases)} cases: {_listed(seen)}")
    return list(cases)


def compare(
    champion: Suggester,
    challenger: Suggester,
    cases: Sequence[LabelledNarrative],
    *,
    threshold: float = 0.5,
    draws: int = 1000,
) -> Comparison:
    """Code the cases with both editions and compare. `draws` is the number of bootstrap samples.

    Raises UsageError when there are no cases or the editions' code lists differ.
    """
    scheme = challenger.scheme
    if not cases:
        raise UsageError("there are no cases to compare on")
    if set(champion.scheme.codes) != set(scheme.codes):
        raise UsageError(f"{champion.edition} and {challenger.edition} have different code lists")
    gold = [Gold(case.id, case.text, {mark.code: () for mark in case.codes}) for case in cases]
    first, second = (_coded(edition, gold, threshold) for edition in (champion, challenger))
    old, new = _judged(gold, first, scheme, threshold), _judged(gold, second, scheme, threshold)
    drawn = Draws(len(gold), draws)
    dimensions = {name: {c.id for c in scheme.codes.values() if c.dimension == name} for name in scheme.dimensions}
    return Comparison(
        champion.edition,
        challenger.edition,
        len(gold),
        overall=_differences(drawn, old, new, set(scheme.codes)),
        ece=drawn.difference(_bins(old, first), _bins(new, second), calibration_error),
        by_dimension={
            name: _differences(drawn, old, new, codes)
            for name, codes in dimensions.items()
            if any(codes & (j.true_all | j.given_all) for j in (*old, *new))
        },
        by_code=_changes(drawn, old, new, scheme),
    )


def _coded(edition: Suggester, gold: Iterable[Gold], threshold: float) -> list[Coding]:
    floor = min(MIN_CONFIDENCE, threshold)
    return [edition.suggest(Narrative(case.id, case.text), min_confidence=floor) for case in gold]


def _judged(gold: Sequence[Gold], codings: Sequence[Coding], scheme: Scheme, threshold: float) -> list[Judged]:
    return [judge_case(case, coding.suggestions, scheme, threshold) for case, coding in zip(gold, codings, strict=True)]


def _counts(judged: Sequence[Judged], codes: set[str]) -> Counts:
    """Right, wrong and missed codes among `codes`, per narrative."""
    rows = []
    for one in judged:
        true, given = one.true_all & codes, one.given_all & codes
        rows.append((len(true & given), len(given - true), len(true - given)))
    return np.array(rows, dtype=float)


def _bins(judged: Sequence[Judged], codings: Sequence[Coding]) -> Counts:
    """Per narrative and tenth of confidence: count, sum of confidences, number right."""
    bins = np.zeros((len(judged), BINS, 3))
    for row, (one, coding) in enumerate(zip(judged, codings, strict=True)):
        for confidence, right in one.confidences(coding.suggestions):
            bins[row, bin_of(confidence)] += (1, confidence, right)
    return bins.reshape(len(judged), -1)


def _differences(drawn: Draws, old: Sequence[Judged], new: Sequence[Judged], codes: set[str]) -> dict[str, Difference]:
    before, after = _counts(old, codes), _counts(new, codes)
    return {name: drawn.difference(before, after, figure) for name, figure in _FIGURES.items()}


def _changes(drawn: Draws, old: Sequence[Judged], new: Sequence[Judged], scheme: Scheme) -> tuple[CodeChange, ...]:
    """Codes that the editions judge differently somewhere, in list order."""
    differ: dict[str, list[int]] = {}
    for before, after in zip(old, new, strict=True):
        for code in before.given_all ^ after.given_all:
            differ.setdefault(code, [0, 0])[(code in after.given_all) != (code in after.true_all)] += 1
    p_values = {code: float(mcnemar(*counts)) for code, counts in differ.items()}
    held = discoveries(p_values)
    changes = []
    for code in scheme.in_order(differ):
        fixed, broken = differ[code]
        change = "no difference shown" if code not in held else "better" if fixed > broken else "worse"
        apart = drawn.difference(_counts(old, {code}), _counts(new, {code}), f1)
        cases = sum(code in one.true_all for one in new)
        changes.append(CodeChange(code, cases, fixed, broken, p_values[code], change, apart))
    return tuple(changes)


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(ids[:_MOST_IDS]) + (f" and {len(ids) - _MOST_IDS} more" if len(ids) > _MOST_IDS else "")
