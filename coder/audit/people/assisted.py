"""What suggestions do to coders: how often they are taken, wrong ones on purpose too, and what coders do without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from coder.audit.assistance import Assistance
from coder.audit.codings import Bools, Codings, Floats, Sparse
from coder.audit.figures import Figure, undefined
from coder.audit.people.consensus import compared
from coder.audit.ratios import contrast, ratio


@dataclass(frozen=True, slots=True)
class Assisted:
    """A coder, or all together, with suggestions and without. Shares lie between 0 and 1.

    `taken` is the share of shown suggestions that were given, planted ones left out; `planted_taken` that of planted
    ones: each is an error that a suggestion caused. `machine_assisted` and `machine_blind` are the shares of the
    machine's codes that were given where suggestions were shown and where they were not, and `pull` their difference:
    what showing them adds, for good or ill. `error_assisted` and `error_blind` are shares of the given codes that the
    reference does not have; `error_change` is assisted minus blind, above 0 = showing suggestions does harm.
    """

    coder: str
    assisted: int
    blind: int
    taken: Figure
    planted: int
    planted_taken: Figure
    machine_assisted: Figure
    machine_blind: Figure
    pull: Figure
    error_assisted: Figure
    error_blind: Figure
    error_change: Figure


def assisted(
    codings: Codings,
    *,
    machine: str | None = None,
    reference: str | None = None,
    leave_out: Sequence[str] = (),
    level: float = 0.95,
) -> tuple[Assisted, ...]:
    """All coders together, then each who is not left out; nothing where nobody says what was shown.

    `machine` names the coder whose codes are suggested.
    """
    shown = codings.assistance
    people = [at for at, name in enumerate(codings.coders) if name not in {machine, reference, *leave_out}]
    if shown is None or not people:
        return ()
    tables = [_table(codings, shown, at, machine, reference) for at in people]
    everyone = {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}
    named = [("all coders", everyone), *((codings.coders[at], table) for at, table in zip(people, tables, strict=True))]
    return tuple(_figures(name, table, level) for name, table in named)


def _table(
    codings: Codings, shown: Assistance, at: int, machine: str | None, reference: str | None
) -> dict[str, Floats]:
    """Sums per record, arrays of one length, for the records the coder coded."""
    coded = np.flatnonzero(codings.coded_records[at])
    given, planted = codings.given[at][coded], shown.planted[at][coded]
    offered = sparse.csr_array(shown.suggested[at][coded])
    sincere = sparse.csr_array(offered - offered.multiply(planted))
    made = {"shown": shown.shown[at][coded].astype(float)}
    made["sincere"], made["sincere_given"] = _sums(sincere, given)
    made["planted"], made["planted_given"] = _sums(planted, given)
    made["machine"] = made["machine_given"] = made["given"] = made["wrong"] = np.zeros(len(coded))
    if machine is not None:
        made["machine"], made["machine_given"] = _sums(codings.given[codings.place(machine)][coded], given)
    if reference is not None:
        beside = compared(codings, at, [codings.place(reference)])
        total, _, both = beside.sums
        both_of: Bools = beside.records[coded]
        made["given"], made["wrong"] = np.zeros(len(coded)), np.zeros(len(coded))
        made["given"][both_of], made["wrong"][both_of] = total, total - both
    return made


def _sums(offered: Sparse, given: Sparse) -> tuple[Floats, Floats]:
    taken = sparse.csr_array(offered.multiply(given))
    return tuple(np.asarray(each.sum(axis=1), dtype=float).ravel() for each in (offered, taken))  # type: ignore[return-value]


def _figures(coder: str, table: dict[str, Floats], level: float) -> Assisted:
    with_, without = table["shown"] == 1, table["shown"] == 0

    def share(part: str, whole: str, where: Bools, reason: str) -> Figure:
        return ratio(table[part][where], table[whole][where], reason=reason, level=level)

    machine = [share("machine_given", "machine", where, _MACHINE[at]) for at, where in enumerate((with_, without))]
    errors = [share("wrong", "given", where, _REFERENCE[at]) for at, where in enumerate((with_, without))]
    return Assisted(
        coder=coder,
        assisted=int(with_.sum()),
        blind=int(without.sum()),
        taken=share("sincere_given", "sincere", with_, "no suggestion is known to have been shown"),
        planted=int(table["planted"][with_].sum()),
        planted_taken=share("planted_given", "planted", with_, "no wrong suggestion was planted"),
        machine_assisted=machine[0],
        machine_blind=machine[1],
        pull=contrast(machine[0], machine[1]),
        error_assisted=errors[0],
        error_blind=errors[1],
        error_change=contrast(errors[0], errors[1]) if with_.any() and without.any() else undefined(_NO_PAIR),
    )


_MACHINE = (
    "no machine coding of records with suggestions was given",
    "no machine coding of records without suggestions was given",
)
_REFERENCE = ("no reference for records with suggestions", "no reference for records without suggestions")
_NO_PAIR = "records with and without suggestions are both needed"
