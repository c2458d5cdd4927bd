"""Speed on one core: narratives per second, latency, start-up and memory, beside two named baselines.

    python -m bench.speed [--edition DIR] [--narratives N]

Baselines, in the same process and on the same texts: a scikit-learn TF-IDF + LinearSVC one-vs-rest, and a plain regex
dictionary made of the words of the rule lists. Figures are for narratives of about 120 words; look at the ratios.
"""

from __future__ import annotations

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # one core, before any numeric library is loaded

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from coder import Narrative, load_scheme, open_edition
from coder.edition.locate import SHIPPED_SCHEME, training_data
from coder.narrative.labelled import LabelledNarrative, load_labelled
from coder.rules.rulebook import load_rulebook

WORDS = 120


def make_texts(labelled: Sequence[LabelledNarrative], count: int) -> list[str]:
    """Texts of about 120 words, put together from sentences of the training narratives; seeded."""
    draw = random.Random(0)
    sentences = [part.strip() for item in labelled for part in re.split(r"(?<=[.!?])\s+", item.text) if part.strip()]
    texts = []
    for _ in range(count):
        words: list[str] = []
        while len(words) < WORDS:
            words += draw.choice(sentences).split()
        texts.append(" ".join(words[: WORDS + 10]))
    return texts


def rate(name: str, run: Callable[[str], object], texts: Sequence[str], *, rounds: int = 3) -> dict[str, object]:
    """Best narratives per second over some rounds, and the 95th percentile of single calls in milliseconds."""
    for text in texts[:20]:
        run(text)
    best, times = 0.0, []
    for _ in range(rounds):
        begun = time.perf_counter()
        for text in texts:
            start = time.perf_counter()
            run(text)
            times.append(time.perf_counter() - start)
        best = max(best, len(texts) / (time.perf_counter() - begun))
    times.sort()
    return {
        "what": name,
        "narratives_per_second": round(best, 1),
        "p50_ms": round(1000 * times[len(times) // 2], 2),
        "p95_ms": round(1000 * times[int(0.95 * len(times))], 2),
    }


def svc_baseline(labelled: Sequence[LabelledNarrative]) -> Callable[[str], object]:
    """TF-IDF of words and pairs with a LinearSVC per code, as the scikit-learn user guide would do it."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.preprocessing import MultiLabelBinarizer
    from sklearn.svm import LinearSVC

    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    matrix = vectorizer.fit_transform(item.text for item in labelled)
    truth = MultiLabelBinarizer().fit_transform([item.code_set for item in labelled])
    model = OneVsRestClassifier(LinearSVC()).fit(matrix, truth[:, truth.sum(axis=0) > 1])
    return lambda text: model.predict(vectorizer.transform([text]))


def regex_baseline(source: Path) -> Callable[[str], object]:
    """One alternation of all words and phrases of the rule lists per rule file."""
    book = load_rulebook(source / "en" / "rules", load_scheme(source).codes)
    words = sorted({entry for entries in book.lists.values() for entry in entries if entry.isascii()}, key=len)
    plain = [word for word in words if re.fullmatch(r"[\w ]+", word)]
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, reversed(plain))) + r")\b", re.IGNORECASE)
    return lambda text: pattern.findall(text)


def start_up(edition: str | None) -> float:
    """Seconds from a cold interpreter to the first coding."""
    where = repr(edition)
    begun = time.perf_counter()
    code = f"import coder; coder.open_edition({where}).suggest('The owner kept her passport.')"
    subprocess.run([sys.executable, "-c", code], check=True)
    return round(time.perf_counter() - begun, 2)


def main() -> None:
    """Run all measurements and print them as JSON, the ratios last."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edition")
    parser.add_argument("--narratives", type=int, default=300)
    options = parser.parse_args()
    source = training_data() / SHIPPED_SCHEME
    labelled = load_labelled(source / "narratives", load_scheme(source).codes)
    texts = make_texts(labelled, options.narratives)
    suggester = open_edition(options.edition, progress=lambda step: print(step, file=sys.stderr))
    ours = rate("ictip-coder", lambda text: suggester.suggest(Narrative("x", text)), texts)
    memory = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    svc = rate("scikit-learn TF-IDF + LinearSVC", svc_baseline(labelled), texts)
    regex = rate("plain regex dictionary", regex_baseline(source), texts)
    speed = "narratives_per_second"
    print(
        json.dumps(
            {
                "words_per_narrative": WORDS,
                "results": [ours, svc, regex],
                "ratio_to_svc": round(float(str(ours[speed])) / float(str(svc[speed])), 3),
                "ratio_to_regex": round(float(str(ours[speed])) / float(str(regex[speed])), 3),
                "start_up_seconds": start_up(options.edition),
                "peak_memory_mb": memory,
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
