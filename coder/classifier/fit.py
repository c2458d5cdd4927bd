"""Fit a linear model: one scikit-learn LinearSVC per label over shared TF-IDF features."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from coder.classifier.linear import LinearModel

_FEWEST_TEXTS = 2
"""A feature seen in fewer texts is left out: it could only be learnt by heart."""
_MOST_FEATURES = 60_000
_TOLERANCE = 1e-2
"""At this tolerance no weight is further than 0.001 from where it would settle, which half precision rounds away."""
_NEVER = -2.0
"""Margin of a label that has too few examples to learn from."""


def fit_linear(
    texts: Sequence[Sequence[str]],
    labels: Sequence[str],
    truth: NDArray[np.bool_],
    *,
    ignore: NDArray[np.bool_] | None = None,
    cost: float = 1.0,
) -> LinearModel:
    """Fit one separator per label.

    `texts` are feature lists; `truth` has shape (texts, labels); `ignore`, of the same shape, tells which pairs are
    neither positive nor negative. `cost` is LinearSVC's C, above 0: higher follows the examples more closely.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    fewest = _FEWEST_TEXTS if len(texts) >= 50 else 1
    vectorizer = TfidfVectorizer(
        analyzer=_identity, sublinear_tf=True, min_df=fewest, max_features=_MOST_FEATURES, dtype=np.float32
    )
    matrix = vectorizer.fit_transform(texts).astype(np.float64)
    matrix.sort_indices()

    def fit_label(column: int) -> tuple[NDArray[np.float64], float]:
        wanted = truth[:, column]
        used = np.ones(len(wanted), dtype=bool) if ignore is None else ~ignore[:, column]
        if wanted[used].sum() < 2 or wanted[used].all():
            return np.zeros(matrix.shape[1]), _NEVER if not wanted[used].all() else -_NEVER
        svc = LinearSVC(C=cost, tol=_TOLERANCE, random_state=0).fit(matrix[used], wanted[used])
        return svc.coef_[0], float(svc.intercept_[0])

    fitted = [fit_label(column) for column in range(len(labels))]  # in turn: liblinear's random numbers are global
    weights = np.zeros((matrix.shape[1], len(labels)), dtype=np.float32)
    for column, (label_weights, _) in enumerate(fitted):
        weights[:, column] = label_weights
    return LinearModel(
        labels=tuple(labels),
        vocabulary={str(name): int(column) for name, column in vectorizer.vocabulary_.items()},
        idf=vectorizer.idf_.astype(np.float32),
        weights=weights.astype(np.float16).astype(np.float32),  # as it will be after saving
        intercepts=np.array([intercept for _, intercept in fitted], dtype=np.float32),
    )


def _identity(features: Sequence[str]) -> Sequence[str]:
    """Features are made by `features.py`; the vectorizer only counts them."""
    return features
