"""Reports as a page: complete, escaped, self-contained, readable by ear."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from coder.report import Column, Estimate, HeatTable, Report, Section, Table, write_report
from tests.report.samples import NASTY, report_of

VOID = {"meta", "br", "hr"}
WRITTEN = """
    html head meta title style body header main footer section nav h1 h2 h3 p ul ol li a dl div dt dd
    table caption thead tbody tr th td span figure figcaption blockquote svg g rect line path circle text
"""
TAGS = set(WRITTEN.split())


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes = [], set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def read(report):
    page = write_report(report)
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    return page, reader


def test_the_report_is_written_as_before(golden):
    golden("report.html", write_report(report_of()))


def test_no_text_becomes_markup():
    page, reader = read(report_of(NASTY))
    assert reader.tags <= TAGS
    assert "<script" not in page
    assert "{{ 7*7 }}" in page
    assert not re.search("[\x00\x1b\u202e]", page)


def test_it_needs_nothing_from_outside_and_runs_nothing():
    page, reader = read(report_of())
    names = {name for _, name, _ in reader.attributes}
    assert not names & {"src", "style", "srcset", "action", "xlink:href"}
    assert not [name for name in names if name.startswith("on")]
    assert all(value.startswith("#") for _, name, value in reader.attributes if name == "href")
    assert not re.search(r"https?:|url\(|@import", page)


def test_its_policy_allows_its_own_style_and_nothing_else():
    page, reader = read(report_of())
    style = re.search(r"<style>(.*)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(value for _, name, value in reader.attributes if name == "content" and "default-src" in value)
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_every_head_has_a_scope_every_table_a_caption_every_figure_words():
    page, reader = read(report_of())
    assert page.count("<th ") == page.count('scope="col"') + page.count('scope="row"')
    assert page.count("<table") == page.count("<caption>")
    drawn = [value for tag, name, value in reader.attributes if tag == "svg" and name == "aria-label"]
    assert len(drawn) == page.count("<svg") == page.count('role="img"') == 5
    ids = [value for _, name, value in reader.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {value[1:] for _, name, value in reader.attributes if name == "href"} <= set(ids)
    assert {value for _, name, value in reader.attributes if name == "aria-labelledby"} <= set(ids)


@pytest.mark.parametrize(
    ("kind", "cell", "words"),
    [
        ("percent", Estimate(0.081, 0.06, 0.11), '8.1 % <span class="interval">(6.0 to 11.0 %)</span>'),
        ("percent", 0.5, "50.0 %"),
        ("count", 1234567, "1,234,567"),
        ("number", Estimate(-0.5, -0.75, 0.001), '−0.50 <span class="interval">(−0.75 to 0.00)</span>'),
        ("number", None, "–"),
        ("number", float("nan"), "–"),
        ("percent", Estimate(None, 0.1, 0.2, "too few"), '– <span class="reason">too few</span>'),
        ("text", 3.14159, "3.14"),
        ("text", "", ""),
    ],
)
def test_cells_are_written_by_kind(kind, cell, words):
    table = Table("t", [Column("a"), Column("b", kind)], [["row", cell]])
    page, _ = read(Report("r", [], [Section("s", [table])]))
    assert f">{words}</td>" in page


@pytest.mark.parametrize(
    ("value", "shade"),
    [
        (0.0, "b0"),
        (0.1, "b9"),
        (0.05, "b4"),
        (5.0, "b9"),
        (-0.1, "a9"),
        (-0.04, "a4"),
        (None, "b0"),
        (float("nan"), "b0"),
    ],
)
def test_heat_grows_with_size_and_changes_colour_below_zero(value, shade):
    heat = HeatTable("t", "c", ["x"], ["y"], [[value]], full=0.1)
    assert f'<td class="figure {shade}">' in read(Report("r", [], [Section("s", [heat])]))[0]


def test_an_empty_report_is_a_page():
    page, _ = read(Report("r", [], []))
    assert "<nav" not in page
    assert "In short" not in page


def test_an_empty_table_says_so():
    page, _ = read(Report("r", [], [Section("s", [Table("t", [Column("a")], [], "No coder is named.")])]))
    assert '<p class="empty">t: No coder is named.</p>' in page
    assert "<table" not in page
