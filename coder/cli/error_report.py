"""Draw the mistakes of an evaluation as a report that is worked through code by code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from coder.audit.intervals import wilson
from coder.edition.evaluate import Rates, Scores
from coder.edition.gold import Gold
from coder.edition.intervals import Bounds, dimension_intervals
from coder.edition.mistakes import CodeMistakes, Mistake, mistakes_of
from coder.export.wording import CLAIM_WORDS, SOURCE_WORDS, on_one_line
from coder.records import Coding, Evidence
from coder.report import Cell, Column, Estimate, Note, Paragraph, Report, Section, Table
from coder.report.numbers import shown
from coder.scheme import Code, Dimension, Scheme

_COUNTS = (
    Column("false alarms", "count"),
    Column("misses", "count"),
    Column("right", "count"),
    Column("precision", "number"),
    Column("recall", "number"),
    Column("F1", "number"),
)
_HOW = (
    "Cost is false alarms + misses. Intervals are 95 %: of codes after Wilson (1927), for F1 through right / (right + "
    "wrong + missed), of which it is a function; of dimensions by bootstrap over narratives, at least Wilson's."
)
_ONCE = (
    "Counts include the ancestors and implied codes of a mistake; its case is listed once, under the most specific "
    "code. A code without cases of its own has them under the codes below it or those that imply it."
)


def error_report(gold: Sequence[Gold], codings: Sequence[Coding], scheme: Scheme, scores: Scores) -> Report:
    """The report of the mistakes in `codings`, which `scores` were computed from. It quotes narratives."""
    found = mistakes_of(gold, codings, scheme, scores)
    texts = {case.id: case.text for case in gold}
    total = scores.overall
    editions = ", ".join(sorted({coding.edition for coding in codings if coding.edition})) or "not told"
    tables = [_dimensions(gold, codings, scheme, scores), _codes(found, scheme)]
    return Report(
        title="What went wrong",
        summary=[
            f"False alarms: {shown(total.wrong, 'count')}. Misses: {shown(total.missed, 'count')}. "
            f"Right: {shown(total.right, 'count')}. Narratives: {shown(scores.narratives, 'count')}."
        ],
        sections=[
            Section("By cost", [*tables, Paragraph(_HOW), Paragraph(_ONCE)]),
            Section("Cases, code by code", [Note("This part quotes narratives. Keep it as you keep the texts.")]),
            *(_section(each, scheme, texts) for each in found if each.cases),
        ],
        facts=[("edition", editions), ("confidence that counts", f"{scores.threshold:g}")],
        status=scheme.status,
    )


def _dimensions(gold: Sequence[Gold], codings: Sequence[Coding], scheme: Scheme, scores: Scores) -> Table:
    intervals = dimension_intervals(gold, codings, scheme, threshold=scores.threshold)
    order = sorted(scores.by_dimension.items(), key=lambda item: (-item[1].wrong - item[1].missed, item[0]))
    rows = [[_name(scheme.dimensions[name]), *_counts(rates, _wider(rates, intervals[name]))] for name, rates in order]
    return Table("Dimensions, costliest first", [Column("dimension"), *_COUNTS], rows)


def _codes(found: Iterable[CodeMistakes], scheme: Scheme) -> Table:
    rows = [
        [_name(scheme.codes[each.code]), *_counts(each.rates, _wilson(each.rates)), len(each.cases)] for each in found
    ]
    columns = [Column("code"), *_COUNTS, Column("cases listed", "count")]
    return Table("Codes with a mistake, costliest first", columns, rows, empty="No code is wrong or missed.")


def _section(found: CodeMistakes, scheme: Scheme, texts: Mapping[str, str]) -> Section:
    """The cases of a code, misses and false alarms apart, each only where there are some."""
    misses = [case for case in found.cases if case.kind == "missed"]
    alarms = [case for case in found.cases if case.kind == "wrong"]
    tables = []
    if misses:
        heads = (
            "narrative",
            "gold's words",
            "what the coding said",
            "its words and reasons",
            "instead, for these words",
        )
        rows = [
            [each.narrative, _quotes(each, scheme), _said(each), _words(each, texts), _codes_of(each.instead, scheme)]
            for each in misses
        ]
        tables.append(Table(f"Misses: {len(misses)}", [Column(head) for head in heads], rows))
    if alarms:
        columns = [Column("narrative"), Column("confidence", "number"), Column("words and reasons")]
        columns += [Column("gold's codes for these words"), Column("note")]
        rows_of_alarms: list[list[Cell]] = [
            [each.narrative, each.confidence, _words(each, texts), _codes_of(each.instead, scheme), _note(each, scheme)]
            for each in alarms
        ]
        tables.append(Table(f"False alarms: {len(alarms)}", columns, rows_of_alarms))
    return Section(_name(scheme.codes[found.code]), tables, level=3)


def _counts(rates: Rates, intervals: Sequence[Bounds]) -> list[Cell]:
    precise, recalled, both = intervals
    given, true = rates.right + rates.wrong, rates.right + rates.missed
    return [
        rates.wrong,
        rates.missed,
        rates.right,
        Estimate(rates.precision, *precise) if given else Estimate(None, reason="never given"),
        Estimate(rates.recall, *recalled) if true else Estimate(None, reason="never true"),
        Estimate(rates.f1, *both),
    ]


def _wilson(rates: Rates) -> tuple[Bounds, Bounds, Bounds]:
    """Intervals of precision, recall and F1; F1 = 2 j / (1 + j) with j = right / (right + wrong + missed)."""
    right, wrong, missed = rates.right, rates.wrong, rates.missed
    low, high = wilson([right] * 3, [right + wrong, right + missed, right + wrong + missed])
    precise, recalled, joint = ((float(first), float(last)) for first, last in zip(low, high, strict=True))
    return precise, recalled, (2 * joint[0] / (1 + joint[0]), 2 * joint[1] / (1 + joint[1]))


def _wider(rates: Rates, drawn: Sequence[Bounds]) -> Sequence[Bounds]:
    """Drawn intervals, no narrower than Wilson's: where all or none is right, every draw gives the same figure."""
    pairs = zip(drawn, _wilson(rates), strict=True)
    return [(min(one[0], other[0]), max(one[1], other[1])) for one, other in pairs]


