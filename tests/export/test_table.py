"""The CSV table: rows, offsets, words only on request, no formulas."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.export.table import COLUMNS, csv_lines, guarded
from coder.records import Coding
from tests.export.samples import CODING, CODINGS, FOREIGN, NOTHING

cells = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)


def parsed(codings, **options):
    return list(csv.DictReader(io.StringIO("".join(csv_lines(codings, **options)), newline="")))


def test_the_table_is_written_without_words(golden):
    golden("codings.csv", "".join(csv_lines(CODINGS)))


def test_the_table_is_written_with_words_on_request(golden):
    golden("codings-with-quotes.csv", "".join(csv_lines(CODINGS, quotes=True)))


def test_without_quotes_no_word_of_the_narrative_is_in_it():
    table = "".join(csv_lines([CODING])).lower()
    for word in ("pears", "bruised", "soft", "worms", "conférence"):
        assert word not in table


def test_a_narrative_without_suggestions_keeps_a_row():
    rows = parsed([FOREIGN, NOTHING])
    assert [(row["id"], row["status"], row["code"], row["evidence"]) for row in rows] == [
        ("caisse-8", "unsupported_language", "", ""),
        ("crate-9", "coded", "", ""),
    ]


def test_offsets_and_sources_stand_side_by_side():
    row = parsed([CODING])[0]
    assert (row["evidence"], row["sources"]) == ("30-37;0-45", "rule;classifier")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "＝1"])
def test_cells_that_a_spreadsheet_would_run_are_guarded(cell):
    assert guarded(cell) == "'" + cell
    first = parsed([replace(CODING, id=cell)], quotes=True)[0]
    assert first["id"] == "'" + cell


@given(cells, cells)
def test_no_cell_is_lost_whatever_stands_in_it(id_, label):
    item = replace(CODING.suggestions[0], label=label)
    coding = Coding(id_, "e", "en", "coded", 1.0, (item,))
    (row,) = parsed([coding], quotes=True)
    assert list(row) == [*COLUMNS, "quotes"]
    assert row["id"].removeprefix("'") == id_.removeprefix("'")
    assert row["label"].removeprefix("'") == label.removeprefix("'")
    assert not row["label"].startswith(("=", "+", "-", "@"))
