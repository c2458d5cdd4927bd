"""Reading a section of a plan key by key; what is wrong leaves a fault and gives the default."""

from __future__ import annotations

from typing import Any

from coder.errors import Fault
from coder.recode.plan import Section

PLAN = "plan"
"""How the plan is called in faults of its sections."""


class SectionReader:
    """Takes the values of a section, each key once, and can tell the keys that nobody took."""

    def __init__(self, name: str, section: Section, faults: list[Fault]) -> None:
        self._name, self._section, self._faults = name, section, faults
        self._taken: set[str] = set()

    def fault(self, key: str, reason: str) -> Fault:
        """A fault at a key of the section; with an empty key, at the section."""
        return Fault(PLAN, 0, f"{f'[{self._name}] {key}'.strip()} {reason}")

    def text(self, key: str) -> str | None:
        """A text, or None when the key is not there."""
        value = self._take(key)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        self._wrong(key, "is not a text")
        return None

    def share(self, key: str, default: float) -> float:
        """A number from 0 to 1."""
        value = self._take(key)
        if value is None:
            return default
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
            return float(value)
        self._wrong(key, "is not a number from 0 to 1")
        return default

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty when the key is not there."""
        value = self._take(key)
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        self._wrong(key, "is not a list of texts")
        return ()

    def texts_by_key(self, key: str) -> dict[str, str]:
        """A table of texts, empty when the key is not there."""
        value = self._take(key)
        if value is None:
            return {}
        if isinstance(value, dict) and all(isinstance(each, str) for each in value.values()):
            return dict(value)
        self._wrong(key, "is not a table of texts")
        return {}

    def refuse_others(self) -> None:
        """Leave a fault for every key that was not taken."""
        for key in self._section.values:
            if key not in self._taken:
                self._wrong(key, f"is not known; known: {', '.join(sorted(self._taken))}")

    def _take(self, key: str) -> Any:
        self._taken.add(key)
        return self._section.values.get(key)

    def _wrong(self, key: str, reason: str) -> None:
        self._faults.append(self.fault(key, reason))
