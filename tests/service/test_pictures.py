"""Pictures for docs/review-desk.md, of the demonstration: ICTIP_SCREENSHOTS=1 makes them."""

import os
import time

import pytest

from service.app import create_app
from service.demo import seed
from service.running import open_desk
from service.settings import Settings

from .browser import ARGUMENTS, Served, chromium, picture, ready, saved, sign_in
from .conftest import Web

pytestmark = pytest.mark.skipif(not os.environ.get("ICTIP_SCREENSHOTS"), reason="pictures are made when asked for")


@pytest.fixture
def demonstration(tmp_path):
    """The demonstration, with its narratives, and everybody's password."""
    desk = open_desk(Settings(store=str(tmp_path / "demo.sqlite"), edition=os.environ.get("ICTIP_EDITION")))
    password = seed(desk)
    desk.editions.start()
    assert desk.editions.wait(600)
    web = Web.__new__(Web)
    web.app, web.desk = create_app(desk), desk
    served = Served(web)
    yield served.address, password
    served.close()
    desk.store.close()


def code_all(page, address, name, password, key):
    """Sign in, decide on the first suggestions with a key, and hand the case in."""
    sign_in(page, address, name, password)
    while page.locator("text=0 of 0").count():
        time.sleep(0.2)
        page.reload()
    page.click("text=Next case")
    ready(page)
    for _ in range(3):
        page.keyboard.press(key)
    saved(page)


def test_pictures(demonstration):
    from playwright.sync_api import sync_playwright

    address, password = demonstration
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": 1360, "height": 900})
        page.set_default_timeout(120_000)
        code_all(page, address, "ann", password, "c")
        page.evaluate("scrollTo(0, 0)")
        picture(page, "case")
        small = browser.new_page(viewport={"width": 360, "height": 740})
        small.set_default_timeout(120_000)
        code_all(small, address, "ben", password, "x")
        small.evaluate("scrollTo(0, 0)")
        picture(small, "telephone")
        for each in (page, small):
            each.click("#submit")
            each.click("#ask-yes")
            each.wait_for_url(lambda url: not url.endswith("/cases/1"))
        judge = browser.new_page(viewport={"width": 1360, "height": 900})
        sign_in(judge, address, "ada", password)
        judge.goto(f"{address}/desk/projects/1")
        judge.click("text=Settle the next difference")
        judge.wait_for_selector(".difference")
        picture(judge, "differences")
        browser.close()
