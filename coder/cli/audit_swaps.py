"""What an edition makes of an audit's narratives when words of sex, nationality or the like are exchanged in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from coder.cli.console import say
from coder.cli.opening import suggester_of
from coder.edition.archive import read_manifest
from coder.edition.locate import LANGUAGES, training_data
from coder.errors import UsageError
from coder.scheme import Scheme

if TYPE_CHECKING:
    import numpy as np

    from coder.audit.machine.swaps import Exchange

MOST = 500
"""Narratives that are coded again at most, drawn at random: each takes up to four codings."""


def exchanged(
    records: Sequence[str],
    texts: Callable[[Iterable[str]], Mapping[str, str] | None],
    edition: Path,
    scheme_folder: Path,
    scheme: Scheme,
    *,
    threshold: float,
    random: np.random.Generator,
) -> tuple[Exchange, ...]:
    """Code some of the narratives as they stand and with words exchanged. Nothing where the language has no list.

    Raises UsageError when `texts` has none of the records, or the edition another code list than `scheme`.
    """
    from coder.audit.machine.swapping import aside_of, load_about, load_swaps
    from coder.audit.machine.swaps import exchanges

    manifest = read_manifest(edition)
    if manifest.scheme != f"{scheme.name}-{scheme.version}":
        raise UsageError(f"--edition suggests codes of {manifest.scheme}; name that code list with --scheme")
    swaps = load_swaps(training_data() / LANGUAGES / manifest.languages[0])
    if not swaps.words:
        say(
            f"note: nothing is coded again: there are no lists of words to exchange in language {manifest.languages[0]}"
        )
        return ()
    aside = aside_of(load_about(scheme_folder), scheme)
    drawn = sorted(random.choice(len(records), min(MOST, len(records)), replace=False).tolist())
    found = texts([records[at] for at in drawn])
    if not found:
        raise UsageError("--edition: none of the narratives has the id of a coded record")
    suggester = suggester_of(edition)
    say(f"coding {len(found)} narratives again with words exchanged")

    def coded(several: Sequence[str]) -> Iterator[frozenset[str]]:
        for text in several:
            given = suggester.suggest(text).suggestions
            yield frozenset(each.code for each in given if each.confidence >= threshold)

    return exchanges(found.values(), swaps, coded, aside=aside)
