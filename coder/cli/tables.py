"""Tables of records without texts, read row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from coder.errors import DataError, Fault, IntakeError


def read_records(path: Path, id_column: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Ids and rows of a UTF-8 CSV file with a header, in its order.

    Raises IntakeError when it cannot be read or has no such column, DataError at the first row whose id is empty or
    whose cells do not fit the header.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            header = next(reader, [])
            if id_column not in header:
                raise IntakeError(f"{path.name}: there is no column for the ids; name one with --id-column")
            place = header.index(id_column)
            for cells in reader:
                if len(cells) != len(header) or not cells[place].strip():
                    raise DataError([Fault(path.name, reader.line_num, "cells do not fit the header, or no id")])
                yield cells[place].strip(), dict(zip(header, cells, strict=True))
    except OSError as error:
        raise IntakeError(f"{path.name}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise IntakeError(f"{path.name}: not UTF-8") from None
    except csv.Error:
        raise DataError([Fault(path.name, reader.line_num, "broken quotes")]) from None
