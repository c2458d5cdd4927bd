"""Which column holds the ids and which the texts: as told, else guessed from names, else from the longest texts.

Every guess becomes a note in plain words. Names are compared without case, blanks, underscores and punctuation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coder.errors import IntakeError
from coder.narrative.intake.items import Options, Row
from coder.narrative.intake.wording import counted, refusal, shown, shown_names

_ID_NAMES = (
    "id", "caseid", "narrativeid", "recordid", "docid", "documentid", "case", "caseno", "casenr", "casenumber",
    "caseref", "caseidentifier", "identifier", "record", "recordno", "recordnumber", "reference", "referenceno",
    "referencenumber", "ref", "refno", "refnumber", "uid", "uuid", "guid", "key", "no", "nr", "number",
)  # fmt: skip
_SURE_IDS = frozenset({"id", "caseid", "narrativeid", "recordid"})
"""Taken even where they repeat: the repeated rows are then refused one by one."""

_TEXT_NAMES = (
    "narrative", "casenarrative", "narrativetext", "text", "casetext", "fulltext", "summary", "casesummary",
    "description", "casedescription", "narratives", "facts", "factsofcase", "factsofthecase", "casefacts", "story",
    "statement", "account", "testimony", "notes", "casenotes", "casenote", "note", "report", "abstract", "content",
    "body", "comments", "details",
)  # fmt: skip

_MIN_DISTINCT = 0.8
"""Share of distinct values from which a column with a weaker name counts as ids (`no` may hold yes and no)."""

_WORDY_CHARS = 20
"""A text has blanks, or at least this many characters where the script writes none."""

_UNLIKE_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns taken; `id` is None where ids are made from file name and row. `notes` tell the guesses."""

    id: str | None
    text: str
    notes: tuple[str, ...]


def unique_names(file: str, header: Sequence[str]) -> tuple[str, ...]:
    """Header names without surrounding blanks, `column 3` where there is none. Raises IntakeError for equal ones."""
    names = tuple(name.strip() or f"column {at}" for at, name in enumerate(header, start=1))
    doubles = [name for name, count in Counter(names).items() if count > 1]
    if doubles:
        raise refusal(file, f"columns have the same name: {shown_names(doubles)}")
    return names


def find_id_name(names: Iterable[str]) -> str | None:
    """The likeliest id column by its name alone."""
    return next(iter(_by_name(names, _ID_NAMES)), None)


def is_text_name(name: str) -> bool:
    """Whether a column of this name is taken for the text."""
    return _plain(name) in _TEXT_NAMES


def choose_columns(file: str, names: Sequence[str], sample: Sequence[Row], options: Options) -> Columns:
    """The id and text columns of a table with these `names`, judged on its first rows.

    Raises IntakeError when a column asked for does not exist or no column holds texts.
    """
    notes: list[str] = []
    told_text = None if options.text_column is None else _named(file, names, options.text_column)
    if options.id_column is not None:
        ids: str | None = _named(file, names, options.id_column)
    else:
        ids = _guess_id(names, sample, taken=told_text)
        made = "no id column found; ids are made from the file name and the row"
        notes.append(made if ids is None else f"column {shown(ids)} taken as the id (guessed)")
    text = told_text
    if text is None:
        text = _guess_text(file, names, sample, taken=ids)
        notes.append(f"column {shown(text)} taken as the text (guessed)")
    if text == ids:
        raise refusal(file, f"column {shown(text)} is named both as the id and as the text")
    return Columns(ids, text, tuple(notes))


def _named(file: str, names: Sequence[str], asked: str) -> str:
    if asked in names:
        return asked
    alike = [name for name in names if _plain(name) == _plain(asked) and _plain(asked)]
    if len(alike) == 1:
        return alike[0]
    raise refusal(file, f"there is no column {shown(asked)}; its columns: {shown_names(names)}")


def _guess_id(names: Sequence[str], sample: Sequence[Row], *, taken: str | None) -> str | None:
    for name in _by_name(names, _ID_NAMES):
        values = [str(row.cells.get(name)) for row in sample if row.cells.get(name) not in (None, "")]
        sure = _plain(name) in _SURE_IDS
        distinct = values and (sure or len(set(values)) >= _MIN_DISTINCT * len(sample))
        if name != taken and (distinct or (sure and not sample)):
            return name
    return None


def _guess_text(file: str, names: Sequence[str], sample: Sequence[Row], *, taken: str | None) -> str:
    by_name = [name for name in _by_name(names, _TEXT_NAMES) if name != taken]
    filled = [name for name in by_name if any(row.cells.get(name) for row in sample)]
    if by_name:
        return (filled or by_name)[0]
    lengths = {name: _mean_length(name, sample) for name in names if name != taken}
    longest = max(lengths, key=lambda name: lengths[name], default=None)
    if longest is None or not lengths[longest]:
        raise _no_text(file, names, sample)
    return longest


def _no_text(file: str, names: Sequence[str], sample: Sequence[Row]) -> IntakeError:
    looked = f"{counted(len(sample), 'row')} looked at"
    return refusal(file, f"no column with texts found ({looked}); its columns: {shown_names(names)}")


def _mean_length(name: str, sample: Sequence[Row]) -> float:
    """Mean length of the column's texts in characters; 0 where fewer than half of its values are texts of words."""
    values = [row.cells.get(name) for row in sample]
    filled = [value for value in values if value not in (None, "")]
    texts = [value for value in filled if isinstance(value, str) and _is_wordy(value)]
    if not texts or 2 * len(texts) < len(filled):
        return 0.0
    return sum(map(len, texts)) / len(filled)


def _is_wordy(value: str) -> bool:
    return " " in value.strip() or len(value) >= _WORDY_CHARS


def _by_name(names: Iterable[str], known: Sequence[str]) -> list[str]:
    """The columns with a known name, the likeliest first."""
    rank = {name: at for at, name in enumerate(known)}
    return sorted((name for name in names if _plain(name) in rank), key=lambda name: rank[_plain(name)])


def _plain(name: str) -> str:
    return _UNLIKE_LETTER.sub("", name).casefold()
