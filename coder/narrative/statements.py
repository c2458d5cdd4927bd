"""Read labelled statements: single sentences written to teach one code, with what each claims of it.

One JSON object per line: `{"id", "text", "code", "claim"}`. A statement says nothing of any other code. Where
narratives show which codes meet in a case, statements show how many ways one fact is told, and what looks like it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, get_args

from coder.narrative.corpus_file import Record, is_filled, read_corpus, unknown_code
from coder.records import Claim

Stated = Claim | Literal["unrelated"]
"""What a statement claims of its code; `unrelated`: it tells, in like words, another fact."""
_STATED = (*get_args(Claim), "unrelated")
TEACHING: tuple[Stated, ...] = ("affirmed", "unrelated")
"""The statements that words alone tell apart; for all others it is a matter of claims."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One or two sentences and what they claim of one code."""

    id: str
    text: str
    code: str
    claim: Stated

    @property
    def affirms(self) -> bool:
        """Whether the code holds."""
        return self.claim == "affirmed"


def load_statements(folder: Path, codes: Collection[str]) -> tuple[Statement, ...]:
    """Read every `*.jsonl` of `folder`, sorted by name; none where there is no such folder.

    Raises CorpusError with all faults: broken lines, missing or empty fields, unknown codes or claims, duplicate ids.
    """
    return read_corpus(sorted(folder.glob("*.jsonl")), partial(_reasons, codes=codes), _statement)


def _reasons(record: Record, codes: Collection[str]) -> list[str]:
    reasons = []
    if not is_filled(record.get("code")) or record["code"] not in codes:
        reasons.append(unknown_code(record.get("code")))
    if record.get("claim") not in _STATED:
        reasons.append(f"claim is none of {', '.join(_STATED)}")
    return reasons


def _statement(record: Record, _: Path) -> Statement:
    return Statement(record["id"], record["text"], record["code"], record["claim"])
