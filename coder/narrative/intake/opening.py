"""Choose the reader for an input: by its suffix, and by its content where the suffix says nothing."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import BinaryIO

from coder.narrative.intake.columns import find_id_name, is_text_name
from coder.narrative.intake.delimited import open_delimited, sniff_delimiter
from coder.narrative.intake.items import Options, Table
from coder.narrative.intake.jsonfiles import is_object, open_json, open_jsonl
from coder.narrative.intake.lines import split_lines
from coder.narrative.intake.parquet import open_parquet
from coder.narrative.intake.plaintext import open_plaintext
from coder.narrative.intake.source import TextSource, magic_of, text_of_file, text_of_stream
from coder.narrative.intake.spreadsheet import open_spreadsheet
from coder.narrative.intake.wording import os_refusal, refusal

FORMATS = {
    ".txt": "txt",
    ".csv": "csv",
    ".tsv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".parquet": "parquet",
}
"""The known suffixes and what they stand for."""

_SNIFFED_LINES = 20


def open_table(path: Path, file: str, options: Options) -> Table:
    """Open a file of narratives. Raises IntakeError when it cannot be read at all."""
    if "\0" in file:
        raise refusal(file.replace("\0", "?"), "the file name cannot be used")
    try:
        if path.is_dir():
            raise refusal(file, "this is a folder")
        if path.exists() and not path.is_file():
            raise refusal(file, "this is no regular file; give pipes on standard input")
        return _open(path, file, options)
    except OSError as error:
        raise os_refusal(file, error) from None


def open_stream(stream: BinaryIO, options: Options) -> Table:
    """Open standard input: JSON Lines if its first character is a brace, else one plain text narrative."""
    source = text_of_stream(stream)
    if source.head.lstrip().startswith(b"{"):
        return open_jsonl(source, options)
    return open_plaintext(source, options)


def _open(path: Path, file: str, options: Options) -> Table:
    suffix = path.suffix.lower()
    if suffix == ".xls":
        raise refusal(file, "old Excel files (.xls) are not read; save it as .xlsx")
    kind = FORMATS.get(suffix) or _binary_kind(path)
    if kind == "xlsx":
        return open_spreadsheet(path, file, options)
    if kind == "parquet":
        return open_parquet(path, file)
    source = text_of_file(path, file)
    if kind is None:
        kind, note = _text_kind(source)
        source.notes = (*source.notes, note)
    if kind == "json" and _is_jsonl(source):
        kind = "jsonl"
        source.notes = (*source.notes, "read as JSON Lines, one object a line (guessed)")
    if kind == "csv":
        return open_delimited(source, options)
    if kind == "json":
        return open_json(source)
    return open_jsonl(source, options) if kind == "jsonl" else open_plaintext(source, options)


def _binary_kind(path: Path) -> str | None:
    with path.open("rb") as stream:
        magic = magic_of(stream.read(8))
    return {"zip": "xlsx", "ole": "xlsx", "parquet": "parquet"}.get(magic or "")


def _text_kind(source: TextSource) -> tuple[str, str]:
    """The format of a text without a known suffix, and the note that says it was guessed."""
    lines = _first_lines(source)
    first = next((line for line in lines if line.strip()), "")
    if is_object(first):
        return "jsonl", "read as JSON Lines (guessed from the content)"
    if first.lstrip().startswith("[") and source.head.lstrip()[1:].lstrip().startswith(b"{"):
        return "json", "read as a JSON list (guessed from the content)"
    if len(lines) > 1 and _has_header(first, sniff_delimiter(lines)):
        return "csv", "read as a delimited table (guessed from the content)"
    known = ", ".join(FORMATS)
    raise refusal(source.file, f"neither its suffix nor its content tells the format; known suffixes: {known}")


def _has_header(line: str, delimiter: str | None) -> bool:
    """Whether the line names a column as tables of narratives do; commas alone stand in any prose."""
    names = [] if delimiter is None else [name.strip('" ') for name in line.split(delimiter)]
    return any(map(is_text_name, names)) or find_id_name(names) is not None


def _is_jsonl(source: TextSource) -> bool:
    lines = _first_lines(source)
    return is_object(next((line for line in lines if line.strip()), ""))


def _first_lines(source: TextSource) -> list[str]:
    """The complete lines at the start, and the last one if the input ends there."""
    lines = split_lines([source.head], max_bytes=len(source.head))
    found = [line.text for line in islice(lines, _SNIFFED_LINES) if line.ended or source.size == len(source.head)]
    return found or [source.head.decode("utf-8", "replace")]
