"""What an adjudicator sees: the codes on which coders differ, side by side, each with its evidence and reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from coder.crosswalk import OldCode
from coder.review.cases import Row, decisions_of, offers_of, states_of, words_of
from coder.review.closing import differing
from coder.review.oldcodes import candidates_of, old_codes_of
from coder.review.submit import coders_of
from coder.review.values import CodeState, Decision, Offer, Span, State


@dataclass(frozen=True, slots=True)
class Answer:
    """What one coder says of one code. `state` is None where the coder never touched it.

    `evidence` are the words the coder chose, else those of the suggestion that the coder confirmed.
    """

    user_id: int
    state: State | None
    evidence: tuple[Span, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One code on which the coders differ; `settled` is what the adjudicator has said of it so far."""

    dimension: str
    code: str
    answers: tuple[Answer, ...]
    settled: State | None


@dataclass(frozen=True, slots=True)
class DifferingCase:
    """A case before an adjudicator. `agreed` are the codes that all coders give, `old_codes` old ones that a person is
    asked about; `version` is for the next write."""

    id: int
    project_id: int
    narrative_id: str
    text: str | None
    fields: Mapping[str, Any]
    edition: str
    version: int
    offers: tuple[Offer, ...]
    old_codes: tuple[OldCode, ...]
    differences: tuple[Difference, ...]
    agreed: tuple[tuple[str, str], ...]
    decisions: tuple[Decision, ...]
    codes: tuple[CodeState, ...]


def differing_case(connection: Connection, case: Row, user_id: int) -> DifferingCase:
    """The case as the adjudicator `user_id` sees it, with the adjudicator's own decisions so far."""
    words = words_of(connection, case["id"])
    offers = offers_of(connection, case["id"], case["edition"], words)
    by_coder = coders_of(connection, case["id"])
    own = states_of(connection, case["id"], user_id=user_id, phase="adjudication")
    open_codes = differing(by_coder)
    decisions = decisions_of(connection, case["id"], user_id=None, words=True)
    return DifferingCase(
        id=case["id"],
        project_id=case["project_id"],
        narrative_id=case["narrative_id"],
        text=None if words is None else words["text"],
        fields={} if words is None else words["fields"],
        edition=case["edition"],
        version=case["version"],
        offers=offers,
        old_codes=old_codes_of(candidates_of(connection, case["id"])),
        differences=tuple(_difference(each, by_coder, own, decisions, offers) for each in open_codes),
        agreed=tuple(_agreed(by_coder, open_codes)),
        decisions=tuple(each for each in decisions if each.user_id == user_id and each.phase == "adjudication"),
        codes=own,
    )


def unsettled(by_coder: Mapping[int, Sequence[CodeState]], own: Sequence[CodeState]) -> list[str]:
    """Codes on which coders differ and the adjudicator has not spoken."""
    spoken = {state.code for state in own}
    return [code for _, code in differing(by_coder) if code not in spoken]


def _agreed(
    by_coder: Mapping[int, Sequence[CodeState]], open_codes: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    given = {(s.dimension, s.code) for states in by_coder.values() for s in states if s.code and s.state == "holds"}
    return sorted(given - set(open_codes))


def _difference(
    place: tuple[str, str],
    by_coder: Mapping[int, Sequence[CodeState]],
    own: Sequence[CodeState],
    decisions: Sequence[Decision],
    offers: Sequence[Offer],
) -> Difference:
    dimension, code = place
    offered = next((offer for offer in offers if offer.code == code), None)
    made = {decision.id: decision for decision in decisions}
    answers = tuple(_answer(coder, states, code, made, offered) for coder, states in by_coder.items())
    settled = next((state.state for state in own if state.code == code), None)
    return Difference(dimension, code, answers, settled)


def _answer(
    coder: int, states: Sequence[CodeState], code: str, made: Mapping[int, Decision], offered: Offer | None
) -> Answer:
    state = next((state for state in states if state.code == code), None)
    if state is None:
        return Answer(coder, None, (), "")
    judgement = made[state.decision_id].judgement
    evidence = judgement.evidence
    if not evidence and judgement.kind == "confirm" and offered is not None:
        evidence = tuple(Span(each["start"], each["end"]) for each in offered.evidence)
    return Answer(coder, state.state, evidence, judgement.reason)
