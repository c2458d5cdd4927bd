"""People, projects and cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
QUEUED = sa.text("status = 'open' AND free_slots > 0")


def upgrade() -> None:
    """People, projects and cases."""
    _users()
    _projects()
    _members()
    _editions()
    _batches()
    _cases()
    _cases_indexes()
    _narratives()


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("administrator", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("name", name="uq_users_name"),
    )


def _projects() -> None:
    op.create_table(
        "projects",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
        sa.UniqueConstraint("name", name="uq_projects_name"),
    )


def _members() -> None:
    op.create_table(
        "members",
        sa.Column("project_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("reads_text", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name="fk_members_project_id_projects"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_members_user_id_users"),
        sa.PrimaryKeyConstraint("project_id", "user_id", name="pk_members"),
    )


def _editions() -> None:
    op.create_table(
        "editions",
        sa.Column("edition", sa.String(length=200), nullable=False),
        sa.Column("scheme", sa.String(length=200), nullable=False),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("added_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("edition", name="pk_editions"),
    )


def _batches() -> None:
    op.create_table(
        "batches",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("project_id", ID, nullable=False),
        sa.Column("edition", sa.String(length=200), nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("added_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_batches_by_id_users"),
        sa.ForeignKeyConstraint(["edition"], ["editions.edition"], name="fk_batches_edition_editions"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name="fk_batches_project_id_projects"),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
    )


def _cases_indexes() -> None:
    op.create_index("ix_cases_batch", "cases", ["batch_id"])
    op.create_index(
        "ix_cases_draw", "cases", ["project_id", "draw", "id"], sqlite_where=QUEUED, postgresql_where=QUEUED
    )
    op.create_index("ix_cases_oldest", "cases", ["project_id", "id"], sqlite_where=QUEUED, postgresql_where=QUEUED)
    op.create_index(
        "ix_cases_precedence", "cases", ["project_id", "precedence", "id"], sqlite_where=QUEUED, postgresql_where=QUEUED
    )
    op.create_index("ix_cases_status", "cases", ["project_id", "status"])
    op.create_index("ix_cases_stratum", "cases", ["project_id", "stratum"])
    op.create_index(
        "ix_cases_turn", "cases", ["project_id", "turn", "id"], sqlite_where=QUEUED, postgresql_where=QUEUED
    )
    op.create_index(
        "ix_cases_uncertain", "cases", ["project_id", "uncertainty", "id"], sqlite_where=QUEUED, postgresql_where=QUEUED
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("project_id", ID, nullable=False),
        sa.Column("batch_id", ID, nullable=False),
        sa.Column("narrative_id", sa.String(length=400), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("text_length", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("familiarity", sa.Float(), nullable=False),
        sa.Column("denied", sa.JSON(), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("aided", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("coders_wanted", sa.Integer(), nullable=False),
        sa.Column("free_slots", sa.Integer(), nullable=False),
        sa.Column("uncertainty", sa.Float(), nullable=False),
        sa.Column("draw", sa.Float(), nullable=False),
        sa.Column("stratum", sa.String(length=100), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("precedence", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.String(27), nullable=True),
        sa.Column("closed_how", sa.String(length=20), nullable=True),
        sa.Column("closed_by_id", ID, nullable=True),
        sa.Column("purged_at", sa.String(27), nullable=True),
        sa.CheckConstraint("free_slots >= 0 AND free_slots <= coders_wanted", name=op.f("ck_cases_slots")),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_cases_batch_id_batches"),
        sa.ForeignKeyConstraint(["closed_by_id"], ["users.id"], name="fk_cases_closed_by_id_users"),
        sa.ForeignKeyConstraint(["edition"], ["editions.edition"], name="fk_cases_edition_editions"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name="fk_cases_project_id_projects"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("project_id", "narrative_id", name="uq_cases_project_id_narrative_id"),
    )


def _narratives() -> None:
    op.create_table(
        "narratives",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_narratives_case_id_cases"),
        sa.PrimaryKeyConstraint("case_id", name="pk_narratives"),
    )
