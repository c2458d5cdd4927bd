"""Read a narrative once: words, claims, persons and rule findings, for every later stage to share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coder.claims.cues import STRENGTH
from coder.claims.roles import RoleReader
from coder.claims.scopes import ClaimReader, Scope, judge
from coder.classifier.features import sentence_features
from coder.narrative.language_data import Language
from coder.narrative.readings import NumberReader
from coder.narrative.tokens import Document, Tokeniser
from coder.patterns.table import PatternTable
from coder.records import Claim
from coder.rules.fuzzy import Speller
from coder.rules.match import Hit, Matcher
from coder.rules.rulebook import Rule, Rulebook

_MARKS = {"denied": "-", "hypothetical": "?", "background": "%", "other_person": "%"}
"""How the classifier sees words that are not affirmed; what is said of others is background to a case."""
_BACKGROUND = _MARKS["background"]
_ASIDE_SHARE = 0.5
_FAMILIAR_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's hit with its claim. One finding speaks for every code of its rule."""

    hit: Hit
    claim: Claim

    @property
    def rule(self) -> Rule:
        """The rule that was found."""
        return self.hit.rule


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was read of a narrative. `marks` has one string per token, empty where the words are affirmed.

    `aside` has one value per sentence: whether most of it speaks of law, of cases in general or of other cases. Such
    sentences say nothing of this case, so a narrative is coded as if they were not there. `features` are what the
    classifier sees of each sentence.
    """

    doc: Document
    findings: Sequence[Finding]
    marks: Sequence[str]
    aside: Sequence[bool]
    features: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class CompiledPatterns:
    """The patterns of rules and of claim cues as tables: what takes seconds of an analyser's making."""

    rules: PatternTable
    cues: PatternTable


class Analyser:
    """Analyses narratives of one language.

    `compiled` are the patterns of an earlier analyser of the same language and rulebook: they spare reading them again.
    Raises RuleError or DataError with all faults when made, ValueError where `compiled` does not fit.
    """

    def __init__(self, language: Language, rulebook: Rulebook, compiled: CompiledPatterns | None = None) -> None:
        self.rulebook = rulebook
        self._known_words = language.known_words
        self._neutral = _by_word(language.tables.get("neutral", {}).get("words", {}))
        self._kin = _by_word(language.tables.get("kin", {}).get("kin", {}))
        tables = language.tables
        self._tokenise = Tokeniser(
            language.code,
            abbreviations=language.abbreviations,
            lemmas=language.lemmas,
            ranks=language.known_words,
        )
        numbers = NumberReader(tables.get("numbers", {}))
        self._matcher = Matcher(rulebook, self._tokenise, numbers, compiled.rules if compiled else None)
        self._claims = ClaimReader(tables.get("claims", {}), self._tokenise, compiled.cues if compiled else None)
        self.compiled = CompiledPatterns(self._matcher.table, self._claims.table)
        self._roles = RoleReader(tables.get("persons", {}), self._tokenise)
        wanted = self._matcher.words() | self._claims.words()
        inflected = (word for word, lemma in language.lemmas.items() if lemma in wanted)
        self._correct = Speller(language.known_words, {*wanted, *inflected})

    def looks_familiar(self, text: str) -> bool:
        """Whether most words of a text are words of the language; False for a text without words."""
        words = [word for word in self._tokenise(text).words if word.isalpha()]
        known = sum(word in self._known_words for word in words)
        return bool(words) and known >= _FAMILIAR_SHARE * len(words)

    def __call__(self, text: str) -> Analysis:
        """Analyse one narrative; any string is accepted."""
        doc = self._tokenise(text, self._correct)
        scopes = self._claims.read(doc)
        marks = _marks(doc, scopes)
        features = sentence_features(doc, marks, self._neutral, self._kin)
        findings = self._findings(doc, scopes)
        return Analysis(doc, findings, marks, _aside(doc, marks, findings), features)

    def _findings(self, doc: Document, scopes: Sequence[Scope]) -> list[Finding]:
        hits = self._matcher.find(doc)
        roles = self._roles.read(doc) if any(hit.rule.about for hit in hits) else None
        findings = []
        for hit in hits:
            claim = judge(scopes, hit.named)
            about = hit.rule.about
            if claim == "affirmed" and about and roles and not roles.is_about(about, hit.first, hit.last):
                claim = "other_person"
            findings.append(Finding(hit, claim))
        return findings


def failed_examples(analyse: Analyser) -> list[tuple[Rule, str, int]]:
    """Examples that are not found and counterexamples that are: (rule, kind, position in its list), in file order."""
    failed: list[tuple[Rule, str, int]] = []
    for rule in analyse.rulebook.rules:
        for kind, texts, expected in (
            ("example", rule.examples, True),
            ("counterexample", rule.counterexamples, False),
        ):
            failed += [
                (rule, kind, position)
                for position, text in enumerate(texts)
                if _affirms(analyse(text).findings, rule) != expected
            ]
    return failed


def _affirms(findings: Sequence[Finding], rule: Rule) -> bool:
    return any(finding.rule.id == rule.id and finding.claim == "affirmed" for finding in findings)


def _marks(doc: Document, scopes: Sequence[Scope]) -> list[str]:
    marks = [""] * len(doc)
    for scope in sorted(scopes, key=lambda scope: STRENGTH[scope.claim]):  # where several meet, the strongest is seen
        for at in range(scope.first, scope.last):
            if at not in scope.cue:
                marks[at] = _MARKS[scope.claim]
    return marks


def _aside(doc: Document, marks: Sequence[str], findings: Sequence[Finding]) -> list[bool]:
    """Sentences of which most is background and in which no rule affirms anything."""
    told = {finding.hit.first for finding in findings if finding.claim == "affirmed"}
    return [
        sum(mark == _BACKGROUND for mark in marks[first:last]) > _ASIDE_SHARE * (last - first)
        and told.isdisjoint(range(first, last))
        for first, last in doc.sentences
    ]


def _by_word(groups: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The name of the group that each word, and the name itself, belongs to."""
    return {word: name for name, words in groups.items() for word in (name, *words)}
