"""Open what a command needs: an edition, or a scheme alone, with the steps of a first build shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from coder.cli.console import error_console, say
from coder.edition import open_edition, shipped_edition
from coder.edition.archive import verified_files
from coder.edition.learn import FOLDS
from coder.edition.locate import SHIPPED_SCHEME, training_data
from coder.edition.opening import SCHEME_FOLDER
from coder.scheme import Scheme, load_scheme
from coder.suggest.suggester import Suggester

BUILD_STEPS = 6 + FOLDS
"""Steps that a build reports, for the length of the bar."""


@contextmanager
def steps_shown(*, first_stays: bool = False) -> Iterator[Callable[[str], None]]:
    """Something to tell steps to: a bar on a terminal, a line each otherwise; both on standard error.

    With `first_stays` the first step is printed above the bar, for a build that nobody asked for.
    """
    console = error_console()
    if not console.is_terminal:
        yield say
        return
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), BarColumn(bar_width=24), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=BUILD_STEPS, visible=False)

        def tell(step: str) -> None:
            if first_stays and not progress.tasks[task].completed:
                progress.console.print(step)
            progress.update(task, description=step, visible=True, advance=1)

        yield tell


def suggester_of(edition: Path | None) -> Suggester:
    """The edition in a folder, or the built-in one, which is built when this user has none yet."""
    with steps_shown(first_stays=True) as tell:
        return open_edition(edition, progress=tell)


def edition_folder(edition: Path | None) -> Path:
    """The folder given, or that of the built-in edition, which is built when this user has none yet."""
    if edition is not None:
        return edition
    with steps_shown(first_stays=True) as tell:
        return shipped_edition(progress=tell)


def scheme_of(edition: Path | None) -> Scheme:
    """The scheme of an edition that is as it was sealed, or the shipped working scheme; nothing is built."""
    if edition is None:
        return load_scheme(training_data() / SHIPPED_SCHEME)
    verified_files(edition)
    return load_scheme(edition / SCHEME_FOLDER)


@contextmanager
def timed() -> Iterator[Callable[[], float]]:
    """A clock that tells the seconds since the block began."""
    start = time.monotonic()
    yield lambda: time.monotonic() - start
