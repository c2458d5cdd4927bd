"""What every request works with: the store, the edition, the settings, secrets. One for each running service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from coder.errors import UsageError
from coder.review import Store
from coder.review.editions import StoredCode, code_list
from service.audits import Audits
from service.editions import Editions
from service.jobs import Jobs
from service.masking import Masking
from service.secrecy import Passwords
from service.settings import Settings

if TYPE_CHECKING:
    from service.oidc import Bearers


@dataclass(frozen=True)
class Desk:
    """The parts of a running service."""

    store: Store
    editions: Editions
    settings: Settings
    passwords: Passwords
    bearers: Bearers | None
    masking: Masking = field(default_factory=Masking)
    jobs: Jobs = field(default_factory=Jobs)
    audits: Audits = field(default_factory=Audits)

    def codes(self, edition: str) -> Mapping[str, StoredCode]:
        """The code list of an edition as it was copied into the store; empty for one that it never saw."""
        try:
            return code_list(self.store, edition)
        except UsageError:
            return {}


async def desk_of(request: Request) -> Desk:
    """The desk of the application that answers. Not a plain function: it would cost each request a turn of a thread."""
    desk: Desk = request.app.state.desk
    return desk


DeskHere = Annotated[Desk, Depends(desk_of)]
