"""A folder with a code list and labelled narratives, nothing else: as accurate as a plain classifier?

    python -m bench.bare_folder [--narratives 10000] [--codes 46] [--quotes]

The narratives are put together, seeded, from sentences of the shipped training narratives: those of four fifths of the
voices make what is learnt from, those of the others what is tested on, so no sentence and no writer stands on both
sides. Labels are the commonest codes without their hierarchy, in one dimension. The baseline, in the same run and on
the same texts, is scikit-learn's TF-IDF of words and pairs with a LinearSVC per code.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coder import load_scheme, open_edition
from coder.edition import build_edition
from coder.edition.locate import SHIPPED_SCHEME, training_data
from coder.narrative.labelled import LabelledNarrative, load_labelled

_WORDS = 120
_TESTED = 0.2
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")


@dataclass(frozen=True)
class Made:
    """A sentence, or a narrative made of sentences, with the codes whose words it holds, each with those words."""

    text: str
    quotes: tuple[tuple[str, str], ...]

    @property
    def codes(self) -> set[str]:
        """The codes without their words."""
        return {code for code, _ in self.quotes}


def sentences_of(narrative: LabelledNarrative, codes: set[str]) -> Iterator[Made]:
    """The sentences of a narrative, with those of its marks that lie in one whole."""
    for found in _SENTENCE.finditer(narrative.text):
        first, last = found.span()
        quotes = tuple(
            (mark.code, narrative.text[slice(*mark.span)])
            for mark in narrative.codes
            if mark.span and mark.code in codes and first <= mark.span[0] and mark.span[1] <= last
        )
        if found.group().strip():
            yield Made(found.group().strip(), quotes)


def make(sentences: Sequence[Made], count: int, draw: random.Random) -> list[Made]:
    """Narratives of about 120 words."""
    made = []
    for _ in range(count):
        chosen: list[Made] = []
        while sum(len(sentence.text.split()) for sentence in chosen) < _WORDS:
            chosen.append(draw.choice(sentences))
        quotes = tuple(quote for sentence in chosen for quote in sentence.quotes)
        made.append(Made(" ".join(sentence.text for sentence in chosen), quotes))
    return made


def write_folder(folder: Path, codes: Sequence[str], narratives: Sequence[Made], *, quotes: bool) -> None:
    """The bare folder: `codes.csv` with code, label and dimension, and one file of narratives."""
    (folder / "narratives").mkdir(parents=True)
    with (folder / "codes.csv").open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(["code", "label", "dimension"])
        table.writerows([code, f"code {code}", "topic"] for code in codes)
    with (folder / "narratives" / "made.jsonl").open("w", encoding="utf-8") as stream:
        for number, item in enumerate(narratives):
            marks = [{"code": code, "quote": quote} for code, quote in item.quotes]
            given = marks if quotes else [{"code": code} for code in sorted(item.codes)]
            stream.write(json.dumps({"id": str(number), "text": item.text, "codes": given}) + "\n")


def ours(folder: Path, tested: Sequence[Made], codes: Sequence[str]) -> NDArray[np.bool_]:
    """Answers, shape (narratives, codes), of an edition built from a bare folder."""
    suggester = open_edition(build_edition(folder, folder / "edition", progress=lambda step: None))
    given = [
        {item.code for item in suggester.suggest(made.text).suggestions if item.confidence >= 0.5} for made in tested
    ]
    return np.array([[code in found for code in codes] for found in given])


def baseline(trained: Sequence[Made], tested: Sequence[Made], codes: Sequence[str]) -> NDArray[np.bool_]:
    """Answers, shape (narratives, codes), of TF-IDF + LinearSVC one-vs-rest."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.svm import LinearSVC

    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    model = OneVsRestClassifier(LinearSVC()).fit(
        vectorizer.fit_transform(item.text for item in trained), truth_of(trained, codes)
    )
    return np.asarray(model.predict(vectorizer.transform([item.text for item in tested])), dtype=bool)


def truth_of(narratives: Sequence[Made], codes: Sequence[str]) -> NDArray[np.bool_]:
    """Which code each narrative has, shape (narratives, codes)."""
    return np.array([[code in item.codes for code in codes] for item in narratives])


def told(name: str, answers: NDArray[np.bool_], truth: NDArray[np.bool_], seconds: float) -> None:
    """Print micro and macro F1."""
    right = (answers & truth).sum(axis=0)
    both = answers.sum(axis=0) + truth.sum(axis=0)
    macro = np.mean(2 * right / np.maximum(both, 1))
    print(f"{name:28} micro F1 {2 * right.sum() / both.sum():.3f}  macro F1 {macro:.3f}  {seconds:6.0f} s")


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--narratives", type=int, default=10_000)
    parser.add_argument("--codes", type=int, default=46)
    parser.add_argument("--quotes", action="store_true", help="tell the edition the supporting words too")
    options = parser.parse_args()
    source = training_data() / SHIPPED_SCHEME
    labelled = load_labelled(source / "narratives", load_scheme(source).codes)
    common = Counter(code for item in labelled for code in item.code_set).most_common(options.codes)
    codes = sorted(code for code, _ in common)
    voices = sorted({item.voice for item in labelled})
    draw = random.Random(0)
    kept = set(draw.sample(voices, round(_TESTED * len(voices))))
    sides: list[list[Made]] = [[], []]
    for item in labelled:
        sides[item.voice in kept] += sentences_of(item, set(codes))
    trained = make(sides[0], options.narratives, draw)
    tested = make(sides[1], round(_TESTED * options.narratives), draw)
    truth = truth_of(tested, codes)
    print(f"{len(trained)} narratives, {len(codes)} codes, tested on {len(tested)} of other writers")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "bare"
        write_folder(folder, codes, trained, quotes=options.quotes)
        start = time.perf_counter()
        told("edition of a bare folder", ours(folder, tested, codes), truth, time.perf_counter() - start)
    start = time.perf_counter()
    told("TF-IDF + LinearSVC", baseline(trained, tested, codes), truth, time.perf_counter() - start)


if __name__ == "__main__":
    main()
