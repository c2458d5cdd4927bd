"""Narratives are asked for only where the report shows them."""

from types import SimpleNamespace

from coder.audit.study.documents import queued_records
from coder.audit.study.sections.quality import LISTED, disagreements


def entries(prefix, count):
    told = {"code": "D1", "gave": (), "evidence": (), "withheld": (), "instead": ()}
    return [SimpleNamespace(record=f"{prefix}{at}", **told) for at in range(count)]


def test_records_beyond_the_lists_are_not_asked_for():
    likely = SimpleNamespace(queue=entries("q", LISTED + 5))
    found = SimpleNamespace(likely=likely, disagreements=entries("d", LISTED + 5), disagreement_count=LISTED + 5)
    asked = set(queued_records(found))
    assert len(asked) == 2 * LISTED
    texts = {record: f"text of {record}" for record in asked}
    [section] = disagreements(found, str, texts)
    quotes = section.parts[2:]
    assert len(quotes) == LISTED
    assert set(queued_records(SimpleNamespace(likely=None, disagreements=[]))) == set()
