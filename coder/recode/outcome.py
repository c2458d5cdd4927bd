"""What a record counts as: by the crosswalk alone, and after recoding, each code with the reason it is there.

Codes are expanded by their ancestors and by what they imply, so that totals of a parent hold those of its children;
a code that follows from another takes its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from coder.recode.people import Decided
from coder.recode.questions import questions_of
from coder.recode.reading import FoundCode, RunRecord
from coder.scheme import Scheme

Basis = Literal["joined", "text", "accepted"]
"""Which codes count as recoded: those of the crosswalk and the likely ones of the text; the text's alone; those that
routing accepted, with those of the crosswalk."""

LIKELY = 0.5
"""Confidence from which on a code of the text counts."""
PERSON = "a person decided"
SAME_CODE = "same code in both lists"

Reasons = dict[str, str]
"""Codes with the reason why each is there."""


def crosswalked(record: RunRecord, scheme: Scheme) -> Reasons:
    """The codes that the old ones lead to without a text; without a crosswalk, the old codes that the scheme has."""
    return _expanded(_carried(record, scheme), scheme)


def _carried(record: RunRecord, scheme: Scheme) -> list[tuple[str, str]]:
    if not record.crossed:
        return [(old, SAME_CODE) for old in record.old_codes if old in scheme.codes]
    return [(each.code, f"line {each.line}") for each in record.crossed if each.outcome in ("carried", "conflict")]


def left_open(record: RunRecord, scheme: Scheme, decided: Mapping[str, Decided]) -> frozenset[str]:
    """Candidates that nobody has decided between, with what is above them."""
    questions = questions_of(record, decided.get(record.id), scheme)
    waiting = (each.asked for each in questions if each.result == "open" and each.asked.outcome == "undecided")
    return scheme.expand(candidate.code for asked in waiting for candidate in asked.candidates)


def recoded(record: RunRecord, scheme: Scheme, basis: Basis, decided: Mapping[str, Decided]) -> Reasons:
    """The codes after recoding. Where people have settled the record, those they gave, and those of the crosswalk that
    they said nothing of."""
    if record.id in decided:
        return _expanded(_settled(record, decided[record.id], scheme), scheme)
    text = _expanded(_text(record, basis), scheme)
    if basis == "text":
        return text
    carried = crosswalked(record, scheme)
    return carried | {code: reason for code, reason in text.items() if code not in carried}


def _settled(record: RunRecord, decided: Decided, scheme: Scheme) -> Iterator[tuple[str, str]]:
    for code in scheme.in_order(code for code in decided.codes if code in scheme.codes):
        yield code, PERSON
    for code, reason in _carried(record, scheme):
        if not decided.rejects(code, scheme):
            yield code, reason


def _text(record: RunRecord, basis: Basis) -> Iterator[tuple[str, str]]:
    chosen = {each.code: each.line for each in record.crossed if each.outcome == "decided_by_text"}
    for code, line in chosen.items():
        yield code, f"the text decided, line {line}"
    for found in record.found:
        if found.confidence is None or found.claim != "affirmed":
            continue
        if found.accepted if basis == "accepted" else found.confidence >= LIKELY:
            yield found.code, _finder(found)


def _finder(found: FoundCode) -> str:
    return f"rule {found.rules[0]}" if found.rules else "classifier"


def why_gone(record: RunRecord, code: str, scheme: Scheme, decided: Mapping[str, Decided]) -> str:
    """Why a code of the crosswalk is not there any more."""
    if record.id in decided:
        return PERSON
    below = (code, *scheme.descendants(code))
    denied = [found for found in record.found if found.claim != "affirmed" and found.code in below]
    if denied:
        return f"the text's claim is {denied[0].claim}, {_finder(denied[0])}"
    return "the text does not affirm it"


def _expanded(given: Iterable[tuple[str, str]], scheme: Scheme) -> Reasons:
    reasons: Reasons = {}
    for code, reason in given:
        reasons.setdefault(code, reason)
    for code, reason in list(reasons.items()):
        for above in scheme.expand([code]):
            reasons.setdefault(above, reason)
    return reasons
