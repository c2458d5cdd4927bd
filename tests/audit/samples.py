"""Small codings built from plain lists, and random ones."""

import numpy as np
from scipy import sparse

from coder.audit.codings import Codings
from coder.audit.gather import CodedRow, gather


def coded(coders, *, dimension_of=None, missing=(), open_=()):
    """Codings from {coder: {record: "A B"}}; `missing` names (coder, record) passed, `open_` (coder, record, code)."""
    rows = []
    for coder, records in coders.items():
        for record, codes in records.items():
            rows.append(
                CodedRow(
                    "made.csv",
                    len(rows) + 1,
                    record,
                    coder,
                    tuple(codes.split()),
                    coded=(coder, record) not in missing,
                    open=tuple(code for who, where, code in open_ if (who, where) == (coder, record)),
                )
            )
    codings, faults = gather(rows, dimension_of=dimension_of)
    assert not faults
    return codings


def from_ratings(ratings, code="A", *, more=None):
    """Codings of one code from (records, coders) of 1, 0 and NaN = missing. `more` is the code list."""
    ratings = np.asarray(ratings, dtype=float)
    rows = [
        CodedRow("made.csv", 1, f"r{i}", f"c{j}", (code,) if ratings[i, j] == 1 else ())
        for i in range(ratings.shape[0])
        for j in range(ratings.shape[1])
        if not np.isnan(ratings[i, j])
    ]
    codings, _ = gather(rows, dimension_of=more or {code: "D"})
    return codings


def random_codings(random, *, records=60, codes=5, coders=2, rate=0.3, noise=0.15, missing=0.0):
    """Codings of coders who copy a truth with errors."""
    truth = random.random((records, codes)) < rate
    names = [f"K{at}" for at in range(codes)]
    rows = []
    for coder in range(coders):
        seen = truth ^ (random.random(truth.shape) < noise)
        for record in np.flatnonzero(random.random(records) >= missing):
            given = tuple(names[at] for at in np.flatnonzero(seen[record]))
            rows.append(CodedRow("made.csv", 1, f"r{record}", f"c{coder}", given))
    codings, _ = gather(rows, dimension_of={name: f"D{at % 2}" for at, name in enumerate(names)})
    return codings


def from_array(seen):
    """Codings of many records and codes from (coders, records, codes) of what each coder gave; none is missing."""
    coders, records, codes = seen.shape
    empty = sparse.csr_array((records, codes), dtype=np.int32)
    return Codings(
        tuple(map(str, range(records))), tuple(f"K{at}" for at in range(codes)), tuple(map(str, range(coders))), ("",),
        np.zeros(codes, dtype=np.int64), tuple(sparse.csr_array(each.astype(np.int32)) for each in seen),
        (empty,) * coders, np.ones((coders, records, 1), dtype=bool), (None,) * coders,
        np.full((coders, records), "NaT", dtype="datetime64[s]"), np.full((coders, records), np.nan),
    )  # fmt: skip
