"""Totals corrected for what recoding gets wrong, from a random sample of the run's own records that people coded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from coder.audit.prevalence import Prevalence, calibrated_prevalence
from coder.edition.gold import Gold
from coder.recode.compare import Comparison
from coder.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Corrected:
    """Records that really have a code, with the ends of the interval; None and the `reason` where it is not known."""

    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""


@dataclass
class Labelled:
    """How recoding did on the labelled records, by code: given or withheld, right or missed. Feed it with `add`."""

    gold: Mapping[str, Gold]
    scheme: Scheme
    dimensions: frozenset[str] = field(init=False)
    used: int = 0
    given: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    judged: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        named = {code for case in self.gold.values() for code in case.codes if code in self.scheme.codes}
        self.dimensions = frozenset(self.scheme.codes[code].dimension for code in named)

    def add(self, id_: str, codes: Iterable[str]) -> None:
        """A record with its codes after recoding; records without labels are passed over."""
        case = self.gold.get(id_)
        if case is None:
            return
        self.used += 1
        known = self.scheme.codes
        true = self.scheme.expand(code for code in case.codes if code in known)
        arguable = self.scheme.expand(code for code in case.open if code in known) - true
        given = set(codes)
        for code, entry in known.items():
            if entry.dimension not in self.dimensions or code in arguable:
                continue
            self.judged[code] += 1
            self.given[code] += code in given
            self.right[code] += code in given and code in true
            self.missed[code] += code in true and code not in given


def corrected_totals(found: Comparison, labelled: Labelled, *, level: float = 0.95) -> dict[str, Corrected]:
    """Corrected totals of the codes that occur after recoding or in the labels, in the order of the list.

    The labelled records must be a random sample of the run's. Tenenbein (1970), see `coder.audit.prevalence`.
    """
    codes = [
        code
        for code in labelled.scheme.codes
        if labelled.judged[code] and (found.total(code).after or labelled.missed[code])
    ]
    if not codes:
        return {}
    prevalence = calibrated_prevalence(
        [found.total(code).after for code in codes],
        [found.records] * len(codes),
        right=[labelled.right[code] for code in codes],
        given=[labelled.given[code] for code in codes],
        missed=[labelled.missed[code] for code in codes],
        withheld=[labelled.judged[code] - labelled.given[code] for code in codes],
        level=level,
    )
    return {code: _corrected(prevalence, at, found.records) for at, code in enumerate(codes)}


def _corrected(prevalence: Prevalence, at: int, records: int) -> Corrected:
    if prevalence.reasons[at]:
        return Corrected(None, reason=prevalence.reasons[at])
    value, low, high = (float(part[at]) * records for part in (prevalence.value, prevalence.low, prevalence.high))
    return Corrected(value, low, high)
