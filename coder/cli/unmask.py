"""`ictip unmask`: masked narratives and their map in, the originals out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from coder.cli.console import say
from coder.cli.files import refuse_output, written
from coder.cli.guard import SOME_REJECTED
from coder.cli.inputs import input_paths, open_inputs, say_notes
from coder.cli.mask import MaskedOut
from coder.cli.options import Files
from coder.errors import UsageError
from coder.narrative.intake import Rejected
from coder.privacy import WayBack, open_key, unmask

_MOST_IDS = 5


def unmask_narratives(
    out: MaskedOut,
    map_: Annotated[
        Path, typer.Option("--map", metavar="MAP", exists=True, dir_okay=False, help="Map of the masking.")
    ],
    key: Annotated[Path, typer.Option("--key", metavar="KEY", exists=True, dir_okay=False, help="Key of the map.")],
    files: Files = None,
) -> None:
    """Put back what was masked.

    A narrative is given back only when its masked text is, letter by letter, the one that was written. Exit code 3:
    some were not.
    """
    intakes = open_inputs(files, id_column=None, text_column=None, sheet=None)
    refuse_output(out, [*input_paths(intakes), map_, key], what="--out")
    way_back = WayBack(map_, open_key(key))
    restored, refused, unknown = 0, 0, list[str]()
    with written(out) as stream:
        for item in intakes:
            if isinstance(item, Rejected):
                refused += 1
            elif (found := way_back.original(item.id, item.text)) is None:
                unknown.append(item.id)
            else:
                restored += 1
                stream.write(json.dumps({"id": item.id, "text": unmask(*found)}, ensure_ascii=False) + "\n")
        if not restored:
            raise UsageError("nothing in these files was masked with this map")
    say_notes(intakes)
    say(f"restored {restored} narratives, not restored {refused + len(unknown)}; the map holds {len(way_back)}")
    if unknown:
        more = f" and {len(unknown) - _MOST_IDS} more" if len(unknown) > _MOST_IDS else ""
        say(f"not in the map, or changed since they were masked: {', '.join(unknown[:_MOST_IDS])}{more}")
    if refused or unknown:
        raise typer.Exit(SOME_REJECTED)
