"""The main path: a narrative in, its coding out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from coder.narrative.language import UNKNOWN, language_of
from coder.records import CheckNote, Coding, Denied, Evidence, Narrative, Suggestion
from coder.scheme import Check, Scheme, run_checks
from coder.suggest.analyse import Analyser, Analysis, Finding
from coder.suggest.combine import Combiner
from coder.suggest.explain import classifier_evidence, rule_evidence
from coder.suggest.margins import Classifiers, Margins
from coder.suggest.rank import LIKELY, settle, shown
from coder.suggest.signals import Matrix, RuleWeights, findings_by_code, measure

MIN_CONFIDENCE = 0.2
"""Codes below this confidence are not shown unless asked for."""
_DECIMALS = 4


@dataclass(frozen=True)
class Parts:
    """What an edition is made of, for one language."""

    edition: str
    language: str
    scheme: Scheme
    checks: tuple[Check, ...]
    analyse: Analyser
    classifiers: Classifiers
    rule_weights: RuleWeights
    combiner: Combiner


@dataclass(frozen=True)
class _Read:
    """A narrative with everything that was found in it."""

    analysis: Analysis
    margins: Margins
    findings: Mapping[str, Sequence[Finding]]
    confidences: Mapping[str, float]


class Suggester:
    """Suggests codes for narratives. Get one from `open_edition`; it holds no state and may be shared by threads."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @property
    def edition(self) -> str:
        """Id of the edition whose answers these are."""
        return self._parts.edition

    @property
    def scheme(self) -> Scheme:
        """The code list that is suggested from."""
        return self._parts.scheme

    def suggest(self, narrative: Narrative | str, *, min_confidence: float = MIN_CONFIDENCE) -> Coding:
        """Code one narrative. The same edition and text always give the same coding.

        A narrative in another language than the edition's is returned without codes, marked `unsupported_language`.
        """
        if isinstance(narrative, str):
            narrative = Narrative("", narrative)
        language = language_of(narrative.text)
        if language == UNKNOWN and self._parts.analyse.looks_familiar(narrative.text):
            language = self._parts.language
        if language != self._parts.language:
            return Coding(narrative.id, self.edition, language, "unsupported_language", 0.0)
        return self._code(narrative, language, min_confidence)

    def suggest_many(
        self, narratives: Iterable[Narrative], *, min_confidence: float = MIN_CONFIDENCE
    ) -> Iterator[Coding]:
        """Code narratives one by one, in their order."""
        for narrative in narratives:
            yield self.suggest(narrative, min_confidence=min_confidence)

    def _code(self, narrative: Narrative, language: str, min_confidence: float) -> Coding:
        parts = self._parts
        analysis = parts.analyse(narrative.text)
        margins = parts.classifiers(analysis)
        findings = findings_by_code(analysis.findings, parts.scheme)
        signals = measure(findings, margins, parts.combiner.codes, parts.scheme, parts.rule_weights)
        raw = dict(zip(parts.combiner.codes, parts.combiner.confidences(signals).tolist(), strict=True))
        read = _Read(
            analysis,
            margins,
            findings,
            {code: round(value, _DECIMALS) for code, value in settle(raw, parts.scheme).items()},
        )
        suggestions = tuple(self._suggestions(read, signals, min_confidence))
        likely = [item.code for item in suggestions if item.confidence >= LIKELY]
        return Coding(
            id=narrative.id,
            edition=parts.edition,
            language=language,
            status="coded",
            familiarity=round(parts.classifiers.whole.known_share(_content(analysis)), _DECIMALS),
            suggestions=suggestions,
            denied=tuple(self._denied(read, set(likely))),
            checks=self._checks(likely),
        )

    def _suggestions(self, read: _Read, signals: Matrix, min_confidence: float) -> Iterator[Suggestion]:
        scheme, rank = self._parts.scheme, 0
        dimension = ""
        codes = shown(read.confidences, scheme, minimum=min_confidence)
        terms = self._parts.combiner.terms(signals, codes)
        for code in codes:
            evidence = self._evidence(read, code)
            if not evidence:
                continue
            entry = scheme.codes[code]
            rank = rank + 1 if entry.dimension == dimension else 1
            dimension = entry.dimension
            yield Suggestion(
                dimension=dimension,
                unit=scheme.dimensions[dimension].unit,
                subject=None,
                code=code,
                label=entry.label,
                confidence=read.confidences[code],
                rank=rank,
                evidence=tuple(evidence),
                terms=terms[code],
            )

    def _evidence(self, read: _Read, code: str) -> list[Evidence]:
        """Words for a code: from its rules and the classifier, else from the codes that make it follow."""
        found = rule_evidence(read.analysis, read.findings.get(code, ()), affirmed=True)
        model, column = self._parts.classifiers.of_sentences, self._parts.combiner.column[code]
        found += classifier_evidence(read.analysis, read.margins, column, model, code, needed=not found)
        return found

    def _denied(self, read: _Read, likely: set[str]) -> Iterator[Denied]:
        """Codes that rules find without their being affirmed anywhere, in list order."""
        scheme = self._parts.scheme
        for code in scheme.in_order(read.findings):
            findings = [f for f in read.findings[code] if code in f.rule.codes]
            if not findings or code in likely or any(f.claim == "affirmed" for f in findings):
                continue
            entry = scheme.codes[code]
            evidence = rule_evidence(read.analysis, findings, affirmed=False)
            yield Denied(entry.dimension, code, entry.label, evidence[0].claim, tuple(evidence))

    def _checks(self, likely: Sequence[str]) -> tuple[CheckNote, ...]:
        return run_checks(self._parts.checks, self._parts.scheme, likely)


def _content(analysis: Analysis) -> list[str]:
    """The narrative's words, in dictionary form, without punctuation and numbers."""
    return [lemma for lemma in analysis.doc.lemmas if lemma[0].isalpha()]
