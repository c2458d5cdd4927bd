"""Recoding an archive: narratives per second with one and two workers, beside three baselines, and memory by size.

    python -m bench.recode [--edition DIR] [--rows N] [--workers 1 2]     speed
    python -m bench.recode --memory 1000 10000 100000 [--edition DIR]     peak memory by rows

The rows are made up (bench/made_narratives.py). Ours is the whole way: reading, coding, checkpoints, tables; its rate
is taken from the first checkpoint to the last, so that starting workers does not count; `seconds` is everything, and so
is `narratives_per_cpu_second`, which other work on the machine disturbs less.
Baselines code the same texts in this process, one core, with nothing read or written: scikit-learn TF-IDF +
LinearSVC and spaCy textcat_multilabel, both trained on the training narratives of the working scheme, one narrative
after the other, and a plain regex dictionary. Look at the ratios.
"""

from __future__ import annotations

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # one core per process, before any numeric library is loaded

import argparse
import datetime
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from bench.made_narratives import made_narratives, write_csv, write_plan
from bench.speed import regex_baseline, svc_baseline
from coder import load_scheme
from coder.edition import shipped_edition
from coder.edition.locate import SHIPPED_SCHEME, training_data
from coder.narrative.labelled import LabelledNarrative, load_labelled
from coder.recode.plan import Work
from coder.recode.plan_file import read_plan
from coder.recode.run import begin
from coder.recode.surroundings import Progress, Surroundings

_EPOCHS = 2


def recode(folder: Path, edition: Path, rows: int, work: Work) -> dict[str, object]:
    """Recode the archive in a folder; rate, seconds and peak memory in MB of this process and its largest worker."""
    plan = folder / "PLAN.toml"
    shard = max(10, min(200, rows // 20))
    write_plan(plan, folder=f"out-{work.engine}-{work.workers}", rows_per_shard=shard, edition=edition)
    marks: list[tuple[float, int]] = []

    def tell(progress: Progress) -> None:
        if progress.step == "code" and progress.done:
            marks.append((time.perf_counter(), progress.done))

    around = Surroundings({}, lambda: datetime.datetime.now(datetime.UTC), tell)
    begun, used = time.perf_counter(), _cpu()
    outcome = begin(replace(read_plan(plan), work=work), around)
    seconds, used = time.perf_counter() - begun, _cpu() - used
    (first, before), (last, after) = marks[0], marks[-1]
    return {
        "what": f"ictip recode, {work.engine}, {work.workers} worker(s)",
        "rows": outcome.counts.read,
        "narratives_per_second": round((after - before) / (last - first), 1),
        "seconds": round(seconds, 1),
        "narratives_per_cpu_second": round(outcome.counts.read / used, 1),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "worker_memory_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }


def _cpu() -> float:
    """CPU seconds of this process and the workers that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


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
    for _ in range(_EPOCHS):
        draw.shuffle(examples)
        for at in range(0, len(examples), 32):
            nlp.update(examples[at : at + 32])
    return lambda text: nlp(text).cats


def rate(name: str, run: Callable[[str], object], texts: Sequence[str]) -> dict[str, object]:
    """Narratives per second of a baseline."""
    for text in texts[:20]:
        run(text)
    begun, used = time.perf_counter(), _cpu()
    for text in texts:
        run(text)
    return {
        "what": name,
        "narratives_per_second": round(len(texts) / (time.perf_counter() - begun), 1),
        "narratives_per_cpu_second": round(len(texts) / (_cpu() - used), 1),
    }


def speed(edition: Path, rows: int, workers: Sequence[int]) -> dict[str, object]:
    """Ours with each number of workers, the baselines, and the ratios."""
    with tempfile.TemporaryDirectory() as made:
        write_csv(Path(made) / "archive.csv", rows)
        ours = [recode(Path(made), edition, rows, Work("pool", count)) for count in workers]
    source = training_data() / SHIPPED_SCHEME
    labelled = load_labelled(source / "narratives", load_scheme(source).codes)
    texts = [text for _, _, text in made_narratives(min(rows, 1000))]
    baselines = [
        rate("scikit-learn TF-IDF + LinearSVC", svc_baseline(labelled), texts),
        rate("spaCy textcat_multilabel", textcat_baseline(labelled), texts),
        rate("plain regex dictionary", regex_baseline(source), texts),
    ]
    rates = [float(str(each["narratives_per_second"])) for each in ours]
    return {
        "words_per_narrative": round(sum(len(text.split()) for text in texts) / len(texts)),
        "results": [*ours, *baselines],
        "speed_up": round(rates[-1] / rates[0], 2),
        "ratios_of_one_worker": {
            str(each["what"]): round(rates[0] / float(str(each["narratives_per_second"])), 3) for each in baselines
        },
    }


def memory(edition: Path, sizes: Sequence[int]) -> dict[str, object]:
    """Peak memory for archives of different sizes, each in a process of its own."""
    results = []
    for rows in sizes:
        command = [sys.executable, "-m", "bench.recode", "--one", str(rows), "--edition", str(edition)]
        ran = subprocess.run(command, check=True, capture_output=True, text=True)
        results.append(json.loads(ran.stdout))
    return {"results": results}


def one(edition: Path, rows: int) -> dict[str, object]:
    """One archive, two workers."""
    with tempfile.TemporaryDirectory() as made:
        write_csv(Path(made) / "archive.csv", rows)
        return recode(Path(made), edition, rows, Work("pool", 2))


def main() -> None:
    """Measure and print as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edition", type=Path)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--memory", type=int, nargs="+", metavar="ROWS")
    parser.add_argument("--one", type=int, metavar="ROWS", help=argparse.SUPPRESS)
    options = parser.parse_args()
    edition = (options.edition or shipped_edition()).absolute()
    if options.one:
        result = one(edition, options.one)
    elif options.memory:
        result = memory(edition, options.memory)
    else:
        result = speed(edition, options.rows, options.workers)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
