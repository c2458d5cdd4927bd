"""The tables of the store, the same on SQLite and PostgreSQL.

`suggestions`, `candidates`, `decisions`, `showings` and `trail` are append-only: triggers refuse to change or delete
their rows.
A narrative's words stand in `narratives` and `remarks` alone, which can be emptied while all else stays.
Times are UTC in ISO 8601 with six decimals, so that they sort and hash as text on both.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from coder.review.columns import BigId, Moment, metadata, row_id, to

users = Table(
    "users",
    metadata,
    row_id(),
    Column("name", String(200), nullable=False, unique=True),
    Column("password_hash", Text),
    Column("administrator", Boolean, nullable=False, server_default=false()),
    Column("active", Boolean, nullable=False, server_default=true()),
    Column("created_at", Moment, nullable=False),
)
projects = Table(
    "projects",
    metadata,
    row_id(),
    Column("name", String(200), nullable=False, unique=True),
    Column("settings", JSON, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("created_at", Moment, nullable=False),
)
members = Table(
    "members",
    metadata,
    to("projects", key=True),
    to("users", key=True),
    Column("role", String(20), nullable=False),
    Column("reads_text", Boolean, nullable=False),
)
editions = Table(
    "editions",
    metadata,
    Column("edition", String(200), primary_key=True),
    Column("scheme", String(200), nullable=False),
    Column("manifest", JSON, nullable=False),
    Column("codes", JSON, nullable=False),
    Column("added_at", Moment, nullable=False),
)
batches = Table(
    "batches",
    metadata,
    row_id(),
    to("projects"),
    Column("edition", String(200), ForeignKey("editions.edition"), nullable=False),
    Column("by_id", BigId, ForeignKey("users.id"), nullable=False),
    Column("added_at", Moment, nullable=False),
)
_QUEUED = text("status = 'open' AND free_slots > 0")
cases = Table(
    "cases",
    metadata,
    row_id(),
    to("projects"),
    Column("batch_id", BigId, ForeignKey("batches.id"), nullable=False),
    Column("narrative_id", String(400), nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("text_length", Integer, nullable=False),
    Column("edition", String(200), ForeignKey("editions.edition"), nullable=False),
    Column("language", String(8), nullable=False),
    Column("familiarity", Float, nullable=False),
    Column("denied", JSON, nullable=False),
    Column("checks", JSON, nullable=False),
    Column("aided", Boolean, nullable=False),
    Column("status", String(20), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("coders_wanted", Integer, nullable=False),
    Column("free_slots", Integer, nullable=False),
    Column("uncertainty", Float, nullable=False),
    Column("draw", Float, nullable=False),
    Column("stratum", String(100), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("precedence", Integer, nullable=False),
    Column("closed_at", Moment),
    Column("closed_how", String(20)),
    Column("closed_by_id", BigId, ForeignKey("users.id")),
    Column("purged_at", Moment),
    UniqueConstraint("project_id", "narrative_id"),
    CheckConstraint("free_slots >= 0 AND free_slots <= coders_wanted", name="slots"),
    Index("ix_cases_status", "project_id", "status"),
    Index("ix_cases_batch", "batch_id"),
    Index("ix_cases_stratum", "project_id", "stratum"),
    Index("ix_cases_oldest", "project_id", "id", sqlite_where=_QUEUED, postgresql_where=_QUEUED),
    Index("ix_cases_uncertain", "project_id", "uncertainty", "id", sqlite_where=_QUEUED, postgresql_where=_QUEUED),
    Index("ix_cases_draw", "project_id", "draw", "id", sqlite_where=_QUEUED, postgresql_where=_QUEUED),
    Index("ix_cases_turn", "project_id", "turn", "id", sqlite_where=_QUEUED, postgresql_where=_QUEUED),
    Index("ix_cases_precedence", "project_id", "precedence", "id", sqlite_where=_QUEUED, postgresql_where=_QUEUED),
)
narratives = Table(
    "narratives",
    metadata,
    to("cases", key=True),
    Column("text", Text, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("reasons", JSON, nullable=False),
)
suggestions = Table(
    "suggestions",
    metadata,
    row_id(),
    to("cases"),
    Column("edition", String(200), ForeignKey("editions.edition"), nullable=False),
    Column("dimension", String(100), nullable=False),
    Column("code", String(100), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("planted", Boolean, nullable=False),
    Index("ix_suggestions_case", "case_id"),
)
candidates = Table(
    "candidates",
    metadata,
    row_id(),
    to("cases"),
    Column("old", String(200), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("dimension", String(100), nullable=False),
    Column("code", String(100), nullable=False),
    Column("share", Float),
    Column("reason", String(400), nullable=False),
    Index("ix_candidates_case", "case_id"),
)
assignments = Table(
    "assignments",
    metadata,
    row_id(),
    to("cases"),
    to("users"),
    Column("state", String(20), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
    Column("submitted_at", Moment),
    Column("seconds", Float, nullable=False, server_default="0"),
    Column("reason", Text, nullable=False, default=""),
    UniqueConstraint("case_id", "user_id"),
    Index("ix_assignments_state", "state", "until"),
    Index("ix_assignments_user", "user_id", "state"),
)
showings = Table(
    "showings",
    metadata,
    row_id(),
    to("cases"),
    to("users"),
    Column("at", Moment, nullable=False),
    Column("aided", Boolean, nullable=False),
    Column("edition", String(200), nullable=False),
    Column("suggestion_ids", JSON, nullable=False),
    Column("planted_ids", JSON, nullable=False),
    Column("candidate_ids", JSON(none_as_null=True)),
    Index("ix_showings_case", "case_id", "user_id"),
)
decisions = Table(
    "decisions",
    metadata,
    row_id(),
    to("cases"),
    to("users"),
    Column("phase", String(20), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("dimension", String(100), nullable=False),
    Column("code", String(100)),
    Column("new_code", String(100)),
    Column("evidence", JSON, nullable=False),
    Column("undoes", BigId, ForeignKey("decisions.id"), unique=True),
    to("showings", null=True),
    Column("edition", String(200), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_decisions_case", "case_id", "user_id"),
)
remarks = Table(
    "remarks",
    metadata,
    to("decisions", key=True),
    Column("text", Text, nullable=False),
)
trail = Table(
    "trail",
    metadata,
    Column("seq", BigId, primary_key=True, autoincrement=False),
    Column("at", String(27), nullable=False),
    Column("who", String(200), nullable=False),
    Column("what", String(40), nullable=False),
    Column("project_id", BigId),
    Column("details", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_trail_project", "project_id"),
)
trail_head = Table(
    "trail_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigId, nullable=False),
    Column("hash", String(64), nullable=False),
)
answers = Table(
    "answers",
    metadata,
    to("users", key=True),
    Column("key", String(200), primary_key=True),
    Column("request", String(64), nullable=False),
    Column("answer", JSON, nullable=False),
    Column("at", Moment, nullable=False),
)
