"""`ictip mask`: narratives in, the same without what tells who people are out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from coder.cli.console import say
from coder.cli.files import refuse_output, written
from coder.cli.guard import SOME_REJECTED
from coder.cli.inputs import input_paths, open_inputs, say_notes
from coder.cli.options import Files, Format, IdColumn, RejectsFile, Sheet, TextColumn
from coder.cli.targets import choose_target, refuse_target, rejects_list
from coder.edition.locate import LANGUAGES, training_data
from coder.errors import UsageError
from coder.narrative.intake import Intakes, Rejected
from coder.narrative.language import language_of
from coder.privacy import MapWriter, Masked, PrivacyLanguage, find_identifiers, load_privacy, make_key, mask, open_key
from coder.privacy.language import FOLDER
from coder.records import Narrative

MaskedOut = Annotated[Path, typer.Option("-o", "--out", metavar="OUT", help="JSON Lines file to write.")]
KeyFile = Annotated[
    Path | None,
    typer.Option("--key", metavar="KEY", help="File with the key of the map; made when there is none yet."),
]
MapFile = Annotated[
    Path | None, typer.Option("--map", metavar="MAP", help="Keep the way back in this file, encrypted with KEY.")
]


@dataclass(slots=True)
class _Tally:
    """What became of the rows."""

    masked: int = 0
    rejected: int = 0
    other_language: int = 0
    kinds: Counter[str] = field(default_factory=Counter)


def mask_narratives(
    out: MaskedOut,
    files: Files = None,
    map_: MapFile = None,
    key: KeyFile = None,
    language: Annotated[
        str, typer.Option("--language", metavar="L", help="Language of the narratives, ISO 639-1.")
    ] = "en",
    id_column: IdColumn = None,
    text_column: TextColumn = None,
    sheet: Sheet = None,
    rejects: RejectsFile = None,
) -> None:
    """Mask names, numbers and addresses in narratives.

    Writes ids and masked texts only; other columns are left out. With --map and --key the way back is kept, else it is
    lost. Not everything that identifies people is found: see docs/privacy.md, and look before you pass a file on.
    """
    if (map_ is None) != (key is None):
        raise UsageError("--map and --key go together: the map is encrypted with the key")
    intakes = open_inputs(files, id_column=id_column, text_column=text_column, sheet=sheet)
    target = choose_target(Format.JSONL, out, rejects, None)
    refuse_target(target, input_paths(intakes))
    _refuse_outputs({"--out": out, "--map": map_, "--rejects": target.rejects, "--key": key}, input_paths(intakes))
    spoken = privacy_language(language)
    tally = _Tally()
    with rejects_list(target.rejects) as reject, written(out) as stream, _way_back(map_, key) as keep:
        for narrative, masked in _masked(intakes, spoken, tally, reject):
            stream.write(json.dumps({"id": narrative.id, "text": masked.text}, ensure_ascii=False) + "\n")
            keep(narrative, masked)
    say_notes(intakes)
    _report(tally, target.rejects)
    if tally.rejected:
        raise typer.Exit(SOME_REJECTED)


def privacy_language(code: str) -> PrivacyLanguage:
    """The words by which identifiers are recognised. Raises UsageError for a language that has none."""
    folder = training_data() / LANGUAGES / code
    if not (folder / FOLDER).is_dir():
        known = sorted(path.parent.name for path in (training_data() / LANGUAGES).glob(f"*/{FOLDER}"))
        raise UsageError(f"--language: nothing is known of identifiers in {code}, only in {', '.join(known)}")
    return load_privacy(code, [folder])


def _masked(
    intakes: Intakes, language: PrivacyLanguage, tally: _Tally, reject: Callable[[Rejected], None]
) -> Iterator[tuple[Narrative, Masked]]:
    for item in intakes:
        if isinstance(item, Rejected):
            tally.rejected += 1
            reject(item)
            continue
        masked = mask(item.text, find_identifiers(item.text, language))
        tally.masked += 1
        tally.kinds.update(place.kind for place in masked.replaced)
        tally.other_language += language_of(item.text) not in {language.code, "und"}
        yield item, masked


@contextmanager
def _way_back(map_: Path | None, key: Path | None) -> Iterator[Callable[[Narrative, Masked], None]]:
    """Something to give every masked narrative to; the map appears when the run ends well."""
    if map_ is None or key is None:
        yield lambda narrative, masked: None
        return
    if not key.exists():
        make_key(key)
        say(f"note: a new key was written to {key}; without it nobody can undo the masking")
    fernet = open_key(key)
    with written(map_) as stream:
        writer = MapWriter(stream, fernet)
        yield lambda narrative, masked: writer.add(narrative.id, narrative.text, masked)
    if map_.resolve().parent == key.resolve().parent:
        say("note: map and key lie in one folder; keep them apart, for who has both can undo the masking")


def _refuse_outputs(outputs: dict[str, Path | None], inputs: list[Path]) -> None:
    """Raise UsageError when a file cannot be written, is an input, or is given twice."""
    named = {option: path for option, path in outputs.items() if path is not None}
    for option, path in named.items():
        refuse_output(path, inputs, what=option)
    twice = [option for option in named if [p.resolve() for p in named.values()].count(named[option].resolve()) > 1]
    if twice:
        raise UsageError(f"{' and '.join(twice)} name the same file")


def _report(tally: _Tally, rejects: Path | None) -> None:
    """Tell the counts, by kind, never what was masked."""
    listed = f" -> {rejects}" if tally.rejected else ""
    say(f"masked {tally.masked} narratives, rejected {tally.rejected}{listed}")
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(tally.kinds.items()))
    say(f"replaced: {kinds or 'nothing'}")
    if tally.other_language:
        say(f"note: {tally.other_language} narratives seem to be in another language; names in them may well be missed")
