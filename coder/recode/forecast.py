"""What a run will cost and how good it will be, told beforehand from a labelled sample, with intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from coder.recode.routing import Policy, Router
from coder.recode.rows import Road
from coder.recode.sample import Judged
from coder.recode.shares import Share, clustered_share, simple_share
from coder.recode.thresholds import Pool, Thresholds, fit_thresholds
from coder.scheme import Scheme

ERRORS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.15)
"""Wanted errors that a forecast compares."""
_POINTS = 40
_MINUTES_PER_HOUR = 60
ROADS: tuple[Road, ...] = ("auto", "audit_sample", "review", "human_first")


@dataclass(frozen=True, slots=True)
class Effort:
    """Size of the archive, and minutes a person needs for a record that is reviewed or re-checked, or coded first."""

    narratives: int
    minutes: float = 1.0
    minutes_first: float = 3.0


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of people, with the ends of the interval that the sample allows."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """What one wanted `error` brings. `people` is the share of records a person sees except for the random re-check.

    `asked` is the share of likely codes that a person is asked about, wherever their record goes; `wrong` the share of
    accepted codes that are wrong, `missed` the share of true codes that accepted records lack, and `spotless` the
    share of accepted records with neither.
    """

    error: float
    codes_with_threshold: int
    roads: dict[Road, Share]
    people: Share
    hours: Hours
    asked: Share
    wrong: Share
    missed: Share
    spotless: Share


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """At `confidence` and above: the share of all suggestions that this is, and the share of them that are wrong."""

    confidence: float
    coverage: float
    wrong: Share


def forecast(
    sample: Sequence[Judged], thresholds: Thresholds, scheme: Scheme, policy: Policy, effort: Effort
) -> Forecast:
    """What routing by `thresholds` would do with the sample, carried over to the archive.

    A sample has no old codes, so records that the crosswalk sends to people come on top.
    """
    router = Router(thresholds, policy, scheme)
    level = thresholds.level
    roads: Counter[Road] = Counter()
    asked, wrong, missed, spotless = [], [], [], 0
    for judged in sample:
        routing = router(judged.coding, (), 1.0)  # no draw lies below a share: accepted records are told apart here
        roads[routing.road] += 1
        likely = len(policy.likely(judged.coding))
        asked.append((likely - len(routing.accepted), likely))
        if routing.road != "auto":
            continue
        bad = [not judged.right[code] for code in routing.accepted if code in judged.right]
        away = len(set(judged.true) - scheme.expand(routing.accepted))
        wrong.append((sum(bad), len(bad)))
        missed.append((away, len(judged.true)))
        spotless += not sum(bad) and not away
    count = len(sample)
    people = simple_share(count - roads["auto"], count, level=level)
    return Forecast(
        error=thresholds.error,
        codes_with_threshold=sum(each.confidence is not None for each in thresholds.by_code.values()),
        roads={road: simple_share(roads[road], count, level=level) for road in ROADS if road != "audit_sample"},
        people=people,
        hours=_hours(people, roads["human_first"] / count if count else 0.0, policy, effort),
        asked=clustered_share(asked, level=level),
        wrong=clustered_share(wrong, level=level),
        missed=clustered_share(missed, level=level),
        spotless=simple_share(spotless, roads["auto"], level=level),
    )


def _hours(people: Share, first: float, policy: Policy, effort: Effort) -> Hours:
    """Hours for all records that people see; the audited part of the accepted ones costs as much as a review."""

    def hours(share: float) -> float:
        extra = min(first, share) * (effort.minutes_first - effort.minutes)
        each = effort.minutes * (share + (1 - share) * policy.audit_share) + extra
        return effort.narratives * each / _MINUTES_PER_HOUR

    return Hours(hours(people.value or 0.0), *sorted((hours(people.low), hours(people.high))))


def forecasts(
    sample: Sequence[Judged],
    scheme: Scheme,
    policy: Policy,
    effort: Effort,
    *,
    errors: Sequence[float] = ERRORS,
    level: float = 0.95,
    pool: Pool = "code",
) -> list[Forecast]:
    """One forecast per wanted error, smallest first."""
    return [
        forecast(sample, fit_thresholds(sample, scheme, error=error, level=level, pool=pool), scheme, policy, effort)
        for error in sorted(set(errors))
    ]


def risk_curve(sample: Sequence[Judged], *, level: float = 0.95) -> list[RiskPoint]:
    """How wrong suggestions are when only the most confident part is taken (El-Yaniv and Wiener, 2010).

    About 40 points from the most confident suggestions to all of them; suggestions of equal confidence stay together.
    """
    cases = sorted(
        (
            (item.confidence, at, not judged.right[item.code])
            for at, judged in enumerate(sample)
            for item in judged.coding.suggestions
            if item.code in judged.right
        ),
        key=lambda case: -case[0],
    )
    points: list[RiskPoint] = []
    step = max(1, len(cases) // _POINTS)
    counts: dict[int, list[int]] = {}
    for place, (confidence, at, bad) in enumerate(cases, 1):
        count = counts.setdefault(at, [0, 0])
        count[0] += bad
        count[1] += 1
        last = place == len(cases)
        if last or (place // step > len(points) and cases[place][0] < confidence):
            share = clustered_share([(part, whole) for part, whole in counts.values()], level=level)
            points.append(RiskPoint(confidence, place / len(cases), share))
    return points


def as_record(found: Forecast) -> dict[str, Any]:
    """A forecast ready for JSON; shares with their value."""
    record = asdict(found)
    for name in ("people", "asked", "wrong", "missed", "spotless"):
        record[name]["value"] = getattr(found, name).value
    for road, share in found.roads.items():
        record["roads"][road]["value"] = share.value
    return record
