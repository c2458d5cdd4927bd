"""Read narratives from a database by an SQL query, streamed, through the same checks as files.

Passwords never stand in a plan: `${NAME}` in the URL is filled in from the environment when the connection is made.
Messages of the database are told only while connecting, because later ones may quote cells.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING

from coder.errors import IntakeError, UsageError
from coder.narrative.intake import Intake, read_table
from coder.narrative.intake.items import Record, Row, Table
from coder.recode.plan import Input

if TYPE_CHECKING:
    from sqlalchemy import CursorResult

_FETCHED = 1000
"""Rows fetched at a time from the server's cursor."""

SQL_NAME = "query"
"""How the query is called where a file would be named."""

_MISSING = "reading from a database needs SQLAlchemy; install ictip-coder[recode]"


def url_problem(url: str) -> str | None:
    """Why a URL cannot be used in a plan; None when it can. The URL itself is never repeated."""
    from_environment = string.Template(url)
    try:
        import sqlalchemy
    except ImportError:
        return f"cannot be used: {_MISSING}"
    if not from_environment.is_valid():
        return "holds a $ that is no ${NAME}"
    try:
        password = sqlalchemy.make_url(url).password
    except sqlalchemy.exc.ArgumentError:
        return "is no database URL"
    if password and not str(password).startswith("${"):
        return "holds a password; write ${NAME} and set the environment variable NAME"
    return None


def read_query(source: Input, environ: Mapping[str, str], seen: set[str]) -> Intake:
    """The narratives of a query, to be iterated once. The query should say ORDER BY, lest a resumed run find the rows
    in another order and stop. Raises UsageError and IntakeError.
    """
    return read_table(
        SQL_NAME,
        lambda: _table(source, environ),
        id_column=source.id_column,
        text_column=source.text_column,
        seen=seen,
    )


def _table(source: Input, environ: Mapping[str, str]) -> Table:
    try:
        import sqlalchemy
    except ImportError:
        raise UsageError(_MISSING) from None
    try:
        url = string.Template(source.url or "").substitute(environ)
    except KeyError as error:
        raise UsageError(f"[input] url: the environment variable {error.args[0]} is not set") from None
    with ExitStack() as stack:
        try:
            engine = sqlalchemy.create_engine(url, hide_parameters=True)
            stack.callback(engine.dispose)
            connection = stack.enter_context(engine.connect())
        except (sqlalchemy.exc.SQLAlchemyError, ImportError) as error:
            reason = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]
            raise IntakeError(f"{SQL_NAME}: no connection to the database ({reason})") from None
        try:
            options = {"stream_results": True, "yield_per": _FETCHED}
            result = connection.execute(sqlalchemy.text(source.query or ""), execution_options=options)
        except sqlalchemy.exc.SQLAlchemyError as error:
            raise _refused(error, 0) from None
        return Table("sql", None, tuple(result.keys()), _rows(result, stack.pop_all()))


def _rows(result: CursorResult[tuple[object, ...]], stack: ExitStack) -> Iterator[Record]:
    import sqlalchemy

    number = 0
    with stack:
        try:
            for row in result.mappings():
                number += 1
                yield Row(number, dict(row))
        except sqlalchemy.exc.SQLAlchemyError as error:
            raise _refused(error, number) from None


def _refused(error: Exception, number: int) -> IntakeError:
    where = f"after row {number}" if number else "the query failed"
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    reason = type(error).__name__ + (f", SQLSTATE {state}" if state else "")
    return IntakeError(f"{SQL_NAME}: {where} ({reason})")
