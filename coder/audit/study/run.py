"""Work out everything that can be told of some codings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from coder.audit.agreement import AgreementReport, agreement
from coder.audit.codings import Codings
from coder.audit.disagreements import disagreements
from coder.audit.drift import binned, code_drift, shift
from coder.audit.error_rates import ErrorReport, error_rates
from coder.audit.figures import Figure
from coder.audit.inputs import InputDrift, input_drift
from coder.audit.likely.queue import queue_of, yield_curve
from coder.audit.likely.ranking import likely_errors
from coder.audit.machine.calibration import calibration, judged
from coder.audit.machine.coverage import code_thresholds, coverage_curve
from coder.audit.machine.levels import levels
from coder.audit.machine.subgroups import subgroups
from coder.audit.machine.swaps import swap_findings
from coder.audit.people.assisted import Assisted, assisted
from coder.audit.people.consensus import coder_figures, compared
from coder.audit.people.pace import pace
from coder.audit.people.usage import usage
from coder.audit.prevalence import calibrated_prevalence
from coder.audit.ratios import ratio
from coder.audit.rowparts import FINAL
from coder.audit.study.findings import (
    CorrectedCode,
    DriftFindings,
    Findings,
    LikelyFindings,
    MachineFindings,
    Overall,
    Question,
)
from coder.audit.sums import cells_of

_MOST_DISAGREEMENTS = 10_000
_DRAWS = 400


def run_study(asked: Question, random: np.random.Generator) -> Findings:
    """Every figure of an audit. Raises UsageError for coders that are not there or samples without probabilities."""
    codings = asked.codings
    people = [name for name in asked.people if name != asked.machine]
    several = codings.only(people) if people else codings
    between = _between(several, asked, random)
    first = islice(disagreements(several), _MOST_DISAGREEMENTS) if between is not None else ()
    apart = [name for name in codings.coders if name not in people]
    measured = asked.reference is not None
    return Findings(
        records=len(codings.records),
        coders=asked.people,
        codes=len(codings.codes),
        reference=asked.reference,
        machine=asked.machine,
        overall=_overall(asked) if measured else None,
        errors=_errors(asked),
        corrected=_corrected(asked) if measured else (),
        agreement=between,
        disagreements=tuple(first),
        disagreement_count=_differing(several) if between is not None else 0,
        likely=_likely(asked, random),
        people=coder_figures(codings, leave_out=apart, level=asked.level) if people else (),
        usage=usage(codings, leave_out=apart, level=asked.level) if len(people) > 1 else (),
        pace=pace(codings, leave_out=apart, level=asked.level) if people else (),
        assisted=_assisted(asked),
        machines=tuple(_machines(asked, random)),
        swaps=swap_findings(asked.exchanges, level=asked.level) if asked.exchanges else None,
        drift=tuple(_drift(asked, random)),
        inputs=_inputs(asked, random),
        unknown=tuple(_unknown(asked, between)),
    )


def _between(several: Codings, asked: Question, random: np.random.Generator) -> AgreementReport | None:
    """Agreement where two coders or more coded the same records."""
    if len(several.coders) < 2 or not (several.coded_records.sum(axis=0) >= 2).any():
        return None
    return agreement(several, random, ancestors=asked.ancestors, draws=_DRAWS, level=asked.level)


def _differing(several: Codings) -> int:
    """How many cells coders differ in."""
    cells = cells_of(several)
    answered = cells.coders[cells.record, several.dimension_of[cells.code]] - cells.open
    return int(((cells.gave > 0) & (cells.gave < answered)).sum())


def _overall(asked: Question) -> Overall:
    """All audited coders together; with one coder, the estimate by the design of the sample."""
    reference = asked.reference or ""
    if len(asked.people) == 1:
        (report,) = _errors(asked)
        own = report.overall
        held = own.given - own.wrong + own.missed
        return Overall(own.given, held, own.wrong_share, own.missed_share, report.record_share)
    codings = asked.codings
    sums = [compared(codings, codings.place(name), [codings.place(reference)]).sums for name in asked.people]
    given, true, both = (np.concatenate([each[at] for each in sums]) for at in range(3))
    return Overall(
        int(given.sum()),
        int(true.sum()),
        ratio(given - both, given, reason="no code was given on records of the reference", level=asked.level),
        ratio(true - both, true, reason="the reference has no code", level=asked.level),
        ratio(
            (given + true - 2 * both > 0).astype(float),
            np.ones(len(given)),
            reason="no record was checked",
            level=asked.level,
        ),
    )


def _errors(asked: Question) -> tuple[ErrorReport, ...]:
    if asked.reference is None:
        return ()
    return tuple(
        error_rates(asked.codings, name, asked.reference, population=asked.population, level=asked.level)
        for name in asked.people
    )


def _corrected(asked: Question) -> tuple[CorrectedCode, ...]:
    """Corrected prevalence, where one coder coded everything and the reference is a simple sample of it."""
    codings, reference = asked.codings, asked.reference or ""
    if len(asked.people) != 1 or codings.probabilities is not None:
        return ()
    at = codings.place(asked.people[0])
    coded = codings.coded_records[at]
    beside = compared(codings, at, [codings.place(reference)])
    checked = np.full(len(codings.codes), float(beside.records.sum()))
    given, true, both = (
        np.asarray(each.sum(axis=0), dtype=float).ravel()
        for each in (beside.given, beside.true, beside.given.multiply(beside.true))
    )
    counted = np.asarray(codings.given[at].sum(axis=0), dtype=float).ravel()
    found = calibrated_prevalence(
        counted,
        np.full(len(counted), float(coded.sum())),
        right=both,
        given=given,
        missed=true - both,
        withheld=checked - given,
        level=asked.level,
    )
    return tuple(
        CorrectedCode(
            code,
            float(found.counted[place]),
            Figure(None, reason=found.reasons[place])
            if found.reasons[place]
            else Figure(float(found.value[place]), float(found.low[place]), float(found.high[place])),
        )
        for place, code in enumerate(codings.codes)
        if counted[place] or true[place]
    )


def _likely(asked: Question, random: np.random.Generator) -> LikelyFindings | None:
    """Likely errors of the people, weighed with the machine; the reference takes no part."""
    kept = [name for name in asked.codings.coders if name != asked.reference]
    if asked.machine is None or kept == [asked.machine]:
        return None
    codings = asked.codings.only(kept)
    errors = likely_errors(codings, asked.machine, random, ancestors=asked.ancestors, hints=asked.hints)
    queue = queue_of(errors, codings, most=asked.most)
    named = errors.given & errors.stated
    return LikelyFindings(
        rates=errors.rates,
        weights=errors.weights,
        expected_wrong=float(errors.chance[named].sum()),
        given=int(named.sum()),
        queue=queue,
        curve=yield_curve(queue, level=asked.level),
    )


def _assisted(asked: Question) -> tuple[Assisted, ...]:
    return assisted(asked.codings, machine=asked.machine, reference=asked.reference, level=asked.level)


def _machines(asked: Question, random: np.random.Generator) -> Iterator[MachineFindings]:
    """The audited coders and the machine against the reference."""
    if asked.reference is None:
        return
    names = dict.fromkeys([*asked.people, *([asked.machine] if asked.machine else [])])
    for name in names:
        cells = judged(asked.codings, name, asked.reference, ancestors=asked.ancestors)
        yield MachineFindings(
            coder=name,
            levels=levels(asked.codings, name, asked.reference, ancestors=asked.ancestors, level=asked.level),
            calibration=None if cells is None else calibration(cells, random, level=asked.level),
            coverage=() if cells is None else coverage_curve(cells, level=asked.level),
            thresholds=() if cells is None else code_thresholds(cells, asked.codings, target=asked.target),
            subgroups=tuple(
                each
                for column in asked.columns
                if column in asked.codings.groups
                for each in subgroups(asked.codings, name, asked.reference, column, level=asked.level)
            ),
        )


def _drift(asked: Question, random: np.random.Generator) -> Iterator[DriftFindings]:
    if asked.periods is None:
        return
    codings = asked.codings
    for name in dict.fromkeys([*asked.people, *([asked.machine] if asked.machine else [])]):
        at = codings.place(name)
        before, after = (mask & codings.coded_records[at] for mask in asked.periods)
        number = np.asarray(codings.given[at].sum(axis=1), dtype=float).ravel()
        counts = binned(number[before], number[after])
        found = code_drift(codings, name, before, after, level=asked.level)
        moved = shift(*counts, random)
        yield DriftFindings(name, (int(before.sum()), int(after.sum())), tuple(found), moved)


def _inputs(asked: Question, random: np.random.Generator) -> tuple[InputDrift, ...]:
    if asked.periods is None or asked.inputs is None:
        return ()
    return input_drift(asked.inputs, *asked.periods, random)


def _unknown(asked: Question, between: AgreementReport | None) -> Iterator[str]:
    if asked.reference is None:
        yield "How many codes are wrong was not measured: that takes a reference (--against), coded with care."
    if asked.reference == FINAL:
        yield "Errors that all coders of a case made do not show: the reference is what they settled among themselves."
    if between is None:
        yield "Agreement is not known: no record was coded by two of the coders."
    if asked.machine is None:
        yield "Likely errors are not listed: that takes codings by an edition that has not learnt from these records."
    if asked.codings.assistance is None:
        yield "What suggestions do to coders is not known: the records do not say what was shown."
    if asked.periods is None:
        yield "Drift was not looked for: no date parts the records (--split)."
    for column in asked.columns:
        if column not in asked.codings.groups:
            yield f"No record has a value in the column {column}."
