"""Accept or refuse a batch of coded records by a sample of it, with both risks known beforehand.

A record is defective when its coding has an error of the kind agreed on. Records are drawn without repeats from a
batch of N; without N the batch counts as endless.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import bdtr, gammaln

from coder.audit.figures import Figure
from coder.audit.intervals import clopper_pearson
from coder.errors import UsageError

_LARGEST = 100_000


@dataclass(frozen=True, slots=True)
class Plan:
    """Check `size` records and accept the batch with at most `most` defective ones among them.

    `producer_risk` is the chance that a batch with a share of `good` defective records is refused, `consumer_risk`
    that one with a share of `bad` is accepted, both 0 to 1 and as the plan has them.
    """

    size: int
    most: int
    good: float
    bad: float
    producer_risk: float
    consumer_risk: float
    batch: int | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a sample says of its batch: `accepted`, and the share of defective records with its interval.

    `complete` is False when fewer records were checked than planned and the defective ones do not yet decide.
    """

    plan: Plan
    checked: int
    defective: int
    accepted: bool
    complete: bool
    share: Figure


def plan_acceptance(
    good: float,
    bad: float,
    *,
    producer_risk: float = 0.05,
    consumer_risk: float = 0.10,
    batch: int | None = None,
) -> Plan:
    """The smallest sample that keeps both risks; of equal samples the one with the smaller producer's risk.

    `good` and `bad`, 0 to 1, are the shares of defective records that should be accepted and refused. Raises UsageError
    for a request out of range, or when even checking everything does not tell them apart.
    """
    if not 0 <= good < bad <= 1 or not (0 < producer_risk < 1 and 0 < consumer_risk < 1):
        raise UsageError("a good share of defective records is below a bad one, and risks lie between 0 and 1")
    low, most = 1, 0
    while True:
        # For each number allowed, the smallest sample that keeps the consumer's risk; more allowed help the producer.
        size = _smallest(low, most, bad, consumer_risk, batch)
        if size is None:
            raise UsageError("no sample keeps both risks; put the good and the bad share further apart")
        if 1 - acceptance(size, most, good, batch=batch) <= producer_risk:
            break
        low, most = size, most + 1
    refused = 1 - acceptance(size, most, good, batch=batch)
    return Plan(size, most, good, bad, refused, acceptance(size, most, bad, batch=batch), batch)


def plan_of_size(size: int, plan: Plan, *, consumer_risk: float = 0.10) -> Plan:
    """The plan for a larger sample whose size was settled on otherwise: as many defective as keep the consumer's risk.

    Raises UsageError when `size` is below the plan's or above the batch.
    """
    if size < plan.size or (plan.batch is not None and size > plan.batch):
        raise UsageError(
            f"a sample of {size} does not go with a plan for {plan.size} of {plan.batch or 'many'} records"
        )
    most = plan.most
    while acceptance(size, most + 1, plan.bad, batch=plan.batch) <= consumer_risk:
        most += 1
    refused = 1 - acceptance(size, most, plan.good, batch=plan.batch)
    return Plan(
        size, most, plan.good, plan.bad, refused, acceptance(size, most, plan.bad, batch=plan.batch), plan.batch
    )


def acceptance(size: int, most: int, share: float, *, batch: int | None = None) -> float:
    """Operating characteristic: the chance, 0 to 1, that a batch with this share of defective records is accepted.

    Hypergeometric for a `batch` of N records, of which round(N share) are defective; binomial without.
    """
    if batch is None:
        return 1.0 if most >= size else float(bdtr(most, size, share))
    bad = round(batch * share)
    k = np.arange(max(0, size - (batch - bad)), min(most, size, bad) + 1)
    logs = _choose(bad, k) + _choose(batch - bad, size - k) - _choose(batch, np.array(size))
    return float(min(1.0, np.exp(logs).sum()))


def decide(plan: Plan, checked: int, defective: int, *, level: float = 0.95) -> Decision:
    """Decide on a batch. Raises UsageError when the counts contradict themselves or more was checked than there is.

    The interval of the share is Clopper and Pearson's (1934). For more records checked than planned see `plan_of_size`.
    """
    if not 0 <= defective <= checked or checked > plan.size:
        raise UsageError(f"{defective} defective of {checked} checked does not go with a sample of {plan.size}")
    low, high = clopper_pearson(defective, checked, level=level)
    refused = defective > plan.most
    accepted = not refused and defective + plan.size - checked <= plan.most
    value = defective / checked if checked else None
    share = Figure(value, float(low), float(high), "" if checked else "no record was checked")
    return Decision(plan, checked, defective, accepted, refused or accepted, share)


def _smallest(low: int, most: int, bad: float, risk: float, batch: int | None) -> int | None:
    """The smallest sample, from `low` on, in which a bad batch shows more than `most` defective records."""
    end = _LARGEST if batch is None else batch
    if acceptance(end, most, bad, batch=batch) > risk:
        return None
    while low < end:
        middle = (low + end) // 2
        low, end = (middle + 1, end) if acceptance(middle, most, bad, batch=batch) > risk else (low, middle)
    return low


def _choose(count: int, k: np.ndarray) -> np.ndarray:
    """Logarithm of the number of ways to draw k of count."""
    return np.asarray(gammaln(count + 1) - gammaln(k + 1) - gammaln(count - k + 1))
