"""Whatever the input comes as, the records are the same; shards are cut without loss."""

import datetime
import json
import math
import sqlite3

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.errors import IntakeError, UsageError
from coder.narrative.intake import Rejected
from coder.recode.plan import Input
from coder.recode.plan_file import parse_plan
from coder.recode.shards import Record, as_text, cut, old_codes_of
from coder.recode.sources import Source

ROWS = [
    {"id": "a", "year": 2019, "text": "The apples were bruised."},
    {"id": "b", "year": 2020, "text": "The pears were rotten."},
    {"id": "a", "year": 2021, "text": "The id of the first again."},
    {"id": "c", "year": None, "text": "The plums were fine."},
]
RECORDS = [
    Record("a", "The apples were bruised.", ("2019",)),
    Record("b", "The pears were rotten.", ("2020",)),
    "duplicate_id",
    Record("c", "The plums were fine.", (None,)),
]


def plan(base, source):
    content = f'[input]\nid_column = "id"\ntext_column = "text"\nkeep = ["year"]\n{source}\n[output]\nfolder = "out"\n'
    return parse_plan((content + "rows_per_shard = 3\n").encode(), base / "PLAN.toml")


def items(found):
    return [
        item.reason_code if isinstance(item, Rejected) else item for shard in found.shards() for item in shard.items
    ]


def as_csv(path):
    lines = [f"{row['id']},{row['year'] or ''},{row['text']}" for row in ROWS]
    path.write_text("\n".join(["id,year,text", *lines]) + "\n")


def as_jsonl(path):
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))


def as_parquet(path):
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(ROWS), path)


def as_xlsx(path):
    book = openpyxl.Workbook()
    for row in [list(ROWS[0]), *(list(row.values()) for row in ROWS)]:
        book.active.append(row)
    book.save(path)


def as_sqlite(path):
    with sqlite3.connect(path) as connection:
        connection.execute("create table cases (id text, year integer, text text)")
        connection.executemany("insert into cases values (:id, :year, :text)", ROWS)
    connection.close()


@pytest.mark.parametrize("write", [as_csv, as_jsonl, as_parquet, as_xlsx], ids=lambda write: write.__name__)
def test_every_format_gives_the_same_records(tmp_path, write):
    name = "archive." + write.__name__.removeprefix("as_")
    write(tmp_path / name)
    source = Source(plan(tmp_path, f'paths = ["{name}"]'), {})
    assert items(source) == RECORDS
    survey = source.survey(lambda rows: None)
    assert (survey.rows, len(survey.digests), list(survey.files)) == (4, 2, [name])
    assert survey.digests == tuple(shard.digest() for shard in source.shards())


def test_a_query_gives_the_same_records_and_takes_its_url_from_the_environment(tmp_path):
    as_sqlite(tmp_path / "archive.db")
    asked = plan(tmp_path, 'url = "sqlite:///${PLACE}"\nquery = "select id, year, text from cases order by rowid"')
    source = Source(asked, {"PLACE": str(tmp_path / "archive.db")})
    assert items(source) == RECORDS
    assert list(source.survey(lambda rows: None).files) == ["query"]
    with pytest.raises(UsageError, match="PLACE is not set"):
        items(Source(asked, {}))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("select secret from nowhere", "the query failed"),
        ("select id, year from cases", "no column 'text'"),
    ],
)
def test_a_query_that_fails_is_told_without_its_data(tmp_path, query, words):
    as_sqlite(tmp_path / "archive.db")
    source = Source(plan(tmp_path, f'url = "sqlite:///{tmp_path}/archive.db"\nquery = "{query}"'), {})
    with pytest.raises(IntakeError, match=words) as caught:
        items(source)
    assert "apples" not in str(caught.value)


def test_no_connection_is_told(tmp_path):
    source = Source(plan(tmp_path, 'url = "sqlite:////no/such/folder/x.db"\nquery = "select 1"'), {})
    with pytest.raises(IntakeError, match="no connection"):
        items(source)


def test_folders_and_globs_read_files_by_name_and_name_them_by_the_plan(tmp_path):
    (tmp_path / "in").mkdir()
    for name, at in (("b.csv", 1), ("a.csv", 0)):
        row = ROWS[at]
        (tmp_path / "in" / name).write_text(f"id,year,text\n{row['id']},{row['year']},{row['text']}\nx{name},,\n")
    for paths in ('["in"]', '["in/*.csv"]', '["in/a.csv", "in/[b]*.csv"]'):
        found = [item for shard in Source(plan(tmp_path, f"paths = {paths}"), {}).shards() for item in shard.items]
        assert [item.id for item in found if isinstance(item, Record)] == ["a", "b"]
        assert [item.file for item in found if isinstance(item, Rejected)] == ["in/a.csv", "in/b.csv"]


@given(st.lists(st.text(max_size=5), max_size=60), st.integers(1, 20))
def test_cutting_loses_and_doubles_nothing(texts, size):
    records = [Record(str(number), text) for number, text in enumerate(texts)]
    shards = list(cut(iter(records), size))
    assert [item for shard in shards for item in shard.items] == records
    assert [shard.number for shard in shards] == list(range(len(shards)))
    assert [shard.first for shard in shards] == [size * number for number in range(len(shards))]
    assert all(len(shard.items) == size for shard in shards[:-1])


@given(st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3)), min_size=1, max_size=5), st.data())
def test_a_digest_tells_any_change(pairs, data):
    records = [Record(id_, text) for id_, text in pairs]
    (shard,) = cut(records, 10)
    at = data.draw(st.integers(0, len(records) - 1))
    changed = [*records]
    changed[at] = Record(records[at].id, records[at].text + "x")
    (other,) = cut(changed, 10)
    assert shard.digest() != other.digest()
    assert shard.digest() == next(cut(records, 10)).digest()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("", None),
        (math.nan, None),
        ("0042", "0042"),
        (42, "42"),
        (42.0, "42"),
        (4.25, "4.25"),
        (True, "true"),
        (datetime.date(2020, 1, 2), "2020-01-02"),
        (datetime.datetime(2020, 1, 2), "2020-01-02"),
        (datetime.datetime(2020, 1, 2, 3, 4), "2020-01-02T03:04:00"),
        (["a", 1], '["a", 1]'),
        ({"b": 1, "a": None}, '{"a": null, "b": 1}'),
    ],
)
def test_cells_become_the_same_text_whatever_they_came_as(value, text):
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("fields", "options", "codes"),
    [
        ({"old": "X1; X2;X1;"}, {}, ("X1", "X2")),
        ({"old": None}, {}, ()),
        ({}, {}, ()),
        ({"old": "X1;X2"}, {"old_separator": ","}, ("X1;X2",)),
        ({"old": True}, {"old_style": "variable"}, ("old=1",)),
        ({"old": 0}, {"old_style": "variable"}, ("old=0",)),
        ({"old": "a;b"}, {"old_style": "variable"}, ("old=a", "old=b")),
    ],
)
def test_old_codes_are_read_from_cells(fields, options, codes):
    assert old_codes_of(fields, Input(old_columns=("old",), **options)) == codes
