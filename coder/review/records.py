"""Give out what was coded: records for audits without any text, and labelled narratives where text may leave."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from coder.privacy import Masked
from coder.review.cases import Row, decisions_of, final_of, offers_of, states_of, words_of
from coder.review.columns import stamp
from coder.review.database import Store
from coder.review.finals import final_record, in_state
from coder.review.leaving import enter_export
from coder.review.oldcodes import asked_record
from coder.review.projects import project_of
from coder.review.schema import assignments, cases, showings, suggestions, users
from coder.review.values import CodeState, Decision, Offer, User

MACHINE = "machine"
"""The coder of records that tell what the edition suggested."""
_PAGE = 500


def decision_records(store: Store, viewer: User, project_id: int) -> Iterator[dict[str, Any]]:
    """One record for each case that a coder handed in, then one for each closed case, by the coder `final`.

    Keys: id, coder, codes (code, and start and end of its first evidence), open (unclear codes), rejected (codes),
    coded_at, edition; of coders: seconds, blind (coded without suggestions), suggested (code, confidence), planted
    (codes); of final ones: how (single, agreed, adjudicated, withdrawn). `old`, where old codes were asked about: old,
    outcome, dimension, candidates (code, share). Raises NotAllowed for those who may not export or not see all
    decisions.
    """
    enter_export(store, viewer, project_id, "records", text=False)
    with store.read() as connection:
        for case in _cases(connection, project_id):
            offers = offers_of(connection, case["id"], case["edition"], None)
            planted = _planted(connection, case["id"])
            asked = asked_record(connection, case["id"])
            for row in _handed_in(connection, case["id"]):
                record = _coder_record(connection, case, row, offers, planted)
                yield record | ({} if record["blind"] else asked)
            if case["status"] == "closed":
                yield final_record(connection, case) | asked


def machine_records(store: Store, viewer: User, project_id: int) -> Iterator[dict[str, Any]]:
    """One record for each case: what the edition suggested when the case came in, planted suggestions left out.

    Keys: id, coder (`machine`), suggestions (code, confidence), denied (code), familiarity, edition, coded_at (that of
    the first coder who handed in, so that periods can be told apart; None before). Raises NotAllowed as
    `decision_records` does.
    """
    enter_export(store, viewer, project_id, "codings of the edition", text=False)
    with store.read() as connection:
        for case in _cases(connection, project_id):
            planted = set(_planted(connection, case["id"]))
            offers = offers_of(connection, case["id"], case["edition"], None)
            handed_in = [row["submitted_at"] for row in _handed_in(connection, case["id"])]
            yield {
                "id": case["narrative_id"],
                "coder": MACHINE,
                "suggestions": [
                    {"code": each.code, "confidence": each.confidence} for each in offers if each.code not in planted
                ],
                "denied": [{"code": each["code"]} for each in case["denied"]],
                "familiarity": case["familiarity"],
                "edition": case["edition"],
                "coded_at": _time(min(handed_in, default=None)),
            }


def narratives_of(
    store: Store, viewer: User, project_id: int, ids: Collection[str], *, redact: Callable[[str, str], Masked | None]
) -> dict[str, str]:
    """The narratives of those ids, masked by `redact`; purged ones and those that it gives None for are left out.

    Raises NotAllowed unless the viewer may export and read, and the project lets text leave.
    """
    enter_export(store, viewer, project_id, "masked narratives in a report", text=True)
    with store.read() as connection:
        found = {}
        for case in _cases_named(connection, project_id, ids):
            words = words_of(connection, case["id"])
            masked = None if words is None else redact(words["text"], case["language"])
            if masked is not None:
                found[case["narrative_id"]] = masked.text
        return found


def labelled_narratives(
    store: Store, viewer: User, project_id: int, *, redact: Callable[[str, str], Masked] | None
) -> Iterator[dict[str, Any]]:
    """Closed cases as labelled narratives, as `ictip build --add` reads them.

    Keys: id, text, codes and not_codes (code, start, quote), origin (blind_agreed where coders who were shown no
    suggestions gave the same codes and nobody adjudicated, else confirmed), masked, project, decided_at, edition, how
    (single, agreed, adjudicated), coders (how many). `redact` masks a text of a language; None lets it out as it is.
    Purged cases are left out. Raises NotAllowed unless the viewer may export and read, and the project lets text leave.
    """
    enter_export(store, viewer, project_id, "narratives" if redact is None else "masked narratives", text=True)
    with store.read() as connection:
        project = project_of(connection, project_id).name
        for case in _cases(connection, project_id):
            words = words_of(connection, case["id"])
            if case["status"] == "closed" and case["closed_how"] != "withdrawn" and words is not None:
                plain = Masked(words["text"], ())
                text = plain if redact is None else redact(words["text"], case["language"])
                yield _labelled(connection, case, text) | {"masked": redact is not None, "project": project}


def _cases_named(connection: Connection, project_id: int, ids: Collection[str]) -> Iterator[Row]:
    """The cases of those narratives, by the id of the narrative."""
    named = sorted(ids)
    for start in range(0, len(named), _PAGE):
        here = (cases.c.project_id == project_id) & cases.c.narrative_id.in_(named[start : start + _PAGE])
        yield from connection.execute(select(cases).where(here).order_by(cases.c.narrative_id)).mappings().all()


def _cases(connection: Connection, project_id: int) -> Iterator[Row]:
    """All cases in their order, a page at a time, so that none is read while others are written for long."""
    after = 0
    while True:
        query = select(cases).where(cases.c.project_id == project_id, cases.c.id > after).order_by(cases.c.id)
        page = connection.execute(query.limit(_PAGE)).mappings().all()
        yield from page
        if not page:
            return
        after = page[-1]["id"]


def _handed_in(connection: Connection, case_id: int) -> Sequence[Row]:
    query = (
        select(assignments, users.c.name)
        .join(users, users.c.id == assignments.c.user_id)
        .where(assignments.c.case_id == case_id, assignments.c.state == "submitted")
    )
    return connection.execute(query.order_by(assignments.c.user_id)).mappings().all()


def _planted(connection: Connection, case_id: int) -> list[str]:
    query = select(suggestions.c.code).where(suggestions.c.case_id == case_id, suggestions.c.planted)
    return list(connection.execute(query.order_by(suggestions.c.id)).scalars())


def _coder_record(
    connection: Connection, case: Row, row: Row, offers: Sequence[Offer], planted: Sequence[str]
) -> dict[str, Any]:
    states = states_of(connection, case["id"], user_id=row["user_id"], phase="coding")
    decisions = decisions_of(connection, case["id"], user_id=row["user_id"], phase="coding", words=False)
    query = select(showings.c.aided).where(showings.c.case_id == case["id"], showings.c.user_id == row["user_id"])
    aided = bool(connection.execute(query.order_by(showings.c.id.desc()).limit(1)).scalar())
    held = sorted(state.code for state in states if state.state == "holds")
    evidence = _evidence(states, decisions, offers if aided else ())
    return {
        "id": case["narrative_id"],
        "coder": row["name"],
        "codes": [_with_span(code, evidence) for code in held],
        "open": in_state("unclear", states),
        "rejected": in_state("rejected", states),
        "coded_at": _time(row["submitted_at"]),
        "seconds": row["seconds"],
        "blind": not aided,
        "suggested": [{"code": each.code, "confidence": each.confidence} for each in offers if aided],
        "planted": list(planted) if aided else [],
        "edition": case["edition"],
    }


def _labelled(connection: Connection, case: Row, text: Masked) -> dict[str, Any]:
    offers = offers_of(connection, case["id"], case["edition"], None) if case["aided"] else ()
    coders = [row["user_id"] for row in _handed_in(connection, case["id"])]
    people = [(coder, "coding") for coder in coders]
    if case["closed_by_id"] is not None:
        people.append((case["closed_by_id"], "adjudication"))
    decisions = decisions_of(connection, case["id"], user_id=None, words=False)
    evidence: dict[str, tuple[int, int]] = {}
    rejected: set[str] = set()
    for person, phase in people:
        states = states_of(connection, case["id"], user_id=person, phase=phase)  # type: ignore[arg-type]
        evidence |= _evidence(states, decisions, offers)
        rejected |= {state.code for state in states if state.state == "rejected" and state.code}
    final = final_of(connection, case["id"])
    aided = select(showings.c.id).where(showings.c.case_id == case["id"], showings.c.aided).limit(1)
    blind = case["closed_how"] == "agreed" and connection.execute(aided).first() is None
    return {
        "id": case["narrative_id"],
        "text": text.text,
        "codes": [_with_quote(code, evidence, text) for code in final],
        "not_codes": [_with_quote(code, evidence, text) for code in sorted(rejected - set(final))],
        "origin": "blind_agreed" if blind else "confirmed",
        "decided_at": _time(case["closed_at"]),
        "edition": case["edition"],
        "how": case["closed_how"],
        "coders": len(coders),
    }


def _evidence(
    states: Sequence[CodeState], decisions: Sequence[Decision], offers: Sequence[Offer]
) -> dict[str, tuple[int, int]]:
    """The first words for each code: those the person chose, else those of the suggestion."""
    made = {decision.id: decision for decision in decisions}
    found = {each.code: (each.evidence[0]["start"], each.evidence[0]["end"]) for each in offers if each.evidence}
    for state in states:
        for span in made[state.decision_id].judgement.evidence[:1]:
            found[state.code] = (span.start, span.end)
    return found


def _with_span(code: str, evidence: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
    if code not in evidence:
        return {"code": code}
    start, end = evidence[code]
    return {"code": code, "start": start, "end": end}


def _with_quote(code: str, evidence: Mapping[str, tuple[int, int]], text: Masked) -> dict[str, Any]:
    if code not in evidence:
        return {"code": code}
    start, end = text.to_masked(*evidence[code])
    return {"code": code, "start": start, "quote": text.text[start:end]}


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else stamp(moment)
