"""`ictip audit plan`: how many records to check, and which."""

from __future__ import annotations

import csv
import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli.audit_inputs import RowRejects, end_with_faults, read_all
from coder.cli.console import console, say
from coder.cli.files import refuse_output, written
from coder.errors import Fault, UsageError
from coder.export.table import guarded

if TYPE_CHECKING:
    from coder.audit.arrays import Floats
    from coder.audit.codings import Codings
    from coder.audit.sampling import Sample

RATES = (0.01, 0.02, 0.05, 0.10, 0.20, 0.50)
COLUMNS = ("id", "codes", "status", "inclusion_probability", "stratum")
TO_DO = "to do"
"""Status of a record that nobody has checked yet; readers take such a row as not coded, never as coded with nothing."""


class Design(StrEnum):
    """How a sample is drawn."""

    SIMPLE = "simple"
    STRATIFIED = "stratified"
    RISK = "risk"


class Allocation(StrEnum):
    """How a stratified sample is shared out."""

    PROPORTIONAL = "proportional"
    EQUAL = "equal"


def audit_plan(
    coded: Annotated[
        Path | None,
        typer.Argument(metavar="CODED", exists=True, dir_okay=False, help="Coded records to draw a sample from."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="OUT", help="Draw the sample and write it as CSV to OUT.")
    ] = None,
    half_width: Annotated[
        float, typer.Option("--half-width", metavar="X", help="Wanted half width, a share: 0.02 = two points.")
    ] = 0.02,
    expected: Annotated[
        float | None, typer.Option("--expected", metavar="X", min=0.0, max=1.0, help="Error rate expected.")
    ] = None,
    level: Annotated[float, typer.Option("--level", metavar="X", min=0.5, max=0.999, help="Of the interval.")] = 0.95,
    size: Annotated[
        int | None, typer.Option("--size", metavar="N", min=1, help="Records to check; left out, as many as needed.")
    ] = None,
    design: Annotated[Design, typer.Option("--design", help="How the sample is drawn.")] = Design.SIMPLE,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="COLUMN", help="Column or key with the strata, or with a risk of 0 or more."),
    ] = None,
    allocation: Annotated[
        Allocation, typer.Option("--allocation", help="How a stratified sample is shared out.")
    ] = Allocation.PROPORTIONAL,
    even: Annotated[
        float, typer.Option("--even", metavar="X", min=0.0, max=1.0, help="Share of a risk sample spread evenly.")
    ] = 0.5,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="The same seed draws the same.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the sizes as one JSON object.")] = False,
    rejects: RowRejects = None,
) -> None:
    """Plan how many records to check, and draw them.

    OUT has a row per record to check: its id, empty codes to fill in, its probability of having been drawn and its
    stratum. What the coders gave is not in it, so that the check is blind. Set the status to coded when it is done.
    """
    if (out is not None or by is not None) and coded is None:
        raise UsageError("a sample is drawn from a file: name CODED")
    if coded is None:
        _print_sizes(_sizes(half_width, expected, level, None), half_width, level, None, as_json)
        return
    codings, faults = _read(coded, design, by)
    population = len(codings.records)
    sizes = _sizes(half_width, expected, level, population)
    _print_sizes(sizes, half_width, level, population, as_json)
    if out is not None:
        refuse_output(out, [coded], what="--out")
        wanted = size or sizes[0.5 if expected is None else expected]
        sample = _drawn(codings, wanted, design, by, allocation, even, seed)
        _write(sample, codings, out)
        say(f"{wanted} of {population} records drawn ({design}, seed {seed}) -> {out}")
    end_with_faults(faults, rejects, [coded])


def _read(coded: Path, design: Design, by: str | None) -> tuple[Codings, tuple[Fault, ...]]:
    if design is Design.STRATIFIED and by is None:
        raise UsageError("a stratified sample needs --by COLUMN")
    if design is Design.SIMPLE and by is not None:
        raise UsageError("--by is for --design stratified or risk")
    groups = (by,) if by is not None and design is Design.STRATIFIED else ()
    numbers = (by,) if by is not None and design is Design.RISK else ()
    return read_all([coded], dimension_of=None, groups=groups, numbers=numbers)


def _sizes(half_width: float, expected: float | None, level: float, population: int | None) -> dict[float, int]:
    """Records needed, by expected error rate."""
    from coder.audit.planning import sample_size

    rates = sorted({*RATES} | ({expected} if expected is not None else set()))
    return {rate: sample_size(half_width, expected=rate, level=level, population=population) for rate in rates}


def _print_sizes(
    sizes: dict[float, int], half_width: float, level: float, population: int | None, as_json: bool
) -> None:
    if as_json:
        rows = [{"expected": rate, "size": size} for rate, size in sizes.items()]
        facts = {"half_width": half_width, "level": level, "population": population, "sizes": rows}
        typer.echo(json.dumps(facts, indent=1))
        return
    from rich import box
    from rich.table import Table

    of = "" if population is None else f" of {population}"
    table = Table(box=box.SIMPLE_HEAD, show_edge=False)
    table.add_column("error rate expected", justify="right")
    table.add_column(f"records to check{of} for +-{100 * half_width:g} points at {100 * level:g} %", justify="right")
    for rate, size in sizes.items():
        table.add_row(f"{100 * rate:g} %", str(size))
    console().print(table)


def _drawn(
    codings: Codings, size: int, design: Design, by: str | None, allocation: Allocation, even: float, seed: int
) -> Sample:
    import numpy as np

    from coder.audit.sampling import draw_by_risk, draw_simple, draw_stratified

    random = np.random.default_rng(seed)
    if design is Design.SIMPLE:
        return draw_simple(len(codings.records), size, random)
    if design is Design.STRATIFIED:
        strata = codings.groups.get(by or "", np.full(len(codings.records), ""))
        return draw_stratified(strata.tolist(), size, random, allocation=allocation.value)
    return draw_by_risk(_risk(codings, by), size, random, even=even)


def _risk(codings: Codings, by: str | None) -> Floats:
    """A risk per record: the column's, the highest of its coders; else the expected number of wrong codes."""
    import numpy as np

    if by is not None:
        values = codings.numbers.get(by)
        if values is None or np.isnan(values).all(axis=0).any():
            raise UsageError(f"--by: some records have no number in {by}")
        return np.asarray(np.nanmax(values, axis=0))
    known = [matrix for matrix in codings.confidences if matrix is not None]
    if not known:
        raise UsageError("--design risk needs --by COLUMN, or codings with confidences")
    # A code of confidence c is wrong with chance c' = min(c, 1 - c) once it is given or left out at 0.5.
    unsure = [matrix.copy() for matrix in known]
    for matrix in unsure:
        matrix.data = np.minimum(matrix.data, 1 - matrix.data)
    return np.asarray(sum(np.asarray(matrix.sum(axis=1)).ravel() for matrix in unsure))


def _write(sample: Sample, codings: Codings, out: Path) -> None:
    with written(out) as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(COLUMNS)
        for place, share, stratum in zip(sample.places, sample.probabilities, sample.strata, strict=True):
            table.writerow([guarded(codings.records[place]), "", TO_DO, repr(float(share)), guarded(str(stratum))])
