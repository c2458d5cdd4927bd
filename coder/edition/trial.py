"""Try a change of rules on the labelled narratives before it is built: what it finds anew, what it loses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from coder.edition.locate import language_folders
from coder.narrative.labelled import LabelledNarrative
from coder.narrative.language_data import load_language
from coder.narrative.statements import Statement
from coder.rules.rulebook import load_rulebook
from coder.scheme import Scheme
from coder.suggest.analyse import Analyser, Analysis


@dataclass(frozen=True, slots=True)
class Reading:
    """Where rules affirm a code in a narrative: the rule that comes first in the text, and its words."""

    narrative: str
    code: str
    rule: str
    quote: str
    right: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How rules fare on a code, in narratives. `wrong` are affirmed without being true, `missed` true unaffirmed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float | None:
        """Share of affirmed codes that are true; None where none is affirmed."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """Share of true codes that are affirmed; None where none is true."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None


@dataclass(frozen=True)
class Trial:
    """Two rulebooks side by side. `gained` are readings of the second alone, `lost` of the first alone."""

    gained: Sequence[Reading]
    lost: Sequence[Reading]
    before: Mapping[str, Tally]
    after: Mapping[str, Tally]


Readings = Mapping[tuple[str, str], Reading]
"""Readings by narrative and code."""


def make_analyser(source: Path, rules: Path, scheme: Scheme, language: str) -> Analyser:
    """An analyser with the rules below `rules` and the language data of training folder `source`.

    Raises RuleError or DataError with all faults.
    """
    return Analyser(load_language(language, language_folders(source, language)), load_rulebook(rules, scheme.codes))


def read_all(analyse: Analyser, narratives: Iterable[LabelledNarrative], scheme: Scheme) -> Readings:
    """What the rules affirm in each narrative, for their own codes and those that follow from them."""
    found: dict[tuple[str, str], Reading] = {}
    for narrative in narratives:
        truth = scheme.expand(narrative.code_set)
        for code, (rule, quote) in _affirmed(analyse(narrative.text), scheme).items():
            found[narrative.id, code] = Reading(narrative.id, code, rule, quote, code in truth)
    return found


def tally(readings: Readings, narratives: Iterable[LabelledNarrative], scheme: Scheme) -> dict[str, Tally]:
    """How the readings fare on every code that they or the narratives give, in list order."""
    true = {(item.id, code) for item in narratives for code in scheme.expand(item.code_set)}
    right = Counter(reading.code for reading in readings.values() if reading.right)
    wrong = Counter(reading.code for reading in readings.values() if not reading.right)
    missed = Counter(code for _, code in true - readings.keys())
    codes = scheme.in_order((right | wrong | missed).keys() & scheme.suggestable)
    return {code: Tally(right[code], wrong[code], missed[code]) for code in codes}


def try_rules(before: Analyser, after: Analyser, narratives: Sequence[LabelledNarrative], scheme: Scheme) -> Trial:
    """Read all narratives with both rulebooks and compare."""
    old, new = read_all(before, narratives, scheme), read_all(after, narratives, scheme)
    return Trial(
        gained=[new[key] for key in sorted(new.keys() - old.keys())],
        lost=[old[key] for key in sorted(old.keys() - new.keys())],
        before=tally(old, narratives, scheme),
        after=tally(new, narratives, scheme),
    )


def _affirmed(analysis: Analysis, scheme: Scheme) -> dict[str, tuple[str, str]]:
    """Affirmed codes with the rule that is found first and its words."""
    found: dict[str, tuple[str, str]] = {}
    for finding in analysis.findings:
        if finding.claim == "affirmed":
            start, end = analysis.doc.span(finding.hit.first, finding.hit.last)
            for code in scheme.expand(finding.rule.codes):
                found.setdefault(code, (finding.rule.id, analysis.doc.text[start:end]))
    return found


def missed_marks(
    readings: Readings, narratives: Iterable[LabelledNarrative], scheme: Scheme, code: str
) -> list[tuple[str, str]]:
    """Narrative ids and marked words of a code, or of codes below it, where no rule affirms the code; in file order."""
    wanted = {code, *scheme.descendants(code)}
    return [
        (item.id, item.text[slice(*mark.span)])
        for item in narratives
        if (item.id, code) not in readings
        for mark in item.codes
        if mark.code in wanted and mark.span is not None
    ]


def misread(analyse: Analyser, statements: Iterable[Statement], scheme: Scheme) -> Iterator[tuple[Statement, str]]:
    """Statements that the rules take wrongly, in file order, each with what they make of it.

    For one that affirms its code where no rule does: the claim under which a rule finds it, or nothing. For one that
    does not affirm it where a rule does: the rule's id.
    """
    for statement in statements:
        analysis = analyse(statement.text)
        affirmed = _affirmed(analysis, scheme).get(statement.code)
        if affirmed is not None and not statement.affirms:
            yield statement, affirmed[0]
        elif affirmed is None and statement.affirms:
            named = (f.claim for f in analysis.findings if statement.code in scheme.expand(f.rule.codes))
            yield statement, next(named, "")
