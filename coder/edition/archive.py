"""Seal a folder of files with a manifest of their hashes, and open it only when nothing has changed."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from coder.errors import EditionError

MANIFEST = "edition.json"
FORMAT = 1
"""Version of the folder's layout; raised when older programs could no longer read it."""


@dataclass(frozen=True)
class Manifest:
    """What an edition is: its id, where it came from, and the SHA-256 of every file, by path inside the folder.

    `training_hash` is the SHA-256 of all inputs; `scores` are out-of-voice figures measured while building. `added`
    lists cases that were added to the training folder, with hashes and counts; see coder.edition.added.
    """

    edition: str
    scheme: str
    status: str
    languages: tuple[str, ...]
    training_hash: str
    libraries: Mapping[str, str]
    scores: Mapping[str, Any]
    files: Mapping[str, str] = field(default_factory=dict)
    added: Mapping[str, Any] = field(default_factory=dict)
    format: int = FORMAT


def hash_bytes(content: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def hash_files(files: Mapping[str, bytes]) -> str:
    """One SHA-256 over names and contents, independent of the mapping's order."""
    listing = "".join(f"{hash_bytes(files[name])}  {name}\n" for name in sorted(files))
    return hash_bytes(listing.encode())


def seal(target: Path, files: Mapping[str, bytes], manifest: Manifest) -> None:
    """Write an edition folder in one step: it appears complete or not at all.

    Raises EditionError when `target` exists and is not itself an edition, so that no other folder is ever replaced.
    """
    if target.exists() and not (target / MANIFEST).is_file() and any(target.iterdir()):
        raise EditionError(f"{target} exists and is not an edition; it was left alone")
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        for name, content in files.items():
            path = work / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        record = asdict(manifest) | {"files": {name: hash_bytes(files[name]) for name in sorted(files)}}
        (work / MANIFEST).write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        work.chmod(0o755)
        if target.exists():
            shutil.rmtree(target)
        work.replace(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an edition folder. Raises EditionError when there is none or it cannot be read."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**content | {"languages": tuple(content["languages"])})
    except FileNotFoundError:
        raise EditionError(f"{folder} is not an edition: it has no {MANIFEST}") from None
    except (ValueError, TypeError, KeyError):
        raise EditionError(f"{folder / MANIFEST} cannot be read as a manifest") from None
    if manifest.format != FORMAT:
        raise EditionError(f"{folder} has format {manifest.format}; this program opens format {FORMAT}")
    return manifest


def verified_files(folder: Path) -> tuple[Manifest, dict[str, bytes]]:
    """Manifest and content of every file of an edition, by path inside the folder.

    Raises EditionError naming every file that is missing, changed or not listed.
    """
    manifest = read_manifest(folder)
    files: dict[str, bytes] = {}
    wrong: list[str] = []
    for name, expected in sorted(manifest.files.items()):
        path = folder / name
        if not path.is_file():
            wrong.append(f"{name} is missing")
            continue
        files[name] = path.read_bytes()
        if hash_bytes(files[name]) != expected:
            wrong.append(f"{name} was changed after sealing")
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    wrong += [f"{name} is not listed" for name in sorted(present - set(manifest.files) - {MANIFEST})]
    if wrong:
        raise EditionError(f"{folder} is not as it was sealed: " + "; ".join(wrong))
    return manifest, files
