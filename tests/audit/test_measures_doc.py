"""The worked examples of docs/measures.md are what the code computes."""

import re

import numpy as np
import pytest

from coder.audit.acceptance import plan_acceptance
from coder.audit.agreement import agreement
from coder.audit.coefficients import COEFFICIENTS
from coder.audit.estimating import make_design, shares, totals
from coder.audit.gather import gather
from coder.audit.planning import sample_size
from coder.audit.prevalence import calibrated_prevalence, corrected_prevalence
from coder.audit.reading import read_coded
from tests.conftest import ROOT

DOC = (ROOT / "docs" / "measures.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    path = tmp_path_factory.mktemp("example") / "example.csv"
    path.write_text(re.search(r"```csv\n(.*?)```", DOC, re.DOTALL).group(1), encoding="utf-8")
    codings, faults = gather(read_coded(path))
    assert not faults
    return agreement(codings, np.random.default_rng(0), draws=50)


def table(head):
    """Names and values of the table under a head."""
    part = DOC.split(f"| {head} | value |\n|---|---|\n")[1].split("\n\n")[0]
    return dict(re.findall(r"^\| (\w+) \| (-?[\d.]+) \|$", part, re.MULTILINE))


def test_the_figures_of_the_worked_example(report):
    told = table("figure of A")
    assert told.keys() == COEFFICIENTS.keys()
    for name, value in told.items():
        assert f"{report.codes['A'].figures[name].value:.6f}" == value, name


def test_the_whole_answers_of_the_worked_example(report):
    for name, value in table("figure of all answers").items():
        assert f"{report.overall.figures[name].value:.6f}" == value


def test_the_hand_examples_in_the_text():
    design = make_design(np.array([0.5, 0.25, 0.25]))
    errors = np.array([[1.0], [0.0], [1.0]])
    assert totals(errors, design)[0].value == pytest.approx(6)
    assert shares(errors, np.ones((3, 1)), design, reason="")[0].value == pytest.approx(0.6)
    assert "where 2 % are wrong, 626 where 5 % are, 2,398 at worst" in DOC
    assert [sample_size(0.02, expected=rate) for rate in (0.02, 0.05, 0.5)] == [369, 626, 2398]
    plan = plan_acceptance(0.0, 0.10)
    assert (plan.size, plan.most) == (22, 0)
    exact = {"found": 800, "true": 1000, "silent": 900, "false": 1000}
    assert corrected_prevalence(310, 1000, **exact).value[0] == pytest.approx(0.3)
    made = calibrated_prevalence(300, 1000, right=80, given=100, missed=10, withheld=100)
    assert made.value[0] == pytest.approx(0.31)


def test_every_figure_of_a_report_is_described():
    named = {"set_alpha": "alpha of sets", "masi_alpha": "alpha with MASI", "hierarchical_alpha": "hierarchical alpha"}
    words = named | {name: name.replace("_", " ") for name in COEFFICIENTS}
    words |= {"percent": "percent agreement", "cohen_kappa": "Cohen's kappa", "fleiss_kappa": "Fleiss' kappa"}
    words |= {"krippendorff_alpha": "Krippendorff's alpha", "gwet_ac1": "Gwet's AC1"}
    for name in words:
        assert f"| {words[name]}" in DOC or words[name] in DOC, name
