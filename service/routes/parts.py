"""What several endpoints need: keys, pages of lists, cases as their viewer may see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, TypeAlias

from fastapi import Header, Path, Query
from fastapi.responses import StreamingResponse

from coder.errors import UsageError
from coder.export.jsonl import to_json
from coder.review import CaseState, CaseView, Judgement, Store, User, case_project, open_case, open_project
from coder.review.people import standing_of
from coder.review.values import Project
from coder.scheme import run_checks
from service.answers import CaseStateOut, NoteOut, StateOut
from service.desk import Desk
from service.schemas import BiggestId

__all__ = ["After", "CaseId", "Key", "Limit", "ProjectId", "UserId", "to_json"]

Number: TypeAlias = Annotated[int, Path(ge=1, le=BiggestId)]
ProjectId: TypeAlias = Number
CaseId: TypeAlias = Number
UserId: TypeAlias = Number
TokenId: TypeAlias = Number
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Any text of your own, the same when you send the same request again: it is written once.",
    ),
]
After = Annotated[int, Query(ge=0, le=BiggestId, description="The number of the last row of the page before.")]
Limit = Annotated[int, Query(ge=1, le=500)]


def is_masked(desk: Desk, viewer: User, project: Project) -> bool:
    """Whether identifiers are masked for the viewer: in projects that mask, for all but those who lead them."""
    return project.settings.masking and standing_of(desk.store, viewer, project.id).role != "lead"


def shown_case(desk: Desk, viewer: User, case: CaseView) -> CaseView:
    """The case as the viewer may see it."""
    project = open_project(desk.store, viewer, case.project_id)
    return desk.masking.case(case) if is_masked(desk, viewer, project) else case


def on_original(desk: Desk, viewer: User, case_id: int, judgement: Judgement) -> Judgement:
    """A judgement with its evidence on the text as imported, wherever the viewer chose the words."""
    if not judgement.evidence or not is_masked(desk, viewer, case_project(desk.store, viewer, case_id)):
        return judgement
    return desk.masking.judgement(judgement, open_case(desk.store, viewer, case_id).text)


def case_state(desk: Desk, case: CaseState) -> CaseStateOut:
    """Where a case stands: what holds, what the edit rules say of it, what can be taken back."""
    known = desk.codes(case.edition)
    states = [
        StateOut(
            dimension=state.dimension,
            code=state.code or "",
            label=known[state.code]["label"] if state.code in known else "",
            state=state.state,
            decision_id=state.decision_id,
        )
        for state in case.codes
    ]
    return CaseStateOut(
        version=case.version,
        decision_id=case.decision_id,
        codes=states,
        notes=notes_of(desk, case),
        undoable=list(case.undoable),
    )


def notes_of(desk: Desk, case: CaseState) -> list[NoteOut]:
    """What the edit rules say of the codes that hold; nothing while the edition that coded the case is not open."""
    if desk.editions.state != "open" or desk.editions.current().suggester.edition != case.edition:
        return []
    edition = desk.editions.current()
    scheme = edition.suggester.scheme
    holding = [state.code for state in case.codes if state.state == "holds" and state.code in scheme.codes]
    found = run_checks(edition.checks, scheme, holding)
    return [NoteOut(severity=note.severity, message=note.message, codes=list(note.codes)) for note in found]


def lines(records: Iterable[Mapping[str, Any]], name: str) -> StreamingResponse:
    """Records as JSON Lines, one by one. What must not be exported is refused before the first line is sent."""
    rest = iter(records)
    first = next(rest, None)

    def written() -> Iterator[str]:
        if first is not None:
            yield _line(first)
            yield from map(_line, rest)

    headers = {"Content-Disposition": f'attachment; filename="{name}.jsonl"'}
    return StreamingResponse(written(), media_type="application/x-ndjson", headers=headers)


def user_numbered_or_fault(store: Store, user_id: int) -> User:
    """The account of that number. Raises UsageError without one."""
    from coder.review import user_numbered

    found = user_numbered(store, user_id)
    if found is None:
        raise UsageError("there is no such user")
    return found


def _line(record: Mapping[str, Any]) -> str:
    import json

    return json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n"
