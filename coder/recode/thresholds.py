"""Confidences from which on codes may be accepted without a person, learned from a labelled sample.

For each code, confidences are tried from the highest down, in a fixed order, and the last one is kept at which the
upper end of the error's interval is still within the wanted error; the first that fails ends the search. Because the
order is fixed before the labels are seen and the search ends at the first failure, the chance that the kept threshold
errs more often than wanted is at most (1 - level) / 2 for each code (fixed sequence testing; Angelopoulos, Bates,
Candes, Jordan and Lei, "Learn then test", 2021, section 3).
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from coder.errors import Fault
from coder.recode.sample import Judged
from coder.recode.shares import Share, clustered_share
from coder.scheme import Scheme

Pool = Literal["code", "dimension", "all"]
"""Over what the wanted error holds: each code by itself, the codes of a dimension together, or all codes together."""

GRID = (0.995, *(round(0.99 - 0.01 * step, 2) for step in range(50)))
"""Confidences tried, from the highest down to 0.5."""
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Threshold:
    """The confidence for a code, or None with the `reason`; how its suggestions at that confidence, or at 0.5 and
    above where there is none, did in the sample."""

    confidence: float | None
    share: Share
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Thresholds of one edition for one wanted `error`, 0 to 1, with intervals of `level`."""

    edition: str
    error: float
    level: float
    pool: Pool
    narratives: int
    by_code: Mapping[str, Threshold]

    def of(self, code: str) -> float | None:
        """Confidence from which on a code may be accepted; None where a person must look."""
        found = self.by_code.get(code)
        return found.confidence if found else None


def cases_needed(error: float, level: float) -> int:
    """Cases without any error that are needed before the interval's upper end is within `error`."""
    return math.ceil(math.log((1 - level) / 2) / math.log(1 - error))


def fit_thresholds(
    sample: Sequence[Judged], scheme: Scheme, *, error: float, level: float = 0.95, pool: Pool = "code"
) -> Thresholds:
    """Thresholds for every code the sample suggests at 0.5 or above. `error` and `level` lie between 0 and 1."""
    groups: dict[str, list[tuple[int, float, bool]]] = defaultdict(list)
    members: dict[str, set[str]] = defaultdict(set)
    for at, judged in enumerate(sample):
        for item in judged.coding.suggestions:
            if item.code in judged.right and item.confidence >= GRID[-1]:
                group = {"code": item.code, "dimension": scheme.codes[item.code].dimension, "all": ""}[pool]
                groups[group].append((at, item.confidence, judged.right[item.code]))
                members[group].add(item.code)
    fitted = {group: _fit(cases, error, level) for group, cases in groups.items()}
    by_code = {code: fitted[group] for group, codes in members.items() for code in codes}
    edition = next((judged.coding.edition for judged in sample if judged.coding.edition), "")
    ordered = {code: by_code[code] for code in scheme.in_order(by_code)}
    return Thresholds(edition, error, level, pool, len(sample), ordered)


def _fit(cases: Sequence[tuple[int, float, bool]], error: float, level: float) -> Threshold:
    needed = cases_needed(error, level)
    kept: Threshold | None = None
    for confidence in GRID:
        above = [case for case in cases if case[1] >= confidence]
        if len({case[0] for case in above}) < needed:
            continue
        share = _share(above, level)
        if share.high > error:
            break
        kept = Threshold(confidence, share)
    if kept is not None:
        return kept
    share = _share(cases, level)
    few = f"too few cases: {share.clusters} narratives in the sample, {needed} without an error are needed"
    return Threshold(None, share, few if share.clusters < needed else "the error cannot be shown to be small enough")


def _share(cases: Iterable[tuple[int, float, bool]], level: float) -> Share:
    """Share of wrong ones, by narrative."""
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for at, _, right in cases:
        counts[at][0] += not right
        counts[at][1] += 1
    return clustered_share([(wrong, whole) for wrong, whole in counts.values()], level=level)


def to_json(thresholds: Thresholds) -> str:
    """The thresholds as the JSON file that a plan names."""
    record = {"format": FORMAT, **asdict(thresholds)}
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def from_json(content: bytes, file: str, faults: list[Fault]) -> Thresholds | None:
    """Read what `to_json` wrote; None, and a fault, for anything else."""
    try:
        record = json.loads(content)
        if record["format"] != FORMAT:
            raise ValueError
        by_code = {str(code): _threshold(entry) for code, entry in record["by_code"].items()}
        return Thresholds(
            edition=str(record["edition"]),
            error=float(record["error"]),
            level=float(record["level"]),
            pool=record["pool"],
            narratives=int(record["narratives"]),
            by_code=by_code,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        faults.append(Fault(file, 0, "these are no thresholds as ictip recode plan writes them"))
        return None


def _threshold(entry: Mapping[str, Any]) -> Threshold:
    confidence = entry["confidence"]
    if confidence is not None and not 0 <= confidence <= 1:
        raise ValueError
    return Threshold(confidence, Share(**entry["share"]), str(entry["reason"]))
