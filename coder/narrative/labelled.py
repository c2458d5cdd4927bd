"""Read labelled narratives: what rules are measured on and the classifier learns from.

One JSON object per line: `{"id", "text", "codes": [{"code", "quote"?, "start"?}]}`, and optionally `voice` (who
writes; narratives of one voice are never split between training and measuring) and `not_codes` (codes the text names
without affirming them). Cases that people coded also tell their `origin`: who stands behind the codes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from coder.errors import CorpusError, Fault
from coder.narrative.corpus_file import Record, is_filled, read_corpus, unknown_code


@dataclass(frozen=True, slots=True)
class Mark:
    """A code on a labelled narrative, with the words that support it as a character span; None where not told."""

    code: str
    span: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class LabelledNarrative:
    """A narrative with its codes. `voice` groups narratives by one writer or source.

    `origin` tells how the codes came about (see coder.edition.added), empty where the record does not say.
    """

    id: str
    text: str
    codes: tuple[Mark, ...]
    not_codes: tuple[Mark, ...]
    voice: str
    origin: str = ""

    @property
    def code_set(self) -> frozenset[str]:
        """The codes without their spans."""
        return frozenset(mark.code for mark in self.codes)


def load_labelled(folder: Path, codes: Collection[str]) -> tuple[LabelledNarrative, ...]:
    """Read every `*.jsonl` of `folder`, sorted by name. `codes` are the codes that may be used.

    Raises CorpusError with all faults: no narratives, broken lines, fields that are missing, empty or of another
    kind, unknown codes, duplicate ids, quotes that do not stand in their text. Messages name file, row and id, never
    text.
    """
    return read_labelled(sorted(folder.glob("*.jsonl")), codes, where=folder.name)


def read_labelled(
    paths: Iterable[Path], codes: Collection[str], *, where: str, taken: Collection[str] = ()
) -> tuple[LabelledNarrative, ...]:
    """Read files of labelled narratives. `taken` are ids that may not be used; `where` names the place in messages.

    Raises CorpusError with all faults, as `load_labelled` does.
    """
    narratives = read_corpus(paths, partial(_reasons, codes=codes), _narrative, taken=taken)
    if not narratives:
        raise CorpusError([Fault(where, 0, "no labelled narratives (*.jsonl) found")])
    return narratives


def _narrative(record: Record, path: Path) -> LabelledNarrative:
    return LabelledNarrative(
        id=record["id"],
        text=record["text"],
        codes=tuple(_mark(entry, record["text"]) for entry in record["codes"]),
        not_codes=tuple(_mark(entry, record["text"]) for entry in record.get("not_codes") or ()),
        voice=str(record.get("voice") or path.stem),
        origin=str(record.get("origin") or ""),
    )


def _mark(entry: Mapping[str, Any], text: str) -> Mark:
    quote = entry.get("quote")
    if not quote:
        return Mark(entry["code"], None)
    start = entry.get("start")
    if not isinstance(start, int) or start < 0 or not text.startswith(quote, start):
        start = text.find(quote)
    return Mark(entry["code"], (start, start + len(quote)))


def _reasons(record: Record, codes: Collection[str]) -> list[str]:
    """Everything wrong with the codes of one record."""
    if not isinstance(record.get("codes"), list):
        return ["codes is not a list"]
    beside = record.get("not_codes")
    if beside is not None and not isinstance(beside, list):
        return ["not_codes is not a list"]
    found = (_entry_reason(entry, record.get("text"), codes) for entry in [*record["codes"], *(beside or ())])
    return [reason for reason in found if reason is not None]


def _entry_reason(entry: Any, text: Any, codes: Collection[str]) -> str | None:
    """What is wrong with one entry of the codes; None where nothing is."""
    if not isinstance(entry, dict) or not is_filled(entry.get("code")):
        return "an entry of codes has no code"
    code, quote = entry["code"], entry.get("quote")
    if code not in codes:
        return unknown_code(code)
    if quote is not None and not isinstance(quote, str):
        return f"the quote of {code} is no text"
    if is_filled(text) and (quote or "") not in text:
        return f"the quote of {code} does not stand in the text"
    return None
