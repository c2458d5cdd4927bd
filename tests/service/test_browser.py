"""People's ways through the review desk, in a real Chromium."""

import json

import pytest

from coder.review import Judgement, decide
from service.signing_in import first_token

from .browser import begin, ready, saved, sign_in, state_of
from .conftest import PASSWORD


def test_from_the_first_start_to_the_first_confirmed_case(make_web, serve, new_page, tmp_path):
    web = make_web(bare=True)
    address, page = serve(web), new_page()
    page.goto(address)
    page.fill("input[name=token]", first_token(web.desk))
    page.fill("input[name=name]", "root")
    page.fill("input[name=password]", PASSWORD)
    page.click("button.main")
    page.fill("input[name=name]", "Fruit")
    page.click("text=Make it")
    file = tmp_path / "cases.csv"
    file.write_text("id,text\nc1,The apples were bruised. The shop threw them away.\n")
    page.set_input_files("input[name=file]", file)
    page.click("button:has-text('Import')")
    page.wait_for_selector("text=read 1, added 1")
    page.goto(f"{address}/desk/users")
    page.fill("input[name=name]", "ann")
    page.click("button:has-text('Make it')")
    password = page.inner_text(".secret")
    page.goto(f"{address}/desk/projects/1/lead")
    page.fill("form[action$=members] input[name=name]", "ann")
    page.click("button:text-is('Set')")
    coder = new_page()
    sign_in(coder, address, "ann", password)
    coder.click("text=Next case")
    ready(coder)
    first = coder.locator(".offer").first
    code = first.get_attribute("data-code")
    first.locator("[data-do=confirm]").click()
    saved(coder)
    assert state_of(coder, code) == "✓ holds"
    coder.click("#submit")
    coder.click("#ask-yes")
    coder.wait_for_selector("text=Nothing is waiting for you")
    assert web.desk.store.is_sqlite
    page.goto(f"{address}/desk/projects/1")
    assert "single" in page.inner_text("table")


def test_a_case_is_coded_with_the_keyboard_alone(web, serve, new_page):
    address, page = serve(web), new_page()
    page.goto(f"{address}/desk/sign-in")
    page.wait_for_selector("input[name=name]:focus")
    page.keyboard.type("ann")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    page.locator("button:has-text('Next case')").focus()
    page.keyboard.press("Enter")
    ready(page)
    codes = [item.get_attribute("data-code") for item in page.locator(".offer").all()]
    page.keyboard.press("c")  # the first card has the focus, and each decision goes on to the next
    page.keyboard.press("x")
    saved(page)
    assert [state_of(page, code) for code in codes[:2]] == ["✓ holds", "✗ rejected"]
    page.keyboard.press("z")
    saved(page)
    assert state_of(page, codes[1]) == ""
    page.keyboard.press("w")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert page.inner_text("#chosen") == "Chosen: “apples were”"
    page.keyboard.press("a")
    page.keyboard.type("worm")
    page.wait_for_selector("#search-list li[data-code=D3][aria-selected=true]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".offer[data-code=D3]")
    assert state_of(page, "D3") == "✓ holds"
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    page.wait_for_selector("#ask[open]")
    before = page.url
    page.locator("#ask-yes").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)


def test_two_coders_differ_and_an_adjudicator_settles_it(make_web, serve, new_page):
    web = make_web(coders=2)
    web.bring(["The apples were bruised. The shop threw them away."])
    address = serve(web)
    for name, key in (("ann", "c"), ("ben", "x")):
        page = new_page()
        begin(page, address, name)
        page.wait_for_selector(".offer")
        for _ in page.locator(".offer").all():
            page.keyboard.press(key)
        saved(page)
        assert page.inner_text("#left") == "all decided"
        page.keyboard.press("s")
        page.wait_for_selector("text=Nothing is waiting for you")
    judge = new_page()
    sign_in(judge, address, "ada")
    judge.goto(f"{address}/desk/projects/{web.project.id}")
    judge.click("text=Settle the next difference")
    judge.wait_for_selector(".difference")
    left = judge.locator(".difference").count()
    for at in range(left):
        row = judge.locator(".difference").nth(at)
        row.locator("textarea").fill("The text says so.")
        row.locator("button[value=confirm]").click()
        judge.wait_for_selector(f"text={left - at - 1} of {left} difference")
    judge.click("text=Close the case")
    judge.wait_for_selector("text=adjudicated")
    assert web.client("lea").get("/cases/1/final").json() != []


