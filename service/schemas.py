"""What comes in over HTTP. Unknown fields are refused."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from coder.review import Judgement, Role, Span
from coder.review.values import Kind, Order

LONGEST_TEXT = 200_000
"""Characters of one narrative over HTTP; longer ones are a job for the command line."""
MOST_NARRATIVES = 100
BiggestId = 2**63 - 1


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NarrativeIn(_In):
    """One narrative."""

    id: str = Field(min_length=1, max_length=200, examples=["case-17"])
    text: str = Field(min_length=1, max_length=LONGEST_TEXT, examples=["The owner kept her passport."])


class SuggestionsIn(_In):
    """Narratives to be coded, and from which confidence on codes are wanted."""

    narratives: list[NarrativeIn] = Field(min_length=1, max_length=MOST_NARRATIVES)
    min_confidence: float = Field(default=0.2, ge=0, le=1)


class NarrativesIn(_In):
    """Narratives to be added to a project."""

    narratives: list[NarrativeIn] = Field(min_length=1, max_length=MOST_NARRATIVES)


class SignInIn(_In):
    """Name and password."""

    name: str = Field(min_length=1, max_length=200, examples=["ann"])
    password: str = Field(min_length=1, max_length=200, examples=["a long password of hers"])


class FirstIn(SignInIn):
    """The first administrator, with the one-time token printed at the first start."""

    token: str = Field(min_length=1, max_length=200)


class PasswordIn(_In):
    """One's own new password."""

    old: str = Field(min_length=1, max_length=200)
    new: str = Field(min_length=1, max_length=200)


class UserIn(_In):
    """A new account. Left out, a password is made up and told once."""

    name: str = Field(min_length=1, max_length=200, examples=["ben"])
    password: str | None = Field(default=None, max_length=200)
    administrator: bool = False


class UserChange(_In):
    """What is to change of an account; left out, it stays."""

    administrator: bool | None = None
    active: bool | None = None


class TokenIn(_In):
    """A token for a program; it ends after `days`."""

    label: str = Field(min_length=1, max_length=200, examples=["nightly export"])
    days: int | None = Field(default=90, ge=1, le=3650)


class SettingsIn(_In):
    """How a project works; see docs/review-desk.md."""

    coders: int = Field(default=1, ge=1, le=20)
    blind: bool = True
    unaided_share: float = Field(default=0.0, ge=0, le=1)
    planted_share: float = Field(default=0.0, ge=0, le=1)
    audit_share: float = Field(default=0.0, ge=0, le=1)
    order: Order = "oldest"
    must_review: list[str] = Field(default=[], max_length=500)
    gentle: bool = True
    masking: bool = False
    export_text: bool = False
    lease_minutes: float = Field(default=30.0, ge=1, le=7 * 24 * 60)
    min_confidence: float = Field(default=0.2, ge=0, le=1)
    seed: int = Field(default=0, ge=-(2**53), le=2**53)


class ProjectIn(_In):
    """A new project."""

    name: str = Field(min_length=1, max_length=200, examples=["2026, first half"])
    settings: SettingsIn = SettingsIn()


class SettingsChange(_In):
    """New settings of a project; `version` is that of the project as it was read."""

    settings: SettingsIn
    version: int = Field(ge=1, le=BiggestId)


class MemberIn(_In):
    """A user's role in a project; None takes it away. `reads_text` matters for auditors."""

    role: Role | None = Field(examples=["coder"])
    reads_text: bool = False


class SpanIn(_In):
    """Words of a narrative: characters `start` to `end`, end-exclusive, of the text as it was shown."""

    start: int = Field(ge=0, le=10**9, examples=[4])
    end: int = Field(ge=0, le=10**9, examples=[12])


class _Write(_In):
    version: int = Field(ge=1, le=BiggestId, description="as in the last view or receipt", examples=[1])


class JudgementIn(_Write):
    """A decision on a code or a dimension."""

    kind: Kind = Field(examples=["confirm"])
    dimension: str = Field(default="", max_length=100)
    code: str | None = Field(default=None, max_length=100)
    new_code: str | None = Field(default=None, max_length=100)
    evidence: list[SpanIn] = Field(default=[], max_length=50)
    reason: str = Field(default="", max_length=4000)

    def judgement(self) -> Judgement:
        """As the domain knows it."""
        spans = tuple(Span(span.start, span.end) for span in self.evidence)
        return Judgement(self.kind, self.dimension, self.code, self.new_code, spans, self.reason)


class UndoIn(_Write):
    """Which of one's decisions is taken back."""

    decision_id: int = Field(ge=1, le=BiggestId)


class SubmitIn(_Write):
    """Hand the case in. `seconds`: time spent on it. `undecided_ok`: suggestions without a decision may stay so."""

    seconds: float = Field(ge=0, le=86400)
    undecided_ok: bool = False


class CloseIn(_Write):
    """Make the codes of a differing case final."""


class ReasonIn(_In):
    """Why."""

    reason: str = Field(min_length=1, max_length=1000)


class ReassignIn(_In):
    """To whom a case goes, and in whose place."""

    to: int = Field(ge=1, le=BiggestId)
    instead_of: int | None = Field(default=None, ge=1, le=BiggestId)


class AuditIn(_In):
    """What an audit is asked.

    `settled` takes the final codes for right that several people had a part in; `since` leaves out cases handed in
    before that day, `split` compares those before it with those from it on (days of UTC); `target` is the share of
    wrong codes that thresholds are sought for; `text` makes a second report with narratives, names and numbers masked.
    """

    settled: bool = True
    since: date | None = None
    split: date | None = None
    target: float = Field(default=0.1, ge=0.001, le=0.5)
    text: bool = False
