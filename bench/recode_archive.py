"""One made-up archive recoded and compared in a process of its own, so that its memory is its own: for `bench.recode`.

python -m bench.recode_archive ROWS --workers N --edition DIR
"""

from __future__ import annotations

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # one core per process, before any numeric library is loaded

import argparse
import datetime
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bench.made_narratives import write_csv, write_plan
from coder.edition.opening import SCHEME_FOLDER
from coder.recode.compare import compare
from coder.recode.plan import Work
from coder.recode.plan_file import read_plan
from coder.recode.reading import read_run
from coder.recode.run import begin
from coder.recode.surroundings import Progress, Surroundings
from coder.scheme import load_scheme

_TELL_EVERY = 30.0


def recoded(folder: Path, edition: Path, rows: int, work: Work) -> dict[str, object]:
    """Recode the archive in a folder; rate, seconds and peak memory in MB of this process and its largest worker."""
    plan = folder / "PLAN.toml"
    write_plan(plan, folder="out", rows_per_shard=max(10, min(200, rows // 20)), edition=edition)
    marks: list[tuple[float, int]] = []
    told = [time.perf_counter()]

    def tell(progress: Progress) -> None:
        now = time.perf_counter()
        if progress.step == "code" and progress.done:
            marks.append((now, progress.done))
        if now - told[0] > _TELL_EVERY:
            told[0] = now
            print(f"  {progress.step} {progress.done:,} of {rows:,}", file=sys.stderr)

    around = Surroundings({}, lambda: datetime.datetime.now(datetime.UTC), tell)
    begun, used = time.perf_counter(), cpu()
    outcome = begin(replace(read_plan(plan), work=work), around)
    seconds, used = time.perf_counter() - begun, cpu() - used
    (first, before), (last, after) = marks[0], marks[-1]
    return {
        "what": f"ictip recode, {work.engine}, {work.workers} worker(s)",
        "rows": outcome.counts.read,
        "workers": work.workers,
        "narratives_per_second": round((after - before) / (last - first), 1),
        "seconds": round(seconds, 1),
        "narratives_per_cpu_second": round(outcome.counts.read / used, 1),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "worker_memory_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }


def cpu() -> float:
    """CPU seconds of this process and the workers that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def compared(folder: Path, edition: Path) -> dict[str, object]:
    """Compare the run in a folder, with every move looked at; seconds and peak memory in MB of this process."""
    moves = [0]

    def moved(move: object) -> None:
        moves[0] += 1

    begun = time.perf_counter()
    found = compare(read_run(folder), load_scheme(edition / SCHEME_FOLDER), by=["year"], moved=moved)
    return {
        "records": found.records,
        "moves": moves[0],
        "seconds": round(time.perf_counter() - begun, 1),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    """Measure one archive and print as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--edition", type=Path, required=True)
    parser.add_argument("--compare", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.compare:
        print(json.dumps(compared(options.compare, options.edition)))
        return
    with tempfile.TemporaryDirectory() as made:
        write_csv(Path(made) / "archive.csv", options.rows)
        found = recoded(Path(made), options.edition, options.rows, Work("pool", options.workers))
        asked = [str(options.rows), "--edition", str(options.edition), "--compare", str(Path(made) / "out")]
        command = [sys.executable, "-m", "bench.recode_archive", *asked]
        found["compare"] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
