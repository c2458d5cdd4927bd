"""Suggest codes for case narratives, with confidence and the words that support them.

    read_narratives   files become narratives, or refusals with row and reason
    Suggester.suggest words are cleaned and tokenised; rules and classifier find evidence;
                      claims tell affirmed from denied; a sum of log-odds becomes one confidence per code;
                      hierarchy and single-valued dimensions are settled; edit rules look at the result
    Coding            suggestions with evidence, denied codes, check notes

>>> from coder import open_edition
>>> coding = open_edition().suggest("On arrival the farmer took her passport and locked it away.")  # doctest: +SKIP
>>> [(item.code, item.confidence) for item in coding.suggestions]  # doctest: +SKIP
"""

from coder.edition import build_edition, evaluate, open_edition, read_gold
from coder.errors import CoderError
from coder.narrative.intake import read_narratives
from coder.records import CheckNote, Coding, Denied, Evidence, Narrative, Suggestion, Term
from coder.scheme import Scheme, load_scheme
from coder.suggest.suggester import Suggester

__all__ = [
    "CheckNote",
    "CoderError",
    "Coding",
    "Denied",
    "Evidence",
    "Narrative",
    "Scheme",
    "Suggester",
    "Suggestion",
    "Term",
    "build_edition",
    "evaluate",
    "load_scheme",
    "open_edition",
    "read_gold",
    "read_narratives",
]