def _name(entry: Code | Dimension) -> str:
    return f"{entry.id} {entry.label}"


def _codes_of(codes: Iterable[str], scheme: Scheme) -> str:
    return "; ".join(_name(scheme.codes[code]) for code in codes)


def _quotes(case: Mistake, scheme: Scheme) -> str:
    words = "; ".join(f"“{on_one_line(quote)}”" for quote in case.quotes) or "no words given"
    return words + (f" (follows from {_codes_of(case.follows, scheme)})" if case.follows else "")


def _said(case: Mistake) -> str:
    """What the coding said of a missed code."""
    if case.state == "absent":
        return "no coding of this narrative"
    if case.state == "unsupported_language":
        return "not coded: unsupported language"
    told = [f"confidence {shown(case.confidence)}, below what counts"] if case.confidence is not None else []
    told += [f"not affirmed: {CLAIM_WORDS[case.claim]}"] if case.claim else []
    return "; ".join(told) or "did not name it"


def _note(case: Mistake, scheme: Scheme) -> str:
    """What else is known of a false alarm."""
    told = [f"follows from {_codes_of(case.follows, scheme)}"] if case.follows else []
    told += ["a trap of the gold"] if case.trap else []
    return "; ".join(told)


def _words(case: Mistake, texts: Mapping[str, str]) -> str:
    return "; ".join(_evidence(each, texts[case.narrative]) for each in case.evidence)


def _evidence(evidence: Evidence, text: str) -> str:
    """Words in quotation marks with their source and reason; a coding without quotes has them from the text."""
    words = on_one_line(evidence.quote or text[evidence.start : evidence.end])
    reason = f": {on_one_line(evidence.reason)}" if evidence.reason else ""
    return f"“{words}” ({SOURCE_WORDS[evidence.source]}{reason})"
