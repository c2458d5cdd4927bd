"""Views of what holds now, and triggers that keep records as they were written."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

APPEND_ONLY = ("editions", "batches", "suggestions", "showings", "decisions", "trail")

CURRENT_CODES = """
CREATE VIEW current_codes AS
WITH standing AS (
    SELECT * FROM decisions d WHERE d.kind <> 'undo' AND NOT EXISTS (SELECT 1 FROM decisions u WHERE u.undoes = d.id)
),
effects AS (
    SELECT case_id, user_id, phase, dimension, COALESCE(code, '') AS code, id AS decision_id,
        CASE kind
            WHEN 'confirm' THEN 'holds'
            WHEN 'unclear' THEN 'unclear'
            WHEN 'not_stated' THEN 'not_stated'
            ELSE 'rejected'
        END AS state
    FROM standing WHERE kind <> 'add'
    UNION ALL
    SELECT case_id, user_id, phase, dimension, new_code, id, 'holds' FROM standing WHERE kind IN ('add', 'change')
),
ranked AS (
    SELECT effects.*,
        ROW_NUMBER() OVER (PARTITION BY case_id, user_id, phase, dimension, code ORDER BY decision_id DESC) AS place,
        MAX(CASE WHEN state = 'holds' THEN decision_id ELSE 0 END)
            OVER (PARTITION BY case_id, user_id, phase, dimension) AS last_held
    FROM effects
)
SELECT case_id, user_id, phase, dimension, code, state, decision_id
FROM ranked
WHERE place = 1 AND NOT (code = '' AND last_held > decision_id)
"""
"""The newest standing decision on each code by each person. An empty code stands for the dimension as a whole; what was
said of it (not stated, unclear) ends when a code of the dimension is found to hold later."""

FINAL_CODES = """
CREATE VIEW final_codes AS
WITH votes AS (
    SELECT k.case_id, k.dimension, k.code, COUNT(*) AS given
    FROM current_codes k
    JOIN assignments a ON a.case_id = k.case_id AND a.user_id = k.user_id AND a.state = 'submitted'
    WHERE k.phase = 'coding' AND k.state = 'holds'
    GROUP BY k.case_id, k.dimension, k.code
),
settled AS (
    SELECT k.case_id, k.dimension, k.code, k.state
    FROM current_codes k JOIN cases c ON c.id = k.case_id AND c.closed_by_id = k.user_id
    WHERE k.phase = 'adjudication' AND k.code <> ''
)
SELECT c.id AS case_id, v.dimension, v.code
FROM cases c JOIN votes v ON v.case_id = c.id
WHERE c.status = 'closed' AND v.given = c.coders_wanted
    AND NOT EXISTS (SELECT 1 FROM settled s WHERE s.case_id = c.id AND s.code = v.code)
UNION
SELECT s.case_id, s.dimension, s.code
FROM settled s JOIN cases c ON c.id = s.case_id
WHERE c.status = 'closed' AND s.state = 'holds'
"""
"""Codes of closed cases: those that all coders gave, but where the adjudicator decided, what the adjudicator said."""


def upgrade() -> None:
    """Views of what holds now, and triggers that keep records as they were written."""
    op.execute(CURRENT_CODES)
    op.execute(FINAL_CODES)
    if op.get_bind().dialect.name == "postgresql":
        _postgresql_triggers()
    else:
        _sqlite_triggers()


def _sqlite_triggers() -> None:
    for table in APPEND_ONLY:
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _postgresql_triggers() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
