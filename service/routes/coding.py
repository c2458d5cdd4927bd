"""Suggestions without the desk: narratives in, codings out. Nothing that is sent is kept or logged."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query

from coder import Narrative
from coder.errors import NotAllowed
from coder.export.jsonl import to_json
from service.answers import CodeOut, EditionOut
from service.codelist import described, search
from service.desk import DeskHere
from service.identity import SignedIn
from service.routes.parts import Limit
from service.schemas import SuggestionsIn

router = APIRouter(tags=["coding"])


@router.post("/suggestions")
def suggestions(asked: SuggestionsIn, caller: SignedIn, desk: DeskHere) -> list[dict[str, Any]]:
    """Code narratives; one coding for each, in their order, as the command line writes them."""
    suggester = desk.editions.current().suggester
    narratives = [Narrative(item.id, item.text) for item in asked.narratives]
    codings = suggester.suggest_many(narratives, min_confidence=asked.min_confidence)
    return [json.loads(to_json(coding)) for coding in codings]


@router.get("/edition")
def edition(caller: SignedIn, desk: DeskHere) -> EditionOut:
    """Which edition answers."""
    suggester = desk.editions.current().suggester
    scheme = suggester.scheme
    return EditionOut(
        edition=suggester.edition, scheme=f"{scheme.name}-{scheme.version}", status=scheme.status, title=scheme.title
    )


@router.get("/codes")
def codes(
    caller: SignedIn,
    desk: DeskHere,
    q: Annotated[str, Query(max_length=200, description="Words that have to stand in a code.")] = "",
    dimension: Annotated[str | None, Query(max_length=100)] = None,
    after: Annotated[int, Query(ge=0, le=10**6)] = 0,
    limit: Limit = 20,
) -> list[CodeOut]:
    """Search the code list: the nearest first; `after` counts the codes of the pages before."""
    scheme = desk.editions.current().suggester.scheme
    return search(scheme, q, dimension, after=after, limit=limit)


@router.get("/codes/{code}")
def code(code: str, caller: SignedIn, desk: DeskHere) -> CodeOut:
    """One code with its definition."""
    scheme = desk.editions.current().suggester.scheme
    if code not in scheme.codes:
        raise NotAllowed("the code list has no such code")
    return described(scheme, scheme.codes[code])
