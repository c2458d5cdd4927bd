"""The application: suggestions over HTTP, from one opened edition. Nothing that is sent is kept or logged."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from coder import Narrative, Suggester
from coder.export.jsonl import to_json
from service.schemas import EditionOut, Problem, SuggestionsIn

_PROBLEM = "application/problem+json"


def create_app(suggester: Suggester) -> FastAPI:
    """An application that answers from `suggester`. Endpoints are plain functions: the work is on the processor."""
    app = FastAPI(
        title="ictip-coder",
        description="Suggested codes with confidence and evidence. Nothing that is sent is kept.",
        responses={400: {"model": Problem}, 422: {"model": Problem}},
    )
    app.add_exception_handler(RequestValidationError, _refuse)

    @app.get("/health")
    def health() -> dict[str, str]:
        """Whether the service answers."""
        return {"status": "ok"}

    @app.get("/edition")
    def edition() -> EditionOut:
        """Which edition answers."""
        scheme = suggester.scheme
        return EditionOut(
            edition=suggester.edition,
            scheme=f"{scheme.name}-{scheme.version}",
            status=scheme.status,
            title=scheme.title,
        )

    @app.post("/suggestions")
    def suggestions(request: SuggestionsIn) -> list[dict[str, Any]]:
        """Code narratives; one coding for each, in their order, as the command line writes them."""
        narratives = [Narrative(item.id, item.text) for item in request.narratives]
        codings = suggester.suggest_many(narratives, min_confidence=request.min_confidence)
        return [json.loads(to_json(coding)) for coding in codings]

    return app


def _refuse(request: Request, error: Exception) -> JSONResponse:
    """Say which field is wrong and why; the usual answer would send the narrative back."""
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    places = [f"{'.'.join(str(part) for part in fault['loc'])}: {fault['type']}" for fault in faults]
    problem = Problem(title="The request cannot be read", status=422, detail="; ".join(places))
    return JSONResponse(problem.model_dump(), status_code=422, media_type=_PROBLEM)
