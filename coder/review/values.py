"""The values of the review desk: who works, in which project, on which case. Frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from coder.crosswalk import OldCode

Role = Literal["coder", "lead", "adjudicator", "auditor"]
"""What a member does in a project. Administrators are named in their account, not here."""

Order = Literal["oldest", "uncertain", "stratified", "must_review", "random"]
"""How a queue is ordered: by arrival, by doubt of the machine, in turns over the codes, cases with must-review codes
first, or by lot."""

Kind = Literal["confirm", "change", "reject", "add", "unclear", "not_stated", "undo"]
"""What a decision says. `confirm`, `reject`, `unclear` are about a code, `change` puts another code of its dimension in
its place, `add` brings a code in, `not_stated` and `unclear` without a code are about a dimension, `undo` takes one of
the person's own decisions back."""

Phase = Literal["coding", "adjudication"]
"""Whether a decision was made by a coder or while settling differences."""

State = Literal["holds", "rejected", "unclear", "not_stated"]
"""What the newest standing decision says of a code."""

Status = Literal["open", "differing", "closed"]
"""Of a case: coders are at it or awaited; coders differ and an adjudicator is awaited; codes are final."""


@dataclass(frozen=True, slots=True)
class User:
    """An account. `administrator` manages accounts and projects; narratives are for members alone."""

    id: int
    name: str
    administrator: bool = False
    active: bool = True


@dataclass(frozen=True, slots=True)
class Settings:
    """How a project works. Shares lie between 0 and 1.

    `coders`: how many code each case. `blind`: coders never see each other's decisions. `unaided_share`: cases shown
    without suggestions. `planted_share`: cases that get one wrong suggestion. `audit_share`: single-coded cases that a
    second coder codes too, drawn by lot. `must_review`: codes whose cases come first in the queue of that order.
    `masking`: names and numbers are masked in view. `export_text`: narratives may leave in exports that ask for them.
    """

    coders: int = 1
    blind: bool = True
    unaided_share: float = 0.0
    planted_share: float = 0.0
    audit_share: float = 0.0
    order: Order = "oldest"
    must_review: tuple[str, ...] = ()
    gentle: bool = True
    masking: bool = False
    export_text: bool = False
    lease_minutes: float = 30.0
    min_confidence: float = 0.2
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Project:
    """A project with its settings; `version` counts the changes of them."""

    id: int
    name: str
    settings: Settings
    version: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Member:
    """A user in a project. `reads_text` is always true but for auditors, for whom it has to be switched on."""

    user: User
    role: Role
    reads_text: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a narrative, end-exclusive, in characters of the text as imported."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A suggestion as a coder is shown it. Whether it was planted is not told.

    `evidence` holds `start`, `end`, `source`, `claim`, and, while the narrative is there, `reason`. `terms` are the
    summands of the confidence, empty after a purge.
    """

    id: int
    dimension: str
    code: str
    confidence: float
    rank: int
    evidence: tuple[Mapping[str, Any], ...]
    terms: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class CodeState:
    """What holds now on a code by one person; `code` is empty where it is about the dimension as a whole."""

    dimension: str
    code: str
    state: State
    decision_id: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person says, before it is written down.

    `code` is the code judged (None for a dimension as a whole, and for `add`), `new_code` the code of `add` and
    `change`. `reason` is the person's own words and is kept with the narrative, not with the decision.
    """

    kind: Kind
    dimension: str = ""
    code: str | None = None
    new_code: str | None = None
    evidence: tuple[Span, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A judgement as written. `undone` tells whether a later decision took it back."""

    id: int
    case_id: int
    user_id: int
    phase: Phase
    judgement: Judgement
    undoes: int | None
    showing_id: int | None
    edition: str
    at: datetime
    undone: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a write: the decision's number, if one was made, and the version to name in the next write."""

    version: int
    decision_id: int | None = None


@dataclass(frozen=True, slots=True)
class CaseState:
    """Where a case stands for its coder, without its words: what holds, and which decisions can be taken back.

    `version` is the one to name in the next write; `decision_id` is that of the write which this answers, if any.
    """

    version: int
    decision_id: int | None
    edition: str
    codes: tuple[CodeState, ...]
    undoable: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Submission:
    """The answer to handing a case in. `undecided` suggestions were left without a decision; they do not hold.

    `status` is what became of the case; None where a blind coder could tell from it what others decided.
    """

    status: Status | None
    undecided: int


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as one viewer may see it. `text` and `fields` are empty where the viewer may not read or after a purge.

    `status` is that of the coder's own work: closed when handed in. `offers`, and `old_codes`, which are those that a
    person is asked about, are empty for unaided cases. `decisions` and `codes` are the viewer's own; see `adjudicate`
    for others'. `version` is what the viewer's next write has to name. `until` is the end of the viewer's lease, if
    there is one.
    """

    id: int
    project_id: int
    narrative_id: str
    text: str | None
    fields: Mapping[str, Any]
    language: str
    familiarity: float
    edition: str
    status: Status
    aided: bool
    version: int
    until: datetime | None
    offers: tuple[Offer, ...]
    old_codes: tuple[OldCode, ...]
    denied: tuple[Mapping[str, Any], ...]
    checks: tuple[Mapping[str, Any], ...]
    decisions: tuple[Decision, ...]
    codes: tuple[CodeState, ...]

    @property
    def state(self) -> CaseState:
        """Where the case stands, without its words."""
        undoable = tuple(each.id for each in self.decisions if not each.undone and each.judgement.kind != "undo")
        return CaseState(self.version, None, self.edition, self.codes, undoable)
