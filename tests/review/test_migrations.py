"""The migrations make what the tables say, on both databases, and nothing older or newer is opened unawares."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from coder.errors import StoreError
from coder.review import migrate, open_store, schema, schema_accounts
from coder.review.columns import metadata
from tests.review.conftest import HandClock

assert schema
assert schema_accounts


def test_migrations_and_tables_are_equal(store):
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        checks = {
            (table, check["name"])
            for table in metadata.tables
            for check in sa.inspect(connection).get_check_constraints(table)
        }
        assert ("cases", "ck_cases_slots") in checks


def test_an_empty_file_gets_the_newest_schema(tmp_path):
    path = tmp_path / "new.sqlite"
    open_store(path, HandClock()).close()
    assert path.stat().st_mode & 0o077 == 0
    again = open_store(path, HandClock(), create=False)
    with again.read() as connection:
        assert migrate.revision(connection) == migrate.NEWEST
    again.close()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM current_codes WHERE case_id = 1 AND user_id = 1 AND phase = 'coding'",
        "SELECT * FROM final_codes WHERE case_id = 1 ORDER BY code",
    ],
)
def test_asking_for_one_case_reads_no_other(tmp_path, query):
    store = open_store(tmp_path / "new.sqlite", HandClock())
    with store.read() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]
    store.close()
    assert any("ix_decisions_case" in step for step in plan)
    assert [step for step in plan if step in {"SCAN d", "SCAN u", "SCAN a", "SCAN c"}] == []


def test_the_newest_migration_is_named():
    scripts = ScriptDirectory(str(schema.__file__).replace("schema.py", "migrations"))
    assert scripts.get_current_head() == migrate.NEWEST


def test_a_store_of_a_newer_version_is_refused(store, url):
    with store.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="9999"):
        open_store(url, HandClock())


def test_a_broken_migration_leaves_nothing(tmp_path, monkeypatch):
    def fail(connection):
        connection.execute(sa.text("CREATE TABLE half (id INTEGER)"))
        raise StoreError("broken")

    monkeypatch.setattr(migrate, "_upgrade", fail)
    path = tmp_path / "new.sqlite"
    with pytest.raises(StoreError, match="broken"):
        open_store(path, HandClock())
    engine = sa.create_engine(f"sqlite:///{path}")
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be looked at" * 20])
def test_a_file_that_is_no_database_is_refused(tmp_path, content):
    path = tmp_path / "x.sqlite"
    path.write_bytes(content)
    with pytest.raises(StoreError):
        open_store(path, HandClock())
    assert path.read_bytes() == content


def test_errors_of_the_database_carry_no_rows(store):
    with pytest.raises(StoreError) as refused, store.write() as connection:
        connection.execute(sa.text("INSERT INTO users (id, name) VALUES (1, 'Maria Nowak')"))
    assert "Nowak" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
