"""Cases without identifiers, for those whose project masks them: text, reasons, fields, and offsets both ways."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from coder.crosswalk import OldCode
from coder.edition.locate import LANGUAGES, training_data
from coder.privacy import Masked, PrivacyLanguage, find_identifiers, load_privacy, mask
from coder.review import Answer, CaseView, Decision, DifferingCase, Judgement, Offer, Span

_FALLBACK = "en"


@lru_cache(maxsize=1)
def _language() -> PrivacyLanguage:
    """The words by which identifiers are recognised; takes a second, once."""
    return load_privacy(_FALLBACK, [training_data() / LANGUAGES / _FALLBACK])


@lru_cache(maxsize=64)
def _masked(text: str) -> Masked:
    return mask(text, find_identifiers(text, _language()))


def redact(text: str, language: str) -> Masked:
    """A text of a language without identifiers. Other languages than English are searched with the English words."""
    return _masked(text)


class Masking:
    """Masks what one viewer is shown, and brings the words they choose back to the text as imported."""

    def case(self, case: CaseView) -> CaseView:
        """The case without identifiers, all offsets those of the masked text."""
        if case.text is None:
            return replace(case, old_codes=_old_codes(case.old_codes))
        text = _masked(case.text)
        return replace(
            case,
            text=text.text,
            fields=_fields(case.fields),
            old_codes=_old_codes(case.old_codes),
            offers=tuple(_offer(each, case.text, text) for each in case.offers),
            denied=tuple({**each, "evidence": _evidence(each["evidence"], case.text, text)} for each in case.denied),
            decisions=tuple(_decision(each, text) for each in case.decisions),
        )

    def difference(self, case: DifferingCase) -> DifferingCase:
        """A case before an adjudicator without identifiers."""
        if case.text is None:
            return replace(case, old_codes=_old_codes(case.old_codes))
        text = _masked(case.text)
        differences = tuple(
            replace(each, answers=tuple(_answer(answer, text) for answer in each.answers)) for each in case.differences
        )
        return replace(
            case,
            text=text.text,
            fields=_fields(case.fields),
            old_codes=_old_codes(case.old_codes),
            offers=tuple(_offer(each, case.text, text) for each in case.offers),
            differences=differences,
            decisions=tuple(_decision(each, text) for each in case.decisions),
        )

    def judgement(self, judgement: Judgement, text: str | None) -> Judgement:
        """A judgement whose evidence was chosen on the masked text, on the text as imported."""
        if text is None:
            return judgement
        masked = _masked(text)
        spans = tuple(Span(*masked.to_original(span.start, span.end)) for span in judgement.evidence)
        return replace(judgement, evidence=spans)


def _offer(offer: Offer, original: str, text: Masked) -> Offer:
    return replace(offer, evidence=tuple(_evidence(offer.evidence, original, text)))


def _evidence(evidence: Sequence[Mapping[str, Any]], original: str, text: Masked) -> list[dict[str, Any]]:
    moved = []
    for each in evidence:
        start, end = text.to_masked(each["start"], each["end"])
        reason = _without(each.get("reason", ""), original, text)
        moved.append({**each, "start": start, "end": end, "reason": reason})
    return moved


def _without(reason: str, original: str, text: Masked) -> str:
    """A reason without the words that are masked: the classifier's reasons name words, whatever their case."""
    for place in text.replaced:
        words = re.findall(r"\w+", original[place.start : place.end])
        for word in sorted(words, key=len, reverse=True):
            reason = re.sub(rf"(?i)(?<!\w){re.escape(word)}(?!\w)", place.pseudonym, reason)
    return reason


def _fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _masked(value).text if isinstance(value, str) else value for name, value in fields.items()}


def _old_codes(asked: Sequence[OldCode]) -> tuple[OldCode, ...]:
    """Old codes come from a file that anybody may have written: what should be a code may be a sentence."""
    return tuple(replace(each, old=_masked(each.old).text, reason=_masked(each.reason).text) for each in asked)


def _answer(answer: Answer, text: Masked) -> Answer:
    return replace(answer, evidence=_spans(answer.evidence, text), reason=_masked(answer.reason).text)


def _decision(decision: Decision, text: Masked) -> Decision:
    judgement = decision.judgement
    said = replace(judgement, evidence=_spans(judgement.evidence, text), reason=_masked(judgement.reason).text)
    return replace(decision, judgement=said)


def _spans(spans: Sequence[Span], text: Masked) -> tuple[Span, ...]:
    return tuple(Span(*text.to_masked(span.start, span.end)) for span in spans)
