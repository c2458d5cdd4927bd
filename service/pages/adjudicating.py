"""The adjudicator's page: codes on which coders differ, side by side, each with its evidence."""

from __future__ import annotations

import secrets
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request, Response

from coder.errors import UsageError
from coder.review import (
    Answer,
    DifferingCase,
    Judgement,
    adjudicate,
    close_case,
    next_difference,
    open_difference,
    open_project,
)
from service.desk import DeskHere
from service.identity import FormSent, SignedIn
from service.pages.oldcodes import asked_of, sources_of
from service.pages.reading import label_of
from service.pages.rendering import go, page
from service.routes.adjudication import shown_difference
from service.routes.parts import CaseId, ProjectId
from service.schemas import BiggestId

router = APIRouter()
Version = Annotated[int, Form(ge=1, le=BiggestId)]
OnceKey = Annotated[str, Form(min_length=8, max_length=64)]
_WORDS = {"holds": "holds", "unclear": "unclear", "rejected": "rejected", None: "not given", "not_stated": "not stated"}


@router.post("/desk/projects/{project_id}/next-difference")
def begin(project_id: ProjectId, desk: DeskHere, caller: FormSent) -> Response:
    """To the next case that waits, or back to the project."""
    case = next_difference(desk.store, caller.user, project_id)
    return go(f"/desk/projects/{project_id}?done=true" if case is None else f"/desk/cases/{case.id}/differences")


@router.get("/desk/cases/{case_id}/differences")
def differences_page(request: Request, case_id: CaseId, desk: DeskHere, caller: SignedIn) -> Response:
    """A case with its differences."""
    case = shown_difference(desk, caller.user, open_difference(desk.store, caller.user, case_id))
    codes, scheme = desk.codes(case.edition), desk.editions.scheme()
    sources = sources_of(case.old_codes)
    rows = [
        {
            "code": each.code,
            "label": codes[each.code]["label"] if each.code in codes else "",
            "dimension": each.dimension,
            "dimension_label": label_of(each.dimension, scheme),
            "definition": scheme.codes[each.code].definition if scheme and each.code in scheme.codes else "",
            "settled": each.settled,
            "asked": sources.get(each.code, []),
            "answers": [_column(at, answer, case) for at, answer in enumerate(each.answers)],
        }
        for each in case.differences
    ]
    agreed = [{"code": code, "label": codes[code]["label"] if code in codes else ""} for _, code in case.agreed]
    return page(
        request,
        "differences.html",
        caller,
        case=case,
        project=open_project(desk.store, caller.user, case.project_id),
        rows=rows,
        agreed=agreed,
        asked=asked_of(case.old_codes, codes),
        left=sum(row["settled"] is None for row in rows),
        key=secrets.token_hex(16),
    )


@router.post("/desk/cases/{case_id}/settle")
def settle(
    case_id: CaseId,
    desk: DeskHere,
    caller: FormSent,
    version: Version,
    key: OnceKey,
    code: Annotated[str, Form(max_length=100)],
    kind: Annotated[Literal["confirm", "reject"], Form()],
    reason: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Settle one difference, with a reason."""
    if not reason.strip():
        raise UsageError("an adjudicator's decision needs a reason")
    judgement = Judgement(kind, code=code, reason=reason)
    adjudicate(desk.store, caller.user, case_id, judgement, version=version, key=f"{key}-{code}")
    return go(f"/desk/cases/{case_id}/differences")


@router.post("/desk/cases/{case_id}/close")
def close(case_id: CaseId, desk: DeskHere, caller: FormSent, version: Version, key: OnceKey) -> Response:
    """Make the codes final and go back to the project."""
    project = open_difference(desk.store, caller.user, case_id).project_id
    close_case(desk.store, caller.user, case_id, version=version, key=key)
    return go(f"/desk/projects/{project}")


def _column(at: int, answer: Answer, case: DifferingCase) -> dict[str, Any]:
    """One coder's answer. Coders are told apart by letters: who it was is none of the adjudicator's business here."""
    text = case.text or ""
    return {
        "who": chr(ord("A") + at),
        "state": _WORDS[answer.state],
        "quotes": [text[span.start : span.end] for span in answer.evidence],
        "reason": answer.reason,
    }
