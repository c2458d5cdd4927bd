"""Search the code list as people type."""

from __future__ import annotations

from coder.scheme import Code, Scheme
from service.answers import CodeOut


def search(scheme: Scheme, words: str, dimension: str | None, *, after: int, limit: int) -> list[CodeOut]:
    """Codes in which every word stands: the id or label first, then the definition, then in- and exclusions."""
    wanted = words.casefold().split()
    codes = [code for code in scheme.codes.values() if dimension is None or code.dimension == dimension]
    found = [(rank, code) for code in codes if not code.retired and (rank := _rank(code, words, wanted)) is not None]
    found.sort(key=lambda pair: pair[0])
    return [described(scheme, code) for _, code in found[after : after + limit]]


def described(scheme: Scheme, code: Code) -> CodeOut:
    """A code with what tells it from others."""
    return CodeOut(
        code=code.id,
        dimension=code.dimension,
        dimension_label=scheme.dimensions[code.dimension].label,
        label=code.label,
        definition=code.definition,
        includes=code.includes,
        excludes=code.excludes,
        parent=code.parent,
        retired=code.retired,
    )


def _rank(code: Code, words: str, wanted: list[str]) -> int | None:
    """0 for the id itself, then where the words stand; None where one is missing."""
    if code.id.casefold() == words.strip().casefold():
        return 0
    fields = (f"{code.id} {code.label}", code.definition, code.includes, code.excludes)
    text = ""
    for rank, field in enumerate(fields, 1):
        text = f"{text} {field}".casefold()
        if all(word in text for word in wanted):
            return rank
    return None
