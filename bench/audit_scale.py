"""Time and memory of a full audit of many records: made-up codings, read from files, to the written report.

Each record is coded by one of four coders, every tenth by all four; a machine codes all of them with confidences, and
2,000 records have a reference. Run: python -m bench.audit_scale [--records 100000] [--codes 400] [--all-coders].
The audit runs in a process of its own, so that its memory is not that of the generator.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

CODERS = ("ann", "bob", "cat", "dan")
GIVEN = 10
"""Codes per record, on average."""


def write_scheme(folder, codes):
    """A scheme of `codes` codes in twenty dimensions, every fifth the parent of the four after it."""
    lines = ["code,parent,dimension,label"]
    for at in range(codes):
        parent = "" if at % 5 == 0 else f"K{at - at % 5:03}"
        lines.append(f"K{at:03},{parent},D{at // 5 % 20:02},Code {at}")
    (folder / "codes.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_codings(folder, records, codes, everybody, random):
    """The files of the coders, the machine and the reference."""
    chance = 1 / np.arange(1, codes + 1) ** 0.7
    chance = random.permutation(chance / chance.sum() * GIVEN).clip(max=0.5)
    with (
        (folder / "coded.jsonl").open("w") as coded,
        (folder / "machine.jsonl").open("w") as machine,
        (folder / "reference.jsonl").open("w") as reference,
    ):
        for at in range(records):
            true = np.flatnonzero(random.random(codes) < chance)
            for who, name in enumerate(CODERS):
                if everybody or at % 10 == 0 or at % len(CODERS) == who:
                    kept = true[random.random(len(true)) > 0.08]
                    given = sorted({*kept.tolist(), *random.integers(codes, size=random.poisson(0.4)).tolist()})
                    day = f"2026-{1 + at * 12 // records:02}-{1 + at % 28:02}T10:00:00Z"
                    row = {"id": f"r{at}", "coder": name, "codes": names(given), "coded_at": day, "blind": at % 7 == 0}
                    coded.write(json.dumps(row | {"seconds": 60 + at % 90, "region": f"g{at % 5}"}) + "\n")
            listed = np.unique(np.concatenate([true, random.integers(codes, size=6)]))
            sure = np.where(np.isin(listed, true), random.beta(4, 1.5, len(listed)), random.beta(1, 5, len(listed)))
            pairs = [
                {"code": name, "confidence": round(x, 3)} for name, x in zip(names(listed), sure.tolist(), strict=True)
            ]
            machine.write(json.dumps({"id": f"r{at}", "suggestions": pairs}) + "\n")
            if at % max(1, records // 2000) == 0:
                reference.write(json.dumps({"id": f"r{at}", "codes": names(true)}) + "\n")


def names(codes):
    """Code ids of places."""
    return [f"K{at:03}" for at in codes]


def main():
    """Write, audit, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--codes", type=int, default=400)
    parser.add_argument("--all-coders", action="store_true", help="every record is coded by all four")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_scheme(folder, options.codes)
        write_codings(folder, options.records, options.codes, options.all_coders, np.random.default_rng(0))
        size = (folder / "coded.jsonl").stat().st_size / 1e6
        command = [sys.executable, "-m", "coder.cli", "audit", "run", str(folder / "coded.jsonl")]
        command += ["--machine", str(folder / "machine.jsonl"), "--against", str(folder / "reference.jsonl")]
        command += ["--scheme", str(folder), "--by", "region", "--split", "2026-07-01", "-o", str(folder / "out")]
        start = time.monotonic()
        done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        took = time.monotonic() - start
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(f"{options.records:,} records x {options.codes} codes, {len(CODERS)} coders, {size:.0f} MB of codings")
        print(f"  exit {done.returncode}, wall {took:.1f} s (load {os.getloadavg()[0]:.1f}),", end=" ")
        print(f"CPU {spent.ru_utime + spent.ru_stime:.1f} s, peak {spent.ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
