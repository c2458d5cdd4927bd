"""What is known of a cell, as numbers that a logistic can weigh."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from coder.audit.codings import Bools, Floats, Ints, Sparse
from coder.audit.likely.cells import LEAST, Sheets, values_at
from coder.audit.likely.context import Ratios, ratios_of

FEATURES = (
    "base",
    "confidence",
    "listed",
    "how common",
    "other codes",
    "codes here",
    "codes expected",
    "denied",
    "twins",
)
"""What any cell is judged by, all but the flags in log-odds or logs: a constant, the machine's confidence, whether
it lists the code, how common the code is, what the record's other codes say of it, how many others the record has and
how many the machine expects, whether the machine read it as denied, and how records with nearly the same text were
coded."""

OF_FREE = ("codes in dimension", "confidence above", "above held")
"""What tells an error besides: how many other codes of the dimension are held, the confidence in the code above, and
whether that is held. They follow from what is held, so they cannot tell how likely that is."""

OF_HELD = ("stated", "stated below", "how many below", "confidence below", "confidence if stated", "confidence if even")
"""What a cell that is held is judged by besides: a code that is held only because of one below it is wrong when that
one is, so it matters whether it was given itself, how many below it were, and how sure the machine is of those."""


@dataclass(frozen=True)
class Surroundings:
    """What a cell is compared with: `common` (C) the codes' log-odds among all codings, their `ratios`, `parent` (C),
    `below` (C, C) from a code to those above it without itself, `member` (C, D) the dimension of each code."""

    common: Floats
    ratios: Ratios
    parent: Ints
    below: Sparse
    member: Sparse


@dataclass(frozen=True)
class CellTable:
    """Cells by `row` and `code`. `features` (n, F) are `FEATURES`, `OF_FREE` and `OF_HELD`, 0 where nothing is held."""

    row: Ints
    code: Ints
    held: Bools
    stated: Bools
    confidence: Floats
    features: Floats


def surroundings_of(sheets: Sheets) -> Surroundings:
    """The surroundings that codings are for each other."""
    lineage, width = sheets.lineage, sheets.held.shape[1]
    count = np.asarray(sheets.held.sum(axis=0), dtype=float).ravel() + 0.5
    strict = lineage.above & ~np.eye(width, dtype=bool)
    pairs = (np.arange(width), sheets.dimension_of)
    return Surroundings(
        common=np.log(count / (sheets.held.shape[0] - count + 1)),
        ratios=ratios_of(sheets.held, lineage.related),
        parent=lineage.parent,
        below=sparse.csr_array(strict.astype(np.int32)),
        member=sparse.csr_array((np.ones(width, dtype=np.int32), pairs), shape=(width, sheets.asked.shape[1])),
    )


def cell_table(sheets: Sheets, around: Surroundings, row: Ints, code: Ints) -> CellTable:
    """The features of cells of few enough codings that (N, C) arrays of them fit into memory."""
    held, sure = sheets.held.toarray() > 0, sheets.sure.toarray().astype(float)
    stated = sheets.stated.toarray() > 0
    listed = sure >= LEAST
    known = np.clip(np.where(listed, sure, 0.5), 1e-4, 1 - 1e-4)
    odds = np.log(known / (1 - known))
    support, others = around.ratios.of(sheets.stated, held)
    number = np.asarray(sheets.stated @ around.below.astype(np.int32).toarray(), dtype=float)[row, code]
    beneath = sparse.csr_array(np.where(stated, odds, 0.0)) @ around.below
    own, up = odds[row, code], around.parent[code]
    is_held, is_stated, has_parent = held[row, code], stated[row, code], up != code
    in_dimension = np.asarray((sheets.held @ around.member).toarray(), dtype=float)[row, sheets.dimension_of[code]]
    columns = [
        np.ones(len(row)),
        own,
        listed[row, code],
        around.common[code],
        support[row, code],
        np.log1p(others[row, code]),
        np.log1p(np.maximum(sure.sum(axis=1)[row] - sure[row, code], 0)),
        values_at(sheets.denied, row, code),
        _twin_votes(sheets, row, code),
        np.log1p(in_dimension - is_held),
        odds[row, up] * has_parent,
        (held[row, up] - 0.5) * has_parent,
        is_stated,
        number > 0,
        np.log1p(number),
        beneath.toarray()[row, code] / np.maximum(number, 1),
        own * is_stated,
        np.maximum(own, 0) * is_held,
    ]
    features = np.column_stack([np.asarray(column, dtype=float) for column in columns])
    return CellTable(row, code, is_held, is_stated, sure[row, code], features)


def _twin_votes(sheets: Sheets, row: Ints, code: Ints) -> Floats:
    """From -1, no twin has the code, to 1, all have; 0 without twins."""
    count = sheets.twin_count[row]
    return np.where(count > 0, 2 * values_at(sheets.twins, row, code) / np.maximum(count, 1) - 1, 0.0)
