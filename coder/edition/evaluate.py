"""Compare codings with gold codes: how many are right, how honest the confidence is, whether the evidence fits.

Codes are expanded by their ancestors and by what they imply, on both sides, so that a parent for a child is half
right. Codes marked `open` in the gold (good coders differ) count neither way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np

from coder.edition.gold import Gold
from coder.records import Coding, Suggestion
from coder.scheme import Scheme

_NEAR = 40
"""Characters that evidence may lie from the gold words and still count as a hit."""
_LONGEST_EVIDENCE = 400
_FEWEST_FOR_MACRO = 5
BINS = 10
"""Tenths of confidence."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Counts of right, wrong and missed codes, and what follows from them; all rates 0 to 1, higher = better."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of given codes that are right; 0 when none is given."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """Share of true codes that are given; 0 when there is none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """2 x right / (2 x right + wrong + missed); 0 when nothing is given or true."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 0.0


@dataclass(frozen=True)
class Scores:
    """Figures of one comparison. `f1_interval` is a 95 % bootstrap interval over narratives.

    `ece` is the expected calibration error, 0 to 1, lower = better; `reliability` holds (count, mean confidence, share
    right) of each tenth of confidence that occurs. Figures that cannot be computed are None.
    """

    narratives: int
    threshold: float
    overall: Rates
    exact: Rates
    f1_interval: tuple[float, float]
    macro_f1: float | None
    ece: float | None
    evidence_hit: float | None
    traps: tuple[int, int]
    by_dimension: Mapping[str, Rates]
    by_code: Mapping[str, Rates]
    reliability: tuple[tuple[int, float, float], ...]

    def as_dict(self) -> dict[str, object]:
        """The figures rounded to three decimals, under the names of the reference scorer."""
        overall = self.overall
        return {
            "n": self.narratives,
            "threshold": self.threshold,
            "precision": round(overall.precision, 3),
            "recall": round(overall.recall, 3),
            "f1": round(overall.f1, 3),
            "f1_interval_95": [round(bound, 3) for bound in self.f1_interval],
            "exact_f1": round(self.exact.f1, 3),
            "macro_f1_codes_n5": _rounded(self.macro_f1),
            "ece": _rounded(self.ece),
            "evidence_hit": _rounded(self.evidence_hit),
            "trap_codes_given": f"{self.traps[0]}/{self.traps[1]}",
            "by_dimension": {
                name: [round(r.precision, 3), round(r.recall, 3), round(r.f1, 3), r.right + r.missed]
                for name, r in sorted(self.by_dimension.items())
            },
            "reliability": [[count, round(mean, 2), round(share, 2)] for count, mean, share in self.reliability],
        }


@dataclass
class _Tally:
    """Counts gathered over narratives."""

    overall: list[tuple[int, int, int]] = field(default_factory=list)
    exact: Counter[str] = field(default_factory=Counter)
    by_code: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    bins: list[list[float]] = field(default_factory=lambda: [[0, 0.0, 0] for _ in range(BINS)])
    evidence: list[bool] = field(default_factory=list)
    traps: list[bool] = field(default_factory=list)


def evaluate(
    gold: Sequence[Gold], codings: Iterable[Coding], scheme: Scheme, *, threshold: float = 0.5, draws: int = 1000
) -> Scores:
    """Score codings against gold; a narrative without a coding counts as coded with nothing.

    `threshold` is the confidence from which a suggestion counts; `draws` the number of bootstrap samples.
    """
    by_id = {coding.id: coding.suggestions for coding in codings}
    tally = _Tally()
    for case in gold:
        _score_case(case, by_id.get(case.id, ()), scheme, threshold, tally)
    counts = np.array(tally.overall).reshape(-1, 3)
    right, wrong, missed = (int(total) for total in counts.sum(axis=0))
    by_code = {code: Rates(c["right"], c["wrong"], c["missed"]) for code, c in tally.by_code.items()}
    macro = [rates.f1 for rates in by_code.values() if rates.right + rates.missed >= _FEWEST_FOR_MACRO]
    return Scores(
        narratives=len(gold),
        threshold=threshold,
        overall=Rates(right, wrong, missed),
        exact=Rates(tally.exact["right"], tally.exact["wrong"], tally.exact["missed"]),
        f1_interval=_interval(counts, draws),
        macro_f1=sum(macro) / len(macro) if macro else None,
        ece=calibration_error(tally.bins),
        evidence_hit=sum(tally.evidence) / len(tally.evidence) if tally.evidence else None,
        traps=(sum(tally.traps), len(tally.traps)),
        by_dimension=_by_dimension(by_code, scheme),
        by_code=by_code,
        reliability=tuple((int(n), total / n, right / n) for n, total, right in tally.bins if n),
    )


def calibration_error(bins: Sequence[Sequence[float]]) -> float | None:
    """Expected calibration error of bins of (count, sum of confidences, number right); None when all are empty.

    The mean over all suggestions of |mean confidence - share right| of their bin.
    """
    count = sum(part[0] for part in bins)
    return sum(abs(part[1] - part[2]) for part in bins) / count if count else None


@dataclass(frozen=True, slots=True)
class Judged:
    """One narrative's codes: `true` and `given` as they stand, and expanded; `arguable` ones count neither way."""

    read: Set[str]
    true: Set[str]
    given: Set[str]
    true_all: Set[str]
    given_all: Set[str]
    arguable: Set[str]

    def confidences(self, suggestions: Iterable[Suggestion]) -> Iterator[tuple[float, bool]]:
        """Confidence of each suggestion that counts, and whether it is right."""
        for suggestion in suggestions:
            if suggestion.code in self.read and suggestion.code not in self.arguable:
                yield suggestion.confidence, suggestion.code in self.true_all


