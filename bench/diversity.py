"""How different the training narratives are: phrases repeated within voices, likeness between narratives.

    python -m bench.diversity [FOLDER]

Per voice: the share of its runs of three words that occur only once in it (1 = nothing is ever repeated). Over all: the
cosine of each narrative's TF-IDF of words and pairs with its nearest neighbour, in its own voice and in any other.
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
from coder.edition.locate import SHIPPED_SCHEME, training_data
from coder.narrative.labelled import load_labelled


def once_share(texts: list[str]) -> float:
    """Share of three-word runs that occur once in the texts together."""
    runs: Counter[tuple[str, ...]] = Counter()
    for text in texts:
        words = re.findall(r"\w+", text.lower())
        runs.update(zip(words, islice(words, 1, None), islice(words, 2, None), strict=False))
    return sum(count == 1 for count in runs.values()) / max(1, sum(runs.values()))


def main() -> None:
    """Measure and print as JSON."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else training_data() / SHIPPED_SCHEME
    narratives = load_labelled(source / "narratives", load_scheme(source).codes)
    voices = np.array([item.voice for item in narratives])
    matrix = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit_transform(item.text for item in narratives)
    likeness = (matrix @ matrix.T).toarray()
    np.fill_diagonal(likeness, 0.0)
    same = voices[:, None] == voices[None, :]
    own, other = np.where(same, likeness, 0.0).max(axis=1), np.where(same, 0.0, likeness).max(axis=1)
    shares = {
        voice: once_share([item.text for item in narratives if item.voice == voice]) for voice in sorted(set(voices))
    }
    print(
        json.dumps(
            {
                "narratives": len(narratives),
                "voices": len(shares),
                "three_word_runs_occurring_once": {
                    "median": round(float(np.median(list(shares.values()))), 3),
                    "lowest": sorted((round(share, 3), voice) for voice, share in shares.items())[:3],
                },
                "nearest_neighbour_cosine": {
                    name: {
                        "median": round(float(np.median(values)), 3),
                        "95th_percentile": round(float(np.percentile(values, 95)), 3),
                        "highest": round(float(values.max()), 3),
                    }
                    for name, values in (("own_voice", own), ("other_voice", other))
                },
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
