"""What the tables are made of: names of constraints, row numbers, times."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Dialect, ForeignKey, Integer, MetaData, String, TypeDecorator

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=_NAMES)

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""Row numbers: 64 bits on both; SQLite numbers rows by itself only in a column called INTEGER."""


class Moment(TypeDecorator[datetime]):
    """A time with its zone in Python, `2026-01-31T12:00:00.000000Z` in the database."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """To the database; raises ValueError for a time without a zone."""
        return None if value is None else stamp(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else datetime.fromisoformat(value)


def stamp(moment: datetime) -> str:
    """A time as it stands in the database and in the trail. Raises ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def row_id() -> Column[int]:
    """The number of a row, given by the database."""
    return Column("id", BigId, primary_key=True, autoincrement=True)


def to(target: str, *, null: bool = False, key: bool = False) -> Column[int]:
    """A column that names a row of another table: `to("cases")` is `case_id`."""
    name = f"{target.removesuffix('s')}_id"
    return Column(name, BigId, ForeignKey(f"{target}.id"), nullable=null, primary_key=key)
