"""Opening a scheme folder: codes.csv, with dimensions.csv and scheme.toml where they exist, as a `Scheme`."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from coder.errors import Fault, SchemeError
from coder.scheme.codes import Dimension, Scheme, make_scheme
from coder.scheme.parse import REQUIRED, parse_codes, parse_dimensions
from coder.scheme.tables import read_csv, read_toml, to_table

CODES = "codes.csv"
DIMENSIONS = "dimensions.csv"
ABOUT = "scheme.toml"

_ABOUT_KEYS = ("name", "version", "title", "status", "released", "note")
_FILE_NAME_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def load_scheme(folder: Path) -> Scheme:
    """Read and check a scheme folder.

    codes.csv needs the columns code, label and dimension (see `coder.scheme.parse.COLUMNS` for the others;
    further columns are kept in `Code.extra`). Without dimensions.csv the dimensions are those the codes name,
    with default properties; without scheme.toml the name is the folder's and the version "0". Files are
    UTF-8, with or without byte order mark. Raises SchemeError with all faults of all three files.
    """
    faults: list[Fault] = []
    about = read_about(folder, faults)
    dimensions = read_dimensions(folder, faults)
    allowed = None if dimensions is None else [dimension.id for dimension in dimensions]
    table = to_table(CODES, read_csv(folder / CODES, faults), REQUIRED, faults)
    codes = parse_codes(table, allowed, faults) if table else ()
    if faults:
        raise SchemeError(faults)
    return make_scheme(codes, dimensions or (), **about)


def read_dimensions(folder: Path, faults: list[Fault]) -> tuple[Dimension, ...] | None:
    """Dimensions of the folder, in order; None when there is no dimensions.csv or it is no table."""
    path = folder / DIMENSIONS
    if not path.exists():
        return None
    table = to_table(DIMENSIONS, read_csv(path, faults), ["dimension"], faults)
    return parse_dimensions(table, faults) if table else None


def read_about(folder: Path, faults: list[Fault]) -> dict[str, str]:
    """Name, version and so on of the scheme, from scheme.toml or by default. `released` becomes ISO 8601."""
    about = {"name": folder.resolve().name, "version": "0"}
    data = read_toml(folder / ABOUT, faults) if (folder / ABOUT).exists() else None
    for key, value in (data or {}).items():
        if isinstance(value, datetime.date) and key == "released":
            value = value.isoformat()
        if key not in _ABOUT_KEYS:
            faults.append(Fault(ABOUT, 0, f"{key} is not known here; known are {', '.join(_ABOUT_KEYS)}"))
        elif not isinstance(value, str):
            faults.append(Fault(ABOUT, 0, f"{key} must be text in quotes"))
        elif key in ("name", "version") and not _FILE_NAME_PART.fullmatch(value):
            faults.append(Fault(ABOUT, 0, f"{key} may hold only letters, digits and . - _"))
        else:
            about[key] = value
    return about
