"""Codings as one HTML page: each text with its evidence marked, its codes with confidence and reasons.

The page needs nothing from outside, runs no script, and forbids both to whatever a narrative might bring along.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coder.export.marking import Piece, cut, marks_of, numbers_of
from coder.export.wording import CLAIM_WORDS, LIKELY, SOURCE_WORDS
from coder.records import Coding, Evidence, Narrative
from coder.report.shell import page_style, page_template

_TEMPLATE = Path(__file__).with_name("page.html.j2")
_STYLE = Path(__file__).with_name("page.css")


@dataclass(frozen=True, slots=True)
class About:
    """What a page says of where its codes come from. `status` is, for instance, `working scheme`.

    `dimensions` maps the ids of dimensions to their labels.
    """

    title: str
    status: str
    edition: str
    dimensions: Mapping[str, str]


def page_parts(pairs: Iterable[tuple[Narrative, Coding]], about: About) -> Iterator[str]:
    """The page in parts to be written one after the other; narratives are read while it is written."""
    counts = {"narratives": 0, "codes": 0, "not_coded": 0}
    return page_template(_TEMPLATE).generate(
        about=about,
        **page_style(_STYLE),
        cases=(_case(at, narrative, coding, about, counts) for at, (narrative, coding) in enumerate(pairs, 1)),
        counts=counts,
        likely=LIKELY,
    )


def _case(at: int, narrative: Narrative, coding: Coding, about: About, counts: dict[str, int]) -> dict[str, Any]:
    """What the template needs of one narrative."""
    marks = marks_of(coding)
    numbers = numbers_of(marks)
    counts["narratives"] += 1
    counts["codes"] += sum(item.confidence >= LIKELY for item in coding.suggestions)
    counts["not_coded"] += coding.status != "coded"
    return {
        "at": at,
        "coding": coding,
        "pieces": [_piece(piece) for piece in cut(narrative.text, marks)],
        "groups": _groups(coding, about, numbers),
        "denied": [
            {"item": item, "claim": CLAIM_WORDS[item.claim], "evidence": _evidence(item.evidence, numbers)}
            for item in coding.denied
        ],
    }


def _piece(piece: Piece) -> dict[str, Any]:
    return {"text": piece.text, "kind": piece.kind, "closes": piece.closes}


def _groups(coding: Coding, about: About, numbers: Mapping[tuple[int, int], int]) -> list[dict[str, Any]]:
    """Suggestions by dimension, in the order they come in."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for item in coding.suggestions:
        row = {"item": item, "likely": item.confidence >= LIKELY, "evidence": _evidence(item.evidence, numbers)}
        groups.setdefault(item.dimension, []).append(row)
    return [
        {"id": dimension, "label": about.dimensions.get(dimension, ""), "rows": rows}
        for dimension, rows in groups.items()
    ]


def _evidence(evidence: Iterable[Evidence], numbers: Mapping[tuple[int, int], int]) -> list[dict[str, Any]]:
    return [
        {
            "number": numbers[each.start, each.end],
            "quote": each.quote,
            "source": SOURCE_WORDS[each.source],
            "reason": each.reason,
        }
        for each in evidence
    ]
