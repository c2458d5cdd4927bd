"""Copies of what editions were: an old decision stays explainable when the edition's folder is long gone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy import Connection, insert, select

from coder.errors import Conflict, UsageError
from coder.review import trail
from coder.review.database import Store
from coder.review.schema import editions
from coder.scheme import Scheme


class StoredCode(TypedDict):
    """What is kept of a code."""

    dimension: str
    label: str
    retired: bool


def put_edition(
    connection: Connection, at: datetime, who: str, edition: str, scheme: Scheme, manifest: Mapping[str, Any]
) -> None:
    """Copy the manifest and the code list, once. Raises Conflict when the same id stood for something else before."""
    known = connection.execute(select(editions.c.manifest).where(editions.c.edition == edition)).one_or_none()
    if known is not None:
        if trail.digest(known.manifest) != trail.digest(manifest):
            raise Conflict(f"the store knows {edition} with another manifest")
        return
    codes = {
        code.id: {"dimension": code.dimension, "label": code.label, "retired": code.retired}
        for code in scheme.codes.values()
    }
    row = {
        "edition": edition,
        "scheme": f"{scheme.name}-{scheme.version}",
        "manifest": dict(manifest),
        "codes": codes,
        "added_at": at,
    }
    connection.execute(insert(editions), row)
    details = {"edition": edition, "manifest": trail.digest(manifest), "codes": trail.digest(codes)}
    trail.append(connection, at, who, "edition.add", None, details)


def codes_of(store: Store, connection: Connection, edition: str) -> Mapping[str, StoredCode]:
    """The code list of an edition, by code id. Raises UsageError for an edition the store never saw."""
    if edition not in store.codes:
        found = connection.execute(select(editions.c.codes).where(editions.c.edition == edition)).scalar()
        if found is None:
            raise UsageError(f"the store does not know the edition {edition}")
        store.codes[edition] = found
    codes: Mapping[str, StoredCode] = store.codes[edition]
    return codes


def code_list(store: Store, edition: str) -> Mapping[str, StoredCode]:
    """The code list of an edition, for whoever shows its labels. Raises UsageError for one the store never saw."""
    if edition in store.codes:
        known: Mapping[str, StoredCode] = store.codes[edition]
        return known
    with store.read() as connection:
        return codes_of(store, connection, edition)


def manifest_of(store: Store, edition: str) -> Mapping[str, Any]:
    """The manifest as it was copied. Raises UsageError for an edition the store never saw."""
    with store.read() as connection:
        found = connection.execute(select(editions.c.manifest).where(editions.c.edition == edition)).scalar()
    if found is None:
        raise UsageError(f"the store does not know the edition {edition}")
    manifest: Mapping[str, Any] = found
    return manifest
