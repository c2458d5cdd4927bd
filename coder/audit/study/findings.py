"""What an audit is asked, and what it found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from coder.audit.agreement import AgreementReport
from coder.audit.codings import Bools, Codings
from coder.audit.disagreements import Disagreement
from coder.audit.drift import CodeDrift, Shift
from coder.audit.error_rates import ErrorReport
from coder.audit.figures import Figure
from coder.audit.inputs import InputDrift, Inputs
from coder.audit.likely.cells import Hints
from coder.audit.likely.noise import NoiseRates
from coder.audit.likely.queue import QueueEntry, YieldCurve
from coder.audit.machine.calibration import Calibration
from coder.audit.machine.coverage import CodeThreshold, CoveragePoint
from coder.audit.machine.levels import LevelFigures
from coder.audit.machine.subgroups import Subgroup
from coder.audit.machine.swaps import Exchange, SwapFindings
from coder.audit.people.assisted import Assisted
from coder.audit.people.consensus import CoderFigures
from coder.audit.people.pace import Pace
from coder.audit.people.usage import Usage


@dataclass(frozen=True)
class Question:
    """What is asked of which codings.

    `reference` names the coder who is taken for right, `machine` the one whose confidences are out of sample; either
    may be None. `ancestors` maps a code to all codes above it, nearest first. `before` and `after` are masks of records
    for two periods, `inputs` what is known of the narratives, `exchanges` what an edition made of some of them when
    words were exchanged. `columns` are the groups to look at apart. `target` is
    the share of wrong codes, 0 to 1, that thresholds are sought for; `population` the number of records that the
    checked ones were drawn from.
    """

    codings: Codings
    reference: str | None = None
    machine: str | None = None
    ancestors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    hints: Hints = field(default_factory=Hints)
    periods: tuple[Bools, Bools] | None = None
    inputs: Inputs | None = None
    exchanges: Sequence[Exchange] = ()
    columns: Sequence[str] = ()
    target: float = 0.1
    population: int | None = None
    level: float = 0.95
    most: int = 1000

    @property
    def people(self) -> tuple[str, ...]:
        """The coders who are audited: all but the reference and, where there is anybody else, the machine."""
        others = tuple(name for name in self.codings.coders if name not in (self.reference, self.machine))
        return others or tuple(name for name in self.codings.coders if name != self.reference)


@dataclass(frozen=True, slots=True)
class Overall:
    """All audited coders together against the reference: shares of codes and of records, 0 to 1, lower = better."""

    given: int
    true: int
    wrong: Figure
    missed: Figure
    records: Figure


@dataclass(frozen=True, slots=True)
class CorrectedCode:
    """How common a code is: share of records as counted, and corrected for the errors that the reference shows."""

    code: str
    counted: float
    corrected: Figure


@dataclass(frozen=True)
class LikelyFindings:
    """Likely errors: the queue, what it should yield, and how much of each kind the codings seem to hold."""

    rates: NoiseRates
    weights: Mapping[str, float]
    expected_wrong: float
    given: int
    queue: Sequence[QueueEntry]
    curve: YieldCurve


@dataclass(frozen=True)
class MachineFindings:
    """One coder against the reference: by level, and by confidence where it has any."""

    coder: str
    levels: Sequence[LevelFigures]
    calibration: Calibration | None
    coverage: Sequence[CoveragePoint]
    thresholds: Sequence[CodeThreshold]
    subgroups: Sequence[Subgroup]


@dataclass(frozen=True)
class DriftFindings:
    """A coder in two periods: `records` in each, its codes, and the number of codes per record."""

    coder: str
    records: tuple[int, int]
    codes: Sequence[CodeDrift]
    codes_per_record: Shift


@dataclass(frozen=True)
class Findings:
    """Everything found. What could not be asked is empty or None; `unknown` says why in words."""

    records: int
    coders: tuple[str, ...]
    codes: int
    reference: str | None
    machine: str | None
    overall: Overall | None
    errors: Sequence[ErrorReport]
    corrected: Sequence[CorrectedCode]
    agreement: AgreementReport | None
    disagreements: Sequence[Disagreement]
    disagreement_count: int
    likely: LikelyFindings | None
    people: Sequence[CoderFigures]
    usage: Sequence[Usage]
    pace: Sequence[Pace]
    assisted: Sequence[Assisted]
    machines: Sequence[MachineFindings]
    swaps: SwapFindings | None
    drift: Sequence[DriftFindings]
    inputs: Sequence[InputDrift]
    unknown: Sequence[str]
