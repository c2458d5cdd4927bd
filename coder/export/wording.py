"""The words in which codings are told to people, the same on the page and on the terminal."""

from __future__ import annotations

from collections.abc import Mapping

from coder.records import Claim
from coder.report.plain import on_one_line, plain

__all__ = ["CLAIM_WORDS", "LIKELY", "SOURCE_WORDS", "on_one_line", "plain"]

LIKELY = 0.5
"""Confidence from which on a code counts as suggested; below it, it is offered as a possibility."""

CLAIM_WORDS: Mapping[Claim, str] = {
    "affirmed": "affirmed",
    "denied": "denied",
    "hypothetical": "feared or only possible",
    "background": "said of the law or of other cases",
    "other_person": "said of somebody else",
}

SOURCE_WORDS: Mapping[str, str] = {"rule": "rule", "classifier": "classifier"}
