"""What the pages show of old codes that a person is asked about: where each candidate comes from, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coder.crosswalk import Candidate, OldCode
from coder.review.editions import StoredCode


def asked_of(old_codes: Sequence[OldCode], codes: Mapping[str, StoredCode]) -> list[dict[str, Any]]:
    """Old codes as the templates want them, each with its candidates, the likeliest first."""
    return [
        {
            "old": each.old,
            "conflict": each.outcome == "conflict",
            "reason": each.reason,
            "candidates": [
                {
                    "code": candidate.code,
                    "label": codes[candidate.code]["label"] if candidate.code in codes else "",
                    "share": candidate.share,
                }
                for candidate in sorted(each.candidates, key=lambda candidate: -(candidate.share or 0))
            ],
        }
        for each in old_codes
    ]


def sources_of(old_codes: Sequence[OldCode]) -> dict[str, list[str]]:
    """By code, which old codes it comes from and how, in the order in which they are asked about."""
    found: dict[str, list[str]] = {}
    for each in old_codes:
        for candidate in each.candidates:
            found.setdefault(candidate.code, []).append(_words(each, candidate))
    return found


def _words(asked: OldCode, candidate: Candidate) -> str:
    if asked.outcome == "conflict":
        return f"{asked.old} became this; {asked.reason}" if asked.reason else f"{asked.old} became this"
    if candidate.share is not None:
        return f"{asked.old} becomes this in {100 * candidate.share:.0f} % of its records"
    return f"{asked.old} may become this"
