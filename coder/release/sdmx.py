"""A table as SDMX: SDMX-CSV 2.0 with the data, and SDMX-ML 3.0 with its code lists, concepts and data structure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from coder.errors import UsageError
from coder.release.cube import TOTAL
from coder.release.tables import TOTAL_LABEL, Release

if TYPE_CHECKING:
    from pysdmx.model import Codelist

VERSION = "1.0.0"
MEASURE, STATUS = "OBS_VALUE", "CONF_STATUS"
FREE, CONFIDENTIAL = "F", "C"
"""Codes of CONF_STATUS as in the cross-domain code list CL_CONF_STATUS: free for publication; confidential."""
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9_@$-]")


def sdmx_id(text: str) -> str:
    """The text as an SDMX identifier: letters, digits, `_`, `@`, `$` and `-`, others replaced by `_`."""
    return _NOT_IN_ID.sub("_", text) or "_"


def sdmx_csv(made: Release, *, agency: str, name: str) -> Iterator[str]:
    """The table in SDMX-CSV 2.0: a header, then a row per cell with its structure, action, key, value and status.

    Raises UsageError when two categories of an axis have the same SDMX identifier.
    """
    ids = [_ids(axis.with_total, axis.id) for axis in made.cube.axes]
    dimensions = [_concept(axis.id) for axis in made.cube.axes]
    yield _line(["STRUCTURE", "STRUCTURE_ID", "ACTION", *dimensions, MEASURE, STATUS])
    structure = f"{agency}:{sdmx_id(name)}({VERSION})"
    for key in made.cube.cells():
        shown = made.shown.get(key)
        place = [ids[at][category] for at, category in enumerate(key)]
        value = ("", CONFIDENTIAL) if shown is None else (str(shown), FREE)
        yield _line(["datastructure", structure, "I", *place, *value])


def sdmx_structures(made: Release, *, agency: str, name: str, prepared: datetime) -> str:
    """SDMX-ML 3.0 with a code list per axis, the concepts and the data structure. `prepared` goes into its header.

    Raises UsageError when the library that writes it is not installed.
    """
    try:
        from pysdmx.io import write_sdmx
        from pysdmx.io.format import Format
        from pysdmx.model import Organisation
        from pysdmx.model.message import Header
    except ImportError:
        raise UsageError("SDMX needs the extra exchange: pip install 'ictip-coder[exchange]'") from None
    header = Header(id=sdmx_id(name), prepared=prepared, sender=Organisation(agency))
    text = write_sdmx(_structures(made, agency, name), Format.STRUCTURE_SDMX_ML_3_0, header=header)
    if text is None:
        raise UsageError("the SDMX library wrote nothing")
    return text


def _structures(made: Release, agency: str, name: str) -> list[Any]:
    from pysdmx.model import (
        Component,
        Components,
        Concept,
        ConceptScheme,
        DataStructureDefinition,
        DataType,
        ItemReference,
        Role,
    )

    lists = _code_lists(made, agency)
    concepts = [Concept(id_, name=codes.name, codes=codes, dtype=DataType.STRING) for id_, codes in lists.items()]
    measure = Concept(MEASURE, name="Number of records", dtype=DataType.INTEGER)
    scheme = ConceptScheme(
        f"CS_{sdmx_id(name)}",
        name=f"Concepts of {name}",
        agency=agency,
        version=VERSION,
        items=[*concepts, measure],
        is_final=False,
    )

    def part(concept: Concept, role: Role) -> Component:
        place = ItemReference(sdmx_type="Concept", agency=agency, id=scheme.id, version=VERSION, item_id=concept.id)
        level = "O" if role is Role.ATTRIBUTE else None
        return Component(
            concept.id, True, role, place, concept.dtype, local_codes=concept.codes, attachment_level=level
        )

    parts = [part(each, Role.ATTRIBUTE if each.id == STATUS else Role.DIMENSION) for each in concepts]
    parts.append(part(measure, Role.MEASURE))
    structure = DataStructureDefinition(
        sdmx_id(name), name=name, agency=agency, version=VERSION, components=Components(parts), is_final=False
    )
    return [*lists.values(), scheme, structure]


def _code_lists(made: Release, agency: str) -> dict[str, Codelist]:
    """Code lists by the concept they belong to: one per axis, and that of the status."""
    from pysdmx.model import Code, Codelist

    found = {}
    for axis in made.cube.axes:
        labels = {**axis.categories, TOTAL: TOTAL_LABEL}
        ids = _ids(axis.with_total, axis.id)
        codes = [Code(ids[category], name=label or category) for category, label in labels.items()]
        concept = _concept(axis.id)
        found[concept] = Codelist(f"CL_{concept}", name=axis.label, agency=agency, version=VERSION, items=codes)
    status = [Code(FREE, name="Free (free for publication)"), Code(CONFIDENTIAL, name="Confidential")]
    found[STATUS] = Codelist(
        f"CL_{STATUS}", name="Confidentiality status", agency=agency, version=VERSION, items=status
    )
    return found


def _concept(axis: str) -> str:
    """The identifier of an axis as a component, where SDMX allows no more than letters, digits, `_` and `-`."""
    return re.sub(r"[@$]", "_", sdmx_id(axis)).upper()


def _ids(categories: tuple[str, ...], axis: str) -> Mapping[str, str]:
    ids = {category: sdmx_id(category) for category in categories}
    if len(set(ids.values())) < len(ids):
        raise UsageError(f"{axis}: two categories have the same SDMX identifier; rename one")
    return ids


def _line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()
