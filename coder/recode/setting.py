"""What must stay the same during a run: noted when it begins, compared when it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from coder.edition import shipped_edition
from coder.errors import DataError, EditionError, RunError
from coder.recode.checkpoint import Setting
from coder.recode.plan import Plan
from coder.recode.plan_file import parse_plan
from coder.recode.shipping import ShippedEdition, shipped
from coder.recode.sources import Source, Survey

_SHAPING = ("numpy", "pyarrow", "rapidfuzz", "scikit-learn", "scipy", "spacy")
"""Libraries whose versions can change a byte of the output."""


def new_setting(plan: Plan, survey: Survey, edition: ShippedEdition) -> Setting:
    """The setting of a run that begins now."""
    return Setting(
        plan_path=str(plan.file),
        plan_text=plan.text,
        plan=plan.identity(),
        inputs=dict(survey.files),
        rows=survey.rows,
        edition=edition.id,
        edition_folder=str(edition.folder.absolute()),
        seal=edition.seal,
        libraries=_versions(),
    )


def edition_of(plan: Plan) -> ShippedEdition:
    """The edition a plan names, checked. Raises EditionError, also when its id is not the one the plan asks for."""
    edition = shipped(plan.edition if plan.edition is not None else shipped_edition())
    if plan.edition_id is not None and edition.id != plan.edition_id:
        raise EditionError(f"the plan asks for the edition {plan.edition_id}; the folder holds {edition.id}")
    return edition


def plan_again(setting: Setting, folder: Path) -> Plan:
    """The plan of a run as it began. Raises RunError when its file says something else by now.

    The table [work] may have been edited: it changes no byte of the output. When the file is gone, the copy counts.
    """
    path = Path(setting.plan_path)
    content = path.read_bytes() if path.is_file() else setting.plan_text.encode()
    try:
        plan = parse_plan(content, path)
    except DataError:
        raise RunError(f"{path} was changed since the run began and has faults now; put it back") from None
    if plan.identity() != setting.plan:
        raise RunError(f"{path} or a file it names was changed since the run began; put it back, or begin a new run")
    return plan.moved(folder)


def check_unchanged(setting: Setting, plan: Plan, source: Source) -> ShippedEdition:
    """The edition of a run that goes on. Raises RunError when edition, input or libraries are not as they were."""
    edition = shipped(plan.edition if plan.edition is not None else Path(setting.edition_folder))
    if edition.seal != setting.seal:
        raise RunError(f"the edition was changed since the run began: it was {setting.edition}, now it is {edition.id}")
    changed = _differing(setting.inputs, source.hashes())
    if changed:
        raise RunError(f"the input was changed since the run began: {', '.join(changed)}")
    libraries = _differing(setting.libraries, _versions())
    if libraries:
        raise RunError(f"other versions are installed than when the run began: {', '.join(libraries)}")
    return edition


def _differing(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def _versions() -> dict[str, str]:
    return {name: version(name) for name in _SHAPING}
