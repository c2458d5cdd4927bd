"""`ictip recode queue`: what a run leaves to people, as a list of ids, candidates and reasons."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from coder.cli.console import say
from coder.cli.files import standard_output, written
from coder.cli.opening import scheme_of
from coder.cli.options import EditionOption
from coder.cli.recode_progress import RunFolderArgument
from coder.recode.reading import RunRecord, check_scheme, read_run
from coder.scheme import Scheme

Out = Annotated[Path | None, typer.Option("-o", "--out", metavar="OUT", help="JSON Lines; left out, standard output.")]


def recode_queue(run: RunFolderArgument, out: Out = None, edition: EditionOption = None) -> None:
    """List what a run leaves to people, without any text."""
    scheme = scheme_of(edition)
    check_scheme(run, scheme)
    roads: Counter[str] = Counter()
    with written(out) if out is not None else standard_output(utf8=True) as stream:
        for record in read_run(run):
            if record.road == "auto":
                continue
            roads[record.road] += 1
            for entry in entries(record, scheme):
                stream.write(json.dumps(entry, ensure_ascii=False) + "\n")
    say(
        f"to review {roads['review']:,}, to a person first {roads['human_first']:,}, "
        f"drawn for re-checking {roads['audit_sample']:,}"
    )


def entries(record: RunRecord, scheme: Scheme) -> Iterator[dict[str, object]]:
    """One entry per old code and dimension with candidates left; else one that says why a person must look.

    The keys are those of the queue of `ictip crosswalk apply`, and the road.
    """
    groups: dict[tuple[str, str], list[str]] = {}
    reasons: dict[str, str] = {}
    for each in record.crossed:
        if each.outcome == "undecided":
            groups.setdefault((each.old, scheme.codes[each.code].dimension), []).append(each.code)
            reasons[each.old] = each.reason
    for (old, dimension), candidates in groups.items():
        yield _entry(record, dimension, candidates, old, reasons[old])
    if not groups:
        yield _entry(record, "", [], "", record.reason)


def _entry(record: RunRecord, dimension: str, candidates: list[str], old: str, reason: str) -> dict[str, object]:
    return {
        "id": record.id,
        "dimension": dimension,
        "candidates": candidates,
        "old": old,
        "reason": reason,
        "road": record.road,
    }
