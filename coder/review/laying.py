"""Turn a narrative and its coding into the rows of a case. The words go apart from all else, so that they can go."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from coder.crosswalk import Queued
from coder.records import Coding, Evidence, Narrative, Suggestion
from coder.review.lots import lot
from coder.review.oldcodes import FIELDS, candidate_rows
from coder.review.ordering import precedence, uncertainty
from coder.review.planting import planted, with_planted
from coder.review.values import Settings
from coder.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Laid:
    """The rows of one case: the case, its words, its suggestions, the candidates of its old codes. `offered` are the
    machine's own suggestions."""

    case: Mapping[str, Any]
    words: Mapping[str, Any]
    suggestions: Sequence[Mapping[str, Any]]
    candidates: Sequence[Mapping[str, Any]]
    offered: Sequence[Suggestion]

    def fingerprint(self) -> list[Any]:
        """What the trail's digest of an import is made of: everything but the words."""
        return fingerprint(self.case, self.suggestions, self.candidates)


def fingerprint(
    case: Mapping[Any, Any], suggestions: Iterable[Mapping[Any, Any]], candidates: Iterable[Mapping[Any, Any]]
) -> list[Any]:
    """A case and what is offered on it as the trail's digest sees them; a case without candidates as before there were
    any."""
    fields = ("dimension", "code", "confidence", "rank", "evidence", "planted")
    kept = ("narrative_id", "text_hash", "text_length", "edition", "language", "aided", "coders_wanted")
    asked = [[each[name] for name in FIELDS] for each in candidates]
    offered = [[each[name] for name in fields] for each in suggestions]
    return [[case[name] for name in kept], offered, *([asked] if asked else [])]


def text_hash(text: str) -> str:
    """SHA-256 of the text as imported, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def lay(narrative: Narrative, queued: Sequence[Queued], coding: Coding, settings: Settings, scheme: Scheme) -> Laid:
    """The rows of a case under a project's settings; the same input always gives the same rows. `queued` is what a
    recoding run left to people of it."""
    candidates = candidate_rows(queued)
    draw = {name: lot(settings.seed, name, narrative.id) for name in ("unaided", "planted", "audit", "queue")}
    wrong = None
    if draw["planted"] < settings.planted_share:
        by_lot = partial(lot, settings.seed, narrative_id=narrative.id)
        asked = {each["code"] for each in candidates}
        wrong = planted(coding, scheme, by_lot, minimum=settings.min_confidence, beside=asked)
    shown = coding.suggestions if wrong is None else with_planted(coding, wrong)
    wanted = 2 if settings.coders == 1 and draw["audit"] < settings.audit_share else settings.coders
    case = {
        "narrative_id": narrative.id,
        "text_hash": text_hash(narrative.text),
        "text_length": len(narrative.text),
        "edition": coding.edition,
        "language": coding.language,
        "familiarity": coding.familiarity,
        "denied": [_denied(item.dimension, item.code, item.claim, item.evidence) for item in coding.denied],
        "checks": [asdict(note) for note in coding.checks],
        "aided": draw["unaided"] >= settings.unaided_share and not _person_first(queued, coding),
        "status": "open",
        "coders_wanted": wanted,
        "free_slots": wanted,
        "uncertainty": uncertainty(coding.suggestions),
        "draw": draw["queue"],
        "precedence": precedence(coding.suggestions, settings.must_review),
    }
    words = {
        "text": narrative.text,
        "fields": {name: _plain(value) for name, value in narrative.fields.items()},
        "reasons": {
            item.code: {
                "reasons": [each.reason for each in item.evidence],
                "terms": [[term.name, term.logit] for term in item.terms],
            }
            for item in shown
        },
    }
    rows = [_offer(item, coding.edition, planted=item.code == (wrong.code if wrong else None)) for item in shown]
    return Laid(case, words, rows, candidates, coding.suggestions)


def _person_first(queued: Iterable[Queued], coding: Coding) -> bool:
    """Whether a run left the record to a person before suggestions are shown. Without suggestions there are none to
    hold back."""
    return bool(coding.suggestions) and any(each.road == "human_first" for each in queued)


def _offer(item: Suggestion, edition: str, *, planted: bool) -> dict[str, Any]:
    return {
        "edition": edition,
        "dimension": item.dimension,
        "code": item.code,
        "confidence": item.confidence,
        "rank": item.rank,
        "evidence": [_offsets(each) for each in item.evidence],
        "planted": planted,
    }


def _denied(dimension: str, code: str, claim: str, evidence: Iterable[Evidence]) -> dict[str, Any]:
    return {"dimension": dimension, "code": code, "claim": claim, "evidence": [_offsets(each) for each in evidence]}


def _offsets(each: Evidence) -> dict[str, Any]:
    """Evidence without words: neither the quote nor the reason, which may name the words that moved the classifier."""
    return {"start": each.start, "end": each.end, "source": each.source, "claim": each.claim}


def _plain(value: Any) -> Any:
    """A cell as JSON can hold it."""
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
