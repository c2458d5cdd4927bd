"""What a finished run says of itself: hashes of everything that went in and came out, and counts that add up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from coder.edition.archive import read_manifest
from coder.recode.checkpoint import Done, Setting
from coder.recode.plan import Plan
from coder.recode.storage import hash_of


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows; always `read == coded + unsupported + rejected`."""

    read: int
    coded: int
    unsupported: int
    rejected: int

    @classmethod
    def of(cls, shards: Iterable[Done]) -> Counts:
        """The sums over finished shards."""
        coded = unsupported = rejected = 0
        for done in shards:
            coded, unsupported, rejected = coded + done.coded, unsupported + done.unsupported, rejected + done.rejected
        return cls(coded + unsupported + rejected, coded, unsupported, rejected)


def manifest_of(
    folder: Path, setting: Setting, edition: Path, plan: Plan, counts: Counts, files: Sequence[str]
) -> dict[str, Any]:
    """The manifest, ready for JSON. It holds no time, no path and nothing of who did the work, so that the same run
    gives the same manifest everywhere.
    """
    sealed = read_manifest(edition)
    return {
        "counts": asdict(counts),
        "plan": setting.plan,
        "inputs": setting.inputs,
        "edition": setting.edition,
        "edition_seal": setting.seal,
        "scheme": sealed.scheme,
        "scheme_status": sealed.status,
        "libraries": setting.libraries,
        "rows_per_shard": plan.output.rows_per_shard,
        "outputs": {name: hash_of(folder / name) for name in files},
    }
