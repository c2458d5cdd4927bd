"""`ictip audit run`: how good a coding is, whoever did it, as one report."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coder.cli.audit_sources import (
    MACHINE,
    REFERENCE,
    AuditFiles,
    a_date,
    inputs_of,
    periods_of,
    read_codings,
    read_hints,
    since,
    texts_of,
)
from coder.cli.console import say
from coder.cli.files import written
from coder.cli.guard import SOME_REJECTED
from coder.edition.locate import SHIPPED_SCHEME, training_data
from coder.errors import Fault, UsageError
from coder.export.table import guarded
from coder.report import write_report
from coder.scheme import Scheme, load_checks, load_scheme

if TYPE_CHECKING:
    from coder.audit.study.findings import Findings

_REPORT, _FIGURES, _REJECTS, _QUEUE = "report.html", "figures.json", "rejects.csv", "queue.jsonl"

InFile = Annotated[
    Path,
    typer.Argument(metavar="CODED", exists=True, dir_okay=False, help="Coded records: JSON Lines or a table."),
]


def _file(flag: str, text: str) -> Any:
    return typer.Option(flag, metavar="FILE", exists=True, dir_okay=False, help=text)


def audit_run(
    coded: InFile,
    against: Annotated[Path | None, _file("--against", "Codes taken for right, for some of the records.")] = None,
    double: Annotated[Path | None, _file("--double", "Further coders of the same records.")] = None,
    machine: Annotated[
        Path | None,
        _file("--machine", "Codings with confidences by an edition that has not learnt from these records."),
    ] = None,
    reference: Annotated[
        str | None, typer.Option("--reference", metavar="CODER", help="A coder of CODED who is taken for right.")
    ] = None,
    twins: Annotated[
        Path | None,
        _file("--twins", "Records with nearly the same text, as ictip recode duplicates writes them (csv)."),
    ] = None,
    scheme: Annotated[
        Path | None,
        typer.Option("--scheme", metavar="DIR", help="Folder of the code list; left out, the working scheme."),
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option("--by", metavar="COLUMN", help="Look at the groups of a column apart; repeatable."),
    ] = None,
    start: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Only records coded on this date or later.")
    ] = None,
    split: Annotated[
        str | None, typer.Option("--split", metavar="DATE", help="Compare records coded before and from this date on.")
    ] = None,
    threshold: Annotated[
        float, typer.Option("--threshold", min=0.0, max=1.0, help="Confidence from which a code counts as given.")
    ] = 0.5,
    target: Annotated[
        float, typer.Option("--target", min=0.001, max=0.5, help="Share of wrong codes that thresholds are sought for.")
    ] = 0.1,
    population: Annotated[
        int | None, typer.Option("--population", min=1, help="Records that those of --against were drawn from.")
    ] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="Entries of the list of likely errors.")] = 1000,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FOLDER", help="Folder for the report.")] = Path("audit"),
    text: Annotated[
        Path | None, _file("--text", "Narratives, to be shown beside the first likely errors; without it, no text.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Start of the random draws behind the intervals.")] = 0,
) -> None:
    """Report on a coding: errors, coders, machine, drift.

    Writes report.html, figures.json with every figure, and tables as CSV to a folder. Works on codes alone: the texts
    are read only with --text, and shown only in report.html.
    """
    import numpy as np

    from coder.audit.study.findings import Question
    from coder.audit.study.run import run_study
    from coder.audit.study.summary import summary

    files = AuditFiles(coded, double, against, machine, twins, text)
    _refuse(out, files, against, reference)
    folder = scheme if scheme is not None else training_data() / SHIPPED_SCHEME
    codes = load_scheme(folder)
    codings, faults = read_codings(files, codes, by or (), threshold)
    codings = since(codings, a_date(start, "--since"))
    asked = Question(
        codings=codings,
        reference=reference or (REFERENCE if REFERENCE in codings.coders else None),
        machine=MACHINE if MACHINE in codings.coders else None,
        ancestors={code: codes.ancestors(code) for code in codes.codes},
        hints=read_hints(files, codings, codes, load_checks(folder, codes)),
        periods=periods_of(codings, a_date(split, "--split")),
        inputs=inputs_of(text, codings) if split is not None else None,
        columns=by or (),
        target=target,
        population=population,
        most=most,
    )
    found = run_study(asked, np.random.default_rng(seed))
    facts = [
        ("Coded", coded.name),
        ("Code list", codes.title),
        ("Made", f"{datetime.now().astimezone():%Y-%m-%d %H:%M}"),
    ]
    out.mkdir(parents=True, exist_ok=True)
    _write(out, found, codes, facts, texts_of(text, _queued(found)), faults)
    for sentence in summary(found):
        typer.echo(sentence)
    say(f"written: {out / _REPORT}, {_FIGURES} and tables")
    if faults:
        say(f"note: {len(faults)} rows could not be used as they are; see {out / _REJECTS}")
        raise typer.Exit(SOME_REJECTED)


def _refuse(out: Path, files: AuditFiles, against: Path | None, reference: str | None) -> None:
    if out.exists() and not out.is_dir():
        raise UsageError(f"--out: {out} is no folder")
    if any(path.resolve().parent == out.resolve() for path in files.all):
        raise UsageError(f"--out: {out} holds one of the inputs; name another folder")
    if against is not None and reference is not None:
        raise UsageError("--against and --reference both name what is right; give one of them")


def _queued(found: Findings) -> Iterable[str]:
    return (entry.record for entry in found.likely.queue) if found.likely else ()


def _write(
    out: Path,
    found: Findings,
    scheme: Scheme,
    facts: Sequence[tuple[str, str]],
    texts: Mapping[str, str] | None,
    faults: Sequence[Fault],
) -> None:
    from coder.audit.likely.queue import queue_rows
    from coder.audit.study.plain import as_plain, tables
    from coder.audit.study.sections.report import audit_report
    from coder.audit.study.summary import summary

    labels = {code.id: code.label for code in scheme.codes.values()}
    labels |= {dimension.id: dimension.label for dimension in scheme.dimensions.values()}
    report = audit_report(found, labels=labels, facts=facts, status=scheme.status, texts=texts)
    with written(out / _REPORT) as stream:
        stream.write(write_report(report))
    with written(out / _FIGURES) as stream:
        json.dump(
            {"facts": dict(facts), "summary": summary(found)} | as_plain(found), stream, ensure_ascii=False, indent=1
        )
    if found.likely:
        with written(out / _QUEUE) as stream:
            stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in queue_rows(found.likely.queue))
    made = tables(found)
    for name, rows in made.items():
        _write_csv(out / f"{name}.csv", list(rows[0]), [list(row.values()) for row in rows])
    _write_csv(out / _REJECTS, ["file", "row", "reason"], [[fault.file, fault.row, fault.reason] for fault in faults])


def _write_csv(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with written(path) as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(head)
        for row in rows:
            writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
