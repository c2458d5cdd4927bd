"""`ictip edition show`: what an edition is, where it came from and what it was measured at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coder.cli.console import console
from coder.cli.opening import edition_folder
from coder.cli.score_tables import draw_scores
from coder.edition.added import told
from coder.edition.archive import verified_files
from coder.edition.opening import CARD

EditionFolder = Annotated[
    Path | None, typer.Argument(metavar="DIR", help="Folder of the edition; left out, the built-in one.")
]


def edition_show(
    folder: EditionFolder = None,
    card: Annotated[bool, typer.Option("--card", help="Print the model card (Markdown) instead.")] = False,
) -> None:
    """Show what an edition is.

    Its id, scheme, languages and libraries, and the scores measured while it was built.
    """
    at = edition_folder(folder)
    manifest, files = verified_files(at)
    if card:
        typer.echo(files[CARD].decode("utf-8"), nl=False)
        return
    screen = console()
    status = f" ({manifest.status})" if manifest.status else ""
    facts = {
        "edition": manifest.edition,
        "scheme": manifest.scheme + status,
        "languages": ", ".join(manifest.languages),
        "folder": str(at),
        "files": f"{len(files)}, all as they were sealed",
        "format": str(manifest.format),
        "training data": f"sha256 {manifest.training_hash}",
        "libraries": ", ".join(f"{name} {version}" for name, version in manifest.libraries.items()),
    }
    for name, value in facts.items():
        screen.print(f"{name:<14} {value}", soft_wrap=True)
    for sentence in told(manifest.added):
        screen.print(sentence, soft_wrap=True)
    if "f1_interval_95" in manifest.scores:
        screen.print(f"\nmeasured {manifest.scores.get('measured', '')}".rstrip(), style="bold")
        draw_scores(screen, manifest.scores)
