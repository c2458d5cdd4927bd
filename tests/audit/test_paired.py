"""McNemar's exact test against two oracles."""

import pytest
from scipy.stats import binomtest
from statsmodels.stats.contingency_tables import mcnemar as mcnemar_oracle

from coder.audit.paired import mcnemar

SPLITS = [(1, 0), (5, 0), (3, 3), (9, 2), (2, 9), (40, 21), (400, 520)]


def test_it_is_the_exact_binomial_test():
    found = mcnemar(*zip(*SPLITS, strict=True))
    assert found == pytest.approx([binomtest(one, one + other).pvalue for one, other in SPLITS])
    tables = ([[5, one], [other, 5]] for one, other in SPLITS)
    assert found == pytest.approx([mcnemar_oracle(table, exact=True).pvalue for table in tables])


def test_nothing_is_shown_where_nothing_differs():
    assert mcnemar(0, 0) == 1
    assert mcnemar([0, 8], [0, 0]) == pytest.approx([1, 2 / 2**8])
    assert mcnemar([], []).shape == (0,)
