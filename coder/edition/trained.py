"""What an edition has learnt from, as hashes, so that it is never judged on a case it knows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from coder.edition.archive import verified_files
from coder.narrative.labelled import LabelledNarrative
from coder.narrative.statements import Statement

TRAINED_ON = "trained_on.json"
_DIGITS = 16
"""Hexadecimal digits kept of a SHA-256. Among a million narratives two share them with odds of one to 37 million."""


@dataclass(frozen=True)
class TrainedOn:
    """Hashes of the ids and texts of all narratives and statements an edition has learnt from."""

    ids: frozenset[str]
    texts: frozenset[str]

    def knows(self, narrative: LabelledNarrative) -> bool:
        """Whether the edition has learnt from this narrative, under its id or by its text."""
        return id_hash(narrative.id) in self.ids or text_hash(narrative.text) in self.texts

    def to_json(self) -> bytes:
        """The hashes as JSON bytes; the same narratives give the same bytes."""
        return json.dumps({"ids": sorted(self.ids), "texts": sorted(self.texts)}, indent=0).encode()


def trained_on(narratives: Iterable[LabelledNarrative], statements: Iterable[Statement] = ()) -> TrainedOn:
    """The hashes of narratives and statements."""
    listed: list[LabelledNarrative | Statement] = [*narratives, *statements]
    return TrainedOn(frozenset(id_hash(n.id) for n in listed), frozenset(text_hash(n.text) for n in listed))


def read_trained_on(folder: Path) -> TrainedOn | None:
    """What an edition says it has learnt from; None for one that does not say, being built by an older program.

    Raises EditionError when the edition is not as it was sealed.
    """
    _, files = verified_files(folder)
    if TRAINED_ON not in files:
        return None
    record = json.loads(files[TRAINED_ON])
    return TrainedOn(frozenset(record["ids"]), frozenset(record["texts"]))


def text_hash(text: str) -> str:
    """Hash of a text, whatever its white space and case."""
    return _hash(" ".join(text.split()).casefold())


def id_hash(id_: str) -> str:
    """Hash of an id."""
    return _hash(id_)


def _hash(content: str) -> str:
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
