"""A service on a port of its own and a real Chromium that looks at it."""

import os
import shutil
import socket
import threading
import time
from pathlib import Path

import pytest
import uvicorn

from tests.conftest import ROOT

from .conftest import PASSWORD

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_IMAGES = ROOT / "docs" / "images"


def chromium():
    """Path of an installed Chromium. Without one the tests are skipped, or fail where ICTIP_REQUIRE_BROWSER is set."""
    found = os.environ.get("ICTIP_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if found:
        return found
    how = "no Chromium found; install it (Debian: apt-get install chromium) or set ICTIP_CHROMIUM to its path"
    if os.environ.get("ICTIP_REQUIRE_BROWSER"):
        pytest.fail(how)
    pytest.skip(how)
    raise AssertionError


class Served:
    """A service that listens, until closed."""

    def __init__(self, web):
        self.web = web
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.server = uvicorn.Server(uvicorn.Config(web.app, log_level="critical", access_log=False))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]}, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)

    def close(self):
        self.server.should_exit = True
        self.thread.join(10)
        self.socket.close()


def sign_in(page, address, name, password=PASSWORD):
    """Sign somebody in by the page."""
    page.goto(f"{address}/desk/sign-in")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", password)
    page.click("button.main")
    page.wait_for_url("**/desk")


def begin(page, address, name="ann"):
    """Sign a coder in and open their next case."""
    sign_in(page, address, name)
    page.click("text=Next case")
    ready(page)


def ready(page):
    """Wait until the review page hears keys and buttons."""
    page.wait_for_selector("#case[data-ready]")


def saved(page):
    """Wait until everything was answered."""
    page.wait_for_selector("#saving[data-state=saved]")


def state_of(page, code):
    """What the card of a code says."""
    return page.inner_text(f'.offer[data-code="{code}"] .state').strip()


def picture(page, name):
    """Keep a picture for the docs, when asked to."""
    if os.environ.get("ICTIP_SCREENSHOTS"):
        _IMAGES.mkdir(exist_ok=True)
        page.screenshot(path=Path(_IMAGES) / f"{name}.png")
