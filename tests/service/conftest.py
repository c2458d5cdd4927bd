"""A service over a store on SQLite with people in every role, and clients that are signed in as them."""

import itertools
import shutil
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
from service.secrecy import Passwords, csrf_of
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
    checks = load_checks(tiny_edition / "scheme", tiny_suggester.scheme)
    return OpenEdition(tiny_suggester, checks, {"edition": "tiny"}, tiny_edition)


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


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory):
    """A file of the newest schema, with nothing in it."""
    path = tmp_path_factory.mktemp("template") / "desk.sqlite"
    open_store(path, WebClock()).close()
    return path


class _Maker:
    """Makes services, each with a store of its own; `bare` has no account yet."""

    def __init__(self, folder, empty_store, opened, passwords):
        self.folder, self.empty_store, self.opened, self.passwords = folder, empty_store, opened, passwords
        self.stores = []

    def __call__(self, *, bare=False, service=None, bearers=None, **settings):
        clock = WebClock()
        path = self.folder / f"desk{len(self.stores)}.sqlite"
        shutil.copy(self.empty_store, path)
        self.stores.append(quick(open_store(path, clock)))
        editions = Editions(lambda: self.opened)
        editions.start()
        assert editions.wait(10)
        web = Web(Desk(self.stores[-1], editions, service or Settings(), self.passwords, bearers), clock)
        return web if bare else web.settle(**settings)

    def close(self):
        for store in self.stores:
            store.close()


@pytest.fixture
def make_web(tmp_path, empty_store, tiny_open, passwords):
    """Makes services for one test."""
    maker = _Maker(tmp_path, empty_store, tiny_open, passwords)
    yield maker
    maker.close()


@pytest.fixture(scope="module")
def make_shared_web(tmp_path_factory, empty_store, tiny_open, passwords):
    """Makes services that the tests of a module share."""
    maker = _Maker(tmp_path_factory.mktemp("shared"), empty_store, tiny_open, passwords)
    yield maker
    maker.close()


@pytest.fixture
def web(make_web):
    """A service with a project of four cases, one coder each."""
    made = make_web()
    made.bring()
    return made


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    from .browser import ARGUMENTS, chromium

    path = chromium()
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture
def serve():
    """Lets services listen."""
    from .browser import Served

    served = []

    def start(web):
        served.append(Served(web))
        return served[-1].address

    yield start
    for each in served:
        each.close()


@pytest.fixture
def new_page(browser):
    """Pages of browsers of their own; whatever the page complains about fails the test."""
    contexts, complaints = [], []

    def make(**options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 860}, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []
