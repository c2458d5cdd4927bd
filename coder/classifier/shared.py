"""One look-up of a feature for several models.

Models of one edition share most of their features. A look-up in a table of 60,000 strings waits for memory several
times; so each feature is looked up once, in the table of all models together, and what follows is numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from coder.classifier.linear import LinearModel, Weighed


class SharedVocabulary:
    """The features of `models` under common numbers. Built once, then read only."""

    def __init__(self, models: Sequence[LinearModel]) -> None:
        features = dict.fromkeys(feature for model in models for feature in model.names)
        self._models = models
        self._numbers = {feature: number for number, feature in enumerate(features)}
        self._columns = [self._columns_of(model) for model in models]

    def read(self, features: Iterable[str]) -> list[int]:
        """Numbers of the features that any model knows, in their order, repeats included."""
        return [number for number in map(self._numbers.get, features) if number is not None]

    def weigh(self, model: int, numbers: Iterable[int]) -> Weighed:
        """What the model at that place sees of a text, given by the numbers of its features; as `LinearModel.weigh`."""
        counts = Counter(numbers)
        columns = self._columns[model][np.fromiter(counts, dtype=np.intp, count=len(counts))]
        values = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        known = columns >= 0
        return self._models[model].weigh_counts(columns[known], values[known])

    def _columns_of(self, model: LinearModel) -> NDArray[np.intp]:
        """The model's column of every number; -1 where it does not know the feature."""
        columns = np.full(len(self._numbers), -1, dtype=np.intp)
        columns[[self._numbers[name] for name in model.names]] = np.arange(len(model.names))
        return columns