def test_a_blind_case_shows_no_suggestion_and_no_other_coder(make_web, serve, new_page):
    web = make_web(coders=2, unaided_share=1.0)
    web.bring(["The apples were bruised."])
    address = serve(web)
    ann = new_page()
    begin(ann, address, "ann")
    assert ann.locator(".offer").count() == 0
    assert ann.locator("mark").count() == 0
    ann.dblclick("#narrative .rest")
    ann.click("#add")
    ann.keyboard.type("bruise")
    ann.wait_for_selector("#search-list li[data-code=D1][aria-selected=true]")
    ann.keyboard.press("Enter")
    ann.wait_for_selector(".offer[data-code=D1]")
    saved(ann)
    ben = new_page()
    begin(ben, address, "ben")
    assert ben.locator(".offer").count() == 0
    assert "D1" not in ben.content()


def test_a_session_that_ended_loses_nothing(web, serve, new_page):
    address, page = serve(web), new_page()
    begin(page, address)
    code = page.locator(".offer").first.get_attribute("data-code")
    web.clock.forward(hours=2)
    page.keyboard.press("c")
    page.wait_for_selector("#again[open]")
    assert "waiting" in page.inner_text("#saving") or "saving" in page.inner_text("#saving")
    page.fill("#again-password", "wrong")
    page.click("#again-go")
    page.wait_for_selector("#again-fault:not([hidden])")
    page.fill("#again-password", PASSWORD)
    page.click("#again-go")
    saved(page)
    page.wait_for_selector(f'.offer[data-code="{code}"][data-state=holds]')


@pytest.mark.parametrize("lost", ["request", "answer"])
def test_a_lost_connection_is_waited_out_and_nothing_is_decided_twice(web, serve, new_page, lost):
    """Once the request does not arrive; once it does, and its answer is lost, so that it is sent again."""
    address, page = serve(web), new_page()
    begin(page, address)
    tries = []

    def fail_twice(route):
        tries.append(route.request.headers["idempotency-key"])
        if len(tries) > 2:
            route.continue_()
            return
        if lost == "answer":
            said = json.loads(route.request.post_data)
            judgement = Judgement(said["kind"], code=said["code"])
            decide(web.desk.store, web.people["ann"], 1, judgement, version=said["version"], key=tries[-1])
        route.abort()

    page.route("**/decisions", fail_twice)
    page.keyboard.press("c")
    page.wait_for_selector("#saving[data-state=waiting]")
    assert "not saved yet" in page.inner_text("#saving")
    page.keyboard.press("x")
    saved(page)
    assert len(set(tries[:3])) == 1
    case = page.url.rsplit("/", 1)[1]
    kinds = [each["judgement"]["kind"] for each in web.client("ann").get(f"/cases/{case}").json()["decisions"]]
    assert kinds == ["confirm", "reject"]


