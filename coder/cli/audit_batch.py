"""`ictip audit batch`: accept or refuse a batch of coded records by a sample of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coder.cli.audit_inputs import RowRejects, end_with_faults, read_all
from coder.cli.console import console
from coder.cli.opening import scheme_of
from coder.cli.options import Dimensions, EditionOption
from coder.errors import Fault, UsageError

if TYPE_CHECKING:
    from coder.audit.acceptance import Decision, Plan
    from coder.audit.codings import Codings
    from coder.scheme import Scheme

CHECK = "the check"
"""Name of the careful coder, whoever it was."""


def audit_batch(
    coded: Annotated[
        Path | None, typer.Argument(metavar="CODED", exists=True, dir_okay=False, help="The batch: coded records.")
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="FILE", exists=True, dir_okay=False, help="The sample, coded with care."),
    ] = None,
    good: Annotated[
        float, typer.Option("--good", metavar="X", min=0.0, max=1.0, help="Share of defective records to accept.")
    ] = 0.02,
    bad: Annotated[
        float, typer.Option("--bad", metavar="X", min=0.0, max=1.0, help="Share of defective records to refuse.")
    ] = 0.10,
    producer_risk: Annotated[
        float, typer.Option("--producer-risk", metavar="X", min=0.001, max=0.5, help="Of refusing a good batch.")
    ] = 0.05,
    consumer_risk: Annotated[
        float, typer.Option("--consumer-risk", metavar="X", min=0.001, max=0.5, help="Of accepting a bad batch.")
    ] = 0.10,
    batch_size: Annotated[
        int | None, typer.Option("--batch-size", metavar="N", min=1, help="Records in the batch, without CODED.")
    ] = None,
    checked: Annotated[
        int | None, typer.Option("--checked", metavar="N", min=0, help="Records checked, without files.")
    ] = None,
    defective: Annotated[
        int | None, typer.Option("--defective", metavar="N", min=0, help="Of them with an error, without files.")
    ] = None,
    coder: Annotated[
        str | None, typer.Option("--coder", metavar="NAME", help="Coder of CODED to judge, where it has several.")
    ] = None,
    threshold: Annotated[
        float, typer.Option("--threshold", metavar="X", min=0.0, max=1.0, help="Confidence from which a code counts.")
    ] = 0.5,
    dimension: Dimensions = None,
    edition: EditionOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print plan and decision as one JSON object.")] = False,
    rejects: RowRejects = None,
) -> None:
    """Plan the check of a batch, or decide on the batch.

    Without a check done it tells how many records to draw and how many may be defective. A record is defective when
    any of its codes is wrong or missing; ancestors and implied codes count as given on both sides.
    """
    from coder.audit.acceptance import decide, plan_acceptance, plan_of_size

    if (coded is None) != (against is None):
        raise UsageError("CODED and --against go together; without files give --batch-size, --checked and --defective")
    if (checked is None) != (defective is None) or (coded is not None and (checked, batch_size) != (None, None)):
        raise UsageError("give --checked and --defective together, and neither them nor --batch-size beside files")
    faults: tuple[Fault, ...] = ()
    if coded is not None and against is not None:
        scheme = scheme_of(edition)
        codings, faults = read_all(
            [coded, against],
            coder=coder,
            renamed={against: CHECK},
            dimension_of=scheme.dimension_of,
            threshold=threshold,
        )
        batch_size, checked, defective = _counts(codings, coder, scheme, dimension)
    plan = plan_acceptance(good, bad, producer_risk=producer_risk, consumer_risk=consumer_risk, batch=batch_size)
    if checked is not None and checked > plan.size:
        plan = plan_of_size(checked, plan, consumer_risk=consumer_risk)
    decision = None if checked is None or defective is None else decide(plan, checked, defective)
    if as_json:
        typer.echo(json.dumps(_facts(plan, decision), indent=1))
    else:
        _print(plan, decision)
    if coded is not None and against is not None:
        end_with_faults(faults, rejects, [coded, against])


def _counts(codings: Codings, coder: str | None, scheme: Scheme, dimensions: list[str] | None) -> tuple[int, int, int]:
    """Records in the batch, records checked, and how many of them are defective."""
    from coder.audit.error_rates import error_rates

    others = [name for name in codings.coders if name != CHECK]
    judged = coder if coder is not None else others[0] if len(others) == 1 else None
    if judged is None:
        raise UsageError(f"CODED has the coders {', '.join(others) or 'none'}: name one with --coder")
    if CHECK not in codings.coders:
        raise UsageError("--against: no coded record in it")
    _refuse_other_designs(codings)
    codings = codings.expanded({code: tuple(scheme.expand([code]) - {code}) for code in scheme.codes})
    unseen = set(scheme.dimensions) - set(dimensions or scheme.dimensions)
    if codings.confidences[codings.place(judged)] is not None:
        unseen |= {each.id for each in scheme.dimensions.values() if each.suggested != "yes"}
    report = error_rates(codings.without_dimensions(judged, unseen), judged, CHECK)
    size = int(codings.coded_records[codings.place(judged)].sum())
    defective = round((report.record_share.value or 0) * report.records)
    return size, report.records, defective


def _refuse_other_designs(codings: Codings) -> None:
    import numpy as np

    known = codings.probabilities
    if known is not None and np.nanmax(known) - np.nanmin(known) > 1e-9:
        raise UsageError("a batch is decided on by a simple sample; here some records were likelier drawn than others")


def _facts(plan: Plan, decision: Decision | None) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "batch": plan.batch,
        "size": plan.size,
        "most_defective": plan.most,
        "good": plan.good,
        "bad": plan.bad,
        "producer_risk": round(plan.producer_risk, 4),
        "consumer_risk": round(plan.consumer_risk, 4),
        "accepted_with_chance": {f"{share:g}": round(chance, 4) for share, chance in _curve(plan)},
    }
    if decision is not None:
        facts["decision"] = _verdict(decision)
        facts["checked"], facts["defective"] = decision.checked, decision.defective
        facts["share"] = decision.share.as_dict()
    return facts


def _curve(plan: Plan) -> list[tuple[float, float]]:
    """Chances of acceptance around the two shares of the plan."""
    from coder.audit.acceptance import acceptance

    shares = sorted({plan.good / 2, plan.good, (plan.good + plan.bad) / 2, plan.bad, min(1.0, plan.bad * 1.5)})
    return [(share, acceptance(plan.size, plan.most, share, batch=plan.batch)) for share in shares]


def _verdict(decision: Decision) -> str:
    if decision.accepted:
        return "accepted"
    return "refused" if decision.complete else "open"


def _print(plan: Plan, decision: Decision | None) -> None:
    screen = console()
    of = "" if plan.batch is None else f" of {plan.batch}"
    screen.print(
        f"check {plan.size}{of} records, drawn at random; accept with at most {plan.most} defective", style="bold"
    )
    for share, chance in _curve(plan):
        screen.print(f"  a batch with {100 * share:.1f} % defective is accepted with {100 * chance:.1f} % chance")
    if decision is None:
        return
    interval = ""
    if decision.share.value is not None and decision.share.low is not None and decision.share.high is not None:
        figures = [100 * each for each in (decision.share.value, decision.share.low, decision.share.high)]
        interval = "{:.1f} % (95 %: {:.1f} to {:.1f} %)".format(*figures)
    screen.print(
        f"{_verdict(decision)}: {decision.defective} of {decision.checked} checked are defective, {interval}",
        style="bold",
    )
    if not decision.complete:
        screen.print(f"{plan.size - decision.checked} records are still to be checked")
