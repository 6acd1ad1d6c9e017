"""The page in a real browser: a board moves its controls and reads the fees.

Where marimo, playwright or Chromium is not there, these tests are skipped; with
``COSTSHARE_BROWSER=required`` in the environment they fail instead, so that CI cannot pass without.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from importlib.util import find_spec
from urllib.parse import urlsplit

import pytest

import costshare as cs
from costshare.results import number
from explorer_local import PAGE, board

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
# Nothing but this machine can be reached: what the page needs it must bring along.
FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 30  # seconds, on a machine that is busy with other things


def absent(reason):
    """Skip, or fail where a browser is required."""
    if os.environ.get("COSTSHARE_BROWSER") == "required":
        pytest.fail(f"COSTSHARE_BROWSER=required, but {reason}")
    pytest.skip(reason)


@contextmanager
def page_served(log, *arguments):
    """Start the page as a user does, and yield its address."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "marimo", "run", "--headless", "--port", str(port), PAGE]
    # As a user has it: no variables of pytest, which marimo acts on, and a home of its own.
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    home = {"HOME": str(log.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    with log.open("w") as output:
        server = subprocess.Popen(
            [*command, "--", *arguments],
            stdout=output,
            stderr=output,
            env={**ours, **home},
            cwd=log.parent,
        )
        try:
            wait_for(port, server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(PATIENCE)
            print(log.read_text())  # noqa: T201 - pytest shows it with a test that fails


def wait_for(port, server, log):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        with closing(socket.socket()) as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"the page did not start:\n{log.read_text()}")


@pytest.fixture(scope="module")
def browser():
    lacking = [name for name in ("marimo", "playwright") if find_spec(name) is None]
    if lacking:
        absent(f"{' and '.join(lacking)} missing: pip install 'costshare[dev]'")
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        absent("there is no Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=executable, args=FLAGS)
        # One context for all pages: it keeps what it has loaded.
        yield chromium.new_context(viewport={"width": 1280, "height": 800})
        chromium.close()


@pytest.fixture(scope="module")
def address(browser, tmp_path_factory):  # noqa: ARG001 - no browser, no page
    with page_served(tmp_path_factory.mktemp("page") / "log.txt") as address:
        yield address


class Explorer:
    """The page, as who sits before it uses it."""

    def __init__(self, page, address):
        from playwright.sync_api import TimeoutError, expect  # noqa: A004 - playwright's own

        expect.set_options(timeout=PATIENCE * 1000)
        self.expect = expect
        self.page = page
        self.hosts = set()
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname))
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(address)
        try:
            page.locator("h1").wait_for()
        except TimeoutError:
            # Seen where the first connection comes to nothing, on a machine too busy to answer.
            page.reload()

    def control(self, label):
        return self.page.locator(".control").filter(has_text=label)

    def slide(self, label, key, times, *, thumb=0):
        self.control(label).get_by_role("slider").nth(thumb).focus()
        for _ in range(times):
            self.page.keyboard.press(key)

    def choose(self, label, option):
        self.control(label).get_by_role("combobox").select_option(option)

    def switch(self, member):
        self.page.get_by_role("switch", name=f"{member} takes part").click()

    def type_total(self, text):
        box = self.control("Total").get_by_role("textbox")
        box.fill(text)
        box.press("Enter")

    def shows(self, place, text):
        """Wait until a place of the page shows a text."""
        self.expect(self.page.locator(place)).to_contain_text(text)

    def shows_fees(self, fees, total):
        """Wait until the column of the proposal is this, and the sum is the total."""
        rows = self.page.locator("tr[data-member]")
        names = rows.evaluate_all("rows => rows.map(row => row.dataset.member)")
        self.expect(rows.locator("td:nth-child(4)")).to_have_text([fees[name] for name in names])
        self.shows("#sum", f"Sum of the fees {total} = total {total} SEK")


@pytest.fixture
def explorer(browser, address):
    page = browser.new_page()
    explorer = Explorer(page, address)
    explorer.shows("#sum", "937 200")
    yield explorer
    page.close()
    assert explorer.hosts <= {"127.0.0.1", None}


def allocated(total=937_200, *, flat_share="0.5236", without=None, model=None):
    """The fees of developers by costshare alone, without the page's own code."""
    members = [each for each in board().members if each.name != without]
    mixed = cs.Mixed(flat_share=flat_share, driver="population_2019")
    paid = cs.allocate(total, model or mixed, members, unit=100).member_totals
    return {
        each.name: number(paid[each.name]) if each in members else "–" for each in board().members
    }


def test_the_page_opens_at_the_published_fees(explorer):
    explorer.shows_fees(allocated(), "937 200")
    explorer.shows("tr[data-member=Kiruna]", "75 900")
    explorer.shows("#sum", "Members that pay more: 0, less: 0, the same: 14.")


def test_moving_the_flat_share_changes_the_fees_and_never_the_sum(explorer):
    explorer.slide("Flat share", "ArrowLeft", 8)
    explorer.shows_fees(allocated(flat_share="0.45"), "937 200")
    explorer.shows(".control:has-text('Flat share')", "45 %")
    explorer.shows("tr[data-member=Luleå]", "+16 600")
    explorer.shows("#sum", "Members that pay more: 4, less: 10.")
    explorer.slide("Flat share", "End", 1)
    explorer.shows_fees(allocated(flat_share=1), "937 200")


def test_the_explanation_follows_the_slider_and_the_member_chosen(explorer):
    explorer.slide("Flat share", "ArrowLeft", 8)
    explorer.choose("Why does this member", "Kiruna")
    explorer.shows("#working", "Rule: 45 % equally and the rest by population_2019")
    explorer.shows("#working", "by population_2019: 515 460 × 22 867 / 250 093")
    explorer.shows("#working", f"Fee: {allocated(flat_share='0.45')['Kiruna']} SEK")


def test_a_member_that_leaves_pays_nothing_and_the_others_pay_the_total(explorer):
    explorer.switch("Kiruna")
    explorer.shows_fees(allocated(without="Kiruna"), "937 200")
    explorer.shows("tr[data-member=Kiruna]", "leaves")
    explorer.switch("Kiruna")
    explorer.shows_fees(allocated(), "937 200")


def test_a_bound_holds_and_one_that_cannot_be_met_is_said_in_costshare_s_words(explorer):
    mixed = cs.Mixed(flat_share="0.5236", driver="population_2019")
    # From 350 000, ten stops of 2 000 a key.
    explorer.slide("Fees", "PageDown", 10, thumb=1)
    explorer.shows(".control:has-text('Fees')", "150 000 at most")
    explorer.shows_fees(allocated(model=cs.Bounded(model=mixed, maximum=150_000)), "937 200")
    explorer.slide("Fees", "PageDown", 5, thumb=1)
    explorer.shows(".control:has-text('Fees')", "50 000 at most")
    with pytest.raises(cs.CostshareError, match="the maxima let the members pay 700000") as error:
        allocated(model=cs.Bounded(model=mixed, maximum=50_000))
    explorer.shows("#message", str(error.value).removeprefix("pool fee: "))
    explorer.shows("#working", "There is no proposal to explain.")
    explorer.slide("Fees", "PageUp", 5, thumb=1)
    explorer.shows("tr[data-member=Luleå]", "150 000")


def test_a_limit_on_increases_is_set_against_today_s_fees(explorer):
    explorer.slide("Flat share", "Home", 1)
    explorer.shows("tr[data-member=Luleå]", "292 700")
    explorer.slide("Increase at most", "Home", 1)
    explorer.slide("Increase at most", "ArrowRight", 5)
    explorer.shows(".control:has-text('Increase')", "5 %")
    mixed = cs.Mixed(flat_share="0.5236", driver="population_2019")
    previous = cs.allocate(937_200, mixed, board().members, unit=100).member_totals
    damped = cs.Damped(
        model=cs.Proportional(driver="population_2019"), previous=previous, max_increase="5%"
    )
    explorer.shows_fees(allocated(model=damped), "937 200")


def test_another_pool_brings_its_own_controls(explorer):
    explorer.choose("Pool", "raddningstjanst")
    explorer.shows(".result", "Today's fees follow another rule (fixed).")
    explorer.shows("#sum", "Sum of the fees 732 500 = total 732 500 SEK")
    explorer.choose("Pool", "e_arkiv")
    explorer.shows(".control:has-text('Flat share')", "2.5 %")
    explorer.shows("tr[data-member=Arvidsjaur]", "–")
    explorer.choose("Why does this member", "Arvidsjaur")
    explorer.shows("#working", "Arvidsjaur takes no part in e_arkiv under this proposal")
    explorer.switch("Arvidsjaur")
    explorer.shows("tr[data-member=Arvidsjaur]", "joins")


@pytest.mark.parametrize("width", [1280, 800])
def test_the_sliders_and_every_fee_are_in_sight_at_once(explorer, width):
    explorer.page.set_viewport_size({"width": width, "height": 800})
    for place in (".control:has-text('Flat share')", "tr[data-member=Övertorneå]", "#sum"):
        explorer.expect(explorer.page.locator(place)).to_be_in_viewport(ratio=1)
    assert explorer.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [800, 1024, 1280])
