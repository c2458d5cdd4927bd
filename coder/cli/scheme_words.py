"""Find codes and dimensions by what people type."""

from __future__ import annotations

import difflib

from coder.errors import UsageError
from coder.scheme import Code, Scheme


def find_code(name: str, scheme: Scheme) -> str:
    """The id of the code that is meant, whatever its case. Raises UsageError with the nearest ids."""
    found = _find(name, list(scheme.codes))
    if found is None:
        dimension = _find(name, list(scheme.dimensions))
        if dimension is not None:
            raise UsageError(f"{dimension} is a dimension; ictip scheme show {dimension} lists its codes")
        raise UsageError(_unknown("code", name, list(scheme.codes)))
    return found


def find_entry(name: str, scheme: Scheme) -> str:
    """The id of the dimension or code that is meant, whatever its case. Raises UsageError with the nearest ids."""
    ids = [*scheme.dimensions, *scheme.codes]
    found = _find(name, ids)
    if found is None:
        raise UsageError(_unknown("code or dimension", name, ids))
    return found


def search(words: str, scheme: Scheme) -> list[Code]:
    """Codes in whose id, label, definition or examples every word stands, in list order, whatever their case."""
    wanted = words.casefold().split()
    return [code for code in scheme.codes.values() if all(word in _searched(code) for word in wanted)]


def _searched(code: Code) -> str:
    return "\n".join((code.id, code.label, code.definition, code.includes, code.excludes)).casefold()


def _find(name: str, ids: list[str]) -> str | None:
    if name in ids:
        return name
    return next((each for each in ids if each.casefold() == name.casefold()), None)


def _unknown(kind: str, name: str, ids: list[str]) -> str:
    near = difflib.get_close_matches(name.upper(), ids, n=5, cutoff=0.5)
    hint = f"; near it: {', '.join(near)}" if near else ""
    return f"the scheme has no {kind} {name}{hint}"
