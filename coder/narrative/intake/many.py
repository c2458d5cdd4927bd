"""Read narratives from several files and folders as one run, in which no id may stand twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from coder.errors import IntakeError
from coder.narrative.intake.items import Counts, Item, Options, Rejected
from coder.narrative.intake.opening import FORMATS
from coder.narrative.intake.reading import Intake, checked_options
from coder.narrative.intake.wording import os_refusal, refusal, shown_path

_REJECTS = ".rejects.jsonl"


class Intakes:
    """The narratives of several inputs, to be iterated once. See `read_many`.

    `files` holds one `Intake` per input, in reading order. A file among several that cannot be read at all is given
    as `Rejected` with row 0 and counts as one row; a single file is raised as by `read_narratives`.
    """

    def __init__(self, files: Iterable[Intake]) -> None:
        self.files = tuple(files)
        self._refused = Counts()
        self._items: Iterator[Item] | None = None

    @property
    def counts(self) -> Counts:
        """Rows of all files so far; always `read == accepted + rejected`."""
        return sum((intake.counts for intake in self.files), self._refused)

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes of all files opened so far, each led by its file."""
        return tuple(f"{intake.file}: {note}" for intake in self.files for note in intake.notes)

    def __iter__(self) -> Iterator[Item]:
        return self

    def __next__(self) -> Item:
        if self._items is None:
            self._items = self._read()
        return next(self._items)

    def _read(self) -> Iterator[Item]:
        for intake in self.files:
            try:
                yield from intake
            except IntakeError as error:
                if len(self.files) == 1:
                    raise
                self._refused += Counts(read=1, rejected=1)
                reason = str(error).removeprefix(f"{intake.file}: ")
                yield Rejected(intake.file, 0, None, "file_refused", reason)
            intake.close()


def read_many(
    paths: Iterable[str | Path],
    *,
    id_column: str | None = None,
    text_column: str | None = None,
    sheet: str | None = None,
    max_chars: int = 2_000_000,
    stdin: BinaryIO | None = None,
) -> Intakes:
    """Narratives of several inputs in the order given; a folder stands for the known files in it, sorted by name.

    Options are those of `read_narratives` and hold for every file; an id used in one file is refused in later ones.
    Hidden files, lock files (~$) and lists of rejects are passed over in folders; folders inside are not entered.
    Raises UsageError, or IntakeError naming every path that does not exist and every folder without a known file.
    """
    options = checked_options(id_column, text_column, sheet, max_chars)
    seen: set[str] = set()
    faults: list[str] = []
    intakes: list[Intake] = []
    for path in paths:
        try:
            intakes += _of(path, stdin, options, seen)
        except IntakeError as error:
            faults.append(str(error))
    if faults:
        raise IntakeError("\n".join(faults))
    return Intakes(intakes)


def _of(path: str | Path, stdin: BinaryIO | None, options: Options, seen: set[str]) -> list[Intake]:
    if str(path) == "-":
        return [Intake(None, stdin, options, seen)]
    path = Path(path)
    name = shown_path(path)
    try:
        inside = _known_files(path) if path.is_dir() else [path]
        if not path.exists():
            raise refusal(name, "the file does not exist")
    except OSError as error:
        raise os_refusal(name, error) from None
    if not inside:
        raise refusal(name, f"no file in the folder has a known suffix: {', '.join(FORMATS)}")
    return [Intake(each, None, options, seen) for each in inside]


def _known_files(folder: Path) -> list[Path]:
    return sorted(
        (
            path
            for path in folder.iterdir()
            if path.suffix.lower() in FORMATS
            and path.is_file()
            and not path.name.startswith((".", "~$"))
            and not path.name.lower().endswith(_REJECTS)
        ),
        key=lambda path: path.name,
    )
