"""A settled archive as CSV rows: records, codes, the old codes that were asked about, what people changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coder.recode.compare_tables import direction
from coder.recode.settle import SettledRecord
from coder.scheme import Scheme

RECORDS = ("old_codes", "codes", "by", "road")
"""Columns of the records, after the id and the columns that the run passed through."""
CODES = ("id", "dimension", "code", "label", "reason")
QUESTIONS = ("id", "old", "dimension", "outcome", "candidates", "result", "codes")
CHANGES = ("id", "code", "direction", "reason")


def record_row(settled: SettledRecord, kept: Sequence[str], scheme: Scheme) -> list[str]:
    """One row for a record; of its codes the most detailed ones."""
    record = settled.record
    codes = ";".join(scheme.leaves_only(settled.codes))
    fields = [record.fields.get(name, "") for name in kept]
    return [record.id, *fields, ";".join(record.old_codes), codes, settled.by, record.road]


def code_rows(settled: SettledRecord, scheme: Scheme) -> Iterator[list[str]]:
    """One row for each code of a record, those above and implied ones too."""
    for code in scheme.in_order(settled.codes):
        entry = scheme.codes[code]
        yield [settled.record.id, entry.dimension, code, entry.label, settled.codes[code]]


def question_rows(settled: SettledRecord) -> Iterator[list[str]]:
    """One row for each old code that the run left to people."""
    for each in settled.questions:
        asked = each.asked
        candidates = ";".join(one.code for one in asked.candidates)
        yield [
            settled.record.id,
            asked.old,
            asked.dimension,
            asked.outcome,
            candidates,
            each.result,
            ";".join(each.codes),
        ]


def change_rows(settled: SettledRecord) -> Iterator[list[str]]:
    """One row for each code that entered or left the record by people's word."""
    for change in settled.changes:
        yield [change.id, change.code, direction(change.entered), change.reason]
