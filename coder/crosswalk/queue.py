"""What a person must decide, as records for JSON Lines: the ids and codes, never a text."""

from __future__ import annotations

from collections.abc import Iterator

from coder.crosswalk.cross import Crossing
from coder.scheme import Scheme


def queue_records(id_: str, crossing: Crossing, target: Scheme) -> Iterator[dict[str, object]]:
    """One record per old code and dimension that has candidates left: id, dimension, candidates, old, reason.

    Candidates of several dimensions give one record each, all with the same `old`.
    """
    for move in crossing.queued:
        for dimension in dict.fromkeys(target.codes[code].dimension for code in move.new):
            codes = [code for code in move.new if target.codes[code].dimension == dimension]
            yield {"id": id_, "dimension": dimension, "candidates": codes, "old": move.old, "reason": move.reason}


def conflict_records(id_: str, crossing: Crossing) -> Iterator[dict[str, object]]:
    """One record per disagreement: id, old, code, and either what the text claims of it or what it gives instead."""
    for conflict in crossing.conflicts:
        yield {
            "id": id_,
            "old": conflict.old,
            "code": conflict.code,
            "claim": conflict.claim,
            "instead": conflict.instead,
        }
