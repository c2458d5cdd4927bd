"""`ictip build`: a training folder becomes an edition."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from coder.cli.console import console
from coder.cli.files import refuse_output, written
from coder.cli.opening import steps_shown, timed
from coder.cli.options import LanguageOption, TrainingFolder, Workers
from coder.cli.score_tables import draw_scores
from coder.edition import build_edition
from coder.edition.added import told
from coder.edition.archive import MANIFEST, read_manifest
from coder.edition.locate import LANGUAGES, SHIPPED_SCHEME, training_data
from coder.errors import UsageError


def build(
    folder: TrainingFolder = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="EDITION", help="Folder to write; left out, models/ and the edition's id."),
    ] = None,
    language: LanguageOption = "en",
    add: Annotated[
        list[Path] | None,
        typer.Option(
            "--add", metavar="FILE.jsonl", exists=True, dir_okay=False, help="Confirmed cases to learn from as well."
        ),
    ] = None,
    include_origin: Annotated[
        list[str] | None,
        typer.Option("--include-origin", metavar="ORIGIN", help="Learn from added cases of this origin too."),
    ] = None,
    held_out: Annotated[
        Path | None,
        typer.Option("--held-out", metavar="OUT.jsonl", help="Write the added cases that were kept for comparing."),
    ] = None,
    workers: Workers = 2,
) -> None:
    """Build an edition from a training folder.

    Checks everything, learns from the narratives, measures itself on voices it has not read, and seals the
    result. The same inputs give the same edition. An edition that stands at EDITION is replaced; no other folder is.
    A fifth of the confirmed cases of --add never trains; see ictip edition compare.
    """
    source, added = folder or training_data() / SHIPPED_SCHEME, add or []
    _refuse(source, out, language)
    _refuse_held_out(held_out, added, include_origin or [])
    with timed() as seconds, written(held_out) if held_out else nullcontext() as stream:
        with steps_shown() as tell:
            target = build_edition(
                source,
                out,
                language=language,
                add=added,
                include_origins=include_origin or [],
                held_out=stream,
                progress=tell,
                workers=workers,
            )
        taken = seconds()
    manifest = read_manifest(target)
    screen = console()
    screen.print(f"edition {manifest.edition}", style="bold", soft_wrap=True)
    screen.print(f"folder  {target}", soft_wrap=True)
    screen.print(f"built in {taken:.0f} seconds")
    for sentence in told(manifest.added):
        screen.print(sentence, soft_wrap=True)
    screen.print("\nmeasured out of voice, on the training narratives", style="bold")
    draw_scores(screen, manifest.scores)


def _refuse(source: Path, out: Path | None, language: str) -> None:
    """Raise UsageError for what would fail only after minutes of learning."""
    if out is not None and out.exists() and not (out / MANIFEST).is_file():
        if not out.is_dir():
            raise UsageError(f"--out: {out} is a file, not a folder")
        if any(out.iterdir()):
            raise UsageError(f"--out: {out} exists and is not an edition; it was left alone")
    known = sorted(path.name for path in (training_data() / LANGUAGES).iterdir() if path.is_dir())
    if language not in known and not (source / language).is_dir():
        raise UsageError(f"--language: there is no language {language}; there are {', '.join(known)}")


def _refuse_held_out(held_out: Path | None, added: Sequence[Path], origins: Sequence[str]) -> None:
    """Raise UsageError when options about added cases are given without any, or the list cannot be written."""
    if held_out is not None:
        refuse_output(held_out, added, what="--held-out")
    if not added and (held_out is not None or origins):
        raise UsageError("--held-out and --include-origin are about the cases of --add; name a file with it")
