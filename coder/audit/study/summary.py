"""The sentences a manager reads: what was found, how sure that is, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from coder.audit.figures import Figure
from coder.audit.study.findings import Findings, MachineFindings

_LOW_AGREEMENT = 0.667
"""Krippendorff's (2004) floor for tentative conclusions."""
_CLEAR = 0.05


def summary(found: Findings) -> tuple[str, ...]:
    """Sentences in order of weight. Every figure comes with its interval; what is not measured is not claimed."""
    return tuple(
        sentence
        for part in (_errors, _likely, _agreement, _people, _assisted, _machine, _swaps, _drift, _inputs, _unknown)
        for sentence in part(found)
    )


def of_hundred(figure: Figure) -> str:
    """A share as "about 8 (6 to 11)" of a hundred."""
    if figure.value is None:
        return "an unknown number"
    one = 100 * figure.value
    digits = 0 if one >= 1 or one == 0 else 1
    if figure.low is None or figure.high is None:
        return f"about {one:.{digits}f} (no interval: {figure.reason})"
    return f"about {one:.{digits}f} ({100 * figure.low:.{digits}f} to {100 * figure.high:.{digits}f})"


def points(figure: Figure) -> str:
    """A difference of shares in percentage points, with its interval."""
    value, low, high = (100 * (each or 0.0) for each in (figure.value, figure.low, figure.high))
    return f"{value:+.0f} points ({low:+.0f} to {high:+.0f})".replace("-", "−")


def _errors(found: Findings) -> Iterator[str]:
    whole = found.overall
    if whole is None:
        return
    if whole.wrong.value is not None:
        yield f"Of 100 codes given, {of_hundred(whole.wrong)} are wrong, measured against {found.reference}."
    if whole.missed.value is not None:
        yield f"Of 100 codes that hold, {of_hundred(whole.missed)} are missing."
    if whole.records.value is not None:
        yield f"Of 100 records, {of_hundred(whole.records)} have at least one error."


def _likely(found: Findings) -> Iterator[str]:
    likely = found.likely
    if likely is None or not likely.queue:
        return
    first = min(len(likely.queue), 100)
    at = min(range(len(likely.curve.reviewed)), key=lambda place: abs(likely.curve.reviewed[place] - first))
    reviewed, expected = likely.curve.reviewed[at], likely.curve.expected[at]
    spread = f"{likely.curve.low[at]:.0f} to {likely.curve.high[at]:.0f}"
    yield (
        f"The list of likely errors has {len(likely.queue):,} entries. Looking at the first {reviewed:,} should turn up"
        f" about {expected:.0f} errors ({spread}): expected from the machine's confidence, not a measurement."
    )


def _agreement(found: Findings) -> Iterator[str]:
    if found.agreement is None:
        return
    alpha = found.agreement.overall.figures.get("krippendorff_alpha")
    positive = found.agreement.overall.figures.get("positive")
    if positive is not None and positive.value is not None:
        yield f"When one coder gives a code, another agrees in {of_hundred(positive)} of 100 cases."
    if alpha is not None and alpha.value is not None and alpha.low is not None:
        verdict = (
            "below" if (alpha.high or 0) < _LOW_AGREEMENT else "not below" if alpha.low >= _LOW_AGREEMENT else "around"
        )
        yield (
            f"Krippendorff's alpha is {alpha.value:.2f} ({alpha.low:.2f} to {alpha.high:.2f}), {verdict} the 0.67 that"
            " is asked of data for tentative conclusions."
        )


def _people(found: Findings) -> Iterator[str]:
    if len(found.people) < 2:
        return
    apart = [each for each in found.people if each.standing in ("above the others", "below the others")]
    for each in apart:
        more = "more" if each.standing.startswith("above") else "less"
        yield f"{each.coder} agrees with the others {more} than coders do on average."
    if not apart and any(each.standing for each in found.people):
        yield "No coder can be told apart from the others by agreement: the differences are within chance."
    clear = sum(each.q < _CLEAR for each in found.usage)
    if clear:
        yield f"In {clear} cases a coder gives a code clearly more or less often than the others (see Coders)."


def _assisted(found: Findings) -> Iterator[str]:
    if not found.assisted:
        return
    every = found.assisted[0]
    if every.planted_taken.value is not None:
        yield f"Of 100 wrong suggestions planted on purpose, {of_hundred(every.planted_taken)} were taken."
    if every.error_change.low is not None and every.error_change.high is not None:
        clear = every.error_change.low > 0 or every.error_change.high < 0
        yield (
            f"With suggestions shown, the share of wrong codes differs by {points(every.error_change)} from coding"
            f" without them; {'chance alone does not explain that' if clear else 'chance alone could explain that'}."
        )


def _machine(found: Findings) -> Iterator[str]:
    for each in found.machines:
        if each.calibration is None or each.calibration.mean_confidence is None:
            continue
        yield _confidence(each)
        sure = sum(part.threshold is not None for part in each.thresholds)
        yield f"{each.coder} can be trusted with {sure} of {len(each.thresholds)} codes from some confidence on."
    gaps = [(part.column, part.group) for each in found.machines for part in each.subgroups if part.differs]
    for column, group in dict.fromkeys(gaps):
        yield f"Errors differ for records with {column} = {group} (see Subgroups)."


def _confidence(each: MachineFindings) -> str:
    right = each.calibration.share_right if each.calibration else Figure(None)
    mean = 100 * ((each.calibration.mean_confidence if each.calibration else None) or 0.0)
    stated = f"{each.coder} states a confidence of {mean:.0f} % on average"
    return f"{stated}; of 100 codes it lists, {of_hundred(right)} are right."


def _swaps(found: Findings) -> Iterator[str]:
    if found.swaps is None:
        return
    for each in found.swaps.kinds:
        yield (
            f"When words of {each.kind} are exchanged, the codes of {of_hundred(each.changed)} of 100 narratives change"
            f" ({each.narratives:,} have such words)."
        )
    leaning = [each.code for each in found.swaps.codes if each.q < _CLEAR]
    if leaning:
        yield f"{len(set(leaning))} codes lean one way when words are exchanged (see Exchanged words)."


def _drift(found: Findings) -> Iterator[str]:
    for each in found.drift:
        moved = [part for part in each.codes if part.q is not None and part.q < _CLEAR]
        told = f"{len(moved)} codes became clearly more or less frequent" if moved else "no code changed clearly"
        yield f"Between the two periods, in the coding of {each.coder}, {told}."


def _inputs(found: Findings) -> Iterator[str]:
    moved = [each.name for each in found.inputs if each.shift.p is not None and each.shift.p < _CLEAR]
    if moved:
        yield f"The narratives changed between the two periods: {', '.join(moved)}."
    elif found.inputs:
        yield "The narratives of the two periods cannot be told apart by what was measured of them."


def _unknown(found: Findings) -> Iterator[str]:
    if found.overall is None and found.agreement is None and found.likely is None:
        yield "There is nothing to compare these codings with; see what could not be told."
