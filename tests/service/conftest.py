"""A service over a store on SQLite with people in every role, and clients that are signed in as them."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from coder.records import Narrative
from coder.review import Settings as ProjectSettings
from coder.review import add_user, create_project, import_narratives, open_store, set_member
from coder.review.accounts import set_password
from coder.scheme import load_checks
from service.app import create_app
from service.desk import Desk
from service.editions import Editions, OpenEdition
from service.secrecy import Passwords
from service.settings import Settings
from service.signing_in import begin_session

PASSWORD = "a long enough password"
BASE = "http://127.0.0.1"
ROLES = {"ann": "coder", "ben": "coder", "lea": "lead", "ada": "adjudicator", "otto": "auditor", "olga": "auditor"}
TEXTS = (
    "The apples were bruised. The shop threw them away.",
    "The pears had worms. They were sold to a shop.",
    "Bruised apples were given away.",
    "The apples were rotten and the pears were bruised.",
)


class WebClock:
    """Real time, moved on by hand, so that leases and sessions end when a test says so."""

    def __init__(self):
        self.ahead = timedelta()

    def __call__(self):
        return datetime.now(UTC) + self.ahead

    def forward(self, **by):
        self.ahead += timedelta(**by)


@pytest.fixture(scope="session")
def tiny_open(tiny_edition, tiny_suggester):
    """The tiny edition as the service holds it."""
    return OpenEdition(tiny_suggester, load_checks(tiny_edition / "scheme", tiny_suggester.scheme), {"edition": "tiny"})


@pytest.fixture(scope="session")
def passwords():
    """Real argon2, at the least cost it allows."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


class Web:
    """A running service with a project in it."""

    def __init__(self, desk, clock):
        self.desk = desk
        self.clock = clock
        self.app = create_app(desk)
        self.people = {}
        self.project = None
        self._texts = itertools.count(1)

    def settle(self, **settings):
        """Make everybody, and the project."""
        root = self.person("root")
        self.project = create_project(self.desk.store, root, "fruit", ProjectSettings(**settings))
        for name, role in ROLES.items():
            person = self.person(name, by=root)
            set_member(self.desk.store, root, self.project.id, person.id, role, reads_text=name == "olga")
        self.person("eve", by=root)
        self.person("kim", by=root, administrator=True)
        return self

    def person(self, name, *, by=None, administrator=False):
        user = add_user(self.desk.store, by, name, administrator=administrator)
        set_password(self.desk.store, user, user.id, self.desk.passwords.hash(PASSWORD))
        self.people[name] = user
        return user

    def bring(self, texts=TEXTS):
        items = [Narrative(f"n{next(self._texts)}", text, {"office": "north"}) for text in texts]
        edition = self.desk.editions.current()
        store, lea = self.desk.store, self.people["lea"]
        return import_narratives(store, lea, self.project.id, items, edition.suggester, edition.manifest)

    def anybody(self):
        """A client that is not signed in."""
        return TestClient(self.app, base_url=BASE, follow_redirects=False, raise_server_exceptions=False)

    def client(self, name):
        """A client that is signed in; its writes carry the page's token."""
        from service.secrecy import csrf_of

        client = self.anybody()
        token = begin_session(self.desk, self.people[name])
        client.cookies.set("ictip", token)
        client.headers["X-CSRF-Token"] = csrf_of(token)
        client.csrf = csrf_of(token)
        return client


def quick(store):
    """The store without waiting for the disk: what a power cut does is not tested here."""
    sa.event.listen(store.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF").close())
    store.engine.dispose()
    return store


@pytest.fixture
def make_web(tmp_path, tiny_open, passwords):
    """Makes services, each with a store of its own; `bare` has no account yet."""
    opened = []

    def make(*, bare=False, service=None, bearers=None, **settings):
        clock = WebClock()
        store = quick(open_store(tmp_path / f"desk{len(opened)}.sqlite", clock))
        opened.append(store)
        editions = Editions(lambda: tiny_open)
        editions.start()
        assert editions.wait(10)
        web = Web(Desk(store, editions, service or Settings(), passwords, bearers), clock)
        return web if bare else web.settle(**settings)

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def web(make_web):
    """A service with a project of four cases, one coder each."""
    made = make_web()
    made.bring()
    return made
