"""The review page: one narrative, its suggestions, what its coder says of them."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from coder.review import next_case, open_case, open_project
from service.desk import DeskHere
from service.identity import FormSent, SignedIn
from service.pages.entrance import today
from service.pages.oldcodes import asked_of
from service.pages.reading import denied_of, groups_of, pieces_of, silent_of, spans_of
from service.pages.rendering import go, page
from service.routes.parts import CaseId, ProjectId, case_state, is_masked

router = APIRouter()


@router.post("/desk/projects/{project_id}/next")
def begin(project_id: ProjectId, desk: DeskHere, caller: FormSent) -> Response:
    """To the next case, or back to the project when nothing is left."""
    case = next_case(desk.store, caller.user, project_id)
    return go(f"/desk/projects/{project_id}?done=true" if case is None else f"/desk/cases/{case.id}")


@router.get("/desk/cases/{case_id}")
def case_page(request: Request, case_id: CaseId, desk: DeskHere, caller: SignedIn) -> Response:
    """A case one is at, or handed in."""
    case = open_case(desk.store, caller.user, case_id)
    project = open_project(desk.store, caller.user, case.project_id)
    state = case_state(desk, case.state)
    masked = is_masked(desk, caller.user, project)
    shown = desk.masking.case(case) if masked else case
    scheme, codes, spans = desk.editions.scheme(), desk.codes(case.edition), spans_of(shown)
    return page(
        request,
        "case.html",
        caller,
        case=shown,
        project=project,
        masked=masked,
        pieces=pieces_of(shown, spans),
        groups=groups_of(shown, spans, codes, scheme),
        asked=asked_of(shown.old_codes, codes),
        denied=denied_of(shown, spans, codes),
        silent=silent_of(shown, scheme),
        dimensions={name: each.label for name, each in scheme.dimensions.items()} if scheme else {},
        state=state.model_dump_json(),
        exposure=today(desk, caller),
        break_minutes=desk.settings.break_minutes,
    )
