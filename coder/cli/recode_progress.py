"""What the recoding commands share: options, the progress bar with rate and time left, and the last lines."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli.console import error_console, say
from coder.cli.guard import SOME_REJECTED
from coder.recode.plan import EngineName
from coder.recode.run import Outcome
from coder.recode.surroundings import Progress, Surroundings

if TYPE_CHECKING:
    from rich.console import Console

EngineOption = Annotated[
    EngineName | None,
    typer.Option("--engine", metavar="E", help="single, pool, dask or spark; left out, as the plan says."),
]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", metavar="N", min=1, help="Workers; left out, as the plan says.")
]
Address = Annotated[
    str | None, typer.Option("--address", metavar="URL", help="Dask scheduler or Spark master; left out, a local one.")
]
RunFolderArgument = Annotated[Path, typer.Argument(metavar="FOLDER", help="The output folder of the run.")]

_WORDS = {"read": "reading", "code": "coding", "write": "writing"}


@contextmanager
def surroundings(folder: Path) -> Iterator[Surroundings]:
    """The environment, the clock and a bar for a run; an interruption tells how to go on."""
    console = error_console()
    try:
        if console.is_terminal:
            with _bar(console) as tell:
                yield _around(tell)
        else:
            yield _around(_steps())
    except (KeyboardInterrupt, SystemExit):
        say(f"stopped; finished rows are kept: ictip recode resume {folder}")
        raise


def report(outcome: Outcome) -> None:
    """Tell the counts, which add up, and end with the exit code that fits them."""
    for note in outcome.notes:
        say(f"note: {note}")
    counts = outcome.counts
    say(
        f"read {counts.read:,}, coded {counts.coded:,}, unsupported language {counts.unsupported:,}, "
        f"rejected {counts.rejected:,} -> {outcome.folder}"
    )
    if outcome.rows_now < counts.read:
        say(f"of them {outcome.rows_now:,} now, the others before")
    if counts.rejected:
        raise typer.Exit(SOME_REJECTED)


def _around(tell: Callable[[Progress], None]) -> Surroundings:
    return Surroundings(os.environ, lambda: datetime.datetime.now(datetime.UTC), tell)


@contextmanager
def _bar(console: Console) -> Iterator[Callable[[Progress], None]]:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    # The speed of the last minutes tells more than that of the last shard.
    with Bar(*columns, console=console, transient=True, speed_estimate_period=120) as bar:
        tasks = {}

        def tell(progress: Progress) -> None:
            total = progress.total or None
            if progress.step not in tasks:
                # What was done before this call began is no work of this call; it must not count for the rate.
                tasks[progress.step] = bar.add_task(
                    _WORDS[progress.step], total=total, completed=progress.done, rate=""
                )
            task = tasks[progress.step]
            speed = bar.tasks[task].speed
            bar.update(task, completed=progress.done, total=total, rate=f"{speed:,.0f}/s" if speed else "")

        yield tell


def _steps() -> Callable[[Progress], None]:
    """A line each time a step begins, and at every tenth of the coding."""
    told: set[tuple[str, int]] = set()

    def tell(progress: Progress) -> None:
        tenth = 10 * progress.done // progress.total if progress.step == "code" and progress.total else 0
        if (progress.step, tenth) in told:
            return
        told.add((progress.step, tenth))
        say(f"{_WORDS[progress.step]}: {progress.done:,} of {progress.total:,}" if tenth else _WORDS[progress.step])

    return tell
