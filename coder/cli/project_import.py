"""`ictip project import`: narratives into a project of the review desk, with their suggestions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli.console import error_console, say
from coder.cli.desk import AsOption, StoreOption, acting, open_desk, project_named
from coder.cli.guard import SOME_REJECTED
from coder.cli.inputs import open_inputs, say_notes
from coder.cli.opening import edition_folder, scheme_of, suggester_of
from coder.cli.options import EditionOption, Files, IdColumn, Sheet, TextColumn
from coder.crosswalk import read_queue
from coder.edition.archive import read_manifest

if TYPE_CHECKING:
    from coder.records import Coding, Narrative
    from coder.review import Imported, Project, Store, User
    from coder.scheme import Scheme

_MOST_REASONS = 3
Into = Annotated[str, typer.Option("--project", metavar="PROJECT", help="Name of the project.")]
Create = Annotated[bool, typer.Option("--create", help="Make the project when it is not there, with plain settings.")]

Only = Annotated[
    Path | None,
    typer.Option(
        "--only",
        metavar="QUEUE.jsonl",
        exists=True,
        dir_okay=False,
        help="Only narratives in this list, such as that of ictip recode queue; its old codes are shown with them.",
    ),
]


def project_import(
    project: Into,
    files: Files = None,
    create: Create = False,
    edition: EditionOption = None,
    id_column: IdColumn = None,
    text_column: TextColumn = None,
    sheet: Sheet = None,
    only: Only = None,
    as_name: AsOption = None,
    store: StoreOption = None,
) -> None:
    """Code narratives and put them into a project.

    Narratives whose id is there already are not added: with the same text they count as there before, so a run that
    was broken off is simply started again; with another text they are refused. Exit code 3: finished, but some were
    refused.
    """
    with open_desk(store, create=create) as desk:
        from coder.recode.narratives import PooledCoder
        from coder.review import import_narratives

        viewer = acting(desk, as_name)
        target = _project(desk, viewer, project, create=create)
        intakes = open_inputs(files, id_column=id_column, text_column=text_column, sheet=sheet)
        folder = edition_folder(edition)
        manifest = asdict(read_manifest(folder))
        coder = PooledCoder(_Unopened(manifest["edition"], scheme_of(folder), folder), folder)
        wanted = None if only is None else read_queue(only.read_bytes(), only.name, coder.scheme)
        with error_console().status("importing") as status:
            done = import_narratives(
                desk,
                viewer,
                target.id,
                intakes,
                coder,
                manifest,
                only=wanted,
                progress=lambda read: status.update(f"read {read:,}"),
            )
    say_notes(intakes)
    _report(done)


@dataclass(frozen=True)
class _Unopened:
    """An edition that is opened here only if its workers leave it anything to code: opening takes seconds."""

    edition: str
    scheme: Scheme
    folder: Path

    def suggest_many(self, narratives: Iterable[Narrative], *, min_confidence: float) -> Iterator[Coding]:
        """Open it and code."""
        from coder.recode.narratives import keep_loaded

        suggester = suggester_of(self.folder)
        keep_loaded()
        return suggester.suggest_many(narratives, min_confidence=min_confidence)


def _project(desk: Store, viewer: User, name: str, *, create: bool) -> Project:
    from coder.review import Settings, create_project, projects_of

    if create and not any(project.name == name for project in projects_of(desk, viewer)):
        return create_project(desk, viewer, name, Settings())
    return project_named(desk, viewer, name)


def _report(done: Imported) -> None:
    """Tell the counts, which add up, and why some were refused."""
    language = f" (of them {done.other_language} in an unsupported language)" if done.other_language else ""
    say(f"read {done.read}, added {done.added}{language}, there before {done.present}, refused {done.refused}")
    if done.missing:
        say(f"note: {done.missing:,} ids of the list are in none of the files")
    for refused in done.reasons[:_MOST_REASONS]:
        say(f"refused: {refused.id or 'no id'}: {refused.reason}")
    if done.refused > _MOST_REASONS:
        say(f"refused: {done.refused - _MOST_REASONS} more")
    if done.refused:
        raise typer.Exit(SOME_REJECTED)
