"""Gather the words that support a code and say in plain words where they came from."""

from __future__ import annotations

from collections.abc import Sequence

from coder.classifier.features import is_word
from coder.classifier.linear import LinearModel, Weighed
from coder.records import Claim, Evidence
from coder.suggest.analyse import Analysis, Finding
from coder.suggest.margins import Margins

_LONGEST_QUOTE = 300
"""Characters. Evidence is meant to be read at a glance."""
_MOST_RULE_QUOTES = 4
_TERMS = 4
_CANDIDATES = 12
_MARGIN_WORTH_SHOWING = -0.5
"""Sentences below this margin of the classifier support nothing by themselves."""


def rule_evidence(analysis: Analysis, findings: Sequence[Finding], *, affirmed: bool) -> list[Evidence]:
    """Evidence from rules in text order, the same words only once; at most a handful."""
    chosen: dict[tuple[int, int], Evidence] = {}
    for finding in findings:
        if (finding.claim == "affirmed") == affirmed:
            start, end = analysis.doc.span(finding.hit.first, finding.hit.last)
            chosen.setdefault((start, end), _evidence(analysis, start, end, "rule", _reason(finding), finding.claim))
    outer = [span for span in chosen if not any(_within(span, other) for other in chosen)]
    return [chosen[span] for span in sorted(outer)[:_MOST_RULE_QUOTES]]


def classifier_evidence(
    analysis: Analysis, margins: Margins, column: int, model: LinearModel, code: str, *, needed: bool
) -> list[Evidence]:
    """The sentence that speaks most for a code, if it speaks at all or is `needed` as the only evidence.

    `column` is the code's column in `margins`. Empty where no sentence is affirmed.
    """
    best = int(margins.best[column])
    if best < 0:
        return []
    if margins.sentences[best, column] < _MARGIN_WORTH_SHOWING and not needed:
        return []
    first, last = analysis.doc.sentences[best]
    terms = _terms(margins.weighed[best], model, code)
    start, end = _narrowed(analysis, first, last, terms)
    reason = "words: " + ", ".join(terms) if terms else "the sentence as a whole"
    return [_evidence(analysis, start, end, "classifier", reason, "affirmed")]


def _terms(sentence: Weighed, model: LinearModel, code: str) -> list[str]:
    """The words or pairs of a sentence that spoke most for a code; pieces and kinds of words are left out."""
    label = model.column.get(code)
    if label is None:
        return []
    found = model.terms(sentence, label, _CANDIDATES)
    return [name for name, _ in found if is_word(name)][:_TERMS]


def _narrowed(analysis: Analysis, first: int, last: int, terms: Sequence[str]) -> tuple[int, int]:
    """Characters of the sentence, cut to the words that moved the classifier where it is long."""
    start, end = analysis.doc.span(first, last)
    if end - start <= _LONGEST_QUOTE:
        return start, end
    words = {word for term in terms for word in term.split()}
    at = next((at for at in range(first, last) if analysis.doc.lemmas[at] in words), first)
    start = analysis.doc.starts[max(first, at - 8)]
    stop = max(at + 1, max(p + 1 for p in range(first, last) if analysis.doc.ends[p] <= start + _LONGEST_QUOTE))
    return start, analysis.doc.ends[stop - 1]


def _evidence(analysis: Analysis, start: int, end: int, source: str, reason: str, claim: Claim) -> Evidence:
    quote = analysis.doc.text[start:end]
    return Evidence(start, end, quote, "rule" if source == "rule" else "classifier", reason, claim)


def _reason(finding: Finding) -> str:
    rule = finding.rule
    reason = f"{rule.id}: {rule.meaning}" if rule.meaning else rule.id
    similarity = finding.hit.similarity
    return reason if similarity >= 100 else f"{reason} (spelling {similarity:.0f} % alike)"


def _within(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    return inner != outer and outer[0] <= inner[0] and inner[1] <= outer[1]
