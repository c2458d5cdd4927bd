"""`ictip recode compare`: the totals before and after a run, who moved, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from coder.cli.console import say
from coder.cli.files import written
from coder.cli.opening import scheme_of
from coder.cli.options import EditionOption
from coder.cli.recode_progress import RunFolderArgument
from coder.edition import read_gold
from coder.edition.gold import Gold
from coder.errors import UsageError
from coder.recode.compare import Comparison, Move, compare
from coder.recode.compare_report import compare_report
from coder.recode.compare_tables import MOVERS, line, mover_line, old_csv, reasons_csv, totals_csv
from coder.recode.corrected import Corrected, Labelled, corrected_totals
from coder.recode.outcome import Basis
from coder.recode.people import read_decided
from coder.recode.reading import check_scheme, read_run
from coder.report import write_report
from coder.scheme import Scheme

Out = Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="Folder for the page and tables.")]
By = Annotated[list[str] | None, typer.Option("--by", metavar="C", help="Columns, by commas or given several times.")]
BasisOption = Annotated[
    Basis, typer.Option("--basis", metavar="B", help="What counts as recoded: joined, text or accepted.")
]
DecidedOption = Annotated[
    Path | None,
    typer.Option(
        "--decided",
        metavar="FILE.jsonl",
        exists=True,
        dir_okay=False,
        help="What people have settled: an export of the review desk.",
    ),
]


def recode_compare(
    run: RunFolderArgument,
    out: Out = Path("compare"),
    by: By = None,
    old: Annotated[
        str | None, typer.Option("--old", metavar="C", help="Column with the old codes; left out, as the plan says.")
    ] = None,
    basis: BasisOption = "joined",
    decided: DecidedOption = None,
    labelled: Annotated[
        Path | None,
        typer.Option(
            "--labelled",
            metavar="GOLD.jsonl",
            exists=True,
            dir_okay=False,
            help="Random sample of the run's records, coded by people.",
        ),
    ] = None,
    edition: EditionOption = None,
) -> None:
    """Compare totals before and after a run."""
    scheme = scheme_of(edition)
    check_scheme(run, scheme)
    columns = split_columns(by)
    out.mkdir(parents=True, exist_ok=True)
    sample = Labelled(gold_by_id(labelled) if labelled else {}, scheme)
    settled = read_decided(decided) if decided else {}
    with written(out / "movers.csv") as movers:
        movers.write(line(MOVERS))

        def moved(move: Move) -> None:
            movers.write(mover_line(move))

        found = compare(
            read_run(run),
            scheme,
            by=columns,
            old_column=old,
            basis=basis,
            decided=settled,
            moved=moved,
            coded=sample.add,
        )
    corrected = corrected_totals(found, sample) if labelled else {}
    _write(out, found, corrected, scheme, columns, _facts(run, basis, len(settled), sample.used if labelled else None))
    say(f"records {found.records:,}; report.html, totals.csv, old.csv, reasons.csv and movers.csv -> {out}")
    if labelled and sample.used < len(sample.gold):
        say(f"note: {len(sample.gold) - sample.used:,} labelled records are not in the run and were left out")


def split_columns(by: Sequence[str] | None) -> list[str]:
    """Columns named by commas, by repetition or both, each once."""
    return list(dict.fromkeys(name.strip() for part in by or () for name in part.split(",") if name.strip()))


def gold_by_id(path: Path) -> dict[str, Gold]:
    """Records that people coded, by id. Raises UsageError for an id that is used twice."""
    cases = read_gold(path)
    by_id = {case.id: case for case in cases}
    if len(by_id) < len(cases):
        raise UsageError(f"{path.name}: an id is used twice")
    return by_id


def _facts(run: Path, basis: Basis, settled: int, used: int | None) -> list[tuple[str, str]]:
    words = {
        "joined": "codes of the crosswalk and the likely codes of the text",
        "text": "the likely codes of the text",
        "accepted": "codes of the crosswalk and those that routing accepted",
    }
    facts = [("Run", run.resolve().name), ("Recoded means", words[basis])]
    facts += [("Settled by people", f"{settled:,} records")] if settled else []
    return facts + ([("Labelled sample", f"{used:,} records")] if used is not None else [])


def _write(
    out: Path,
    found: Comparison,
    corrected: dict[str, Corrected],
    scheme: Scheme,
    by: list[str],
    facts: list[tuple[str, str]],
) -> None:
    tables: dict[str, Iterable[str]] = {
        "totals.csv": totals_csv(found, corrected, scheme),
        "old.csv": old_csv(found),
        "reasons.csv": reasons_csv(found, scheme),
        "report.html": [write_report(compare_report(found, corrected, scheme, by, facts))],
    }
    for name, lines in tables.items():
        with written(out / name) as stream:
            stream.writelines(lines)
