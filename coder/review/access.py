"""Who may do and see what, as plain functions of values. The SQL asks here; it decides nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from coder.errors import NotAllowed
from coder.review.values import Role, Settings

Right = Literal["code", "manage", "adjudicate", "read_text", "see_decisions", "export", "trail"]

_RIGHTS: dict[Role, frozenset[Right]] = {
    "coder": frozenset({"code", "read_text"}),
    "lead": frozenset({"manage", "adjudicate", "read_text", "see_decisions", "export", "trail"}),
    "adjudicator": frozenset({"adjudicate", "read_text", "see_decisions"}),
    "auditor": frozenset({"see_decisions", "export", "trail"}),
}
_ADMINISTRATOR: frozenset[Right] = frozenset({"manage", "trail"})


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is in one project: `role` is None for those who are no members."""

    project_id: int
    user_id: int
    administrator: bool
    role: Role | None
    reads_text: bool


def rights(standing: Standing) -> frozenset[Right]:
    """What the role allows. An administrator may manage every project, and read in those whose member they are."""
    found = frozenset[Right]() if standing.role is None else _RIGHTS[standing.role]
    if standing.administrator:
        found |= _ADMINISTRATOR
        if standing.role is not None:
            found |= {"export"}
    if standing.role == "auditor" and standing.reads_text:
        found |= {"read_text"}
    return found


def demand(standing: Standing, right: Right) -> None:
    """Raise NotAllowed unless the right is there."""
    if right not in rights(standing):
        raise NotAllowed("not allowed, or not there")


def sees_others(standing: Standing, settings: Settings, *, works_on_it: bool = False) -> bool:
    """Whether other people's decisions may be seen.

    In a blind project no coder may, whatever else they are, nor may anybody see those on an open case that they code
    or coded themselves (`works_on_it`), so that a change of role opens no door.
    """
    if settings.blind and (standing.role == "coder" or works_on_it):
        return False
    return "see_decisions" in rights(standing) or standing.role == "coder"
