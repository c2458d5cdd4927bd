"""Take what people settled into the recoded table: a new table beside the run, which stays as it was.

Nothing changes unseen: every code that enters or leaves a record by people's word is told, and so is what became of
each old code that the run left to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from coder.recode.compare import Move
from coder.recode.outcome import PERSON, Basis, Reasons, recoded
from coder.recode.people import Decided
from coder.recode.questions import Question, questions_of
from coder.recode.reading import RunRecord
from coder.scheme import Scheme

By = Literal["people", "accepted", "waiting"]
"""Who stands for a record's codes: people; routing, which accepted them; nobody yet, so they are what crosswalk and
text say."""


@dataclass(frozen=True, slots=True)
class SettledRecord:
    """A record with its codes, each with the reason why it is there; how many it had `before`; what people changed."""

    record: RunRecord
    by: By
    before: int
    codes: Reasons = field(repr=False)
    questions: tuple[Question, ...]
    changes: tuple[Move, ...]


@dataclass
class Tally:
    """Counts that add up: `records == people + accepted + waiting`, `codes_before + entered - left == codes_after`,
    and for each kind of question `asked` is the sum of its results."""

    records: int = 0
    by: Counter[By] = field(default_factory=Counter)
    questions: Counter[tuple[str, str]] = field(default_factory=Counter)
    codes_before: int = 0
    codes_after: int = 0
    entered: int = 0
    left: int = 0
    found: set[str] = field(default_factory=set, repr=False)

    def add(self, settled: SettledRecord) -> None:
        """Count a record."""
        entered = sum(change.entered for change in settled.changes)
        self.records += 1
        self.by[settled.by] += 1
        self.questions.update((each.asked.outcome, each.result) for each in settled.questions)
        self.codes_after += len(settled.codes)
        self.entered += entered
        self.left += len(settled.changes) - entered
        self.codes_before += settled.before
        if settled.by == "people":
            self.found.add(settled.record.id)


def settle(
    records: Iterable[RunRecord], decided: Mapping[str, Decided], scheme: Scheme, basis: Basis
) -> Iterator[SettledRecord]:
    """The records of a run in its order, with what people settled; `basis` says which codes of the others count."""
    for record in records:
        said = decided.get(record.id)
        before = recoded(record, scheme, basis, {})
        after = before if said is None else recoded(record, scheme, basis, decided)
        changes = [
            Move(record.id, code, code in after, after.get(code, PERSON))
            for code in scheme.in_order({*before} ^ {*after})
        ]
        questions = tuple(questions_of(record, said, scheme))
        yield SettledRecord(record, _by(record, said), len(before), after, questions, tuple(changes))


def _by(record: RunRecord, said: Decided | None) -> By:
    if said is not None:
        return "people"
    return "accepted" if record.road in ("auto", "audit_sample") else "waiting"
