"""What the review page shows of a case: the text in pieces with their evidence, the suggestions by dimension."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coder.export.wording import CLAIM_WORDS, LIKELY, SOURCE_WORDS
from coder.review import CaseView, Offer
from coder.review.editions import StoredCode
from coder.scheme import Scheme
from service.pages.oldcodes import sources_of
from service.pages.topics import topics_in

TONES = 5
"""Colours and lines that evidence is marked with, in turn over the dimensions; see desk.css."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch that is marked the same all over. `codes` are the codes it is evidence for, the likeliest first;
    `closes` the numbers of the evidence that ends with it, `topics` the sensitive ones that its words touch.
    """

    start: int
    text: str
    codes: tuple[str, ...]
    tone: int | None
    denied: bool
    closes: tuple[int, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One summand of a confidence as a bar: `left` and `width` in percent of the drawing, `logit` its share."""

    name: str
    logit: float
    left: float
    width: float


Spans = Mapping[tuple[int, int], int]


def spans_of(case: CaseView) -> Spans:
    """The distinct stretches of evidence of a case, numbered in the order of the text."""
    found = {(each["start"], each["end"]) for item in (*_offered(case), *case.denied) for each in item["evidence"]}
    return {span: number for number, span in enumerate(sorted(found), 1)}


def pieces_of(case: CaseView, spans: Spans) -> list[Piece]:
    """The text cut where evidence begins and ends; joined, the pieces are the text."""
    text = case.text or ""
    uses = [
        (each["start"], each["end"], offer)
        for offer in sorted(case.offers, key=lambda offer: -offer.confidence)
        for each in offer.evidence
    ]
    refused = [(each["start"], each["end"]) for item in case.denied for each in item["evidence"]]
    edges = sorted({0, len(text), *(min(at, len(text)) for span in spans for at in span)})
    tones = tones_of(case)
    pieces = []
    for start, end in itertools.pairwise(edges):
        over = [offer for first, last, offer in uses if first <= start and end <= last]
        pieces.append(
            Piece(
                start=start,
                text=text[start:end],
                codes=tuple(dict.fromkeys(offer.code for offer in over)),
                tone=tones[over[0].dimension] if over else None,
                denied=any(first <= start and end <= last for first, last in refused),
                closes=tuple(number for (_, last), number in spans.items() if last == end),
                topics=topics_in(text[start:end], case.language),
            )
        )
    return pieces


def tones_of(case: CaseView) -> dict[str, int]:
    """The tone of each dimension, 1 to 5, in the order in which suggestions come."""
    dimensions = dict.fromkeys(offer.dimension for offer in case.offers)
    return {dimension: at % TONES + 1 for at, dimension in enumerate(dimensions)}


def groups_of(
    case: CaseView, spans: Spans, codes: Mapping[str, StoredCode], scheme: Scheme | None
) -> list[dict[str, Any]]:
    """Suggestions by dimension, as the template wants them: those of the text, then those of old codes alone."""
    tones, sources = tones_of(case), sources_of(case.old_codes)
    groups: dict[str, list[dict[str, Any]]] = {}
    for offer in case.offers:
        card = _card(offer.code, codes, scheme, sources.pop(offer.code, []))
        groups.setdefault(offer.dimension, []).append(card | _found(offer, spans, case.text or ""))
    for code, asked in sources.items():
        dimension = codes[code]["dimension"]
        groups.setdefault(dimension, []).append({**_card(code, codes, scheme, asked), **_NOT_FOUND})
    return [
        {"id": dimension, "label": label_of(dimension, scheme), "tone": tones.get(dimension), "cards": cards}
        for dimension, cards in groups.items()
    ]


def denied_of(case: CaseView, spans: Spans, codes: Mapping[str, StoredCode]) -> list[dict[str, Any]]:
    """Codes that the text names without affirming them."""
    return [
        {
            "code": item["code"],
            "label": _label(item["code"], codes),
            "claim": CLAIM_WORDS[item["claim"]],
            "numbers": sorted({spans[each["start"], each["end"]] for each in item["evidence"]}),
        }
        for item in case.denied
    ]


def silent_of(case: CaseView, scheme: Scheme | None) -> list[dict[str, str]]:
    """Dimensions of which nothing is suggested and nothing was decided: what might be asked back."""
    if scheme is None:
        return []
    spoken = {state.dimension for state in case.codes} | {offer.dimension for offer in case.offers}
    spoken |= {asked.dimension for asked in case.old_codes}
    return [
        {"id": dimension.id, "label": dimension.label}
        for dimension in scheme.dimensions.values()
        if dimension.suggested != "no" and dimension.id not in spoken
    ]


def label_of(dimension: str, scheme: Scheme | None) -> str:
    """The label of a dimension; its id while the code list is not open."""
    known = scheme is not None and dimension in scheme.dimensions
    return scheme.dimensions[dimension].label if scheme is not None and known else dimension


def bars_of(terms: Sequence[tuple[str, float]]) -> list[Bar]:
    """The summands of a confidence, each bar beginning where the one before ended."""
    ends = [0.0, *itertools.accumulate(logit for _, logit in terms)]
    low, high = min(ends), max(ends)
    unit = 100 / (high - low) if high > low else 0.0
    return [
        Bar(name, logit, (min(ends[at], ends[at + 1]) - low) * unit, max(abs(logit) * unit, 0.5))
        for at, (name, logit) in enumerate(terms)
    ]


_NOT_FOUND: Mapping[str, Any] = {"confidence": None, "likely": False, "evidence": [], "bars": [], "sum": 0.0}
"""Of a code that the text was not found to name: an old code alone brings it up."""


def _card(code: str, codes: Mapping[str, StoredCode], scheme: Scheme | None, asked: Sequence[str]) -> dict[str, Any]:
    """What a card says of its code, whatever brought it up; `asked` tells of old codes."""
    known = scheme.codes.get(code) if scheme is not None else None
    return {
        "code": code,
        "label": _label(code, codes),
        "asked": asked,
        "definition": known.definition if known else "",
        "includes": known.includes if known else "",
        "excludes": known.excludes if known else "",
    }


def _found(offer: Offer, spans: Spans, text: str) -> dict[str, Any]:
    """What the text says of a code."""
    evidence = [
        {
            "number": spans[each["start"], each["end"]],
            "quote": text[each["start"] : each["end"]],
            "source": SOURCE_WORDS[each["source"]],
            "reason": each.get("reason", ""),
        }
        for each in offer.evidence
    ]
    return {
        "confidence": offer.confidence,
        "likely": offer.confidence >= LIKELY,
        "evidence": evidence,
        "bars": bars_of(offer.terms),
        "sum": sum(logit for _, logit in offer.terms),
    }


def _offered(case: CaseView) -> Iterator[Mapping[str, Any]]:
    return ({"evidence": offer.evidence} for offer in case.offers)


def _label(code: str, codes: Mapping[str, StoredCode]) -> str:
    return codes[code]["label"] if code in codes else ""
