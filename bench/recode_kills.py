"""Kill a recoding run at random moments, resume it, and compare every byte with an undisturbed run.

    python -m bench.recode_kills [--engines pool dask spark] [--kills 20] [--rows 600] [--seed 0] [--edition DIR]

Each kill is a SIGKILL of the process that runs `ictip recode`. Every fourth comes at a moment drawn from the length of
an undisturbed run, which is mostly while workers start; the others once a drawn number of shards is done, so that
coding, checkpoints and writing are hit. Without --edition a tiny edition is built from the tests' data; the engine does
not care what it codes. A run that finishes before its kill comes is counted as no kill, and a new one is begun.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench.made_narratives import write_csv, write_plan
from coder import build_edition
from coder.recode.checkpoint import RunFolder

ROOT = Path(__file__).parents[1]
TINY = ROOT / "tests" / "data" / "fruit-1"
ROWS_PER_SHARD = 10


class Archive:
    """An archive in a folder, to be recoded into folders beside it."""

    def __init__(self, base: Path, edition: Path, rows: int) -> None:
        self._base = base
        self._shards = math.ceil(rows / ROWS_PER_SHARD)
        self._edition = edition

    def start(self, name: str, engine: str) -> subprocess.Popen[bytes]:
        """Begin the run of that name, or go on with it."""
        plan = self._base / f"{name}.toml"
        write_plan(plan, folder=name, rows_per_shard=ROWS_PER_SHARD, edition=self._edition)
        folder = RunFolder(self._base / name)
        words = ["resume", str(folder.path)] if folder.begun else ["run", str(plan)]
        command = [sys.executable, "-m", "coder.cli", "recode", *words, "--engine", engine, "--workers", "2"]
        return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True)

    def digest(self, name: str) -> str:
        """SHA-256 over everything a finished run promises to be the same."""
        listing = hashlib.sha256()
        for path in sorted((self._base / name).iterdir()):
            if path.name not in {"run.json", "times.jsonl", "lock"}:
                listing.update(path.name.encode() + b"\0" + path.read_bytes())
        return listing.hexdigest()

    def shards_left(self, name: str, draw: random.Random) -> int:
        """A number of finished shards still to come, at which to kill."""
        done = len(RunFolder(self._base / name).journal())
        return draw.randint(min(done + 1, self._shards), self._shards)

    def wait(self, child: subprocess.Popen[bytes], name: str, shards: int | None, seconds: float) -> int | None:
        """Wait for so many finished shards, then some seconds; the exit code if the run ends before."""
        folder = RunFolder(self._base / name)
        while shards is not None and child.poll() is None and len(folder.journal()) < shards and not folder.finished:
            time.sleep(0.02)
        try:
            return child.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def moment(self, name: str) -> str:
        """Where in its life a run was when it was killed."""
        folder = RunFolder(self._base / name)
        if not folder.begun:
            return "before it began"
        if folder.finished:
            return "when it was finished"
        done = len(folder.journal())
        return "before the first shard" if not done else "while writing" if done == self._shards else "between shards"


def kill_often(archive: Archive, engine: str, kills: int, draw: random.Random, expected: str) -> dict[str, object]:
    """Kill runs of an engine until `kills` have hit, finishing and comparing whenever one gets through."""
    begun = time.perf_counter()
    archive.start(f"{engine}-0", engine).wait()
    length = time.perf_counter() - begun
    equal = [archive.digest(f"{engine}-0") == expected]
    moments: Counter[str] = Counter()
    number = 1
    while moments.total() < kills:
        child = archive.start(f"{engine}-{number}", engine)
        by_time = moments.total() % 4 == 0
        shards = None if by_time else archive.shards_left(f"{engine}-{number}", draw)
        seconds = draw.uniform(0.3, length) if by_time else draw.uniform(0, 0.2)
        ended = archive.wait(child, f"{engine}-{number}", shards, seconds)
        if ended is None:
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
            moments[archive.moment(f"{engine}-{number}")] += 1
            continue
        equal.append(ended == 0 and archive.digest(f"{engine}-{number}") == expected)
        number += 1
    equal.append(
        archive.start(f"{engine}-{number}", engine).wait() == 0 and archive.digest(f"{engine}-{number}") == expected
    )
    return {
        "engine": engine,
        "kills": moments.total(),
        "moments": dict(moments),
        "runs_finished": len(equal),
        "equal_to_undisturbed": sum(equal),
        "undisturbed_seconds": round(length, 1),
    }


def main() -> None:
    """Kill, resume, compare, and print the result as JSON; exit code 1 when a byte differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engines", nargs="+", default=["pool", "dask", "spark"])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--rows", type=int, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--edition", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        base = Path(made)
        edition = options.edition or build_edition(TINY, base / "edition", workers=1)
        write_csv(base / "archive.csv", options.rows, options.seed)
        archive = Archive(base, edition.absolute(), options.rows)
        if archive.start("undisturbed", "single").wait() != 0:
            sys.exit("the undisturbed run failed; ictip recode run tells why")
        expected = archive.digest("undisturbed")
        draw = random.Random(options.seed)
        results = []
        for engine in options.engines:
            results.append(kill_often(archive, engine, options.kills, draw, expected))
            print(json.dumps(results[-1]), file=sys.stderr)
    print(json.dumps({"rows": options.rows, "results": results}, indent=1))
    sys.exit(any(each["runs_finished"] != each["equal_to_undisturbed"] for each in results))


if __name__ == "__main__":
    main()
