"""The error tree: every error the library raises on purpose.

    CoderError
    ├── DataError          a file that people edit has faults; lists all of them
    │   ├── SchemeError    code list, dimensions, edit rules
    │   ├── RuleError      rules, word lists, cues
    │   └── CorpusError    labelled narratives
    ├── IntakeError        an input file of narratives cannot be read at all
    ├── EditionError       an edition is missing, changed, or of another format
    ├── RunError           a long run had to stop; what it had finished is kept
    ├── UsageError         a request that contradicts itself or names what is not there
    └── ReviewError        the review desk
        ├── StoreError     the store cannot be opened, or is not as it should be
        ├── NotAllowed     the viewer may not do or see this; says nothing about what there is
        └── Conflict       what was asked for no longer fits: a stale version, a lost lease, a key used twice

Messages carry file names, row numbers, ids and reasons. They never carry the text of a narrative.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one place of a file.

    `row` is 1-based and counts the lines (or sheet rows) of the file, header included; 0 means the file as a whole.
    """

    file: str
    row: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.row}: {self.reason}" if self.row else f"{self.file}: {self.reason}"


class CoderError(Exception):
    """Base of all errors raised on purpose."""


class DataError(CoderError):
    """A file that people edit has faults. `faults` holds all of them, in file and row order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.row, fault.reason)))
        count = len(self.faults)
        head = f"{count} fault{'' if count == 1 else 's'} found"
        super().__init__("\n".join([head, *map(str, self.faults)]))


class SchemeError(DataError):
    """Faults in a code list, its dimensions or its edit rules."""


class RuleError(DataError):
    """Faults in rules, word lists or claim cues."""


class CorpusError(DataError):
    """Faults in labelled narratives."""


class IntakeError(CoderError):
    """An input file cannot be read at all; the message names the file and the reason."""


class EditionError(CoderError):
    """An edition is missing, was changed after sealing, or has a format this version cannot open."""


class RunError(CoderError):
    """A long run had to stop; the message says why, and what it had finished is kept."""


class UsageError(CoderError):
    """A request contradicts itself or names something that is not there."""


class ReviewError(CoderError):
    """Base of the review desk's own errors."""


class StoreError(ReviewError):
    """The store cannot be opened, or is not as it should be."""


class NotAllowed(ReviewError):  # noqa: N818 - it is an answer, not a fault
    """The viewer may not do or see this. The same answer is given for what is not there."""


class Conflict(ReviewError):  # noqa: N818 - it is an answer, not a fault
    """What was asked for no longer fits: a stale version, a lost lease, an idempotency key used for something else."""