def test_nothing_is_cut_off_with_long_names_and_totals_of_nine_digits(browser, tmp_path, width):
    members = [
        cs.Member(name=f"{each.name} räddningstjänstförbund", drivers=each.drivers)
        for each in board().members
    ]
    mixed = cs.Mixed(flat_share="0.5236", driver="population_2019")
    pool = cs.Pool(name="utveckling_och_förvaltning", total=937_200_000, unit=100, model=mixed)
    agreement = board().replace(name="Samverkan " * 8, members=members, pools=[pool])
    agreement.save(tmp_path / "long.json")
    with page_served(tmp_path / "log.txt", "--agreement", "long.json") as address:
        opened = Explorer(browser.new_page(), address)
        opened.page.set_viewport_size({"width": width, "height": 800})
        opened.slide("Flat share", "Home", 1)
        opened.shows(".control:has-text('Flat share')", "0 %")
        opened.shows("#sum", "937 200 000")
        beyond = opened.page.evaluate(
            """() => [...document.querySelectorAll(".explorer *")]
                .filter((each) => !each.parentElement.closest(".scroll"))
                .filter((each) => each.getBoundingClientRect().right > window.innerWidth)
                .map((each) => each.outerHTML.slice(0, 80))"""
        )
        assert beyond == []
        # What the table is too wide for, it scrolls to.
        bars = opened.page.locator(".fees tbody tr:first-child td:last-child")
        bars.scroll_into_view_if_needed()
        opened.expect(bars).to_be_in_viewport(ratio=0.99)  # a scroll position is a whole pixel
        opened.page.close()


