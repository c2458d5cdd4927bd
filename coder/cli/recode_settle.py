"""`ictip recode settle`: a run's table with what people have settled in it, beside the run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from coder.cli.console import say
from coder.cli.files import written
from coder.cli.guard import SOME_REJECTED
from coder.cli.opening import scheme_of
from coder.cli.options import EditionOption
from coder.cli.recode_compare import BasisOption
from coder.cli.recode_progress import RunFolderArgument
from coder.errors import UsageError
from coder.recode.compare_tables import line
from coder.recode.outcome import Basis
from coder.recode.people import Decided, read_decided
from coder.recode.reading import MANIFEST, check_scheme, read_run
from coder.recode.settle import Tally, settle
from coder.recode.settle_tables import (
    CHANGES,
    CODES,
    QUESTIONS,
    RECORDS,
    change_rows,
    code_rows,
    question_rows,
    record_row,
)
from coder.scheme import Scheme

_ABOUT = "settled.json"


def recode_settle(
    run: RunFolderArgument,
    decided: Annotated[
        Path,
        typer.Argument(metavar="DECIDED.jsonl", exists=True, dir_okay=False, help="An export of the review desk."),
    ],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="New folder for the tables.")] = Path(
        "settled"
    ),
    basis: BasisOption = "joined",
    edition: EditionOption = None,
) -> None:
    """Take what people settled into a run's codes.

    The run stays as it was. Exit code 3: some records that people settled are not in the run, or name codes that its
    code list does not have.
    """
    scheme = scheme_of(edition)
    check_scheme(run, scheme)
    people = read_decided(decided)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is there already; name a new folder")
    out.mkdir(parents=True, exist_ok=True)
    tally = _write(run, out, people, scheme, basis)
    strange = sorted(set().union(*(each.codes for each in people.values())) - scheme.codes.keys())
    absent = len(people) - len(tally.found)
    about = _about(run, decided, basis, tally) | {"not_in_the_run": absent, "codes_not_in_the_list": len(strange)}
    with written(out / _ABOUT) as stream:
        json.dump(about, stream, indent=1)
    _tell(tally, out)
    if absent:
        say(f"note: {absent:,} settled records are not in the run and were left out")
    if strange:
        say(f"note: {len(strange):,} codes that people gave are not in the code list and were left out")
    if absent or strange:
        raise typer.Exit(SOME_REJECTED)


def _write(run: Path, out: Path, people: dict[str, Decided], scheme: Scheme, basis: Basis) -> Tally:
    """All tables in one pass over the run."""
    tally = Tally()
    with ExitStack() as stack:
        codes = stack.enter_context(_table(out / "codes.csv", CODES))
        questions = stack.enter_context(_table(out / "questions.csv", QUESTIONS))
        changes = stack.enter_context(_table(out / "changes.csv", CHANGES))
        records: Callable[[Sequence[str]], None] | None = None
        kept: list[str] = []
        for settled in settle(read_run(run), people, scheme, basis):
            if records is None:
                kept = list(settled.record.fields)
                records = stack.enter_context(_table(out / "records.csv", ("id", *kept, *RECORDS)))
            records(record_row(settled, kept, scheme))
            for write, rows in (
                (codes, code_rows(settled, scheme)),
                (questions, question_rows(settled)),
                (changes, change_rows(settled)),
            ):
                for row in rows:
                    write(row)
            tally.add(settled)
    return tally


@contextmanager
def _table(path: Path, columns: Sequence[str]) -> Iterator[Callable[[Sequence[str]], None]]:
    with written(path) as stream:
        stream.write(line(columns))
        yield lambda row: print(line(row), end="", file=stream)


def _about(run: Path, decided: Path, basis: Basis, tally: Tally) -> dict[str, Any]:
    """What went in and what came out, for who checks it later."""
    questions: dict[str, dict[str, int]] = {}
    for (outcome, result), count in sorted(tally.questions.items()):
        questions.setdefault(outcome, {})[result] = count
    return {
        "run": hashlib.sha256((run / MANIFEST).read_bytes()).hexdigest(),
        "decided": hashlib.sha256(decided.read_bytes()).hexdigest(),
        "basis": basis,
        "records": {"all": tally.records, **dict(sorted(tally.by.items()))},
        "questions": questions,
        "codes": {
            "before": tally.codes_before,
            "entered": tally.entered,
            "left": tally.left,
            "after": tally.codes_after,
        },
    }


def _tell(tally: Tally, out: Path) -> None:
    by, asked = tally.by, tally.questions
    say(
        f"records {tally.records:,}: by people {by['people']:,}, accepted {by['accepted']:,}, waiting {by['waiting']:,}"
    )
    say(
        f"old codes left open: settled {asked['undecided', 'settled']:,}, none of the candidates "
        f"{asked['undecided', 'none']:,}, still open {asked['undecided', 'open']:,}; in conflict with the text: kept "
        f"{asked['conflict', 'kept']:,}, rejected {asked['conflict', 'rejected']:,}, still open "
        f"{asked['conflict', 'open']:,}"
    )
    say(
        f"codes {tally.codes_before:,} + {tally.entered:,} entered - {tally.left:,} left = {tally.codes_after:,}; "
        f"tables -> {out}"
    )
