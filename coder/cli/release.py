"""`ictip release`: counts of a run that may leave the house, as CSV and SDMX; its records as HTCDS rows on request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli.console import say
from coder.cli.crosswalk_show import SchemeFolder, scheme_folder
from coder.cli.files import written
from coder.cli.guard import SOME_REJECTED
from coder.cli.opening import scheme_of
from coder.cli.options import EditionOption
from coder.cli.recode_compare import BasisOption, DecidedOption, split_columns
from coder.cli.recode_progress import RunFolderArgument
from coder.cli.release_beside import tables_beside, tell_undone
from coder.crosswalk import find_crosswalk, load_crosswalk
from coder.errors import UsageError
from coder.recode.axes import make_axes, parse_axis, place
from coder.recode.outcome import recoded
from coder.recode.people import Decided, read_decided
from coder.recode.reading import RunRecord, check_scheme, read_run
from coder.release.cube import Cube, count_cube
from coder.release.htcds import htcds_rows
from coder.scheme import Scheme, load_scheme

if TYPE_CHECKING:
    from coder.release.tables import Release

HTCDS = "htcds-2.0"
"""Name of the crosswalk that HTCDS rows are written by."""
Codes = Callable[[RunRecord], Iterable[str]]


def release(
    run: RunFolderArgument,
    by: Annotated[
        list[str], typer.Option("--by", metavar="A", help="Axes: dimensions (PUR, PUR@2) or columns; one to three.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="Folder for the tables.")] = Path("release"),
    threshold: Annotated[
        int, typer.Option("--threshold", metavar="N", min=2, help="Counts from 1 to N - 1 are suppressed.")
    ] = 5,
    rounded: Annotated[
        int, typer.Option("--round", metavar="N", min=1, help="Round what is shown to multiples of N.")
    ] = 1,
    agency: Annotated[str, typer.Option("--agency", metavar="ID", help="Who maintains the SDMX structures.")] = "LOCAL",
    name: Annotated[
        str | None, typer.Option("--name", metavar="ID", help="Name of the SDMX structure; left out, the axes.")
    ] = None,
    beside: Annotated[
        list[Path] | None,
        typer.Option(
            "--beside",
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="A table.csv of the same run that leaves the house too: what it suppresses stays so; repeatable.",
        ),
    ] = None,
    basis: BasisOption = "joined",
    decided: DecidedOption = None,
    htcds: Annotated[
        bool, typer.Option("--htcds", help="Also write the RECORDS as HTCDS 2.0 rows; no rule protects those.")
    ] = False,
    edition: EditionOption = None,
    folder: SchemeFolder = None,
) -> None:
    """Write counts with small cells suppressed.

    Exit code 3: a table named with --beside shows what must be suppressed.
    """
    from coder.release.sdmx import sdmx_id
    from coder.release.tables import release as protect  # here, not above: the solver behind it loads slowly

    scheme = scheme_of(edition)
    check_scheme(run, scheme)
    settled = read_decided(decided) if decided else {}

    def codes(record: RunRecord) -> Iterable[str]:
        return recoded(record, scheme, basis, settled)

    def count(names: Sequence[str]) -> Cube:
        specs = [parse_axis(text, scheme) for text in names]
        axes = make_axes(specs, read_run(run), scheme)
        return count_cube(axes, place(read_run(run), specs, scheme, codes))

    axes = split_columns(by)
    others = tables_beside(beside or (), axes, count, rounded)
    made = protect(count(axes), threshold=threshold, rounded_to=rounded, beside=others)
    out.mkdir(parents=True, exist_ok=True)
    _write_tables(made, out, agency, name or "_".join(sdmx_id(axis) for axis in axes))
    if htcds:
        _write_htcds(run, out, codes, scheme, scheme_folder(folder))
    _tell(made, read_run(run), settled)
    if sum(tell_undone(made, path) for path in beside or ()):
        raise typer.Exit(SOME_REJECTED)


def _write_tables(made: Release, out: Path, agency: str, name: str) -> None:
    from coder.release.sdmx import sdmx_csv, sdmx_id, sdmx_structures
    from coder.release.tables import release_csv

    if sdmx_id(agency) != agency or sdmx_id(name) != name:
        raise UsageError("--agency and --name may hold letters, digits, _, -, @ and $")
    structures = sdmx_structures(made, agency=agency, name=name, prepared=datetime.now(UTC))
    for file, lines in (
        ("table.csv", release_csv(made)),
        ("table.sdmx.csv", sdmx_csv(made, agency=agency, name=name)),
        ("structures.sdmx.xml", [structures]),
    ):
        with written(out / file) as stream:
            stream.writelines(lines)


def _write_htcds(run: Path, out: Path, codes: Codes, scheme: Scheme, source: Path) -> None:
    listed = load_scheme(source)
    if (listed.name, listed.version) != (scheme.name, scheme.version):
        raise UsageError("--htcds: the run's code list is not that of --scheme")
    crosswalk, _ = load_crosswalk(find_crosswalk(HTCDS, source), listed)
    records = ((record.id, scheme.leaves_only(codes(record))) for record in read_run(run))
    with written(out / "htcds.csv") as stream:
        stream.writelines(htcds_rows(records, crosswalk, scheme))
    say("note: htcds.csv holds records, not counts; no small-cell rule protects it")


def _tell(made: Release, records: Iterable[RunRecord], settled: Mapping[str, Decided]) -> None:
    found = made.suppression
    say(
        f"cells {len(made.cube.counts):,}, shown {len(made.shown):,}, suppressed {len(found.all):,} "
        f"(small {len(found.primary):,}, to protect them {len(found.complementary):,})"
    )
    roads = Counter(record.road for record in records if record.id not in settled)
    waiting = roads["review"] + roads["human_first"]
    if waiting:
        say(f"note: {waiting:,} records wait for people and are counted by what crosswalk and text say of them")
