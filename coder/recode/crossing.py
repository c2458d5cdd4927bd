"""The crosswalk of a plan: from a record's old codes and its coding to what became of each old code.

Keys of [crosswalk]: `name` (a shipped crosswalk) or `file` with `about_file`; `confidence` and `margin` from which on
the text decides between candidates; `columns` where a variable stands in a column of another name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from coder.crosswalk import Conflict, Crosswalk, Decide, Move, cross, find_crosswalk, parse_crosswalk
from coder.crosswalk.queue import conflict_reason
from coder.edition.locate import SHIPPED_SCHEME, training_data
from coder.errors import Fault, SchemeError
from coder.recode.plan import Section
from coder.recode.rows import SAYS_NOTHING, Crossed
from coder.recode.section import SectionReader
from coder.records import Coding
from coder.scheme import Scheme

_SHIPPED, _SHIPPED_ABOUT = "name", "name_about"


@dataclass(frozen=True)
class OldCodes:
    """Crosses old codes; a pure function of them and the coding (see `coder.recode.rows.Crosswalk`)."""

    crosswalk: Crosswalk
    scheme: Scheme
    decide: Decide
    columns: Mapping[str, str]

    def __call__(self, old_codes: Sequence[str], coding: Coding) -> tuple[Crossed, ...]:
        """Every old code in the order given."""
        return tuple(each for old in old_codes for each in self._one(old, coding))

    def _one(self, old: str, coding: Coding) -> Iterator[Crossed]:
        variable, value = self._parts(old)
        if value in self.crosswalk.missing:
            yield Crossed(old, "", "", "dropped", reason=SAYS_NOTHING)
            return
        crossing = cross(self.crosswalk, {variable: [value]}, self.scheme, coding, decide=self.decide)
        disputed = {conflict.code: conflict for conflict in crossing.conflicts}
        for move in crossing.moves:
            yield from self._rows(old, move, disputed)

    def _parts(self, old: str) -> tuple[str, str]:
        """Variable and value: `column=value`, or a bare value where the crosswalk has one variable only."""
        column, equals, value = old.partition("=")
        variable = self.columns.get(column, column)
        variables = self.crosswalk.variables
        if equals and variable in variables:
            return variable, value
        return (variables[0], old) if len(variables) == 1 else ("", old)

    def _rows(self, old: str, move: Move, disputed: Mapping[str, Conflict]) -> Iterator[Crossed]:
        lines = {line.new: line for line in self.crosswalk.lines if line.row in move.rows}
        if move.how in ("dropped", "unknown"):
            line = self._name(move.rows[0]) if move.rows else ""
            yield Crossed(old, "", line, "dropped" if move.how == "dropped" else "unknown", reason=move.reason)
        for code in move.new:
            line = self._name(lines[code].row)
            if move.how == "queue":
                yield Crossed(old, code, line, "undecided", lines[code].share, move.reason)
            elif move.how == "text":
                yield Crossed(old, code, line, "decided_by_text")
            elif code in disputed:
                yield Crossed(old, code, line, "conflict", reason=conflict_reason(disputed[code]))
            else:
                yield Crossed(old, code, line, "carried")

    def _name(self, row: int) -> str:
        return f"{self.crosswalk.name}:{row}"


def with_shipped(section: Section) -> Section:
    """The section with the content of the shipped crosswalk it names, so that the plan's identity covers it.

    Raises UsageError for a name that is not shipped.
    """
    name = section.values.get(_SHIPPED)
    if not isinstance(name, str):
        return section
    path = find_crosswalk(name, training_data() / SHIPPED_SCHEME)
    files = {_SHIPPED: path.read_bytes(), _SHIPPED_ABOUT: path.with_suffix(".toml").read_bytes()}
    return replace(section, files={**section.files, **files})


def make_crossing(section: Section, scheme: Scheme, faults: list[Fault]) -> OldCodes | None:
    """The crosswalk step of a plan; None after faults."""
    reader = SectionReader("crosswalk", section, faults)
    name, file = reader.text(_SHIPPED), reader.text("file")
    reader.text("about_file")
    usual = Decide()
    decide = Decide(reader.share("confidence", usual.confidence), reader.share("margin", usual.margin))
    columns = reader.texts_by_key("columns")
    reader.refuse_others()
    if (name is None) == (file is None):
        faults.append(reader.fault("", "needs either name or file"))
        return None
    shipped = name is not None
    lines = section.files.get(_SHIPPED if shipped else "file")
    about = section.files.get(_SHIPPED_ABOUT if shipped else "about_file")
    if lines is None:
        return None  # a file that cannot be read has left its fault already
    try:
        crosswalk = parse_crosswalk(f"{name}.csv" if name else str(file), lines, about, scheme)
    except SchemeError as error:
        faults += error.faults
        return None
    for variable in columns:
        if variable not in crosswalk.variables:
            faults.append(reader.fault("columns", f"names {variable}, which is no variable of the crosswalk"))
    return OldCodes(crosswalk, scheme, decide, {column: variable for variable, column in columns.items()})
