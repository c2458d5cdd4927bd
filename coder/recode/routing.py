"""The road of a record: accepted without a person, to review, or to a person first, and why.

A record is accepted when each of its likely codes may be: its confidence is at or above its code's threshold, it is
not on the list of codes that people must see, and in a dimension that takes one code it leads the next by the margin.
Codes below `leave_out` are left out without asking. Everything else is a person's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from coder.errors import Fault
from coder.recode.plan import Section
from coder.recode.rows import Crossed, Routing
from coder.recode.section import SectionReader
from coder.recode.thresholds import Thresholds, from_json
from coder.records import Coding, Suggestion
from coder.scheme import Scheme

_OPEN_OUTCOMES = {
    "undecided": "an old code is left open",
    "conflict": "text and old code disagree",
    "unknown": "an old code is not in the crosswalk",
}


@dataclass(frozen=True, slots=True)
class Policy:
    """What a team has chosen. All numbers lie between 0 and 1.

    `audit_share` is the part of accepted records that a person re-checks; `familiarity` the least share of known words
    that suggestions are trusted with; `must_review` are codes that people see always, with everything below them.
    Only codes of `dimensions` are routed, of all when it is empty; the others are neither accepted nor asked about.
    """

    audit_share: float = 0.05
    familiarity: float = 0.5
    margin: float = 0.1
    leave_out: float = 0.5
    must_review: frozenset[str] = frozenset()
    dimensions: frozenset[str] = frozenset()

    def likely(self, coding: Coding) -> list[Suggestion]:
        """The suggestions that are accepted or asked about."""
        return [
            item
            for item in coding.suggestions
            if item.confidence >= self.leave_out and (not self.dimensions or item.dimension in self.dimensions)
        ]


@dataclass(frozen=True)
class Router:
    """Routes records by thresholds and policy; a pure function of the record, its crosswalk and its draw."""

    thresholds: Thresholds
    policy: Policy
    scheme: Scheme = field(repr=False)

    def __call__(self, coding: Coding, crossed: Sequence[Crossed], draw: float) -> Routing:
        """See `coder.recode.rows.Route`."""
        first = self._first(coding)
        if first:
            return Routing("human_first", first)
        doubts = {item.code: self._doubt(item, coding) for item in self.policy.likely(coding)}
        accepted = tuple(code for code, doubt in doubts.items() if not doubt)
        told = doubts.values() if doubts else ["nothing is likely enough"]
        reasons = list(dict.fromkeys(reason for reason in (*self._open(coding, crossed), *told) if reason))
        if reasons:
            return Routing("review", "; ".join(reasons), accepted)
        if draw < self.policy.audit_share:
            return Routing("audit_sample", "drawn at random", accepted)
        return Routing("auto", "every likely code may be accepted", accepted)

    def _first(self, coding: Coding) -> str:
        """Why a person codes before seeing suggestions; empty when suggestions may be shown."""
        if coding.status != "coded":
            return "the narrative's language is not the edition's"
        if coding.familiarity < self.policy.familiarity:
            return "too few of its words are known"
        return ""

    def _open(self, coding: Coding, crossed: Sequence[Crossed]) -> Iterator[str]:
        for each in crossed:
            if each.outcome in _OPEN_OUTCOMES:
                yield _OPEN_OUTCOMES[each.outcome]
        for note in coding.checks:
            if note.severity == "error":
                yield f"check {note.id}"

    def _doubt(self, item: Suggestion, coding: Coding) -> str:
        """Why a likely code needs a person; empty when it needs none."""
        scheme, policy = self.scheme, self.policy
        if policy.must_review.intersection((item.code, *scheme.ancestors(item.code))):
            return f"{item.code} must be reviewed"
        threshold = self.thresholds.of(item.code)
        if threshold is None:
            found = self.thresholds.by_code.get(item.code)
            few = found is None or found.reason.startswith("too few")
            return f"{item.code} has too few cases" if few else f"{item.code} errs too often"
        if item.confidence < threshold:
            return f"{item.code} below its threshold"
        if scheme.dimensions[item.dimension].cardinality == "single" and self._lead(item, coding) < policy.margin:
            return f"{item.code} leads too little"
        return ""

    def _lead(self, item: Suggestion, coding: Coding) -> float:
        """How much likelier a code is than the best other one of its dimension that is neither above nor below it."""
        near = {item.code, *self.scheme.ancestors(item.code), *self.scheme.descendants(item.code)}
        others = [o.confidence for o in coding.suggestions if o.dimension == item.dimension and o.code not in near]
        return item.confidence - max(others, default=0.0)


def make_router(section: Section, scheme: Scheme, edition: str, faults: list[Fault]) -> Router | None:
    """The routing step of a plan; None after faults.

    Keys of [routing]: `thresholds_file` as `ictip recode plan --thresholds` writes it, made with the same edition, and
    the fields of `Policy`.
    """
    reader = SectionReader("routing", section, faults)
    file = reader.text("thresholds_file")
    usual = Policy()
    policy = Policy(
        audit_share=reader.share("audit_share", usual.audit_share),
        familiarity=reader.share("familiarity", usual.familiarity),
        margin=reader.share("margin", usual.margin),
        leave_out=reader.share("leave_out", usual.leave_out),
        must_review=frozenset(reader.texts("must_review")),
        dimensions=frozenset(reader.texts("dimensions")),
    )
    reader.refuse_others()
    for key, unknown in (
        ("must_review", policy.must_review - set(scheme.codes)),
        ("dimensions", policy.dimensions - set(scheme.dimensions)),
    ):
        faults.extend(reader.fault(key, f"names {each}, which the scheme does not have") for each in sorted(unknown))
    if file is None:
        faults.append(reader.fault("thresholds_file", "is missing"))
    content = section.files.get("thresholds_file")
    if content is None:
        return None  # a file that cannot be read has left its fault already
    thresholds = from_json(content, str(file), faults)
    if thresholds is None:
        return None
    if thresholds.edition and thresholds.edition != edition:
        faults.append(reader.fault("thresholds_file", f"was made with edition {thresholds.edition}, not {edition}"))
    return Router(thresholds, policy, scheme)
