"""The HTML page: complete, escaped, self-contained."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from coder.export.page import page_parts
from coder.records import Coding, Narrative
from tests.export.samples import ABOUT, CODING, NARRATIVE, PAIRS, TEXT

NASTY = "<script>alert(1)</script> \"quoted\" 'single' & {{ 7*7 }} {% raw %} \x1b[2J \u202e </div>"
VOID = {"meta", "br", "hr", "img", "input", "link"}


class Reader(HTMLParser):
    """Collects tags, attributes and the text of the narratives; checks that tags are closed in order."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes, self.texts, self.depth = [], set(), [], [], None

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)
        if ("class", "text") in attrs:
            self.texts.append("")
            self.depth = len(self.open)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        if self.depth is not None and len(self.open) < self.depth:
            self.depth = None

    def handle_data(self, data):
        if self.depth is not None and self.open[-1] != "a":
            self.texts[-1] += data


def read(pairs, about=ABOUT):
    page = "".join(page_parts(pairs, about))
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    return page, reader


def test_the_page_is_written_as_before(golden):
    golden("codings.html", "".join(page_parts(PAIRS, ABOUT)))


def test_the_narratives_stand_in_it_whole():
    _, reader = read(PAIRS)
    assert reader.texts == [narrative.text for narrative, _ in PAIRS]
    assert reader.texts[0] == TEXT


def test_it_names_scheme_status_and_edition():
    page, _ = read(PAIRS)
    assert "Fruit defects, version 1" in page
    assert '<span class="status">made-up scheme</span>' in page
    assert page.count("fruit-1+2026-01-02.0a1b2c3d") == 2
    assert "3 narratives, 2 codes at 0.5 or above, 1 not coded because of their language" in page


def test_denied_codes_stand_apart_with_their_claim():
    page, _ = read([(NARRATIVE, CODING)])
    suggested, denied = page.split("Named, but not affirmed")
    assert "Worms" not in suggested.split("</header>")[1]
    assert "<td>denied</td>" in denied


def test_nothing_from_a_narrative_or_a_scheme_becomes_markup():
    item = replace(
        CODING.suggestions[0],
        label=NASTY,
        evidence=(replace(CODING.suggestions[0].evidence[0], quote=NASTY, reason=NASTY),),
    )
    coding = replace(CODING, id=NASTY, suggestions=(item,), checks=(replace(CODING.checks[0], message=NASTY),))
    page, reader = read([(Narrative(NASTY, NASTY * 3), coding)], replace(ABOUT, title=NASTY, status=NASTY))
    assert "script" not in reader.tags
    assert "<script" not in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "{{ 7*7 }}" in page
    assert reader.texts[0].count("<script>") == 3


def test_it_needs_nothing_from_outside_and_runs_nothing():
    page, reader = read(PAIRS)
    assert not reader.tags & {"script", "img", "link", "iframe", "object", "embed", "form", "base"}
    assert not {name for name, _ in reader.attributes} & {"src", "style", "srcset", "action"}
    assert not [name for name, _ in reader.attributes if name.startswith("on")]
    assert all(value.startswith("#") for name, value in reader.attributes if name == "href")
    assert not re.search(r"https?:|url\(|@import", page)


def test_its_policy_allows_its_own_style_and_nothing_else():
    page, reader = read(PAIRS)
    policy = next(value for name, value in reader.attributes if name == "content" and "default-src" in value)
    style = re.search(r"<style>(.*)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_marks_differ_in_more_than_colour():
    page, _ = read(PAIRS)
    lines = [
        re.search(rf"mark\.{kind} {{[^}}]*border-bottom: (\d+px \w+)", page)[1]
        for kind in ("words", "sentence", "possible", "denied")
    ]
    assert len(set(lines)) == 4


def test_links_from_codes_lead_to_their_words():
    _, reader = read(PAIRS)
    targets = {value for name, value in reader.attributes if name == "id"}
    assert {value[1:] for name, value in reader.attributes if name == "href"} <= targets


def test_narratives_are_read_while_it_is_written():
    def endless():
        while True:
            yield NARRATIVE, CODING

    parts = page_parts(endless(), ABOUT)
    written = "".join(part for part, _ in zip(parts, range(2000), strict=False))
    assert written.count("<article") > 3


@pytest.mark.parametrize(("count", "words"), [(0, "0 narratives, 0 codes"), (1, "1 narrative, 0 codes")])
def test_counts_are_told_in_good_grammar(count, words):
    pair = (Narrative("a", "b"), Coding("a", "e", "en", "coded", 1.0))
    assert words in read([pair] * count)[0]
