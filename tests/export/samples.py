"""A coding written by hand: two suggestions of one dimension, one of another, a denied code, a check note."""

from coder.export.page import About
from coder.records import CheckNote, Coding, Denied, Evidence, Narrative, Suggestion, Term

TEXT = "The pears (“Conférence”) were bruised & soft.\nNo worms were found; <b>two</b> were thrown away."


def evidence(words: str, source: str, reason: str, claim: str = "affirmed") -> Evidence:
    start = TEXT.index(words)
    return Evidence(start, start + len(words), words, source, reason, claim)


NARRATIVE = Narrative("crate-7", TEXT)
CODING = Coding(
    id="crate-7",
    edition="fruit-1+2026-01-02.0a1b2c3d",
    language="en",
    status="coded",
    familiarity=0.9167,
    suggestions=(
        Suggestion(
            dimension="DEF",
            unit="event",
            subject=None,
            code="D1",
            label="Bruise",
            confidence=0.9312,
            rank=1,
            evidence=(
                evidence("bruised", "rule", "bruised: pressed or knocked"),
                evidence("The pears (“Conférence”) were bruised & soft.", "classifier", "words: bruise, soft"),
            ),
            terms=(Term("how often the code is given", -1.5), Term("a rule affirms it", 4.1)),
        ),
        Suggestion(
            dimension="DEF",
            unit="event",
            subject=None,
            code="D2",
            label="Rot",
            confidence=0.3,
            rank=2,
            evidence=(evidence("soft", "rule", "soft: soft & brown"),),
        ),
        Suggestion(
            dimension="FRU",
            unit="event",
            subject=None,
            code="K2",
            label="Pear",
            confidence=0.99,
            rank=1,
            evidence=(evidence("pears", "rule", "pear"),),
        ),
    ),
    denied=(Denied("DEF", "D3", "Worms", "denied", (evidence("worms", "rule", "worms: in it", "denied"),)),),
    checks=(CheckNote("no-fate", "info", "Nothing is coded of what became of it.", ("D1", "D2")),),
)
FOREIGN = Coding("caisse-8", "fruit-1+2026-01-02.0a1b2c3d", "fr", "unsupported_language", 0.0)
NOTHING = Coding("crate-9", "fruit-1+2026-01-02.0a1b2c3d", "en", "coded", 1.0)
CODINGS = (CODING, FOREIGN, NOTHING)
PAIRS = (
    (NARRATIVE, CODING),
    (Narrative("caisse-8", "Les poires étaient abîmées."), FOREIGN),
    (Narrative("crate-9", "The scales were tested."), NOTHING),
)
ABOUT = About("Fruit defects, version 1", "made-up scheme", CODING.edition, {"DEF": "Defect", "FRU": "Kind of fruit"})
