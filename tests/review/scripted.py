"""A coder that suggests by script, over a small list: for tests that need no edition."""

from coder.records import Coding, Evidence, Suggestion
from coder.scheme.codes import Code, Dimension, make_scheme

SCHEME = make_scheme(
    [
        Code("A1", "One", "A"),
        Code("A11", "One in detail", "A", parent="A1"),
        Code("A2", "Two", "A"),
        Code("A3", "Three", "A"),
        Code("A9", "Gone", "A", retired=True),
        Code("A99", "Not known", "A", residual=True),
        Code("B1", "Other one", "B"),
        Code("B2", "Other two", "B"),
    ],
    [Dimension("A", "A"), Dimension("B", "B")],
    name="scripted",
    version="1",
)


def suggestion(code, confidence=0.9, start=0, end=4):
    entry = SCHEME.codes[code]
    evidence = (Evidence(start, end, "word", "rule", "because"),)
    return Suggestion(entry.dimension, "event", None, code, entry.label, confidence, 1, evidence)


class Scripted:
    """Suggests the codes that stand in the text as words."""

    edition = "scripted-1"
    scheme = SCHEME

    def suggest(self, narrative, *, min_confidence=0.2):
        codes = [word for word in narrative.text.split() if word in SCHEME.codes]
        shown = tuple(suggestion(code) for code in codes)
        return Coding(narrative.id, self.edition, "en", "coded", 1.0, shown)

    def suggest_many(self, narratives, *, min_confidence=0.2):
        return (self.suggest(narrative, min_confidence=min_confidence) for narrative in narratives)
