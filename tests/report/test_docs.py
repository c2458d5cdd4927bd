"""What the pages about reports show, runs."""

import doctest
import re

import coder.report
from tests.conftest import ROOT


def test_the_example_of_the_page_runs():
    example = re.search(r"```python\n(.*?)```", (ROOT / "docs" / "reports.md").read_text("utf-8"), re.DOTALL)[1]
    names = {}
    exec(compile(example, "reports.md", "exec"), names)
    assert "Of 100 codes given, about 8 (6 to 11) are wrong." in names["page"]
    assert "6.0 to 11.0 %" in names["page"]


def test_the_example_of_the_module_runs():
    assert doctest.testmod(coder.report) == (0, 3)
