"""A linear multi-label model over named features: one weight per feature and label, saved without pickle.

The margin of a label is its intercept plus the sum of feature value x weight. Feature values are TF-IDF with sublinear
term frequency, rows scaled to length 1 (scikit-learn's TfidfVectorizer, whose vocabulary and idf are kept here).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import log, sqrt
from zipfile import is_zipfile

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class LinearModel:
    """Weights of all labels.

    `vocabulary` maps a feature to its column, `idf` has shape (features,), `weights` shape (features, labels),
    `intercepts` shape (labels,).
    """

    labels: tuple[str, ...]
    vocabulary: dict[str, int]
    idf: Floats
    weights: Floats
    intercepts: Floats

    def values(self, features: Sequence[str]) -> tuple[NDArray[np.intp], Floats]:
        """Columns and TF-IDF values of the known features of one text, columns ascending."""
        counts: dict[int, int] = {}
        for feature in features:
            column = self.vocabulary.get(feature)
            if column is not None:
                counts[column] = counts.get(column, 0) + 1
        columns = np.array(sorted(counts), dtype=np.intp)
        raw = np.array([1.0 + log(counts[column]) for column in sorted(counts)], dtype=np.float32)
        raw *= self.idf[columns]
        length = sqrt(float(raw @ raw))
        return columns, raw / np.float32(length) if length else raw

    def margins(self, features: Sequence[str]) -> Floats:
        """Margins of all labels for one text, shape (labels,); unbounded, higher = more likely."""
        columns, values = self.values(features)
        margins: Floats = values @ self.weights[columns] + self.intercepts
        return margins

    def terms(self, features: Sequence[str], label: int, count: int = 3) -> list[tuple[str, float]]:
        """The features that spoke most for a label, best first, with their share of the margin; at most `count`."""
        columns, values = self.values(features)
        shares = values * self.weights[columns, label]
        names = {self.vocabulary[feature]: feature for feature in features if feature in self.vocabulary}
        best = np.argsort(-shares, kind="stable")
        return [(names[int(columns[at])], float(shares[at])) for at in best[:count] if shares[at] > 0]

    def known_share(self, words: Sequence[str]) -> float:
        """Share of `words` that are features of the model, 0 to 1; 1 for no words."""
        return sum(word in self.vocabulary for word in words) / len(words) if words else 1.0


def to_bytes(model: LinearModel) -> bytes:
    """The model as one NPZ archive of plain arrays; the same model gives the same bytes."""
    stream = BytesIO()
    ordered = sorted(model.vocabulary, key=model.vocabulary.__getitem__)
    names = json.dumps({"labels": model.labels, "features": ordered}, ensure_ascii=False).encode()
    np.savez_compressed(
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
            weights=arrays["weights"].astype(np.float32),
            intercepts=arrays["intercepts"],
        )
