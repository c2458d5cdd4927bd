"""Recoding an archive: rates with one and two workers beside three baselines, and memory by size, all in one run.

    python -m bench.recode [--rows 1000 10000 100000] [--one-worker 10000] [--baseline 500] [--out FILE.json]

The archives are made up (bench/made_narratives.py), 120 words a narrative. Each is recoded in a process of its own
with two workers and then compared (`ictip recode compare`). One is recoded with one worker too; the speed-up is told
for that size. Ours is the whole way: reading, coding, checkpoints, tables; its rate is taken from the first checkpoint
to the last, so that starting workers does not count; `seconds` is everything, and so is `narratives_per_cpu_second`,
which other work on the machine disturbs less. Baselines code the first `--baseline` narratives of the same texts in
this process, one core, with nothing read or written, one narrative after the other: scikit-learn TF-IDF + LinearSVC,
trained on the training narratives of the working scheme; spaCy textcat_multilabel, trained on some of them with all
codes, since its rate does not hang on what it learnt; a plain regex dictionary. Look at the ratios. How far it is goes
to standard error, the result as a table there and as JSON to standard output or --out.
"""

from __future__ import annotations

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # one core per process, before any numeric library is loaded

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.made_narratives import made_narratives
from bench.recode_archive import cpu
from bench.speed import regex_baseline, svc_baseline
from coder import load_scheme
from coder.edition import shipped_edition
from coder.edition.locate import SHIPPED_SCHEME, training_data
from coder.narrative.labelled import LabelledNarrative, load_labelled

_LEARNT_FROM = 300
Result = dict[str, Any]


def say(text: str) -> None:
    """How far it is, with the time."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def archive(edition: Path, rows: int, workers: int) -> Result:
    """One archive recoded and compared, in a process of its own."""
    say(f"recoding {rows:,} narratives with {workers} worker(s)")
    command = [sys.executable, "-m", "bench.recode_archive", str(rows), "--workers", str(workers)]
    ran = subprocess.run([*command, "--edition", str(edition)], check=True, stdout=subprocess.PIPE)
    found: Result = json.loads(ran.stdout)
    return found


def textcat_baseline(labelled: Sequence[LabelledNarrative]) -> Callable[[str], object]:
    """spaCy's textcat_multilabel with its default architecture on a blank English pipeline."""
    import spacy
    from spacy.training import Example

    codes = sorted({code for item in labelled for code in item.code_set})
    nlp = spacy.blank("en")
    nlp.add_pipe("textcat_multilabel")
    examples = [
        Example.from_dict(nlp.make_doc(item.text), {"cats": {code: float(code in item.code_set) for code in codes}})
        for item in labelled
    ]
    nlp.initialize(lambda: examples)
    draw = random.Random(0)
    for _ in range(0, _LEARNT_FROM, 32):
        nlp.update(draw.sample(examples, 32))
    return lambda text: nlp(text).cats


def rate(name: str, run: Callable[[str], object], texts: Sequence[str]) -> Result:
    """Narratives per second of a baseline."""
    say(f"coding {len(texts):,} narratives: {name}")
    for text in texts[:20]:
        run(text)
    begun, used = time.perf_counter(), cpu()
    for text in texts:
        run(text)
    return {
        "what": name,
        "rows": len(texts),
        "narratives_per_second": round(len(texts) / (time.perf_counter() - begun), 1),
        "narratives_per_cpu_second": round(len(texts) / (cpu() - used), 1),
    }


def baselines(rows: int) -> list[Result]:
    """Each trained, then timed on the first rows of the archives."""
    source = training_data() / SHIPPED_SCHEME
    labelled = load_labelled(source / "narratives", load_scheme(source).codes)
    texts = [text for _, _, text in made_narratives(rows)]
    makers: dict[str, Callable[[], Callable[[str], object]]] = {
        "scikit-learn TF-IDF + LinearSVC": lambda: svc_baseline(labelled),
        "spaCy textcat_multilabel": lambda: textcat_baseline(labelled),
        "plain regex dictionary": lambda: regex_baseline(source),
    }
    found = []
    for name, make in makers.items():
        say(f"making {name}")
        found.append(rate(name, make(), texts))
    return found


def task(edition: Path, sizes: Sequence[int], one_worker: int, baseline: int) -> Result:
    """The whole task of recoding."""
    by_size = {rows: archive(edition, rows, 2) for rows in sorted({*sizes, one_worker})}
    alone = archive(edition, one_worker, 1)
    others = baselines(baseline)
    return {
        "results": [*by_size.values(), alone, *others],
        "speed_up": {
            "rows": one_worker,
            "by_rate": ratio(by_size[one_worker], alone),
            "by_seconds": round(alone["seconds"] / by_size[one_worker]["seconds"], 2),
        },
        "ratios_of_one_worker": {each["what"]: ratio(alone, each) for each in others},
        "memory_of_the_largest_to_the_smallest": {
            name: round(by_size[max(by_size)][name] / by_size[min(by_size)][name], 2)
            for name in ("memory_mb", "worker_memory_mb")
        },
    }


def ratio(one: Result, other: Result) -> float:
    """Of two rates."""
    return round(float(one["narratives_per_second"]) / float(other["narratives_per_second"]), 3)


def told(found: Result) -> str:
    """The result as lines of a table."""
    head = (
        f"{'what':38} {'rows':>8} {'/s':>8} {'/cpu s':>8} {'seconds':>8} {'MB':>6} {'worker MB':>9} {'compare MB':>10}"
    )
    lines = [head]
    for each in found["results"]:
        of_compare = each.get("compare", {}).get("memory_mb", "")
        cells = [each.get(name, "") for name in ("seconds", "memory_mb", "worker_memory_mb")]
        lines.append(
            f"{each['what']:38} {each['rows']:>8,} {each['narratives_per_second']:>8} "
            f"{each['narratives_per_cpu_second']:>8} {cells[0]:>8} {cells[1]:>6} {cells[2]:>9} {of_compare:>10}"
        )
    return "\n".join([*lines, f"1 to 2 workers: {found['speed_up']}", f"ratios: {found['ratios_of_one_worker']}"])


def main() -> None:
    """Measure, draw, and write as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edition", type=Path)
    parser.add_argument("--rows", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--one-worker", type=int, default=10_000, metavar="ROWS")
    parser.add_argument("--baseline", type=int, default=500, metavar="ROWS")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    edition = (options.edition or shipped_edition()).absolute()
    found = task(edition, options.rows, options.one_worker, options.baseline) | {"edition": edition.name}
    print(told(found), file=sys.stderr)
    text = json.dumps(found, indent=1)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
