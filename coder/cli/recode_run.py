"""`ictip recode run`: a plan in, a recoded archive out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from coder.cli.opening import edition_folder
from coder.cli.recode_progress import Address, EngineOption, WorkersOption, report, surroundings
from coder.recode.plan_file import read_plan
from coder.recode.run import begin


def recode_run(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="The plan, a TOML file.")],
    engine: EngineOption = None,
    workers: WorkersOption = None,
    address: Address = None,
) -> None:
    """Recode an archive as a plan says.

    Writes Parquet or CSV tables, a list of refused rows and a manifest into the plan's output folder. Whatever stops
    the run, finished rows are kept, and `ictip recode resume` goes on to the same bytes. Exit code 0: all rows were
    coded; 3: finished, but rows were refused; 1: stopped; 2: wrong usage.
    """
    read = read_plan(plan)
    if read.edition is None:
        edition_folder(None)  # built now, with its steps shown, when this user has none yet
    with surroundings(read.output.folder) as around:
        outcome = begin(replace(read, work=read.work.instead(engine, workers, address)), around)
    report(outcome)