def test_every_control_has_a_name_that_is_heard_and_says_what_it_stands_at(explorer):
    explorer.shows(".control:has-text('Flat share')", "52.36 %")
    names = ["Flat share", "Fees at least", "Fees at most", "Increase at most", "Decrease at most"]
    sliders = explorer.page.get_by_role("slider")
    explorer.expect(sliders).to_have_count(len(names))
    for name in names:
        explorer.expect(explorer.page.get_by_role("slider", name=name, exact=True)).to_have_count(1)
    flat = explorer.page.get_by_role("slider", name="Flat share")
    explorer.expect(flat).to_have_attribute("aria-valuetext", "52.36 %")
    explorer.slide("Flat share", "ArrowLeft", 8)
    explorer.expect(flat).to_have_attribute("aria-valuetext", "45 %")
    explorer.slide("Fees", "PageDown", 10, thumb=1)
    most = explorer.page.get_by_role("slider", name="Fees at most")
    explorer.expect(most).to_have_attribute("aria-valuetext", "150 000 at most")


def test_a_total_is_read_as_it_is_written(explorer):
    explorer.type_total("1 000 000,00 kr")
    explorer.shows_fees(allocated(1_000_000), "1 000 000")
    explorer.type_total("937 250")
    explorer.shows("#message", "Fees of this pool are multiples of 100 SEK")
    explorer.shows("#message", "Write 937 200 or 937 300.")
    assert explorer.page.locator("#sum").count() == 0
    explorer.page.get_by_role("button", name="Back to today").click()
    explorer.shows_fees(allocated(), "937 200")


def test_an_agreement_of_one_s_own_is_named_on_the_command_line(browser, tmp_path):
    ours = board().replace(name="Ours & theirs")
    ours.save(tmp_path / "ours.json")
    with page_served(tmp_path / "log.txt", "--agreement", "ours.json") as address:
        opened = Explorer(browser.new_page(), address)
        opened.shows("h1", "Ours & theirs 2022: utvecklare")
        opened.page.close()


def test_an_agreement_that_is_not_there_is_said_calmly(browser, tmp_path):
    with page_served(tmp_path / "log.txt", "--agreement", "theirs.toml") as address:
        opened = Explorer(browser.new_page(), address)
        opened.shows("#message", "No such file or directory: 'theirs.toml'")
        opened.page.close()
