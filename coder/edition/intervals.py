"""How sure the figures of each dimension are: codes of one narrative belong together, so narratives are drawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from coder.edition.bootstrap import Counts, Draws, f1, precision, recall
from coder.edition.evaluate import judge_case
from coder.edition.gold import Gold
from coder.records import Coding
from coder.scheme import Scheme

Bounds = tuple[float, float]
"""Low and high end of a 95 % interval."""


def dimension_intervals(
    gold: Sequence[Gold], codings: Iterable[Coding], scheme: Scheme, *, threshold: float, draws: int = 1000
) -> Mapping[str, tuple[Bounds, Bounds, Bounds]]:
    """95 % bootstrap intervals over narratives of each dimension's precision, recall and F1, where it occurs."""
    by_id = {coding.id: coding.suggestions for coding in codings}
    counts: dict[str, Counts] = defaultdict(lambda: np.zeros((len(gold), 3)))
    for row, case in enumerate(gold):
        judged = judge_case(case, by_id.get(case.id, ()), scheme, threshold)
        true, given = judged.true_all, judged.given_all
        for column, codes in enumerate((true & given, given - true, true - given)):
            for code in codes:
                counts[scheme.codes[code].dimension][row, column] += 1
    drawn = Draws(len(gold), draws)
    return {
        name: (drawn.interval(sums, precision), drawn.interval(sums, recall), drawn.interval(sums, f1))
        for name, sums in counts.items()
    }
