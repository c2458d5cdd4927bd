"""Ask the classifiers: how far each sentence, and the narrative as a whole, lies on a code's side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from coder.classifier.features import withheld
from coder.classifier.linear import LinearModel, Weighed
from coder.classifier.shared import SharedVocabulary
from coder.suggest.analyse import Analysis

LEAST_MARGIN = -3.0
"""Margin of a code that a classifier does not know."""
_BACKGROUND_SHARE = 0.5
"""A sentence of which more is not affirmed does not count as one that affirms."""
_SENTENCE, _WHOLE = 0, 1
"""Places of the models in the shared vocabulary."""

Feature = TypeVar("Feature")
"""A feature by name or by number."""


@dataclass(frozen=True, slots=True)
class Margins:
    """Classifier margins of one narrative: `sentences` of shape (sentences, codes), `whole` of shape (codes,).

    `affirmed` tells for each sentence whether it may serve as evidence; `weighed` is what the model saw of each.
    `best`, of shape (codes,), is the affirmed sentence that speaks most for a code; -1 where no sentence is affirmed.
    """

    sentences: NDArray[np.float64]
    whole: NDArray[np.float64]
    affirmed: NDArray[np.bool_]
    weighed: Sequence[Weighed]
    best: NDArray[np.intp]


@dataclass(frozen=True)
class Classifiers:
    """The trained models of an edition, asked about `codes` in their order.

    Where the training narratives had no quotes there is no `sentence` model; `whole` then judges the sentences too.
    """

    sentence: LinearModel | None
    whole: LinearModel
    codes: tuple[str, ...]

    @property
    def of_sentences(self) -> LinearModel:
        """The model that judges single sentences."""
        return self.sentence or self.whole

    def __call__(self, analysis: Analysis, *, withhold: float = 0.0) -> Margins:
        """Margins of one narrative.

        A share `withhold` of the features, 0 to 1, is kept from the models, to see them in unfamiliar wording.
        """
        features = analysis.features
        if withhold:
            features = withheld(features, withhold, salt=str(len(analysis.doc.text)))
        read = [self._vocabulary.read(sentence) for sentence in features]
        weighed = [self._vocabulary.weigh(_SENTENCE, numbers) for numbers in read]
        rows = [_pick(self.of_sentences.margins(sentence), self._sentence_columns) for sentence in weighed]
        sentences = np.array(rows) if rows else np.empty((0, len(self.codes)))
        joined = self._vocabulary.weigh(_WHOLE, case_features(read, analysis.aside))
        affirmed = np.array([_affirmed(analysis, first, last) for first, last in analysis.doc.sentences], dtype=bool)
        return Margins(
            sentences=sentences,
            whole=_pick(self.whole.margins(joined), self._whole_columns),
            affirmed=affirmed,
            weighed=weighed,
            best=_best(sentences, affirmed),
        )

    @cached_property
    def _vocabulary(self) -> SharedVocabulary:
        return SharedVocabulary((self.of_sentences, self.whole))

    @cached_property
    def _sentence_columns(self) -> NDArray[np.intp]:
        return _columns(self.of_sentences, self.codes)

    @cached_property
    def _whole_columns(self) -> NDArray[np.intp]:
        return _columns(self.whole, self.codes)


def case_features(features: Sequence[Sequence[Feature]], aside: Sequence[bool]) -> list[Feature]:
    """The features of a narrative as a whole: those of all its sentences that are not aside from the case."""
    return [each for sentence, is_aside in zip(features, aside, strict=True) if not is_aside for each in sentence]


def _best(sentences: NDArray[np.float64], affirmed: NDArray[np.bool_]) -> NDArray[np.intp]:
    candidates = np.flatnonzero(affirmed)
    if not len(candidates):
        return np.full(sentences.shape[1], -1, dtype=np.intp)
    best: NDArray[np.intp] = candidates[np.argmax(sentences[candidates], axis=0)]
    return best


def _affirmed(analysis: Analysis, first: int, last: int) -> bool:
    marked = sum(map(bool, analysis.marks[first:last]))
    return marked <= _BACKGROUND_SHARE * (last - first)


def _columns(model: LinearModel, codes: Sequence[str]) -> NDArray[np.intp]:
    """The model's column of each code; the last place, which `_pick` adds, for a code it does not know."""
    return np.array([model.column.get(code, -1) for code in codes], dtype=np.intp)


def _pick(margins: NDArray[np.float32], columns: NDArray[np.intp]) -> NDArray[np.float64]:
    return np.append(margins.astype(np.float64), LEAST_MARGIN)[columns]
