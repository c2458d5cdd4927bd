"""Find where the rules of a rulebook match a document."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from coder.errors import Fault, RuleError
from coder.narrative.readings import NumberReader
from coder.narrative.tokens import Document, Tokeniser
from coder.patterns.index import PatternIndex
from coder.patterns.pattern import Pattern, PatternError, PatternReader
from coder.patterns.table import PatternTable, compile_patterns
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
    """Finds hits of a rulebook.

    `table` is what `compile_rules` made of it, where that was kept; without one the patterns are read, which takes
    seconds. Raises RuleError with all unreadable patterns, ValueError for the table of another rulebook.
    """

    def __init__(
        self, rulebook: Rulebook, tokeniser: Tokeniser, numbers: NumberReader, table: PatternTable | None = None
    ) -> None:
        self._numbers = numbers
        self._reading_rules = [rule for rule in rulebook.rules if rule.reads]
        self._laid_out = _lay_out(rulebook)
        self.table = table or compile_rules(rulebook, tokeniser)
        if len(self.table.patterns) != len(self._laid_out.owners):
            raise ValueError("the compiled patterns are not those of the rules")
        self._index = PatternIndex(self.table, unless=self._laid_out.excuses_of_patterns)

    def words(self) -> set[str]:
        """Every word the rules look for, in dictionary form or as written."""
        return self.table.words()

    def find(self, doc: Document) -> list[Hit]:
        """All hits in text order; of one rule on the same words only one."""
        hits: dict[tuple[str, int, int], Hit] = {}
        excused: set[tuple[str, int]] = set()
        for match in self._index.find(doc):
            rule = self._laid_out.owners[match.number]
            if match.number in self._laid_out.excuses_of_readings:
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
class _LaidOut:
    """The rule that each pattern of a rulebook belongs to, in the order in which they are compiled.

    `excuses_of_patterns` names, by position, the `unless` patterns of each pattern; `excuses_of_readings` are those of
    rules that read numbers.
    """

    owners: list[Rule]
    excuses_of_patterns: dict[int, tuple[int, ...]]
    excuses_of_readings: set[int]


def _lay_out(rulebook: Rulebook) -> _LaidOut:
    laid_out = _LaidOut([], {}, set())
    for rule in rulebook.rules:
        first = len(laid_out.owners)
        sought = range(first, first + len(rule.patterns))
        excuses = range(sought.stop, sought.stop + len(rule.unless))
        laid_out.owners.extend([rule] * (len(sought) + len(excuses)))
        if sought and excuses:
            laid_out.excuses_of_patterns.update(dict.fromkeys(sought, tuple(excuses)))
        if not sought:
            laid_out.excuses_of_readings.update(excuses)
    return laid_out


def compile_rules(rulebook: Rulebook, tokeniser: Tokeniser) -> PatternTable:
    """The patterns of all rules as a table, those of `unless` behind those of their rule.

    Raises RuleError with all unreadable patterns.
    """
    reader = PatternReader(rulebook.lists, split=tokeniser.split, lemma=tokeniser.lemma)
    patterns: list[Pattern] = []
    faults: list[Fault] = []
    for rule in rulebook.rules:
        for written in (*rule.patterns, *rule.unless):
            try:
                patterns.append(reader.read(written, exact=rule.fuzz == "exact"))
            except PatternError as fault:
                faults.append(Fault(rule.file, rule.row, f"rule {rule.id}: {written!r}: {fault}"))
    if faults:
        raise RuleError(faults)
    return compile_patterns(patterns, tokeniser.commonness)
