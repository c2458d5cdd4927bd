"""How different the training texts are: phrases repeated within a group, likeness between texts.

    python -m bench.diversity [FOLDER]

Narratives are grouped by voice, statements by code. Per group: the share of its runs of three words that occur only
once in it (1 = nothing is ever repeated). Over all: the cosine of each text's TF-IDF of words and pairs with its
nearest neighbour, in its own group and in any other.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from itertools import islice
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from coder import load_scheme
from coder.edition.build import NARRATIVES, STATEMENTS
from coder.edition.locate import SHIPPED_SCHEME, training_data
from coder.narrative.labelled import load_labelled
from coder.narrative.statements import load_statements

_BLOCK = 1000
"""Texts whose cosines are held at a time."""


def once_share(texts: list[str]) -> float:
    """Share of three-word runs that occur once in the texts together."""
    runs: Counter[tuple[str, ...]] = Counter()
    for text in texts:
        words = re.findall(r"\w+", text.lower())
        runs.update(zip(words, islice(words, 1, None), islice(words, 2, None), strict=False))
    return sum(count == 1 for count in runs.values()) / max(1, sum(runs.values()))


def likeness(texts: list[str], groups: np.ndarray) -> dict[str, np.ndarray]:
    """Cosine of each text with its nearest neighbour, in its own group and in any other; each of shape (texts,)."""
    matrix = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32).fit_transform(texts)
    nearest = {"own_group": np.zeros(len(texts)), "other_group": np.zeros(len(texts))}
    for first in range(0, len(texts), _BLOCK):
        rows = np.arange(first, min(first + _BLOCK, len(texts)))
        cosine = (matrix[rows] @ matrix.T).toarray()
        cosine[np.arange(len(rows)), rows] = 0.0
        same = groups[rows][:, None] == groups[None, :]
        nearest["own_group"][rows] = np.where(same, cosine, 0.0).max(axis=1)
        nearest["other_group"][rows] = np.where(same, 0.0, cosine).max(axis=1)
    return nearest


def diversity(texts: list[str], names: list[str]) -> dict[str, object]:
    """All figures of texts that belong to the groups `names`."""
    groups = np.array(names)
    of_group: dict[str, list[str]] = {}
    for text, name in zip(texts, names, strict=True):
        of_group.setdefault(name, []).append(text)
    shares = {name: once_share(own) for name, own in sorted(of_group.items())}
    return {
        "texts": len(texts),
        "groups": len(shares),
        "three_word_runs_occurring_once": {
            "median": round(float(np.median(list(shares.values()))), 3),
            "lowest": sorted((round(share, 3), name) for name, share in shares.items())[:3],
        },
        "nearest_neighbour_cosine": {
            name: {
                "median": round(float(np.median(values)), 3),
                "95th_percentile": round(float(np.percentile(values, 95)), 3),
                "highest": round(float(values.max()), 3),
            }
            for name, values in likeness(texts, groups).items()
        },
    }


def main() -> None:
    """Measure and print as JSON."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else training_data() / SHIPPED_SCHEME
    codes = load_scheme(source).codes
    narratives, statements = load_labelled(source / NARRATIVES, codes), load_statements(source / STATEMENTS, codes)
    found = {"narratives_by_voice": diversity([n.text for n in narratives], [n.voice for n in narratives])}
    if statements:
        found["statements_by_code"] = diversity([s.text for s in statements], [s.code for s in statements])
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
