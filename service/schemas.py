"""What goes in and out over HTTP."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

LONGEST_TEXT = 200_000
"""Characters of one narrative over HTTP; longer ones are a job for the command line."""
MOST_NARRATIVES = 100


class NarrativeIn(BaseModel):
    """One narrative to be coded."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(min_length=1, max_length=200, examples=["case-17"])
    text: str = Field(min_length=1, max_length=LONGEST_TEXT, examples=["The owner kept her passport."])


class SuggestionsIn(BaseModel):
    """Narratives to be coded, and from which confidence on codes are wanted."""

    model_config = ConfigDict(extra="forbid")

    narratives: list[NarrativeIn] = Field(min_length=1, max_length=MOST_NARRATIVES)
    min_confidence: float = Field(default=0.2, ge=0, le=1)


class EditionOut(BaseModel):
    """Which edition answers, and what code list it suggests from."""

    edition: str
    scheme: str
    status: str
    title: str


class Problem(BaseModel):
    """What went wrong (RFC 9457), never with the text that was sent."""

    title: str
    status: int
    detail: str