def judge_case(case: Gold, suggestions: Sequence[Suggestion], scheme: Scheme, threshold: float) -> Judged:
    """Compare one narrative's suggestions with its gold codes."""
    read = {code.id for code in scheme.codes.values() if scheme.dimensions[code.dimension].suggested == "yes"}
    true = {code for code in case.codes if code in read and code not in case.open}
    true_all = scheme.expand(true) & read
    arguable = scheme.expand(code for code in case.open if code in scheme.codes) - true_all
    given = {s.code for s in suggestions if s.confidence >= threshold and s.code in read}
    return Judged(read, true, given, true_all, (scheme.expand(given) & read) - arguable, arguable)


def bin_of(confidence: float) -> int:
    """Which tenth of confidence this is, 0 to 9."""
    return min(BINS - 1, int(confidence * BINS))


def _score_case(case: Gold, suggestions: Sequence[Suggestion], scheme: Scheme, threshold: float, tally: _Tally) -> None:
    judged = judge_case(case, suggestions, scheme, threshold)
    true_all, given_all = judged.true_all, judged.given_all
    tally.overall.append((len(true_all & given_all), len(given_all - true_all), len(true_all - given_all)))
    for name, codes in _sorted_out(true_all, given_all):
        for code in codes:
            tally.by_code[code][name] += 1
    for name, codes in _sorted_out(judged.true, judged.given - judged.arguable):
        tally.exact[name] += len(codes)
    for confidence, right in judged.confidences(suggestions):
        part = tally.bins[bin_of(confidence)]
        part[0] += 1
        part[1] += confidence
        part[2] += right
    tally.evidence += _evidence_hits(case, suggestions, scheme, true_all, threshold)
    tally.traps += [code in given_all for code in case.not_codes]


def _sorted_out(
    true: Iterable[str], given: Iterable[str]
) -> tuple[tuple[str, set[str]], tuple[str, set[str]], tuple[str, set[str]]]:
    real, found = set(true), set(given)
    return ("right", real & found), ("wrong", found - real), ("missed", real - found)


def _evidence_hits(
    case: Gold, suggestions: Sequence[Suggestion], scheme: Scheme, true: Iterable[str], threshold: float
) -> list[bool]:
    """For each right suggestion whose gold words are known: whether its evidence touches them."""
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for code, quotes in case.codes.items():
        if code not in scheme.codes:
            continue
        for quote in quotes:
            start = case.text.find(quote) if quote else -1
            if start >= 0:
                for above in scheme.expand([code]):
                    spans[above].append((start, start + len(quote)))
    return [
        any(
            e.end - e.start <= _LONGEST_EVIDENCE and e.start < end + _NEAR and e.end > start - _NEAR
            for e in s.evidence
            for start, end in spans[s.code]
        )
        for s in suggestions
        if s.confidence >= threshold and s.code in set(true) and spans.get(s.code)
    ]


def _by_dimension(by_code: Mapping[str, Rates], scheme: Scheme) -> dict[str, Rates]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for code, rates in by_code.items():
        total = sums[scheme.codes[code].dimension]
        for place, value in enumerate((rates.right, rates.wrong, rates.missed)):
            total[place] += value
    return {dimension: Rates(*total) for dimension, total in sums.items()}


def _interval(counts: np.ndarray, draws: int) -> tuple[float, float]:
    """95 % percentile bootstrap interval of the overall F1, narratives drawn with replacement; seeded."""
    if not len(counts):
        return 0.0, 0.0
    random = np.random.default_rng(0)
    picks = random.integers(0, len(counts), size=(draws, len(counts)))
    right, wrong, missed = np.moveaxis(counts[picks].sum(axis=1), 1, 0)
    total = 2 * right + wrong + missed
    defined = total > 0  # a draw of narratives without any code says nothing of F1
    if not defined.any():
        return 0.0, 0.0
    low, high = np.quantile(2 * right[defined] / total[defined], [0.025, 0.975])
    return float(low), float(high)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
