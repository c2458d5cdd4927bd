"""A project of the review desk as the source of an audit, in place of exported files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coder.cli.audit_inputs import AuditFiles, texts_of
from coder.cli.console import say
from coder.cli.desk import CannotMask, acting, open_desk, project_named, redactor

if TYPE_CHECKING:
    from coder.audit.gather import CodedRow
    from coder.errors import Fault
    from coder.privacy import Masked
    from coder.review import Store, User


@dataclass(frozen=True)
class DeskProject:
    """A project, and who looks at it. What they may not see raises NotAllowed."""

    store: Store
    viewer: User
    number: int

    def rows(self, *, machine: bool, threshold: float) -> Iterator[CodedRow | Fault]:
        """What was decided, and with `machine` what the edition suggested. Both exports are told to the trail."""
        from coder.audit.study.sources import desk_rows
        from coder.review.records import decision_records, machine_records

        where = self.store, self.viewer, self.number
        return desk_rows(decision_records(*where), machine_records(*where) if machine else (), threshold=threshold)

    def texts(self, records: Iterable[str]) -> Mapping[str, str]:
        """Narratives by id, names and numbers masked. Those that cannot be masked are left out and counted."""
        from coder.review.records import narratives_of

        strict, left_out = redactor(), 0

        def redact(text: str, language: str) -> Masked | None:
            nonlocal left_out
            try:
                return strict(text, language)
            except CannotMask:
                left_out += 1
                return None

        found = narratives_of(self.store, self.viewer, self.number, set(records), redact=redact)
        if left_out:
            say(f"note: {left_out} narratives are not shown: names cannot be masked in their language")
        return found


@dataclass(frozen=True)
class AuditSource:
    """Files, a project, or both. Narratives come from the project where `with_text` asks for them."""

    files: AuditFiles
    project: DeskProject | None
    with_text: bool = False

    @property
    def name(self) -> str:
        """What the codings come from, in words."""
        return "the project" if self.files.coded is None else self.files.coded.name

    def rows(self, columns: tuple[str, ...], threshold: float) -> Iterator[CodedRow | Fault]:
        """All coded rows; a machine's file takes the place of what the project's edition suggested."""
        if self.project is not None:
            yield from self.project.rows(machine=self.files.machine is None, threshold=threshold)
        yield from self.files.rows(columns, threshold)

    def texts(self, records: Iterable[str]) -> Mapping[str, str] | None:
        """Narratives of the records by id; None where none were asked for."""
        if self.project is not None and self.with_text:
            return self.project.texts(records)
        return texts_of(self.files.text, records)


@contextmanager
def desk_project(
    name: str | None, as_name: str | None, store: str | None, *, with_text: bool = False
) -> Iterator[DeskProject | None]:
    """The project of that name for the account named; None without a name.

    Raises NotAllowed where `with_text` asks for narratives that may not leave, before any work is done.
    """
    if name is None:
        yield None
        return
    with open_desk(store) as desk:
        viewer = acting(desk, as_name)
        number = project_named(desk, viewer, name).id
        if with_text:
            from coder.review.leaving import check_export

            check_export(desk, viewer, number, text=True)
        yield DeskProject(desk, viewer, number)
