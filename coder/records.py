"""The values that pass between the stages: frozen, typed, without behaviour beyond reading them.

Spans are end-exclusive and count characters of the narrative as it was given, before any cleaning.
Confidences lie between 0 and 1, higher = more likely that the code holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Claim = Literal["affirmed", "denied", "hypothetical", "background", "other_person"]
"""What the text says of a code: that it holds (allegations count), that it does not, that it is feared or only
possible, that it is said of law or of other cases, or that it is said of somebody who is not the victim."""

Source = Literal["rule", "classifier"]
"""Which finder produced a piece of evidence."""

_CODE = re.compile(r"[^\s,;|\x00-\x1f\x7f]{1,64}")


def looks_like_code(value: str) -> bool:
    """Whether a value has the form of a code: 1 to 64 characters that print, without blanks and separators."""
    return bool(_CODE.fullmatch(value)) and value.isprintable()


@dataclass(frozen=True, slots=True)
class Narrative:
    """One case text. `id` is unique within a run; `fields` keeps the other columns of the input row untouched."""

    id: str
    text: str
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a narrative that speak for a code, where they came from and what they claim.

    `reason` is for people: the rule's id and meaning, or the terms that moved the classifier.
    """

    start: int
    end: int
    quote: str
    source: Source
    reason: str
    claim: Claim = "affirmed"


@dataclass(frozen=True, slots=True)
class Term:
    """One summand of a confidence, in log-odds: positive speaks for the code, negative against it."""

    name: str
    logit: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code offered for a narrative.

    `rank` is 1-based within its dimension. `subject` is None for the case as a whole. `terms` are the summands
    whose sum, put through the logistic function, is the model's confidence before hierarchy and `implies`.
    """

    dimension: str
    unit: str
    subject: str | None
    code: str
    label: str
    confidence: float
    rank: int
    evidence: tuple[Evidence, ...]
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Denied:
    """A code that the text names without affirming it: denied, hypothetical, background or about somebody else."""

    dimension: str
    code: str
    label: str
    claim: Claim
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class CheckNote:
    """What an edit rule found: its id, its words, and the codes it is about."""

    id: str
    severity: Literal["error", "warning", "info"]
    message: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coding:
    """The answer for one narrative. `language` is an ISO 639-1 code; `status` says whether it was coded.

    `familiarity` lies between 0 and 1: the share of the narrative's words that the edition has seen in training.
    """

    id: str
    edition: str
    language: str
    status: Literal["coded", "unsupported_language"]
    familiarity: float
    suggestions: tuple[Suggestion, ...] = ()
    denied: tuple[Denied, ...] = ()
    checks: tuple[CheckNote, ...] = ()
