"""A linear multi-label model over named features: one weight per feature and label, saved without pickle.

The margin of a label is its intercept plus the sum of feature value x weight. Feature values are TF-IDF with sublinear
term frequency, rows scaled to length 1 (scikit-learn's TfidfVectorizer, whose vocabulary and idf are kept here).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from math import sqrt
from zipfile import is_zipfile

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Weights = NDArray[np.float16] | Floats


@dataclass(frozen=True, slots=True)
class Weighed:
    """A text as a model sees it: `columns` of its known features and their `values`, both of shape (features,)."""

    columns: NDArray[np.intp]
    values: Floats


@dataclass(frozen=True)
class LinearModel:
    """Weights of all labels.

    `vocabulary` maps a feature to its column, `idf` has shape (features,), `weights` shape (features, labels),
    `intercepts` shape (labels,). Weights are saved, and opened, in half precision, and reckoned with in single.
    """

    labels: tuple[str, ...]
    vocabulary: dict[str, int]
    idf: Floats
    weights: Weights
    intercepts: Floats

    @cached_property
    def column(self) -> dict[str, int]:
        """The column of each label."""
        return {label: at for at, label in enumerate(self.labels)}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The features by column."""
        return tuple(sorted(self.vocabulary, key=self.vocabulary.__getitem__))

    @cached_property
    def _widened(self) -> _Widened:
        return _Widened(self.weights)

    def weigh(self, features: Sequence[str]) -> Weighed:
        """The known features of one text with their TF-IDF values, in order of first appearance."""
        counts = Counter(map(self.vocabulary.get, features))
        counts.pop(None, None)
        columns = np.fromiter(counts, dtype=np.intp, count=len(counts))
        return self.weigh_counts(columns, np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))

    def weigh_counts(self, columns: NDArray[np.intp], counts: Floats) -> Weighed:
        """Features of one text, each once, by their columns and how often they occur; both of shape (features,)."""
        values = (np.log(counts) + np.float32(1)) * self.idf[columns]
        length = sqrt(float(values @ values))
        return Weighed(columns, values / np.float32(length) if length else values)

    def margins(self, text: Weighed) -> Floats:
        """Margins of all labels for one text, shape (labels,); unbounded, higher = more likely."""
        margins: Floats = text.values @ self._widened.of(text.columns) + self.intercepts
        return margins

    def terms(self, text: Weighed, label: int, count: int = 3) -> list[tuple[str, float]]:
        """The features that spoke most for a label, best first, with their share of the margin; at most `count`."""
        shares = text.values * self.weights[text.columns, label].astype(np.float32)
        best = np.argsort(-shares, kind="stable")[:count]
        found = zip(text.columns[best].tolist(), shares[best].tolist(), strict=True)
        return [(self.names[column], share) for column, share in found if share > 0]

    def known_share(self, words: Sequence[str]) -> float:
        """Share of `words` that are features of the model, 0 to 1; 1 for no words."""
        return sum(word in self.vocabulary for word in words) / len(words) if words else 1.0


class _Widened:
    """Rows of weights in single precision, each widened when a text first needs it: no text needs most of them."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._wide = np.empty(weights.shape, dtype=np.float32)
        self._known = np.zeros(len(weights), dtype=bool)

    def of(self, rows: NDArray[np.intp]) -> Floats:
        """The rows asked for, shape (rows, labels)."""
        new = rows[~self._known[rows]]
        if len(new):
            self._wide[new] = self._weights[new]
            self._known[new] = True  # only now: another thread may read meanwhile
        return self._wide[rows]


def to_bytes(model: LinearModel) -> bytes:
    """The model as one NPZ archive of plain arrays; the same model gives the same bytes."""
    stream = BytesIO()
    names = json.dumps({"labels": model.labels, "features": model.names}, ensure_ascii=False).encode()
    np.savez(
        stream,
        names=np.frombuffer(names, dtype=np.uint8),
        idf=model.idf,
        weights=model.weights.astype(np.float16),
        intercepts=model.intercepts,
    )
    return stream.getvalue()


def from_bytes(content: bytes) -> LinearModel:
    """Read what `to_bytes` wrote. Raises ValueError or KeyError for anything else."""
    if not is_zipfile(BytesIO(content)):
        raise ValueError("not an archive of arrays")
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        names = json.loads(arrays["names"].tobytes())
        return LinearModel(
            labels=tuple(names["labels"]),
            vocabulary={feature: column for column, feature in enumerate(names["features"])},
            idf=arrays["idf"],
            weights=arrays["weights"],
            intercepts=arrays["intercepts"],
        )
