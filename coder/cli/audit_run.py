"""`ictip audit run`: how good a coding is, whoever did it, as one report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coder.cli.audit_inputs import AuditFiles, a_date, gathered, inputs_of, twins_in
from coder.cli.audit_project import AuditSource, desk_project
from coder.cli.audit_swaps import exchanged
from coder.cli.console import say
from coder.cli.desk import AsOption, StoreOption
from coder.cli.files import written
from coder.cli.guard import SOME_REJECTED
from coder.edition.locate import SHIPPED_SCHEME, training_data
from coder.errors import Fault, UsageError
from coder.scheme import load_checks, load_scheme

if TYPE_CHECKING:
    from coder.audit.study.sources import Wishes

InFile = Annotated[
    Path | None,
    typer.Argument(metavar="CODED", exists=True, dir_okay=False, help="Coded records: JSON Lines or a table."),
]


def _file(flag: str, text: str) -> Any:
    return typer.Option(flag, metavar="FILE", exists=True, dir_okay=False, help=text)


def audit_run(
    coded: InFile = None,
    project: Annotated[
        str | None, typer.Option("--project", metavar="NAME", help="A project of the review desk in place of CODED.")
    ] = None,
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
    with_text: Annotated[
        bool, typer.Option("--with-text", help="With --project: show its narratives, masked, where it allows that.")
    ] = False,
    edition: Annotated[
        Path | None,
        typer.Option("--edition", metavar="DIR", help="With narratives: does it code alike with words exchanged?"),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Start of the random draws behind the intervals.")] = 0,
    as_name: AsOption = None,
    store: StoreOption = None,
) -> None:
    """Report on a coding: errors, coders, machine, drift.

    Writes report.html, figures.json with every figure, and tables as CSV to a folder. Works on codes alone: the texts
    are read only with --text or --with-text, and shown only in report.html. A project of the review desk is read as
    its exported records would be, beside what its edition suggested.
    """

    from coder.audit.study.documents import REJECTS, REPORT
    from coder.audit.study.sources import Wishes

    files = AuditFiles(coded, double, against, machine, twins, text)
    _refuse(out, files, reference, project, with_text)
    if edition is not None and text is None and not with_text:
        raise UsageError("--edition codes narratives again: name them with --text, or a --project and --with-text")
    wishes = Wishes(
        reference, a_date(start, "--since"), a_date(split, "--split"), tuple(by or ()), target, population, most
    )
    with desk_project(project, as_name, store, with_text=with_text) as desk:
        faults = _audit(AuditSource(files, desk, with_text), wishes, scheme, edition, threshold, seed, out)
    say(f"written: {out / REPORT}, figures.json and tables")
    if faults:
        say(f"note: {len(faults)} rows could not be used as they are; see {out / REJECTS}")
        raise typer.Exit(SOME_REJECTED)


def _audit(
    source: AuditSource,
    wishes: Wishes,
    scheme: Path | None,
    edition: Path | None,
    threshold: float,
    seed: int,
    out: Path,
) -> Sequence[Fault]:
    """Read, work out, write, and print the sentences; the rows that could not be used."""
    import numpy as np

    from coder.audit.study.documents import documents_of, queued_records
    from coder.audit.study.run import run_study
    from coder.audit.study.sources import judged, question_of, settled_rows, since
    from coder.audit.study.summary import summary

    folder = scheme if scheme is not None else training_data() / SHIPPED_SCHEME
    codes = load_scheme(folder)
    rows = settled_rows(source.rows(wishes.columns, threshold), wishes.reference)
    codings, faults = gathered(rows, source.name, dimension_of=codes.dimension_of)
    codings = since(judged(codings, codes), wishes.since)
    checks, inputs = load_checks(folder, codes), inputs_of(source.files.text, codings)
    random = np.random.default_rng(seed)
    again = (
        exchanged(codings.records, source.texts, edition, folder, codes, threshold=threshold, random=random)
        if edition
        else ()
    )
    asked = question_of(
        codings, codes, checks, wishes, twins=twins_in(source.files.twins), inputs=inputs, exchanges=again
    )
    found = run_study(asked, random)
    made = f"{datetime.now().astimezone():%Y-%m-%d %H:%M}"
    facts = [("Coded", source.name), ("Code list", codes.title), ("Made", made)]
    texts = source.texts(queued_records(found))
    out.mkdir(parents=True, exist_ok=True)
    for name, content in documents_of(found, codes, facts=facts, faults=faults, texts=texts):
        with written(out / name) as stream:
            stream.write(content)
    for sentence in summary(found):
        typer.echo(sentence)
    return faults


def _refuse(out: Path, files: AuditFiles, reference: str | None, project: str | None, with_text: bool) -> None:
    if (files.coded is None) == (project is None):
        raise UsageError("name CODED, a file of coded records, or --project, one of the review desk")
    if with_text and (project is None or files.text is not None):
        raise UsageError("--with-text is for --project, in place of --text")
    if out.exists() and not out.is_dir():
        raise UsageError(f"--out: {out} is no folder")
    if any(path.resolve().parent == out.resolve() for path in files.all):
        raise UsageError(f"--out: {out} holds one of the inputs; name another folder")
    if files.against is not None and reference is not None:
        raise UsageError("--against and --reference both name what is right; give one of them")
