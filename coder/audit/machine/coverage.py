"""What the errors are when only confident codes are taken, and from where on each code can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coder.audit.codings import Codings, Floats
from coder.audit.figures import Figure, undefined
from coder.audit.intervals import clopper_pearson
from coder.audit.machine.calibration import Judged
from coder.audit.ratios import ratios

_POINTS = 19


@dataclass(frozen=True, slots=True)
class CoveragePoint:
    """Taking codes from a confidence on: the share of all listed codes taken (`coverage`) and the share of those taken
    that are wrong (`risk`), 0 to 1."""

    threshold: float
    coverage: float
    risk: Figure


@dataclass(frozen=True, slots=True)
class CodeThreshold:
    """From which confidence on a code may be taken so that, 95 times of 100, at most the target share is wrong.

    `threshold` is None where no confidence gives that, or where the cases are too few to tell; `reason` says which.
    `cases` were listed with the code at the threshold or above (all of them without one), and `wrong` is their share of
    wrong ones with its exact interval.
    """

    code: str
    cases: int
    threshold: float | None
    wrong: Figure
    reason: str = ""


def coverage_curve(cells: Judged, *, level: float = 0.95) -> tuple[CoveragePoint, ...]:
    """Coverage and risk at up to 19 confidences that part the listed codes evenly, lowest first."""
    if not len(cells.confidence):
        return ()
    cuts = np.unique(np.quantile(cells.confidence, np.linspace(0, 0.95, _POINTS), method="lower"))
    taken, wrong = (np.zeros((cells.records, len(cuts))) for _ in range(2))
    for at, cut in enumerate(cuts):
        kept = cells.confidence >= cut
        taken[:, at] = np.bincount(cells.record[kept], minlength=cells.records)
        wrong[:, at] = np.bincount(cells.record[kept], 1 - cells.right[kept], minlength=cells.records)
    risks = ratios(wrong, taken, reason="no code is taken", level=level)
    shares = taken.sum(axis=0) / len(cells.confidence)
    return tuple(CoveragePoint(float(cuts[at]), float(shares[at]), risks[at]) for at in range(len(cuts)))


def fewest_cases(target: float, *, level: float = 0.95) -> int:
    """Cases without a single error from which on a share of `target` errors can be ruled out (Hanley 1983)."""
    return int(np.ceil(np.log(1 - level) / np.log1p(-target)))


def code_thresholds(
    cells: Judged, codings: Codings, *, target: float = 0.1, level: float = 0.95
) -> tuple[CodeThreshold, ...]:
    """The threshold of every code that was listed, in list order.

    Confidences are tried from high to low, from the first that leaves enough cases, until the upper bound of the wrong
    share exceeds the target: tests in a fixed order, so that all of them together keep the level (Angelopoulos et al.
    2021). `target` is a share above 0 and below 1.
    """
    made = []
    order = np.lexsort((-cells.confidence, cells.code))
    code, sure, right = cells.code[order], cells.confidence[order], cells.right[order]
    starts = np.flatnonzero(np.diff(code, prepend=-1))
    for start, end in zip(starts, [*starts[1:], len(code)], strict=True):
        made.append(_threshold(codings.codes[code[start]], sure[start:end], 1 - right[start:end], target, level))
    return tuple(made)


def _threshold(code: str, sure: Floats, wrong: Floats, target: float, level: float) -> CodeThreshold:
    """`sure` falls; `wrong` is 1 for wrong codes."""
    least = fewest_cases(target, level=level)
    if len(sure) < least:
        why = f"too few cases: {len(sure)} of the {least} needed"
        return CodeThreshold(code, len(sure), None, _share(wrong, level), why)
    tried = np.round(np.linspace(0.99, 0.05, 95), 2)
    counts = np.searchsorted(-sure, -tried, side="right")
    best: int | None = None
    errors = np.concatenate([[0.0], np.cumsum(wrong)])
    for at in np.flatnonzero(counts >= least):
        # A one-sided bound at `level` is the upper end of a two-sided interval at 2 x level - 1.
        _, high = clopper_pearson(errors[counts[at]], counts[at], level=2 * level - 1)
        if float(high) > target:
            break
        best = int(at)
    if best is None:
        why = f"at no confidence is it sure that at most {target:.0%} are wrong"
        return CodeThreshold(code, len(sure), None, _share(wrong, level), why)
    return CodeThreshold(code, int(counts[best]), float(tried[best]), _share(wrong[: counts[best]], level))


def _share(wrong: Sequence[float] | Floats, level: float) -> Figure:
    if not len(wrong):
        return undefined("no case")
    count = float(np.sum(wrong))
    low, high = clopper_pearson(count, len(wrong), level=level)
    return Figure(count / len(wrong), float(low), float(high))
