"""A tiny scheme about library loans, as values and as a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.errors import SchemeError
from coder.scheme import Code, Dimension, Scheme, load_scheme, make_scheme

SHIPPED = Path(__file__).parents[2] / "training_data" / "ictip-working-1"

CODES_CSV = """\
code,parent,dimension,label,definition,includes,excludes,implies,residual,retired
B,,ITEM,Book,Printed pages in a cover.,,,,,
B1,B,ITEM,Picture book,,,,Y,,
B11,B1,ITEM,Board book,"Thick pages, for babies.",,,,,
B9,B,ITEM,Other book,,,,,yes,
D,,ITEM,Disc,,,,,,B
Y,,READER,Young reader,,,,,,
Y1,Y,READER,Baby,,,,,,
O,,READER,Old reader,,,,,,
"""
DIMENSIONS_CSV = """\
dimension,label,unit,cardinality,choose,suggested,note
ITEM,Item lent,event,multi,,yes,
READER,Reader,victim,single,highest,yes,One reader per loan.
"""


@pytest.fixture
def library() -> Scheme:
    """Codes B > B1 > B11, B > B9 (residual), D (retired for B); Y > Y1, O. B1 implies Y1."""
    return make_scheme(
        [
            Code("B", "Book", "ITEM"),
            Code("B1", "Picture book", "ITEM", parent="B", implies=("Y1",)),
            Code("B11", "Board book", "ITEM", parent="B1"),
            Code("B9", "Other book", "ITEM", parent="B", residual=True),
            Code("D", "Disc", "ITEM", retired=True, successor="B"),
            Code("Y", "Young reader", "READER"),
            Code("Y1", "Baby", "READER", parent="Y", implies=("N",)),
            Code("O", "Old reader", "READER"),
            Code("N", "Loan noted by hand", "NOTE"),
        ],
        [
            Dimension("ITEM", "Item lent"),
            Dimension("READER", "Reader", unit="victim", cardinality="single", choose="highest"),
            Dimension("NOTE", "Note", suggested="when_stated"),
        ],
        name="library",
        version="3",
        status="made up",
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound scheme folder to spoil: codes.csv and dimensions.csv."""
    path = tmp_path / "library-3"
    path.mkdir()
    (path / "codes.csv").write_text(CODES_CSV, encoding="utf-8")
    (path / "dimensions.csv").write_text(DIMENSIONS_CSV, encoding="utf-8")
    return path


def faults_of(folder: Path) -> list[str]:
    """The faults with which a folder is refused, as they are shown."""
    with pytest.raises(SchemeError) as caught:
        load_scheme(folder)
    return [str(fault) for fault in caught.value.faults]
