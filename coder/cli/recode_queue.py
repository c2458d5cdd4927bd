"""`ictip recode queue`: what a run leaves to people, as a list of ids, candidates and reasons."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from coder.cli.console import say
from coder.cli.files import standard_output, written
from coder.cli.opening import scheme_of
from coder.cli.options import EditionOption
from coder.cli.recode_progress import RunFolderArgument
from coder.recode.queue import left_to_people
from coder.recode.reading import check_scheme, read_run

Out = Annotated[Path | None, typer.Option("-o", "--out", metavar="OUT", help="JSON Lines; left out, standard output.")]


def recode_queue(run: RunFolderArgument, out: Out = None, edition: EditionOption = None) -> None:
    """List what a run leaves to people, without any text."""
    scheme = scheme_of(edition)
    check_scheme(run, scheme)
    roads: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    with written(out) if out is not None else standard_output(utf8=True) as stream:
        for record in read_run(run):
            lines = list(left_to_people(record, scheme))
            roads[record.road] += bool(lines)
            for line in lines:
                stream.write(json.dumps(line.record(), ensure_ascii=False) + "\n")
                asked[line.old_code.outcome if line.old_code else ""] += 1
    say(
        f"to review {roads['review']:,}, to a person first {roads['human_first']:,}, "
        f"drawn for re-checking {roads['audit_sample']:,}; "
        f"old codes left open {asked['undecided']:,}, in conflict with the text {asked['conflict']:,}"
    )