@pytest.mark.parametrize("slow", ["request", "answer"])
def test_keys_pressed_faster_than_answers_come_are_neither_lost_nor_doubled(web, serve, new_page, slow):
    """Once the requests take long to arrive; once the answers, of which the head is there, take long to be read."""
    address, page = serve(web), new_page()
    later = "new Promise((done) => setTimeout(done, 150))"
    slowed = {
        "request": f"const ask = window.fetch; window.fetch = (...all) => {later}.then(() => ask(...all));",
        "answer": f"""const read = Response.prototype.json;
            Response.prototype.json = function () {{
                return read.call(this).then((said) => {later}.then(() => said));
            }};""",
    }
    page.add_init_script(slowed[slow])
    begin(page, address)
    case = page.url.rsplit("/", 1)[1]
    codes = [item.get_attribute("data-code") for item in page.locator(".offer").all()]

    def judged():
        saved(page)
        found = web.client("ann").get(f"/cases/{case}").json()["decisions"]
        return [(each["judgement"]["kind"], each["judgement"]["code"]) for each in found]

    assert len(codes) > 2
    with page.expect_response("**/decisions"):
        page.keyboard.press("c")
    for _ in codes[1:]:
        page.keyboard.press("x")
    page.keyboard.press("x")  # no card is left: nothing is decided again
    assert page.evaluate("document.activeElement.id") == "submit"
    expected = [("confirm", codes[0]), *(("reject", code) for code in codes[1:])]
    assert judged() == expected
    assert page.inner_text("#left") == "all decided"
    for _ in range(2):
        page.keyboard.press("z")
    assert judged() == [*expected, ("undo", codes[-1]), ("undo", codes[-2])]
    assert [state_of(page, code) for code in codes[-2:]] == ["", ""]
    assert page.inner_text("#left") == "2 without a decision"
    assert page.locator("[data-waiting]").count() == 0


def test_a_double_click_decides_once_and_says_nothing_of_it(web, serve, new_page):
    address, page = serve(web), new_page()
    page.add_init_script("""const ask = window.fetch;
        window.fetch = (...all) => new Promise((done) => setTimeout(done, 150)).then(() => ask(...all));""")
    begin(page, address)
    case = page.url.rsplit("/", 1)[1]
    code = page.locator(".offer").first.get_attribute("data-code")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.locator(".offer [data-do=confirm]").first.dblclick()
    assert page.locator(".offer [data-do=confirm]").first.is_disabled()
    page.wait_for_selector(f'.offer[data-code="{code}"][data-state=holds]')
    saved(page)
    assert page.locator(".offer [data-do=confirm]").first.is_enabled()
    assert page.locator("#alert").is_hidden()
    kinds = [each["judgement"]["kind"] for each in web.client("ann").get(f"/cases/{case}").json()["decisions"]]
    assert (kinds, len(sent)) == (["confirm"], 1)
    page.locator("#submit").dblclick()
    page.wait_for_selector("#ask[open]")
    page.locator("#ask-yes").dblclick()
    page.wait_for_url(lambda url: not url.endswith(f"/{case}"))
    assert sum(url.endswith("/submission") for url in sent) == 2  # asked back, then handed in


@pytest.mark.parametrize("path", ["/desk", "/desk/projects/1", "case", "/desk/account", "/desk/sign-in"])
def test_nothing_is_wider_than_a_small_telephone(web, serve, new_page, path):
    address, page = serve(web), new_page(viewport={"width": 360, "height": 740})
    if path == "case":
        begin(page, address)
    else:
        if path != "/desk/sign-in":
            sign_in(page, address, "ann")
        page.goto(f"{address}{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_gentle_view_shows_evidence_only_until_more_is_asked_for(web, serve, new_page):
    address, page = serve(web), new_page()
    begin(page, address)
    page.keyboard.press("g")
    assert not page.locator(".rest").first.is_visible()
    page.locator(".reveal:visible").first.click()
    assert page.locator(".rest.shown").count() == 1


def test_every_control_has_a_name_that_is_read_out(web, serve, new_page):
    address, page = serve(web), new_page()
    begin(page, address)
    unnamed = page.evaluate("""() => [...document.querySelectorAll('button, input, select, textarea, a[href]')]
        .filter(each => !(each.textContent.trim() || each.labels?.length || each.ariaLabel || each.type === 'hidden'))
        .map(each => each.outerHTML)""")
    assert unnamed == []
    assert page.locator("[aria-live=polite]").count() >= 2
