"""Find where the rules of a rulebook match a document."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from coder.errors import Fault, RuleError
from coder.narrative.readings import NumberReader
from coder.narrative.tokens import Document, Tokeniser
from coder.patterns.index import PatternIndex
from coder.patterns.pattern import Pattern, PatternError, PatternReader
from coder.patterns.table import compile_patterns
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
        self._compiled = _compile(rulebook, tokeniser)
        self._table = compile_patterns(self._compiled.patterns, tokeniser.commonness)
        self._index = PatternIndex(self._table, unless=self._compiled.excuses_of_patterns)

    def words(self) -> set[str]:
        """Every word the rules look for, in dictionary form or as written."""
        return self._table.words()

    def find(self, doc: Document) -> list[Hit]:
        """All hits in text order; of one rule on the same words only one."""
        hits: dict[tuple[str, int, int], Hit] = {}
        excused: set[tuple[str, int]] = set()
        for match in self._index.find(doc):
            rule = self._compiled.owners[match.number]
            if match.number in self._compiled.excuses_of_readings:
                excused.add((rule.id, match.sentence))
                continue
            hit = _hit(doc, rule, match.named)
            if hit is not None:
                hits.setdefault((rule.id, hit.first, hit.last), hit)
        if self._reading_rules:
            hits |= {(hit.rule.id, hit.first, hit.last): hit for hit in self._readings(doc, excused)}
        return sorted(hits.values(), key=lambda hit: (hit.first, hit.last, hit.rule.id))

    def _readings(self, doc: Document, excused: Collection[tuple[str, int]]) -> Iterator[Hit]:
        """Hits of rules that read numbers, but for those excused in their sentence."""
        starts = [first for first, _ in doc.sentences]
        for reading in self._numbers.read(doc):
            sentence = bisect_right(starts, reading.first) - 1
            for rule in self._reading_rules:
                fits = rule.reads == reading.kind and rule.minimum <= reading.value <= rule.maximum
                if fits and (rule.id, sentence) not in excused:
                    yield Hit(rule, reading.first, reading.last, tuple(range(reading.first, reading.last)))


def _hit(doc: Document, rule: Rule, named: tuple[int, ...]) -> Hit | None:
    """The hit on these words; None where it rests on a misspelling that the rule does not accept."""
    corrected = [doc.corrected[at] for at in named if at in doc.corrected]
    if corrected and rule.fuzz != "typo":
        return None
    return Hit(rule, min(named), max(named) + 1, named, min(corrected, default=100.0))


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The patterns of a rulebook, with the rule each belongs to.

    `excuses_of_patterns` names, by position, the `unless` patterns of each pattern; `excuses_of_readings` are those of
    rules that read numbers.
    """

    patterns: list[Pattern]
    owners: list[Rule]
    excuses_of_patterns: dict[int, tuple[int, ...]]
    excuses_of_readings: set[int]


def _compile(rulebook: Rulebook, tokeniser: Tokeniser) -> _Compiled:
    reader = PatternReader(rulebook.lists, split=tokeniser.split, lemma=tokeniser.lemma)
    compiled = _Compiled([], [], {}, set())
    faults: list[Fault] = []

    def read(rule: Rule, written: Sequence[str]) -> range:
        first = len(compiled.patterns)
        for text in written:
            try:
                compiled.patterns.append(reader.read(text, exact=rule.fuzz == "exact"))
                compiled.owners.append(rule)
            except PatternError as fault:
                faults.append(Fault(rule.file, rule.row, f"rule {rule.id}: {text!r}: {fault}"))
        return range(first, len(compiled.patterns))

    for rule in rulebook.rules:
        sought, excuses = read(rule, rule.patterns), read(rule, rule.unless)
        if sought and excuses:
            compiled.excuses_of_patterns.update(dict.fromkeys(sought, tuple(excuses)))
        if not sought:
            compiled.excuses_of_readings.update(excuses)
    if faults:
        raise RuleError(faults)
    return compiled
