"""Agreement at full size: `python -m bench.audit_scale [--records 100000]`; 400 codes, 4 coders, 25 dimensions.

Prints seconds, by the clock and of the processor, and peak memory of reading the coded records and of all agreement
figures with their intervals. Baseline in the same run: how long the krippendorff package takes for one figure of each
code, nominal alpha without an interval (measured on 20 codes, multiplied to 400).
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from itertools import chain
from pathlib import Path

import krippendorff
import numpy as np
from scipy import sparse

from coder.audit.agreement import agreement
from coder.audit.codings import Codings
from coder.audit.gather import gather
from coder.audit.reading import read_coded

CODES, CODERS, DIMENSIONS, PER_RECORD, TRIED = 400, 4, 25, 12, 20


def write(folder: Path, records: int) -> list[Path]:
    """A file per coder: a truth of about twelve codes a record, of which each coder misses 15 % and adds others."""
    random = np.random.default_rng(0)
    base = random.pareto(1.2, CODES)
    base = np.minimum(base / base.sum() * PER_RECORD, 0.6)
    truth = sparse.csr_array(random.random((records, CODES), dtype=np.float32) < base)
    paths = []
    for coder in range(CODERS):
        paths.append(folder / f"coder{coder}.jsonl")
        with paths[-1].open("w") as stream:
            for record in range(records):
                codes = truth.indices[truth.indptr[record] : truth.indptr[record + 1]]
                codes = {*codes[random.random(len(codes)) < 0.85].tolist(), int(random.integers(CODES))}
                stream.write(json.dumps({"id": f"r{record}", "codes": [f"C{code}" for code in codes]}) + "\n")
    return paths


def baseline(codings: Codings) -> float:
    """Seconds that the krippendorff package would take for nominal alpha of every code."""
    start = time.perf_counter()
    for code in range(TRIED):
        data = np.stack([given[:, [code]].toarray().ravel() for given in codings.given]).astype(float)
        krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    return (time.perf_counter() - start) * CODES / TRIED


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    options = parser.parse_args()
    dimension_of = {f"C{at}": f"D{at % DIMENSIONS}" for at in range(CODES)}
    ancestors = {f"C{at}": (f"C{at - at % 100}",) for at in range(CODES) if at % 100}
    with tempfile.TemporaryDirectory() as folder:
        paths = write(Path(folder), options.records)
        start, start_cpu = time.perf_counter(), time.process_time()
        codings, faults = gather(chain.from_iterable(map(read_coded, paths)), dimension_of=dimension_of)
    read, read_cpu = time.perf_counter(), time.process_time()
    agreement(codings, np.random.default_rng(0), ancestors=ancestors)
    done, done_cpu = time.perf_counter(), time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    given = sum(matrix.nnz for matrix in codings.given)
    print(f"{options.records} records, {CODES} codes, {CODERS} coders, {given} codes given, {len(faults)} faults")
    print(f"reading {read - start:.1f} s ({read_cpu - start_cpu:.1f} s of processor), peak memory {peak:.2f} GB")
    print(f"agreement with intervals {done - read:.1f} s ({done_cpu - read_cpu:.1f} s of processor)")
    other = baseline(codings)
    print(f"krippendorff package, one figure a code, no interval: {other:.1f} s; ratio {(done - read) / other:.2f}")


if __name__ == "__main__":
    main()
