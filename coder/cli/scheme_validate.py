"""`ictip scheme validate`: everything wrong with what people edit, at once and without learning anything."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from coder.cli.console import console
from coder.cli.options import TrainingFolder
from coder.edition.build import NARRATIVES, STATEMENTS
from coder.edition.locate import SHIPPED_SCHEME, rules_folder, training_data
from coder.errors import DataError, Fault
from coder.narrative.labelled import load_labelled
from coder.narrative.statements import load_statements
from coder.rules.rulebook import load_rulebook
from coder.scheme import load_checks, load_scheme

Read = TypeVar("Read")


def scheme_validate(folder: TrainingFolder = None) -> None:
    """List everything wrong with a training folder.

    Looks at the code list, its edit rules, the rule files, the labelled narratives and statements. The
    examples of the rules are run by `ictip build`, not here.
    """
    source = folder or training_data() / SHIPPED_SCHEME
    scheme = load_scheme(source)
    faults: list[Fault] = []
    checks = _kept(partial(load_checks, source, scheme), faults)
    rulebooks = [_kept(partial(load_rulebook, at, scheme.codes), faults) for at in _rule_folders(source)]
    narratives = (
        _kept(partial(load_labelled, source / NARRATIVES, scheme.codes), faults)
        if (source / NARRATIVES).is_dir()
        else ()
    )
    statements = _kept(partial(load_statements, source / STATEMENTS, scheme.codes), faults)
    if faults:
        raise DataError(faults)
    rules = sum(len(rulebook.rules) for rulebook in rulebooks if rulebook is not None)
    status = f" ({scheme.status})" if scheme.status else ""
    screen = console()
    screen.print(f"{scheme.name} {scheme.version}{status}: no faults", style="bold")
    screen.print(
        f"{len(scheme.dimensions)} dimensions, {len(scheme.codes)} codes, {len(checks or ())} checks, {rules} rules, "
        f"{len(narratives or ())} narratives, {len(statements or ())} statements"
    )


def _rule_folders(source: Path) -> list[Path]:
    return sorted(path for path in source.glob(str(rules_folder(Path(), "*"))) if path.is_dir())


def _kept(read: Callable[[], Read], faults: list[Fault]) -> Read | None:
    """What `read` gives; None, and its faults kept, when it raises them."""
    try:
        return read()
    except DataError as error:
        faults += error.faults
        return None
