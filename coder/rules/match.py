"""Find where the rules of a rulebook match a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from coder.errors import Fault, RuleError
from coder.narrative.readings import NumberReader
from coder.narrative.tokens import Document, Tokeniser
from coder.patterns.index import Match, PatternIndex
from coder.patterns.pattern import Pattern, PatternError, PatternReader
from coder.rules.rulebook import Rule, Rulebook


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule found in a document.

    Tokens `first` to `last` (exclusive) hold the match; `named` are the positions the rule names itself, as opposed to
    those it skipped over. `similarity`, 0 to 100, is 100 unless a misspelt word was accepted.
    """

    rule: Rule
    first: int
    last: int
    named: tuple[int, ...]
    similarity: float = 100.0


class Matcher:
    """Finds hits of a rulebook. Raises RuleError with all unreadable patterns when made."""

    def __init__(self, rulebook: Rulebook, tokeniser: Tokeniser, numbers: NumberReader) -> None:
        self._numbers = numbers
        self._reading_rules = [rule for rule in rulebook.rules if rule.reads]
        patterns, self._owners = _compile(rulebook, tokeniser)
        self._index = PatternIndex(patterns, tokeniser.commonness)

    def words(self) -> set[str]:
        """Every word the rules look for, in dictionary form or as written."""
        return self._index.words()

    def find(self, doc: Document) -> list[Hit]:
        """All hits in text order; of one rule on the same words only one."""
        matches = self._index.find(doc)
        excused = self._excused(matches)
        hits: dict[tuple[str, int, int], Hit] = {}
        for match in matches:
            rule, is_excuse = self._owners[match.number]
            if is_excuse or (rule.id, match.sentence) in excused:
                continue
            hit = _hit(doc, rule, match.named)
            if hit is not None:
                hits.setdefault((rule.id, hit.first, hit.last), hit)
        if self._reading_rules:
            hits |= {(hit.rule.id, hit.first, hit.last): hit for hit in self._readings(doc)}
        return sorted(hits.values(), key=lambda hit: (hit.first, hit.last, hit.rule.id))

    def _excused(self, matches: Sequence[Match]) -> set[tuple[str, int]]:
        """(rule id, sentence) pairs in which an `unless` pattern of the rule stands."""
        excused = set()
        for match in matches:
            rule, is_excuse = self._owners[match.number]
            if is_excuse:
                excused.add((rule.id, match.sentence))
        return excused

    def _readings(self, doc: Document) -> list[Hit]:
        return [
            Hit(rule, reading.first, reading.last, tuple(range(reading.first, reading.last)))
            for reading in self._numbers.read(doc)
            for rule in self._reading_rules
            if rule.reads == reading.kind and rule.minimum <= reading.value <= rule.maximum
        ]


def _hit(doc: Document, rule: Rule, named: tuple[int, ...]) -> Hit | None:
    """The hit on these words; None where it rests on a misspelling that the rule does not accept."""
    corrected = [doc.corrected[at] for at in named if at in doc.corrected]
    if corrected and rule.fuzz != "typo":
        return None
    return Hit(rule, min(named), max(named) + 1, named, min(corrected, default=100.0))


def _compile(rulebook: Rulebook, tokeniser: Tokeniser) -> tuple[list[Pattern], list[tuple[Rule, bool]]]:
    """All patterns, and for each the rule it belongs to and whether it is an `unless` of it."""
    reader = PatternReader(rulebook.lists, split=tokeniser.split, lemma=tokeniser.lemma)
    patterns: list[Pattern] = []
    owners: list[tuple[Rule, bool]] = []
    faults: dict[int, list[Fault]] = defaultdict(list)
    for rule in rulebook.rules:
        for written, is_excuse in [(p, False) for p in rule.patterns] + [(p, True) for p in rule.unless]:
            try:
                pattern = reader.read(written, exact=rule.fuzz == "exact")
            except PatternError as fault:
                faults[rule.row].append(Fault(rule.file, rule.row, f"rule {rule.id}: {written!r}: {fault}"))
                continue
            patterns.append(pattern)
            owners.append((rule, is_excuse))
    if faults:
        raise RuleError(fault for found in faults.values() for fault in found)
    return patterns, owners
