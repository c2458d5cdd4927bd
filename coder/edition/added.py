"""Cases that people confirmed, as further narratives to learn from: what is taken, what is kept for comparing, what is
left out.

Codes that a machine gave and nobody looked at, or that blind coders and the machine share, repeat the machine's own
mistakes. They train only when their origin is named. A share of the confirmed cases never trains: it is what a new
edition is compared on, and the same ids are kept out of every edition.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coder.edition.trained import text_hash
from coder.errors import CorpusError, Fault, UsageError
from coder.narrative.labelled import LabelledNarrative, read_labelled

CONFIRMED = "confirmed"
ORIGINS = (CONFIRMED, "auto_accepted", "blind_agreed")
"""How codes came about: a person confirmed them; nobody looked at them; coders who did not see them gave the same."""

VOICE = "added cases"
"""All added narratives are one voice, so that what is measured on them was learnt from the training folder alone."""
HELD_OUT_SHARE = 0.2
_SEED = "held out"
_SAME_TEXT = "same text as another narrative"


@dataclass(frozen=True)
class Added:
    """Added narratives: to learn from, kept for comparing, and how many were left out for which reason.

    `files` holds the content of each added file by its name.
    """

    trained: tuple[LabelledNarrative, ...] = ()
    held_out: tuple[LabelledNarrative, ...] = ()
    left_out: Mapping[str, int] | None = None
    files: Mapping[str, bytes] | None = None

    def record(self) -> dict[str, object]:
        """What the manifest tells: files with their SHA-256, and the counts; empty when nothing was added."""
        if not self.files:
            return {}
        return {
            "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(self.files.items())},
            "trained": dict(sorted(Counter(narrative.origin for narrative in self.trained).items())),
            "held_out": len(self.held_out),
            "left_out": dict(sorted((self.left_out or {}).items())),
        }

    def held_out_lines(self) -> Iterator[str]:
        """The records of the cases kept for comparing, as they stood in their files, one JSON object a line."""
        kept = {narrative.id for narrative in self.held_out}
        for content in (self.files or {}).values():
            for line in content.splitlines():
                if line.strip() and (record := json.loads(line))["id"] in kept:
                    yield json.dumps(record, ensure_ascii=False) + "\n"


def read_added(
    paths: Sequence[Path],
    codes: Collection[str],
    *,
    include: Collection[str] = (),
    beside: Sequence[LabelledNarrative] = (),
) -> Added:
    """Read files of cases and deal them out. `include` names origins besides `confirmed` that may train.

    `beside` are the narratives of the training folder: a case with the text of one of them is left out. Raises
    CorpusError with all faults (also for a record that does not tell its origin), UsageError for an unknown origin in
    `include` and for two files of one name.
    """
    _refuse_bad_request(paths, include)
    if not paths:
        return Added()
    narratives = read_labelled(sorted(paths), codes, where="--add", taken={narrative.id for narrative in beside})
    _refuse_untold_origins(narratives)
    known = {text_hash(narrative.text) for narrative in beside}
    trained, held_out, left_out = [], [], Counter[str]()
    for narrative in narratives:
        if narrative.origin not in {CONFIRMED, *include}:
            left_out[narrative.origin] += 1
        elif text_hash(narrative.text) in known:
            left_out[_SAME_TEXT] += 1
        elif narrative.origin == CONFIRMED and is_held_out(narrative.id):
            held_out.append(narrative)
        else:
            trained.append(replace(narrative, voice=VOICE))
        known.add(text_hash(narrative.text))
    files = {path.name: path.read_bytes() for path in sorted(paths)}
    return Added(tuple(trained), tuple(held_out), left_out, files)


def is_held_out(id_: str) -> bool:
    """Whether a confirmed case never trains: true of a fifth of all ids, and always of the same ones."""
    digest = hashlib.sha256(f"{_SEED}\n{id_}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") < HELD_OUT_SHARE * 2**64


def told(record: Mapping[str, object]) -> list[str]:
    """What `Added.record` says, in sentences for people; none when nothing was added."""
    if not record:
        return []
    parts = {name: record[name] for name in ("trained", "left_out")}
    counts = {name: _counts(part) if isinstance(part, dict) else "" for name, part in parts.items()}
    sentences = [
        f"learnt from added cases: {counts['trained'] or 'none'}; held out for comparing: {record['held_out']}"
    ]
    if counts["left_out"]:
        sentences.append(f"left out of the added cases: {counts['left_out']}")
    return sentences


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _refuse_bad_request(paths: Sequence[Path], include: Collection[str]) -> None:
    unknown = sorted(set(include) - set(ORIGINS))
    if unknown:
        raise UsageError(f"--include-origin: there is no origin {', '.join(unknown)}; there are {', '.join(ORIGINS)}")
    twice = sorted(name for name, count in Counter(path.name for path in paths).items() if count > 1)
    if twice:
        raise UsageError(f"--add: several files are named {', '.join(twice)}")


def _refuse_untold_origins(narratives: Iterable[LabelledNarrative]) -> None:
    wrong = [n for n in narratives if n.origin not in ORIGINS]
    if wrong:
        listed = ", ".join(ORIGINS)
        raise CorpusError(Fault("--add", 0, f"case {n.id!r}: origin is not one of {listed}") for n in wrong)
